import pytest
from django.urls import reverse
from tests.desks import cases

from egret.base import clock
from egret.rooms.enterprise import queries as enterprises
from egret.rooms.files import actions as files
from egret.rooms.people import actions as people
from egret.rooms.people import queries as known
from egret.rooms.people.states import OrganisationKind, Role
from egret.rooms.project import actions, queries
from egret.rooms.project.actions import Terms

pytestmark = pytest.mark.django_db
LATE = cases.moment(2024, 8, 1)


@pytest.fixture
def filed(client):
    """Three contracts wait for the provider, who is signed in."""
    cases.published({}, {}, {})
    seller, by = cases.provider()
    with clock.frozen(LATE):
        client.force_login(by)
        yield [_file(f"owner{serial}", seller) for serial in (1, 2, 3)]


def _file(username, seller):
    by = known.user(username)
    enterprise = enterprises.of_user(by)
    paper = files.keep("contract.pdf", cases.PAPER, of=enterprise.organisation, by=by, at=LATE)
    terms = Terms(seller, "MES", cases.moment(2024, 3, 1).date(), 1_000_000, {"software": 10_000_000}, paper)
    return actions.file_contract(enterprise, terms, by=by, at=LATE)


def url(name, contract):
    return reverse(f"provider:{name}", args=[contract.pk])


def test_the_list_costs_the_same_for_one_and_for_three(client, filed, django_assert_num_queries):
    with django_assert_num_queries(3):
        three = client.get(reverse("provider:home"))
    actions.confirm(filed[0].pk, version=1, by=known.user("provider"), at=LATE)
    with django_assert_num_queries(3):
        one = client.get(reverse("provider:home"), {"state": "confirmed"})

    assert (len(three.context["page"].rows), len(one.context["page"].rows)) == (3, 1)


def test_a_provider_confirms_once(client, filed):
    assert client.post(url("confirm-contract", filed[0]), {"version": 1}).status_code == 302

    again = client.post(url("confirm-contract", filed[0]), {"version": 1})

    assert again.status_code == 422
    assert "alert-danger" in again.content.decode()
    assert queries.locked(filed[0].pk).state == "confirmed"


def test_giving_back_needs_a_reason(client, filed):
    silent = client.post(url("return-contract", filed[0]), {"version": 1, "reason": " "})
    client.post(url("return-contract", filed[0]), {"version": 1, "reason": "首付款不对"})

    assert silent.status_code == 422
    assert (queries.locked(filed[0].pk).state, queries.locked(filed[0].pk).reason) == (
        "returned",
        "首付款不对",
    )
    assert "首付款不对" in client.get(url("contract", filed[0])).content.decode()


def test_the_paper_opens_for_its_provider_alone(client, filed):
    paper = reverse("shared:attachment", args=[filed[0].paper_id])
    assert client.get(paper).content == cases.PAPER

    client.force_login(_stranger())

    assert client.get(paper).status_code == 404
    assert client.get(url("contract", filed[0])).status_code == 404
    assert client.post(url("confirm-contract", filed[0]), {"version": 1}).status_code == 404


@pytest.mark.parametrize("said", [{}, {"version": "x"}, {"version": "9" * 400}])
def test_strange_posts_break_nothing(client, filed, said):
    assert client.post(url("confirm-contract", filed[0]), said).status_code == 422
    assert client.post(url("return-contract", filed[0]), said).status_code == 422
    assert client.get(url("confirm-contract", filed[0])).status_code == 405


def test_an_enterprise_confirms_nothing(client, filed):
    client.force_login(known.user("owner1"))

    assert client.post(url("confirm-contract", filed[0]), {"version": 1}).status_code == 403
    assert client.get(reverse("provider:home")).status_code == 403


def _stranger():
    place = people.found_organisation("Other", kind=OrganisationKind.PROVIDER, by=known.system(), at=LATE)
    return people.open_account(
        "other", role=Role.PROVIDER, full_name="Other", place=place, by=known.system(), at=LATE
    )


def test_a_provider_names_the_account_that_it_is_paid_on(client):
    seller, by = cases.provider()
    client.force_login(by)
    address = reverse("provider:account")
    said = {"account_name": seller.name, "bank_name": "Bank", "account_no": "９５００ 0001"}

    wrong = client.post(address, said | {"account_no": "none"})
    foreign = client.post(address, said | {"account_name": "Somebody else"})
    right = client.post(address, said)

    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["account_no"])
    assert (foreign.status_code, list(foreign.context["form"].errors)) == (422, ["account_name"])
    assert right.url == address
    seller.refresh_from_db()
    assert (seller.bank_name, seller.account_no) == ("Bank", "95000001")


def test_a_first_account_is_no_change_and_a_second_one_is(client):
    seller, by = cases.provider()
    client.force_login(by)
    address = reverse("provider:account")
    said = {"account_name": seller.name, "bank_name": "Bank", "account_no": "95000001"}

    with clock.frozen(LATE):
        client.post(address, said)
        seller.refresh_from_db()
        first = seller.account_changed_at
        client.post(address, said | {"account_no": "95000002"})

    seller.refresh_from_db()
    assert (first, seller.account_changed_at, seller.account_changed_by) == (None, LATE, by)
    assert client.post(address, said | {"account_no": "95000002"}).status_code == 422
