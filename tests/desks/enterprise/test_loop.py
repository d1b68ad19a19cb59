"""The owner's pages from registration to the money, one thing at a time."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.desks import cases
from tests.money import funded

from egret.base import clock
from egret.core.identifiers import made_credit_code
from egret.core.maturity.standard import Kind
from egret.journeys.check_contract import check_contract
from egret.rooms.acceptance import queries as acceptances
from egret.rooms.assessment import queries as assessments
from egret.rooms.assessment.states import Stage
from egret.rooms.city import actions as city
from egret.rooms.enterprise import queries as enterprises
from egret.rooms.notice import actions as notices
from egret.rooms.notice import queries as told
from egret.rooms.people import queries as known
from egret.rooms.project import actions as projects
from egret.rooms.project import queries as contracts

pytestmark = pytest.mark.django_db
PAGES = ["home", "assess", "apply", "contract", "acceptance", "money"]
LATE = cases.moment(2024, 8, 1)
SAID = {
    "name": "厦门白鹭电子有限公司",
    "credit_code": made_credit_code("350200", 7),
    "district": cases.DISTRICT,
    "industry_code": "３９７４",
    "staff": "１２０",
    "revenue_fen": "５０,０００,０００",
    "above_scale": "no",
    "bank_name": "Bank",
    "account_no": "9500 0001",
    "full_name": "林海",
    "username": "bailu",
    "password": "lanterns-over-gulangyu",
    "password_again": "lanterns-over-gulangyu",
}


@pytest.fixture
def early():
    with clock.frozen(cases.EARLY):
        yield


@pytest.fixture
def listed(client):
    """On the list since ten days after the notice opened; a provider in the pool; its owner signed in."""
    cases.published({})
    enterprise = enterprises.of_user(known.user("owner1"))
    seller, _by = cases.provider()
    with clock.frozen(LATE):
        client.force_login(known.user("owner1"))
        yield enterprise, seller


def terms(seller, **other):
    return {
        "provider": seller.pk,
        "title": "MES",
        "signed_on": "2024-03-01",
        "first_payment": "10,000",
        "cost_software": "100,000",
        "paper": SimpleUploadedFile("contract.pdf", cases.PAPER),
    } | other


def best(level):
    answers = cases.answers(level)
    kinds = {question.code: question.kind for question in assessments.standard().questions}
    chosen = {
        code: sorted(keys) if kinds[code] is Kind.MULTI else next(iter(keys))
        for code, keys in answers.choices.items()
    }
    return chosen | {code: str(reached) for code, reached in answers.scenes.items()}


def test_registering_leads_home_with_the_size_class(client, early):
    answer = client.post(reverse("public:register"), SAID, follow=True)

    assert answer.redirect_chain[-1][0] == reverse("enterprise:home")
    enterprise = enterprises.of_user(known.user("bailu"))
    assert (enterprise.industry_code, enterprise.staff, enterprise.revenue_fen) == (
        "3974",
        120,
        5_000_000_000,
    )
    assert (enterprise.size_class, enterprise.account_no) == ("small", "95000001")
    assert [message.level_tag for message in answer.context["messages"]] == ["info", "warning"]


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("credit_code", made_credit_code("350200", 7)[:-1] + "?"),
        ("industry_code", "39"),
        ("staff", "-1"),
        ("revenue_fen", "五千万"),
        ("account_no", "no"),
        ("password", "password"),
        ("password_again", "another-one"),
        ("district", "moon"),
        ("name", ""),
    ],
)
def test_a_slip_in_registering_stands_at_its_field(client, early, field, typed):
    answer = client.post(reverse("public:register"), SAID | {field: typed})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field] or field == "password"
    assert SAID["full_name"] in answer.content.decode()


def test_one_enterprise_registers_once(client, early):
    client.post(reverse("public:register"), SAID)
    client.logout()

    answer = client.post(reverse("public:register"), SAID | {"username": "second"})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["credit_code"])


@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_for_whoever_just_registered(client, early, name):
    _enterprise, by = cases.enterprise(1)
    client.force_login(by)

    assert client.get(reverse(f"enterprise:{name}")).status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_for_a_listed_enterprise(client, listed, name):
    assert client.get(reverse(f"enterprise:{name}")).status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_a_provider_does_not_see_an_enterprise_s_page(client, early, name):
    client.force_login(cases.provider()[1])

    assert client.get(reverse(f"enterprise:{name}")).status_code == 403


def test_messages_cost_the_same_for_one_and_for_three(client, early, django_assert_num_queries):
    enterprise, by = cases.enterprise(1)
    client.force_login(by)
    for _time in range(2):
        notices.tell(enterprise.organisation, lambda: "News", path="/enterprise/", by=by, at=cases.EARLY)
        with django_assert_num_queries(12):
            client.get(reverse("enterprise:home"))


def test_messages_are_marked_as_read(client, early):
    enterprise, by = cases.enterprise(1)
    notices.tell(enterprise.organisation, lambda: "News", path="/enterprise/", by=by, at=cases.EARLY)
    client.force_login(by)

    client.post(reverse("shared:read-messages"))

    assert told.unread(enterprise.organisation) == 0


def test_an_assessment_gives_its_level_and_what_holds_it_back(client, early):
    enterprise, by = cases.enterprise(1)
    client.force_login(by)

    answer = client.post(reverse("enterprise:assess"), best(2), follow=True)

    assert answer.redirect_chain[-1][0] == reverse("enterprise:level")
    assert assessments.latest(enterprise, Stage.BEFORE).level == 2
    assert [hold for hold in answer.context["holds"] if "8" in hold]
    assert answer.context["score"] == "100"


def test_an_open_question_keeps_every_other_answer(client, early):
    enterprise, by = cases.enterprise(1)
    client.force_login(by)
    said = best(2)
    left_out = said.pop("F1")

    answer = client.post(reverse("enterprise:assess"), said)

    assert left_out
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["F1"])
    assert answer.content.decode().count("checked") >= len(said)
    assert assessments.latest(enterprise, Stage.BEFORE) is None


def test_none_goes_with_no_other_answer(client, early):
    client.force_login(cases.enterprise(1)[1])

    answer = client.post(reverse("enterprise:assess"), best(1) | {"F1": ["A", "B"], "S01": "9"})

    assert sorted(answer.context["form"].errors) == ["F1", "S01"]


def test_a_contract_is_filed_in_the_clause_s_kinds_of_cost(client, listed):
    enterprise, seller = listed

    answer = client.post(reverse("enterprise:contract"), terms(seller, cost_other="5,000"))

    assert answer.url == reverse("enterprise:contract")
    filed = contracts.of_enterprise(enterprise)
    assert filed.costs == {"software": 10_000_000, "other": 500_000}
    assert filed.paper.name == "contract.pdf"


def test_a_contract_filed_twice_is_told_so(client, listed):
    _enterprise, seller = listed
    client.post(reverse("enterprise:contract"), terms(seller))

    again = client.post(reverse("enterprise:contract"), terms(seller))

    assert again.status_code == 422
    assert "alert-danger" in again.content.decode()


def test_a_refused_contract_keeps_its_paper(client, listed):
    enterprise, seller = listed
    wrong = client.post(reverse("enterprise:contract"), terms(seller, signed_on="2024-01-05"))
    paper = wrong.context["paper"]

    right = terms(seller, paper_before=paper.pk)
    del right["paper"]

    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["signed_on"])
    assert client.post(reverse("enterprise:contract"), right).status_code == 302
    assert contracts.of_enterprise(enterprise).paper_id == paper.pk


def test_a_contract_that_came_back_is_filed_again(client, listed):
    enterprise, seller = listed
    client.post(reverse("enterprise:contract"), terms(seller))
    filed = contracts.of_enterprise(enterprise)
    seller_user = known.user("provider")
    projects.give_back(filed.pk, reason="金额不对", version=filed.version, by=seller_user, at=LATE)

    page = client.get(reverse("enterprise:contract")).content.decode()
    client.post(
        reverse("enterprise:contract"), terms(seller, cost_software="90,000", paper_before=filed.paper_id)
    )

    assert "金额不对" in page
    assert 'value="100,000.00"' in page
    assert contracts.of_enterprise(enterprise).amount_fen == 9_000_000


def test_the_way_from_contract_to_acceptance(client, listed):
    enterprise, seller = listed
    signed = cases.contract(enterprise, seller, at=LATE)
    said = {"claimed": "80,000", "summary": "MES 上线", "proof": SimpleUploadedFile("proof.pdf", cases.PAPER)}

    assert client.get(reverse("enterprise:home")).context["following"].url == reverse("enterprise:acceptance")
    too_much = client.post(reverse("enterprise:acceptance"), said | {"claimed": "800,000"})
    said["proof"].seek(0)
    asked = client.post(reverse("enterprise:acceptance"), said)
    again = client.post(
        reverse("enterprise:acceptance"), said | {"proof_before": too_much.context["proof"].pk}
    )

    assert (too_much.status_code, list(too_much.context["form"].errors)) == (422, ["claimed"])
    assert asked.url == reverse("enterprise:acceptance")
    assert again.status_code == 422
    assert acceptances.of_enterprise(enterprise).contract_id == signed.pk


def test_money_says_first_what_moves(client, listed):
    enterprise, seller = listed
    city_user = known.user("city")
    _fund(by=city_user)
    client.post(reverse("enterprise:contract"), terms(seller))
    filed = contracts.of_enterprise(enterprise)
    confirmed = projects.confirm(filed.pk, version=filed.version, by=known.user("provider"), at=LATE)
    check_contract(filed.pk, version=confirmed.version, by=known.user(f"district{cases.DISTRICT}"), at=LATE)

    [one] = client.get(reverse("enterprise:money")).context["awards"]

    assert "4,000.00" in one["sentence"]
    assert one["award"].notice_closes_at > LATE + timedelta(days=6)
    assert [line.fen for line in one["lines"]][-1] == 400_000


def _fund(*, by):
    """Money in every source that bears the clause."""
    city.release_pack(by=by, at=LATE)
    funded(10**9, by=by, at=LATE, clauses={"8"})
