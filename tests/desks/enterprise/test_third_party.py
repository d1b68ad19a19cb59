"""A third party whose account the bank refused: the enterprise whose claim named it corrects the account."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories import NOON, AwardFactory, ClaimFactory, UserFactory

from egret.base import clock
from egret.rooms.people.states import Role
from egret.rooms.trail.models import Act
from egret.rooms.treasury import actions, queries

pytestmark = pytest.mark.django_db
SAID = {"account_name": "评测机构", "bank_name": "示例银行", "account_no": "9600 0002"}


@pytest.fixture
def award():
    with clock.frozen(NOON):
        claim = ClaimFactory(payee_name="评测机构", bank_name="示例银行", account_no="96000000")
        yield AwardFactory(
            contract=None, claim=claim, enterprise=claim.enterprise, payee="third_party", state="confirmed"
        )


@pytest.fixture
def owner(award):
    return UserFactory(role=Role.ENTERPRISE, organisation=award.enterprise.organisation)


def at_desk(user, language="zh-hans"):
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = language
    return client


def url(award):
    return reverse("enterprise:third-party-account", args=[award.pk])


@pytest.mark.parametrize(
    ("language", "word"), [("zh-hans", "经财务人员核实"), ("en", "verified by a finance officer")]
)
def test_the_enterprise_corrects_it_and_finance_verifies_it_before_it_is_paid(award, owner, language, word):
    desk = at_desk(owner, language)
    assert word in desk.get(url(award)).content.decode()
    maker, other = UserFactory(role=Role.FINANCE), UserFactory(role=Role.FINANCE)
    actions.verify_account(award.pk, seen="96000000", how="回拨总机", by=other, at=NOON)

    assert desk.post(url(award), SAID).url == reverse("enterprise:award", args=[award.pk])

    award.claim.refresh_from_db()
    standing = queries.standing_of(award, NOON)
    assert (standing.account.account_no, standing.waits) == ("96000002", True)
    act = Act.objects.get(verb="claim.account_corrected")
    assert (act.body["before"], act.body["account_no"]) == ("96000000", "96000002")
    actions.verify_account(award.pk, seen="96000002", how="回拨总机", by=other, at=NOON)
    assert queries.standing_of(award, NOON).stops(maker.pk) is False


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"account_name": "别家机构"}, "account_name"),
        ({"account_no": "12"}, "account_no"),
        ({"bank_name": ""}, "bank_name"),
        ({"account_no": "96000000"}, "__all__"),
    ],
)
def test_what_no_bank_would_pay_to_is_refused_and_stays_typed(award, owner, changed, field):
    answer = at_desk(owner).post(url(award), {**SAID, **changed})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert answer.context["form"]["bank_name"].value() == {**SAID, **changed}["bank_name"]
    award.claim.refresh_from_db()
    assert award.claim.account_no == "96000000"


@pytest.mark.parametrize("state", ["on_notice", "ordered", "paid"])
def test_nothing_is_corrected_while_nothing_waits_to_be_paid(award, owner, state):
    type(award).objects.filter(pk=award.pk).update(state=state)

    assert at_desk(owner).post(url(award), SAID).status_code == 422


def test_nobody_else_reaches_it(award):
    stranger = ClaimFactory().enterprise
    other = UserFactory(role=Role.ENTERPRISE, organisation=stranger.organisation)

    assert at_desk(other).post(url(award), SAID).status_code == 404
    assert at_desk(UserFactory(role=Role.FINANCE)).post(url(award), SAID).status_code == 403
