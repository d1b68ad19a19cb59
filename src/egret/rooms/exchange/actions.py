"""The doors of the simulated bank and of the simulated operator of digital yuan. Each call is a transaction of their own."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from egret.core.banking import hostile
from egret.core.banking.answers import Answer
from egret.core.banking.files import Template
from egret.core.banking.hostile import Bank, State
from egret.core.banking.rates import HOSTILE, Manner
from egret.core.banking.signing import SharedSecret, Signed, seal
from egret.core.workflow import MoveRefused, check_move

from .errors import BankRefused, BankSilent
from .models import SimulatedBank, SimulatedWallet
from .states import WALLET_MOVES, WalletState

DEMO_BALANCE = 10**13  # fen: more than any programme pays, so that the simulated account never runs dry


def signer() -> SharedSecret:
    return SharedSecret(settings.SECRET_KEY.encode())


def bank() -> Bank:
    """Polite, unless the settings give it a seed."""
    seed = settings.HOSTILE_BANK_SEED
    return Bank(Manner(seed, HOSTILE) if seed is not None else Manner(), signer())


def _locked(account: str) -> SimulatedBank:
    found, _made = SimulatedBank.objects.select_for_update().get_or_create(
        pk=1, defaults={"state": hostile.founded(account, DEMO_BALANCE)}
    )
    return found


def _kept(found: SimulatedBank, state: State) -> None:
    found.state = state
    found.save()


def submit(account: str, content: bytes, template: Template, *, on: date) -> tuple[Signed, ...]:
    """Hand a file over: the same bytes twice are one batch. Raises BankSilent when nobody answers."""
    with transaction.atomic():
        found = _locked(account)
        state, reply = hostile.submit(found.state, seal(content, signer()), template, on, bank())
        _kept(found, state)
    if reply.timed_out:
        raise BankSilent
    return reply.messages


@transaction.atomic
def ask(account: str, order_no: str, *, on: date) -> Answer | None:
    """What became of one payment by now; None where the bank never had it."""
    found = _locked(account)
    state = hostile.work(found.state, on, bank())
    _kept(found, state)
    answers = hostile.standing(state, order_no)
    return answers[-1] if answers else None


@transaction.atomic
def end_of_day(account: str, *, on: date) -> tuple[Signed, ...]:
    """The day's mail, the statement among it; a day is closed once."""
    found = _locked(account)
    if found.closed_on and found.closed_on >= on:
        return ()
    state, mail = hostile.close_day(found.state, on, bank())
    found.closed_on = on
    _kept(found, state)
    return mail


@transaction.atomic
def charge(account: str, fen: int, name: str, *, on: date) -> None:
    """A fee that the simulated bank takes of its own accord: nothing of ours explains it."""
    found = _locked(account)
    _kept(found, hostile.charge(found.state, fen, name, on))


@transaction.atomic
def missed(account: str, *, taken: Collection[int]) -> tuple[Signed, ...]:
    """Every statement that was printed and is not among the numbers `taken`, as it was printed, the oldest first."""
    state = _locked(account).state
    numbers = [number for number in range(1, state["number"] + 1) if number not in taken]
    return tuple(hostile.statement_again(state, number, bank()) for number in numbers)


@dataclass(frozen=True, slots=True)
class Condition:
    """What digital yuan is held for: to whom it may go, for which proof, until which day."""

    order_no: str
    fen: int
    payee: str
    account_no: str
    proof_sha: str
    expires_on: date


CLOSED, SILENT = (
    "0000",
    "9999",
)  # how account numbers end whose simulated wallet is closed, or acts and doesn't answer


def fund_wallet(told: Condition, *, on: date) -> SimulatedWallet:
    """Hold the money; the same order again is the same wallet, with another condition it is refused.

    Raises BankSilent when nobody answers: the money may be held all the same.
    """
    with transaction.atomic():
        closed = told.account_no.endswith(CLOSED)
        wallet, made = SimulatedWallet.objects.select_for_update().get_or_create(
            order_no=told.order_no,
            defaults={
                "fen": told.fen,
                "payee": told.payee,
                "account_no": told.account_no,
                "proof_sha": told.proof_sha,
                "expires_on": told.expires_on,
                "state": WalletState.REJECTED if closed else WalletState.FUNDED,
                "reference": f"ECNY-SIM-{told.order_no}"[:40],
                "funded_on": on,
                "ended_on": on if closed else None,
            },
        )
    if not made and told != _condition(wallet):
        raise BankRefused(_("This order was given before, with other terms."))
    if made and told.account_no.endswith(SILENT):
        raise BankSilent
    return wallet


@transaction.atomic
def release_wallet(order_no: str, proof_sha: str, *, on: date) -> SimulatedWallet:
    """Pay the payee, for the very proof that was named and in time. What was released already is answered again."""
    wallet = SimulatedWallet.objects.select_for_update().get(order_no=order_no)
    if wallet.proof_sha != proof_sha:
        raise BankRefused(_("The proof is not the one that this digital yuan (simulated) was given for."))
    if wallet.state == WalletState.FUNDED and on > wallet.expires_on:
        raise BankRefused(
            _("The last day of this condition is over: the digital yuan (simulated) goes back.")
        )
    return _ended(wallet, WalletState.RELEASED, on)


@transaction.atomic
def recall_wallet(order_no: str, *, on: date) -> SimulatedWallet:
    """Take back what was not released when its days are over."""
    wallet = SimulatedWallet.objects.select_for_update().get(order_no=order_no)
    if wallet.state == WalletState.FUNDED and on <= wallet.expires_on:
        raise BankRefused(_("This digital yuan (simulated) is still held for its payee."))
    return _ended(wallet, WalletState.RECALLED, on)


def _ended(wallet: SimulatedWallet, there: WalletState, on: date) -> SimulatedWallet:
    if wallet.state == there:
        return wallet
    try:
        check_move(WALLET_MOVES, WalletState(wallet.state), there)
    except MoveRefused:
        raise BankRefused(_("This digital yuan (simulated) has gone another way already.")) from None
    wallet.state, wallet.ended_on = there, on
    wallet.save()
    return wallet


def ask_wallet(order_no: str) -> SimulatedWallet | None:
    """What became of it by now; None where the operator never had it."""
    return SimulatedWallet.objects.filter(order_no=order_no).first()


def _condition(wallet: SimulatedWallet) -> Condition:
    return Condition(
        wallet.order_no, wallet.fen, wallet.payee, wallet.account_no, wallet.proof_sha, wallet.expires_on
    )
