from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.desks import cases

from egret.base import clock
from egret.rooms.call import actions, queries
from egret.rooms.call.states import Verdict
from egret.rooms.files import actions as files
from egret.rooms.people.states import Role

pytestmark = pytest.mark.django_db
FIRST = {"contact": "林海", "phone": "0592-1234567", "main_product": "芯片"}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def early():
    with clock.frozen(cases.EARLY):
        yield


@pytest.fixture
def owner(client, early):
    enterprise, by = cases.enterprise(1)
    client.force_login(by)
    return enterprise, by


@pytest.fixture
def draft(owner):
    return actions.begin(owner[0], by=owner[1], at=cases.EARLY)


def complete(submission, by):
    paper = files.keep(
        "licence.pdf", cases.PAPER, of=submission.enterprise.organisation, by=by, at=cases.EARLY
    )
    actions.keep_draft(
        submission.pk,
        FIRST
        | {
            "links": ["design"],
            "budget": "１２０,０００",
            "finish_on": "2024-12-01",
            "licence": paper.pk,
            "pledge": True,
        },
    )


def page(number):
    return reverse("enterprise:apply-page", args=[number])


def kept(submission):
    return queries.locked(submission.pk).answers


def test_looking_begins_nothing(client, owner):
    answer = client.get(reverse("enterprise:apply"))

    assert answer.status_code == 200
    assert not queries.of_enterprise(owner[0]).exists()


def test_beginning_opens_the_first_page(client, owner):
    answer = client.post(reverse("enterprise:apply"))

    assert answer.url == page(1)
    assert queries.of_enterprise(owner[0]).get().state == "draft"


def test_without_an_open_batch_nothing_begins(client, early):
    enterprise, by = cases.enterprise(1)
    client.force_login(by)
    with clock.frozen(cases.moment(2024, 9, 1)):
        client.force_login(by)
        assert client.get(reverse("enterprise:apply")).status_code == 200
        assert client.post(reverse("enterprise:apply")).status_code == 422
    assert not queries.of_enterprise(enterprise).exists()


def test_typing_is_kept_to_the_second(client, draft):
    answer = client.post(reverse("enterprise:keep-draft", args=[1]), FIRST, headers=HTMX)

    assert "12:00:00" in answer.content.decode()
    assert kept(draft) == FIRST


def test_the_next_button_keeps_without_scripts(client, draft):
    answer = client.post(page(1), FIRST | {"go": "next"})

    assert answer.url == page(2)
    assert kept(draft) == FIRST


def test_a_bad_answer_stays_as_it_was_typed(client, draft):
    answer = client.post(
        page(2), {"links": ["design"], "budget": "十二万", "finish_on": "2024-02-30", "go": "next"}
    )

    assert answer.status_code == 422
    assert (kept(draft)["budget"], kept(draft)["finish_on"]) == ("十二万", "2024-02-30")
    assert "十二万" in answer.content.decode()
    assert answer.content.decode().count("egret-error") == 2


def test_a_file_that_is_not_what_it_says_is_refused(client, draft):
    disguised = SimpleUploadedFile("licence.pdf", b"MZ and so on")

    answer = client.post(page(3), {"licence": disguised, "pledge": "on", "go": "next"})

    assert answer.status_code == 422
    assert "licence.pdf" in answer.content.decode()
    assert kept(draft) == {"pledge": True}


def test_a_file_above_five_megabytes_is_refused(client, draft):
    large = SimpleUploadedFile("licence.pdf", cases.PAPER + b" " * (5 * 1024 * 1024))

    answer = client.post(page(3), {"licence": large, "go": "next"})

    assert answer.status_code == 422
    assert "5 MB" in answer.content.decode()


def test_an_attached_file_is_named(client, draft):
    client.post(page(3), {"licence": SimpleUploadedFile("营业执照.pdf", cases.PAPER), "go": "next"})

    assert "营业执照.pdf" in client.get(page(3)).content.decode()


def test_what_is_missing_leads_to_its_page_and_field(client, draft):
    answer = client.post(reverse("enterprise:review"))

    assert answer.status_code == 422
    assert f"{page(2)}?mend#id_budget" in answer.content.decode()
    assert 'aria-invalid="true"' in client.get(page(2) + "?mend").content.decode()


def test_handing_in_twice_gives_one_receipt(client, draft, owner):
    complete(draft, owner[1])

    assert client.post(reverse("enterprise:review")).url == reverse("enterprise:receipt")
    again = client.post(reverse("enterprise:review"))

    assert again.url == reverse("enterprise:apply")
    receipt = client.get(reverse("enterprise:receipt")).content.decode()
    assert queries.locked(draft.pk).no in receipt
    assert "2024年2月1日 12:00:00" in receipt
    assert "120,000.00" in receipt


def test_what_was_handed_in_can_not_be_typed_over(client, draft, owner):
    complete(draft, owner[1])
    client.post(reverse("enterprise:review"))

    assert client.post(page(1), FIRST | {"contact": "X"}).url == reverse("enterprise:apply")
    answer = client.post(reverse("enterprise:keep-draft", args=[1]), {"contact": "X"}, headers=HTMX)

    assert answer["HX-Redirect"] == reverse("enterprise:apply")
    assert kept(draft)["contact"] == FIRST["contact"]


def test_what_came_back_says_why_and_keeps_its_amount(client, draft, owner):
    complete(draft, owner[1])
    actions.submit(draft.pk, by=owner[1], at=cases.EARLY)
    officer = cases.officer(Role.DISTRICT, cases.DISTRICT)
    version = queries.locked(draft.pk).version
    actions.check(
        draft.pk, verdict=Verdict.RETURN, reason="执照看不清", version=version, by=officer, at=cases.EARLY
    )

    assert "执照看不清" in client.get(reverse("enterprise:apply")).content.decode()
    assert 'value="120,000.00"' in client.get(page(2)).content.decode()
    with clock.frozen(cases.EARLY + timedelta(hours=1)):
        assert client.post(reverse("enterprise:review")).url == reverse("enterprise:receipt")
    assert kept(draft)["budget"] == 12_000_000


def test_a_lapsed_session_comes_back_to_the_page(client, draft):
    client.post(reverse("enterprise:keep-draft", args=[1]), FIRST, headers=HTMX)
    client.logout()

    plain = client.get(page(1))
    typing = client.post(
        reverse("enterprise:keep-draft", args=[1]),
        FIRST,
        headers=HTMX | {"HX-Current-URL": f"http://testserver{page(1)}"},
    )

    assert plain.url == f"{reverse('shared:sign-in')}?next={page(1)}"
    assert typing["HX-Redirect"] == plain.url
    assert kept(draft) == FIRST


@pytest.mark.parametrize("number", [0, 4, 99])
def test_there_is_no_page_beyond_the_form(client, draft, number):
    assert client.get(page(number)).status_code == 404


def test_strange_typing_breaks_nothing(client, draft):
    answer = client.post(
        page(2), {"links": ["moon"], "budget": "1\x00" + "9" * 400, "finish_on": "0000-00-00"}
    )

    assert answer.status_code == 422


def test_a_provider_has_no_application(client, early):
    client.force_login(cases.provider()[1])

    assert client.get(reverse("enterprise:apply")).status_code == 403
