"""A sanction as officers decide it and the party reads it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.desks import promising
from tests.journeys import loop

from egret.base import clock
from egret.rooms.enterprise import queries as enterprises
from egret.rooms.treasury.models import Sanction, Voucher

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(db):
    city = loop.offices()
    city.case = promising.demanded(city)
    with clock.frozen(loop.DUE):
        yield city


def at_desk(user, language="zh-hans"):
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = language
    return client


def text_of(answer):
    return answer.content.decode()


def form(here, **changed):
    proof = SimpleUploadedFile("核查记录.pdf", loop.PAPER, content_type="application/pdf")
    return {
        "rule": "deceit",
        "award": here.case.award.pk,
        "fine_fen": "20,000",
        "reason": "现场无设备",
        "proof": proof,
    } | changed


def proposed(here, by=None, kind="enterprise", party=None, **changed):
    party = party or here.case.own
    url = reverse("office:propose-sanction", args=[kind, party.pk])
    return at_desk(by or here.maker).post(url, form(here, **changed))


def step(here, name, by, said=None, language="zh-hans"):
    url = reverse(f"office:{name}", args=[Sanction.objects.get().pk])
    return at_desk(by, language).post(url, said or {})


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "8,000.00至"), ("en", "between ¥8,000.00")])
def test_a_fine_outside_the_bounds_is_refused_and_the_words_and_the_file_are_kept(here, language, word):
    url = reverse("office:propose-sanction", args=["enterprise", here.case.own.pk])
    answer = at_desk(here.maker, language).post(url, form(here, fine_fen="40,000.01"))

    assert answer.status_code == 422
    assert word in text_of(answer).replace("¥8,000.00至¥", "8,000.00至¥")
    assert "现场无设备" in text_of(answer)
    again = form(here) | {"proof": "", "proof_before": answer.context["proof"].pk}
    assert at_desk(here.maker).post(url, again).status_code == 302
    assert Sanction.objects.get().fine_fen == 2_000_000


def test_without_proof_nothing_is_proposed(here):
    assert proposed(here, proof="").status_code == 422
    assert not Sanction.objects.exists()


def test_two_officers_make_it_hold_and_the_owner_reads_it(here):
    proposed(here)
    assert step(here, "confirm-sanction", here.maker).status_code == 422
    assert step(here, "confirm-sanction", here.city).status_code == 422
    owner = at_desk(here.case.user)
    assert "20,000.00" not in text_of(owner.get(reverse("enterprise:sanctions")))

    assert step(here, "confirm-sanction", here.checker).status_code == 302

    shown = text_of(owner.get(reverse("enterprise:sanctions")))
    for part in ("20,000.00", "2026年9月24日", "现场无设备", "骗取财政资金"):
        assert part in shown
    assert "2026年9月24日" in text_of(owner.get(reverse("enterprise:home")))
    assert owner.get(reverse("shared:attachment", args=[Sanction.objects.get().proof_id])).status_code == 200


@pytest.mark.parametrize(
    ("language", "word"), [("zh-hans", "被禁止参与至"), ("en", "is banned from the programme")]
)
def test_a_banned_owner_is_told_why_nothing_can_be_asked_for(here, language, word):
    proposed(here, rule="off-the-list", award="", fine_fen="")
    step(here, "confirm-sanction", here.checker)

    answer = at_desk(here.case.user, language).post(reverse("enterprise:ask-voucher", args=["innovation"]))

    assert answer.status_code == 422
    assert word in text_of(answer)


def test_a_banned_provider_can_not_be_chosen(here):
    proposed(here, kind="provider", party=here.provider, rule="off-the-list", award="", fine_fen="")
    step(here, "confirm-sanction", here.checker)
    other = loop.listed(here, 2)
    at_desk(other.user).post(reverse("enterprise:ask-voucher", args=["innovation"]))
    page = reverse("enterprise:lock-voucher", args=[Voucher.objects.get().pk])
    assert at_desk(other.user).get(page).context["form"].fields["provider"].choices == [("", "请选择")]

    shown = at_desk(here.signer).get(reverse("provider:sanctions"))

    assert "移出试点企业或服务商清单" in text_of(shown)


def test_an_objection_is_answered_by_another_and_drops_everything(here):
    proposed(here)
    step(here, "confirm-sanction", here.checker)
    owner = at_desk(here.case.user)
    url = reverse("enterprise:object-to-sanction", args=[Sanction.objects.get().pk])
    assert owner.post(url, {"text": " "}).status_code == 422
    owner.post(url, {"text": "设备在二号厂房"})
    assert owner.post(url, {"text": "再次"}).status_code == 422
    piles = at_desk(here.checker).get(reverse("office:home")).context["piles"]
    assert reverse("office:sanction", args=[Sanction.objects.get().pk]) in [
        task.url for pile in piles for task in pile.tasks
    ]

    assert step(here, "answer-sanction", here.maker, {"answer": "属实", "go": "uphold"}).status_code == 422
    assert step(here, "answer-sanction", here.checker, {"answer": "", "go": "uphold"}).status_code == 422
    assert step(here, "answer-sanction", here.checker, {"answer": "属实", "go": "uphold"}).status_code == 302

    assert Sanction.objects.get().state == "dropped"
    assert enterprises.of_user(here.case.user).banned_until is None
    assert "属实" in text_of(owner.get(reverse("enterprise:sanctions")))


def test_a_fine_that_came_in_is_entered_by_finance_alone(here):
    proposed(here)
    step(here, "confirm-sanction", here.checker)
    assert step(here, "fine-paid", here.city, {"bank_entry": "E1"}).status_code == 403
    assert step(here, "fine-paid", here.maker, {"bank_entry": ""}).status_code == 422

    assert step(here, "fine-paid", here.maker, {"bank_entry": "E1"}).status_code == 302

    assert Sanction.objects.get().state == "paid"
    traced = at_desk(here.maker).get(reverse("office:trace", args=[Sanction.objects.get().project]))
    assert [one.posting.event for one in traced.context["moved"]] == ["fine", "pay_fine"]


def test_who_may_not_sanction_may_look(here):
    proposed(here)
    pk = Sanction.objects.get().pk
    page = reverse("office:sanction", args=[pk])

    assert at_desk(here.district).get(page).status_code == 200
    assert step(here, "confirm-sanction", here.district).status_code == 403
    assert at_desk(here.case.user).get(page).status_code == 403
    assert at_desk(here.district).get(reverse("office:sanctions")).status_code == 200


@pytest.mark.parametrize("state", ["", "in_force", "no-such"])
def test_the_list_bears_whatever_is_asked_of_it(here, state):
    proposed(here)

    assert (
        at_desk(here.city).get(reverse("office:sanctions"), {"state": state, "after": "x"}).status_code == 200
    )
    for wanted in ("x", "99999999999999999999", "999"):
        answer = at_desk(here.city).get(
            reverse("office:sanction-provider"), {"provider": wanted}, follow=True
        )
        assert answer.status_code in (200, 404)
