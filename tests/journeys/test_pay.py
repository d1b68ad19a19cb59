import pytest
from tests.journeys import loop

from egret.journeys import daily, pay
from egret.rooms.notice import queries as notices
from egret.rooms.people import queries as known
from egret.rooms.subsidy.errors import AwardRefused
from egret.rooms.subsidy.states import AwardState
from egret.rooms.treasury import actions as treasury
from egret.rooms.treasury import queries as orders
from egret.rooms.treasury.errors import PaymentRefused
from egret.rooms.treasury.states import OrderState


@pytest.fixture
def payable(here):
    """A confirmed advance: `payable()`; on a closed account: `payable("…0000")`."""

    def made(account_no="95000001"):
        contract = loop.checked(here, loop.confirmed(here, loop.listed(here, account_no=account_no)))
        return pay.close_award_notice(loop.award_of(contract, "advance").pk, by=here.city, at=loop.CONFIRMED)

    return made


def standing(state):
    return {source: states[state] for source, states in orders.by_source().items()}


def test_the_maker_may_not_check(here, payable):
    order = pay.make_order(payable().pk, by=here.maker, at=loop.PAID)

    with pytest.raises(PaymentRefused, match="somebody else"):
        treasury.check_order(order.pk, by=here.maker, at=loop.PAID)


@pytest.mark.parametrize("again", ["maker", "checker"])
def test_neither_maker_nor_checker_may_release(here, payable, again):
    order = pay.make_order(payable().pk, by=here.maker, at=loop.PAID)
    treasury.check_order(order.pk, by=here.checker, at=loop.PAID)

    with pytest.raises(PaymentRefused, match="third person"):
        pay.release_order(order.pk, by=getattr(here, again), at=loop.PAID)


def test_an_unchecked_order_is_not_released(here, payable):
    order = pay.make_order(payable().pk, by=here.maker, at=loop.PAID)

    with pytest.raises(PaymentRefused, match="moved on"):
        pay.release_order(order.pk, by=here.releaser, at=loop.PAID)


def test_money_that_arrives_settles_the_order_and_tells_the_enterprise(here, payable):
    award = payable()
    order = loop.sent(here, award)
    assert standing("in_transit") == {"central": 6_400_000, "city": 1_600_000}

    order = pay.ask_bank(order.pk, by=known.system(), at=loop.PAID)

    assert (order.state, order.bank_reference[:3]) == (OrderState.SETTLED, "SIM")
    assert loop.award_of(award.contract, "advance").state == AwardState.PAID
    assert standing("paid") == {"central": 6_400_000, "city": 1_600_000}
    organisation = award.contract.enterprise.organisation
    assert "80,000.00" in notices.newest(organisation)[0].text_en
    assert orders.faults() == ()


def test_a_rejected_order_frees_the_award_for_another(here, payable):
    award = payable("95000000")
    first = loop.sent(here, award)
    assert (first.state, first.reason) == (OrderState.REJECTED, "Simulated bank: AC04")
    assert loop.award_of(award.contract, "advance").state == AwardState.CONFIRMED
    assert standing("payable") == {"central": 6_400_000, "city": 1_600_000}

    second = loop.sent(here, award)

    assert (second.no, second.state) == (f"{award.no}-2", OrderState.REJECTED)
    assert orders.faults() == ()


def test_the_day_closes_notices_that_have_run_and_asks_the_bank(here):
    contract = loop.checked(here, loop.confirmed(here, loop.listed(here)))
    award = loop.award_of(contract, "advance")

    assert daily.run(at=loop.CHECKED) == 0
    assert daily.run(at=loop.CONFIRMED) == 1
    loop.sent(here, award)
    assert daily.run(at=loop.PAID) == 1
    assert daily.run(at=loop.PAID) == 0
    assert loop.award_of(contract, "advance").state == AwardState.PAID


def test_a_withdrawn_order_frees_the_award_for_another(here, payable):
    award = payable()
    order = pay.make_order(award.pk, by=here.maker, at=loop.PAID)

    pay.withdraw_order(order.pk, reason="账号待核实", by=here.checker, at=loop.PAID)

    assert loop.award_of(award.contract, "advance").state == AwardState.CONFIRMED
    assert pay.make_order(award.pk, by=here.maker, at=loop.PAID).no == f"{award.no}-2"


def test_an_award_has_one_living_order(here, payable):
    award = payable()
    pay.make_order(award.pk, by=here.maker, at=loop.PAID)

    with pytest.raises(AwardRefused, match="moved on"):
        pay.make_order(award.pk, by=here.maker, at=loop.PAID)


def test_asking_the_bank_settles_an_order_once_and_has_nothing_to_say_afterwards(here, payable):
    order = loop.sent(here, payable())

    pay.ask_bank(order.pk, by=known.system(), at=loop.PAID)
    with pytest.raises(PaymentRefused, match="nothing to say"):
        pay.ask_bank(order.pk, by=known.system(), at=loop.PAID)

    assert standing("paid") == {"central": 6_400_000, "city": 1_600_000}
