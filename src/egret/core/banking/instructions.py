"""What a bank is told: batches of instructions, with totals that are declared and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from egret.core.banking.accounts import Account, check
from egret.core.banking.faults import BadBatch, Code, Fault
from egret.core.banking.texts import exact_yuan, wrong_id, wrong_text
from egret.core.money import FEN_MAX


@dataclass(frozen=True, slots=True)
class Instruction:
    """One payment. Its end-to-end id comes back on every answer, statement and return, and never names another payment."""

    end_to_end_id: str
    payee: Account
    fen: int
    purpose: str


@dataclass(frozen=True, slots=True)
class Batch:
    """One file to one bank, from one account. It does not exist while anything in it is wrong: raises BadBatch.

    `count` and `fen` are what is declared. Whoever reads a file takes them from the file; whoever makes one uses `batch`.
    """

    id: str
    made_at: datetime
    pay_on: date
    debtor: Account
    instructions: tuple[Instruction, ...]
    count: int
    fen: int

    def __post_init__(self) -> None:
        if faults := tuple(_faults(self)):
            raise BadBatch(*faults)


def batch(
    number: str, instructions: Iterable[Instruction], *, debtor: Account, made_at: datetime, pay_on: date
) -> Batch:
    """A batch that declares what is in it."""
    lines = tuple(instructions)
    return Batch(number, made_at, pay_on, debtor, lines, len(lines), sum(line.fen for line in lines))


def clean(instruction: Instruction) -> Instruction:
    """With the payee's account as it goes to the bank."""
    return replace(instruction, payee=check(instruction.payee).account)


def _faults(batch: Batch) -> Iterator[Fault]:
    if wrong := wrong_id(batch.id):
        yield Fault("id", wrong, batch.id)
    if batch.made_at.tzinfo is None or batch.made_at.microsecond:
        yield Fault("made_at", Code.MOMENT, batch.made_at.isoformat())
    yield from _account_faults("debtor", batch.debtor)
    if not batch.instructions:
        yield Fault("instructions", Code.EMPTY)
    for place, one in enumerate(batch.instructions, 1):
        yield from _instruction_faults(place, one)
    times = Counter(one.end_to_end_id for one in batch.instructions)
    yield from (Fault("end_to_end_id", Code.REPEATED, name) for name, count in times.items() if count > 1)
    if batch.count != len(batch.instructions):
        yield Fault("count", Code.TOTAL, str(batch.count), str(len(batch.instructions)))
    actual = sum(one.fen for one in batch.instructions)
    if batch.fen != actual:
        yield Fault("fen", Code.TOTAL, exact_yuan(batch.fen), exact_yuan(actual))
    if actual > FEN_MAX:
        yield Fault("fen", Code.AMOUNT, exact_yuan(actual))


def _instruction_faults(place: int, one: Instruction) -> Iterator[Fault]:
    where = f"instruction {place}"
    if wrong := wrong_id(one.end_to_end_id):
        yield Fault(f"{where} end_to_end_id", wrong, one.end_to_end_id)
    yield from _account_faults(f"{where} payee", one.payee)
    if type(one.fen) is not int or not 0 < one.fen <= FEN_MAX:
        yield Fault(f"{where} fen", Code.AMOUNT, str(one.fen))
    if wrong := wrong_text(one.purpose):
        yield Fault(f"{where} purpose", wrong, one.purpose)


def _account_faults(where: str, account: Account) -> Iterator[Fault]:
    checked = check(account)
    for fault in checked.faults:
        yield replace(fault, where=f"{where} {fault.where}")
    if not checked.faults and checked.account != account:
        yield Fault(where, Code.NOT_CLEAN, account.number, checked.account.number)
