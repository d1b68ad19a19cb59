"""The simulated bank's door: files in, answers and statements out. Each call is a transaction of the bank's own."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.conf import settings
from django.db import transaction

from egret.core.banking import hostile
from egret.core.banking.answers import Answer
from egret.core.banking.files import Template
from egret.core.banking.hostile import Bank, State
from egret.core.banking.rates import HOSTILE, Manner
from egret.core.banking.signing import SharedSecret, Signed, seal

from .errors import BankSilent
from .models import SimulatedBank

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
