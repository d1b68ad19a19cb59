"""Conditional digital yuan, simulated: released whole for its proof, or recalled whole; never both, never twice."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from tests.journeys import loop

from egret.core.ledger.accounts import State
from egret.journeys import daily, pay, wallets
from egret.rooms.city import queries as city
from egret.rooms.exchange import actions as operator
from egret.rooms.exchange.actions import Condition
from egret.rooms.exchange.errors import BankRefused, BankSilent
from egret.rooms.exchange.models import SimulatedWallet
from egret.rooms.exchange.states import WalletState
from egret.rooms.files.queries import stored_name
from egret.rooms.notice import queries as notices
from egret.rooms.people import queries as known
from egret.rooms.subsidy.states import AwardState
from egret.rooms.treasury import actions as treasury
from egret.rooms.treasury import queries as orders
from egret.rooms.treasury.errors import PaymentRefused
from egret.rooms.treasury.models import PaymentFile
from egret.rooms.treasury.states import OrderState, Rail

FEN = 8_000_000
LATER = loop.PAID + timedelta(days=5)


@pytest.fixture
def funded(here):
    """An order of 80,000 yuan that the third person released in digital yuan: `funded()`, on another account `funded("…9999")`."""

    def made(account_no="95000001"):
        contract = loop.checked(here, loop.confirmed(here, loop.listed(here, account_no=account_no)))
        award = pay.close_award_notice(loop.award_of(contract, "advance").pk, by=here.city, at=loop.CONFIRMED)
        order = pay.make_order(award.pk, rail=Rail.ECNY, by=here.maker, at=loop.PAID)
        treasury.check_order(order.pk, by=here.checker, at=loop.PAID)
        return pay.release_order(order.pk, by=here.releaser, at=loop.PAID)

    return made


def stands(state):
    return sum(states[state] for states in orders.by_source().values())


def award_state(order):
    return loop.award_of(order.award.contract, "advance").state


def test_three_people_fund_a_wallet_without_any_bank_file(here, funded):
    order = funded()

    wallet = SimulatedWallet.objects.get()
    assert (order.state, order.rail, order.batch_id) == (OrderState.SENT, "ecny", None)
    assert (wallet.fen, wallet.proof_sha, wallet.expires_on) == (FEN, order.proof_sha, order.expires_on)
    assert order.proof_sha == order.award.contract.paper.sha256
    assert (order.expires_on - loop.PAID.date()).days == 30
    assert stands(State.IN_TRANSIT) == FEN
    assert not PaymentFile.objects.exists()
    assert not orders.expects_mail(loop.PAID)


def test_the_proof_releases_the_whole_and_the_payee_is_told_that_it_is_simulated(here, funded):
    order = wallets.release(funded().pk, by=here.maker, at=LATER)

    assert (order.state, order.bank_reference[:8]) == (OrderState.SETTLED, "ECNY-SIM")
    assert (stands(State.IN_TRANSIT), stands(State.PAID)) == (0, FEN)
    assert award_state(order) == AwardState.PAID
    message = notices.newest(order.award.enterprise.organisation)[0]
    assert "模拟" in message.text
    assert "simulated" in message.text_en
    assert orders.faults() == ()


def test_it_is_released_once_and_not_recalled_afterwards(here, funded):
    order = wallets.release(funded().pk, by=here.maker, at=LATER)

    with pytest.raises(PaymentRefused, match="moved on"):
        wallets.release(order.pk, by=here.maker, at=LATER)
    with pytest.raises(BankRefused, match="another way"):
        operator.recall_wallet(order.no, on=order.expires_on + timedelta(days=1))
    assert stands(State.PAID) == FEN


def test_another_proof_releases_nothing(here, funded):
    order = funded()
    stored = Path(default_storage.path(stored_name(order.award.contract.paper.sha256)))
    before = stored.read_bytes()
    stored.write_bytes(before + b"changed afterwards")

    try:
        with pytest.raises(BankRefused, match="not the one"):
            wallets.release(order.pk, by=here.maker, at=LATER)
    finally:
        stored.write_bytes(before)

    assert orders.order_now(order.pk).state == OrderState.SENT
    assert stands(State.IN_TRANSIT) == FEN


def test_what_is_not_released_in_its_days_comes_back_whole_and_can_be_paid_anew(here, funded):
    order = funded()
    last = loop.PAID + timedelta(days=30)
    with pytest.raises(BankRefused, match="still held"):
        wallets.recall(order.pk, by=known.system(), at=last)
    daily.run(at=last)
    assert orders.order_now(order.pk).state == OrderState.SENT

    daily.run(at=last + timedelta(days=1))

    order = orders.order_now(order.pk)
    assert order.state == OrderState.REJECTED
    assert "simulated" in order.reason.lower()
    assert SimulatedWallet.objects.get().state == WalletState.RECALLED
    assert (stands(State.IN_TRANSIT), stands(State.PAYABLE)) == (0, FEN)
    assert award_state(order) == AwardState.CONFIRMED
    again = pay.make_order(order.award_id, by=here.maker, at=last + timedelta(days=1))
    assert (again.no, again.rail) == (f"{order.award.no}-2", Rail.BANK)
    assert orders.faults() == ()


def test_after_its_last_day_no_proof_releases_it(here, funded):
    order = funded()

    with pytest.raises(BankRefused, match="goes back"):
        wallets.release(order.pk, by=here.maker, at=loop.PAID + timedelta(days=31))


def test_a_silent_operator_leaves_it_unknown_and_asking_finds_the_money_held_once(here, funded):
    order = funded("95009999")
    assert (order.state, order.bank_reference) == (OrderState.UNKNOWN, "")
    with pytest.raises(PaymentRefused, match="moved on"):
        wallets.release(order.pk, by=here.maker, at=LATER)

    order = pay.ask_bank(order.pk, by=here.maker, at=LATER)

    assert order.state == OrderState.SENT
    assert SimulatedWallet.objects.get().fen == stands(State.IN_TRANSIT) == FEN
    assert wallets.release(order.pk, by=here.maker, at=LATER).state == OrderState.SETTLED


def test_the_day_asks_where_nobody_answered(here, funded):
    order = funded("95009999")

    assert daily.run(at=loop.PAID) == 1
    assert orders.order_now(order.pk).state == OrderState.SENT


def test_an_operator_that_never_had_it_is_asked_to_hold_it_now(here, funded, monkeypatch):
    def dead(_told, *, on):
        raise BankSilent

    monkeypatch.setattr(operator, "fund_wallet", dead)
    order = funded()
    assert (order.state, SimulatedWallet.objects.count()) == (OrderState.UNKNOWN, 0)
    monkeypatch.undo()

    assert pay.ask_bank(order.pk, by=here.maker, at=LATER).state == OrderState.SENT
    assert SimulatedWallet.objects.count() == 1


def test_a_closed_wallet_takes_nothing(here, funded):
    order = funded("95000000")

    assert order.state == OrderState.REJECTED
    assert award_state(order) == AwardState.CONFIRMED
    assert (stands(State.IN_TRANSIT), stands(State.PAYABLE)) == (0, FEN)


def test_the_same_condition_twice_is_one_wallet_and_another_is_refused(db):
    told = Condition("N-1", 100, "甲", "95000001", "a" * 64, LATER.date())
    first = operator.fund_wallet(told, on=loop.PAID.date())

    assert operator.fund_wallet(told, on=loop.PAID.date()).pk == first.pk
    for changed in ({"fen": 101}, {"proof_sha": "b" * 64}, {"payee": "乙"}):
        other = Condition(**{name: getattr(told, name) for name in told.__slots__} | changed)
        with pytest.raises(BankRefused, match="other terms"):
            operator.fund_wallet(other, on=loop.PAID.date())


def test_a_pack_that_sets_no_term_offers_no_digital_yuan(here, monkeypatch):
    contract = loop.checked(here, loop.confirmed(here, loop.listed(here)))
    award = pay.close_award_notice(loop.award_of(contract, "advance").pk, by=here.city, at=loop.CONFIRMED)
    pack = replace(city.pack(), deadlines=tuple(one for one in city.pack().deadlines if one.id != "wallet"))
    monkeypatch.setattr(city, "pack", lambda: pack)

    with pytest.raises(PaymentRefused, match="pay by the bank"):
        pay.make_order(award.pk, rail=Rail.ECNY, by=here.maker, at=loop.PAID)
