"""An account that was changed, or is a third party's, is paid only when a second officer made sure of it."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.desks.office import loop

from egret.base import clock
from egret.journeys import daily, pay
from egret.rooms.notice import queries as notices
from egret.rooms.people import queries as known
from egret.rooms.subsidy import queries as awards
from egret.rooms.treasury import actions as treasury
from egret.rooms.treasury import queries as orders
from egret.rooms.treasury.models import AccountVerification

pytestmark = pytest.mark.django_db


@pytest.fixture
def paying(at):
    at(loop.PAYING)


def page(name, *args):
    return reverse(f"office:{name}", args=args)


def told(answer):
    return answer.content.decode()


def owner(enterprise):
    client = Client()
    client.force_login(loop.owner_of(enterprise))
    return client


def corrected(enterprise, number="95001234"):
    said = {"account_name": enterprise.name, "bank_name": "示例银行鹭江支行", "account_no": number}
    return owner(enterprise).post(reverse("enterprise:account"), said)


def verified(client, award, number="95001234", how="按原登记电话回拨，对方财务确认"):
    return client.post(page("verify-account", award.pk), {"seen": number, "how": how})


def paid(award):
    order = pay.make_order(award.pk, by=known.user("maker"), at=clock.now())
    treasury.check_order(order.pk, by=known.user("checker"), at=clock.now())
    return pay.release_order(order.pk, by=known.user("releaser"), at=clock.now())


def test_a_rejected_account_is_corrected_verified_and_paid_all_on_screen(desk, paying):
    [award] = loop.awarded_advances(1)
    corrected(award.enterprise, "95000000")
    verified(desk("checker"), award, "95000000")
    rejected = paid(award)
    enterprise = awards.by_pk([award.pk])[award.pk].enterprise
    assert rejected.state == "rejected"
    assert notices.newest(enterprise.organisation)[0].path == reverse("enterprise:account")
    assert reverse("enterprise:account") in told(owner(enterprise).get(reverse("enterprise:money")))
    assert page("payee", award.pk) in told(desk("maker").get(page("order", rejected.pk)))

    assert corrected(enterprise).status_code == 302
    maker = desk("maker")
    assert maker.post(page("make-order", award.pk)).status_code == 422
    assert verified(desk("checker"), award).status_code == 302
    assert maker.post(page("make-order", award.pk)).status_code == 302
    order = orders.of_awards([award.pk]).last()
    desk("checker").post(page("check-order", order.pk))
    desk("releaser").post(page("release-order", order.pk))
    daily.run(at=loop.PAYING)

    order.refresh_from_db()
    assert (order.account_no, order.state) == ("95001234", "settled")
    assert awards.by_pk([award.pk])[award.pk].state == "paid"
    life = maker.get(page("order", rejected.pk)).context["life"]
    assert page("order", order.pk) in [one.url for one in life]


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "近期变更过"), ("en", "was changed lately")])
def test_a_changed_account_is_not_paid_for_thirty_days_unless_verified(desk, paying, at, language, words):
    [award] = loop.awarded_advances(1)
    corrected(award.enterprise)
    maker = desk("maker")
    maker.cookies["django_language"] = language

    refused = maker.post(page("make-order", award.pk))
    at(loop.PAYING + timedelta(days=30))
    last_day = maker.post(page("make-order", award.pk))
    at(loop.PAYING + timedelta(days=31))
    later = maker.post(page("make-order", award.pk))

    assert (refused.status_code, last_day.status_code, later.status_code) == (422, 422, 302)
    assert words in str(refused.context["refused"].non_field_errors())
    assert page("payee", award.pk) in told(refused)


def test_whoever_verifies_does_not_make_the_order(desk, paying):
    [award] = loop.awarded_advances(1)
    corrected(award.enterprise)
    verified(desk("maker"), award)

    own = desk("maker").post(page("make-order", award.pk))
    other = desk("checker").post(page("make-order", award.pk))

    assert (own.status_code, other.status_code) == (422, 302)
    assert "本人核实" in str(own.context["refused"].non_field_errors())


def test_a_verification_is_of_one_account_and_falls_with_it(desk, paying, at):
    [award] = loop.awarded_advances(1)
    corrected(award.enterprise)
    checker = desk("checker")
    at(loop.PAYING + timedelta(minutes=1))
    verified(checker, award)
    at(loop.PAYING + timedelta(minutes=2))
    corrected(award.enterprise, "95005678")
    at(loop.PAYING + timedelta(minutes=3))
    stale = verified(checker, award)
    corrected(award.enterprise)

    answer = desk("maker").post(page("make-order", award.pk))

    assert (stale.status_code, answer.status_code) == (422, 422)
    assert "按原登记电话回拨" in told(stale)
    assert AccountVerification.objects.count() == 1


def test_a_verification_says_how_and_stands_for_ever(desk, paying):
    [award] = loop.awarded_advances(1)
    corrected(award.enterprise)

    silent = verified(desk("checker"), award, how=" ")
    verified(desk("checker"), award)

    assert list(silent.context["form"].errors) == ["how"]
    assert "按原登记电话回拨" in told(desk("auditor").get(page("payee", award.pk)))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AccountVerification.objects.update(how="x")
    assert verified(desk("city"), award).status_code == 403


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"account_no": "12ab"}, "account_no", ("账号", "An account number has digits only.")),
        ({"account_no": "123"}, "account_no", ("8 至 32 位", "An account number has 8 to 32 digits.")),
        (
            {"account_name": "别人"},
            "account_name",
            ("户名须为登记名称", "The account has to be in your registered name"),
        ),
        ({"bank_no": "123"}, "bank_no", ("行号为 12 位数字", "The number of a branch has 12 digits.")),
        ({"bank_name": "=1+1"}, "bank_name", ("银行不接受", "No bank takes these characters here")),
    ],
)
def test_a_wrong_account_is_refused_at_its_field_and_nothing_typed_is_lost(
    desk, paying, changed, field, words, language
):
    [award] = loop.awarded_advances(1)
    client = owner(award.enterprise)
    client.cookies["django_language"] = language
    said = {
        "account_name": award.enterprise.name,
        "bank_name": "示例银行",
        "account_no": "95001234",
    } | changed

    answer = client.post(reverse("enterprise:account"), said)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert words[language == "en"] in str(answer.context["form"].errors[field])
    award.enterprise.refresh_from_db()
    assert award.enterprise.account_changed_at is None


def test_an_account_is_changed_with_a_trail_and_the_same_again_is_no_change(desk, paying):
    [award] = loop.awarded_advances(1)

    first, again = corrected(award.enterprise), corrected(award.enterprise)

    assert (first.status_code, again.status_code) == (302, 422)
    award.enterprise.refresh_from_db()
    assert (award.enterprise.account_no, award.enterprise.account_changed_at) == ("95001234", loop.PAYING)
    assert "企业变更收款账户" in told(desk("auditor").get(page("case", award.enterprise_id)))


def test_a_branch_number_that_looks_wrong_is_kept_with_a_warning(desk, paying):
    [award] = loop.awarded_advances(1)
    said = {"account_name": award.enterprise.name, "bank_name": "示例银行", "account_no": "95001234"}

    answer = owner(award.enterprise).post(
        reverse("enterprise:account"), said | {"bank_no": "123456789012"}, follow=True
    )

    assert "行号的末位" in told(answer)
    award.enterprise.refresh_from_db()
    assert award.enterprise.bank_no == "123456789012"


def test_the_accounts_to_verify_cost_the_same_for_one_and_for_three(desk, paying):
    client = desk("maker")
    for award in loop.awarded_advances(1):
        corrected(award.enterprise)
    client.get(page("payees"))
    with CaptureQueriesContext(connection) as one:
        client.get(page("payees"))
    for award in loop.awarded_advances(2, 3):
        corrected(award.enterprise)

    with CaptureQueriesContext(connection) as three:
        assert len(client.get(page("payees")).context["page"].rows) == 3

    assert len(one) == len(three) <= 6
