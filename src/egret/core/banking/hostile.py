"""A SIMULATED bank, polite or hostile. No real bank is behind it, and none answers quite like it.

State goes in and comes out, as plain data that JSON can hold. Every decision is drawn from the seed and from what it is
about (never from how often something was asked), so the same seed and the same calls give the same bank. Its books count
each instruction that it carried out: what was lost or doubled is judged by them, not by what it tells.
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TypedDict

from egret.core.banking.answers import Answer, Report, Status, write_report
from egret.core.banking.files import Template, read_back
from egret.core.banking.instructions import Batch
from egret.core.banking.misprints import Print, printed, statement_of
from egret.core.banking.rates import Manner, draw, hits
from egret.core.banking.signing import Signed, Signer, opened, seal, sha256
from egret.core.banking.statements import Entry, Kind, write_statement
from egret.core.days import CHINA

REASONS = ("AC01", "AC04", "AC06", "AG01", "AM02", "AM04", "BE01", "MS03", "RC01", "RR04")
RETURN_REASONS = ("AC01", "AC04", "AC06", "BE01")
OTHER_BYTES = "DU01"
NO_MONEY = "AM04"
CLOSED = "AC04"
# So that anybody can see it, whatever the seed: accounts that end so are closed; send their money back on the day after;
# leave the file that pays them unanswered the first time.
CLOSED_ENDING, BACK_ENDING, SILENT_ENDING = "0000", "0404", "0505"
LATEST_RETURN = 7
LATEST_SETTLING = 3


class Line(TypedDict):
    """An instruction as the bank has it. `due` and `back_on` are days, `back_on` empty for money that stays."""

    fen: int
    account: str
    name: str
    status: str
    reason: str
    due: str
    back_on: str
    back: bool
    reference: str


class Kept(TypedDict):
    sha: str
    on: str
    lines: dict[str, Line]


class Booked(TypedDict):
    id: str
    kind: str
    fen: int
    on: str
    end_to_end_id: str
    account: str
    name: str
    reason: str


class State(TypedDict):
    """`books` are all true movements, `told` how many of them stand on statements, `knocks` how often each file came,
    `mail` what is still to be delivered."""

    account: str
    balance: int
    number: int
    entries: int
    batches: dict[str, Kept]
    books: list[Booked]
    told: int
    knocks: dict[str, int]
    prints: dict[str, Print]
    mail: list[str]


@dataclass(frozen=True, slots=True)
class Bank:
    """How it behaves, and what it signs with. The customer signs with the same, for it is simulated."""

    manner: Manner
    signer: Signer


@dataclass(frozen=True, slots=True)
class Reply:
    """`timed_out`: the line went dead, and nobody outside knows whether the file was taken."""

    messages: tuple[Signed, ...]
    timed_out: bool = False


def founded(account: str, fen: int) -> State:
    return {
        "account": account,
        "balance": fen,
        "number": 0,
        "entries": 0,
        "batches": {},
        "books": [],
        "told": 0,
        "knocks": {},
        "prints": {},
        "mail": [],
    }


def submit(state: State, signed: Signed, template: Template, on: date, bank: Bank) -> tuple[State, Reply]:
    """A file comes. The same bytes twice are one batch; other bytes under its id are refused.

    Raises BadMessage at the door for a wrong signature or an unreadable file: nothing of it is taken.
    """
    state = copy.deepcopy(state)
    data = opened(signed, bank.signer)
    batch, sha, manner = read_back(data, template), sha256(data), bank.manner
    knock = str(state["knocks"].get(sha, 0))
    state["knocks"][sha] = int(knock) + 1
    if hits(manner, "lost", sha, knock):
        return state, Reply((), timed_out=True)
    kept = state["batches"].get(batch.id)
    if kept is None:
        kept = state["batches"][batch.id] = _taken(state, batch, sha, on, manner)
    elif kept["sha"] != sha:
        refusal = Report(
            f"SIM-{batch.id[:20]}-{sha[:6]}", _moment(on), batch.id, Status.REJECTED, (), OTHER_BYTES
        )
        return state, Reply((seal(write_report(refusal), bank.signer),))
    if hits(manner, "silent", sha, knock) or (knock == "0" and _unanswered(batch)):
        return state, Reply((), timed_out=True)
    if hits(manner, "late_answer", sha, knock):
        state["mail"].append(batch.id)
        return state, Reply(())
    return state, Reply(_reports(state, batch.id, on, bank))


def _unanswered(batch: Batch) -> bool:
    return any(one.payee.number.endswith(SILENT_ENDING) for one in batch.instructions)


def _taken(state: State, batch: Batch, sha: str, on: date, manner: Manner) -> Kept:
    free = state["balance"] - sum(
        line["fen"] for kept in state["batches"].values() for line in kept["lines"].values() if _waits(line)
    )
    lines: dict[str, Line] = {}
    for place, one in enumerate(batch.instructions):
        what = (batch.id, one.end_to_end_id)
        status, reason, due, back_on = Status.ACCEPTED, "", on, ""
        if one.payee.number.endswith(CLOSED_ENDING):
            status, reason = Status.REJECTED, CLOSED
        elif one.fen > free:
            status, reason = Status.REJECTED, NO_MONEY
        elif hits(manner, "reject", *what):
            status, reason = Status.REJECTED, REASONS[draw(manner, len(REASONS), "reason", *what)]
        else:
            free -= one.fen
            if hits(manner, "part", *what):
                status = Status.PENDING
                due = on + timedelta(1 + draw(manner, LATEST_SETTLING, "due", *what))
            if hits(manner, "back", *what):
                back_on = (due + timedelta(1 + draw(manner, LATEST_RETURN, "back_on", *what))).isoformat()
            elif one.payee.number.endswith(BACK_ENDING):
                back_on = (due + timedelta(1)).isoformat()
        lines[one.end_to_end_id] = {
            "fen": one.fen,
            "account": one.payee.number,
            "name": one.payee.name,
            "status": status.value,
            "reason": reason,
            "due": due.isoformat(),
            "back_on": back_on,
            "back": False,
            "reference": f"SIM{sha[:8].upper()}{place:05d}",
        }
    return {"sha": sha, "on": on.isoformat(), "lines": lines}


def _waits(line: Line) -> bool:
    return line["status"] in {Status.ACCEPTED, Status.PENDING}


def charge(state: State, fen: int, name: str, on: date) -> State:
    """The bank takes a fee that nobody ordered."""
    state = copy.deepcopy(state)
    state["entries"] += 1
    state["balance"] -= fen
    state["books"].append(
        {
            "id": f"SIMENTRY{state['entries']:09d}",
            "kind": Kind.DEBIT.value,
            "fen": fen,
            "on": on.isoformat(),
            "end_to_end_id": "",
            "account": "",
            "name": name,
            "reason": "",
        }
    )
    return state


def work(state: State, on: date, bank: Bank) -> State:
    """Carries out what is due, and sends back what comes back. A bank does that all day long."""
    state = copy.deepcopy(state)
    for name, kept in state["batches"].items():
        for end_to_end_id, line in kept["lines"].items():
            if _waits(line) and line["due"] <= on.isoformat():
                if line["status"] == Status.PENDING and name not in state["mail"]:
                    state["mail"].append(name)
                line["status"] = Status.SETTLED.value
                _book(state, end_to_end_id, line, on, Kind.DEBIT, bank.manner)
            elif line["back_on"] and not line["back"] and line["back_on"] <= on.isoformat():
                line["back"] = True
                _book(state, end_to_end_id, line, on, Kind.RETURN, bank.manner)
    return state


def close_day(state: State, on: date, bank: Bank) -> tuple[State, tuple[Signed, ...]]:
    """Finishes the day's work, prints the statement, and delivers the day's mail."""
    state = work(state, on, bank)
    told = dict.fromkeys(state["mail"])
    state["mail"] = []
    entries = [_entry(booked) for booked in state["books"][state["told"] :]]
    state["told"] = len(state["books"])
    opening = state["balance"] - sum(entry.moved for entry in entries)
    state["number"] += 1
    key = str(state["number"])
    state["prints"][key] = printed(entries, on, state["number"], (opening, state["balance"]), bank.manner)
    mail = [message for name in told for message in _reports(state, name, on, bank)]
    statement = _statement(state, key, on, bank)
    if not hits(bank.manner, "withheld", key):
        mail.append(_misigned(statement, bank, key))
    if hits(bank.manner, "told_again", key):
        mail.append(statement)
    if hits(bank.manner, "reorder", key):
        mail.sort(key=lambda message: draw(bank.manner, 2**32, "place", sha256(message.data)))
    return state, tuple(mail)


def _book(state: State, end_to_end_id: str, line: Line, on: date, kind: Kind, manner: Manner) -> None:
    state["entries"] += 1
    back = kind is Kind.RETURN
    why = RETURN_REASONS[draw(manner, len(RETURN_REASONS), "why", end_to_end_id)] if back else ""
    state["balance"] += line["fen"] if back else -line["fen"]
    state["books"].append(
        {
            "id": f"SIMENTRY{state['entries']:09d}",
            "kind": kind.value,
            "fen": line["fen"],
            "on": on.isoformat(),
            "end_to_end_id": end_to_end_id,
            "account": line["account"],
            "name": line["name"],
            "reason": why,
        }
    )


def _entry(booked: Booked) -> Entry:
    kind = Kind(booked["kind"])
    return Entry(
        booked["id"],
        kind,
        booked["fen"],
        date.fromisoformat(booked["on"]),
        booked["end_to_end_id"],
        booked["account"],
        booked["name"],
        booked["reason"],
        out=kind is Kind.DEBIT,
    )


def _moment(on: date) -> datetime:
    return datetime.combine(on, time(18), CHINA)


def _reports(state: State, name: str, on: date, bank: Bank) -> tuple[Signed, ...]:
    """One answer; or the same twice; or a second one under other references."""
    first = _report(state, name, on, "")
    reports = [first]
    if hits(bank.manner, "answer_twice", name):
        reports.append(first)
    if hits(bank.manner, "other_reference", name):
        reports.append(_report(state, name, on, "X"))
    sealed = [_misigned(seal(write_report(report), bank.signer), bank, report.id) for report in reports]
    return tuple(reversed(sealed)) if hits(bank.manner, "reorder", name) else tuple(sealed)


def _report(state: State, name: str, on: date, mark: str) -> Report:
    kept = state["batches"][name]
    answers = tuple(
        Answer(
            end_to_end_id,
            Status(line["status"]),
            line["reason"],
            reference="" if line["reason"] else line["reference"] + mark,
        )
        for end_to_end_id, line in kept["lines"].items()
    )
    kinds = {answer.status for answer in answers}
    whole = kinds.pop() if len(kinds) == 1 else Status.PARTLY
    return Report(f"SIM-{kept['sha'][:16]}-{on:%y%m%d}{mark}", _moment(on), name, whole, answers)


def _misigned(message: Signed, bank: Bank, key: str) -> Signed:
    if not hits(bank.manner, "wrong_signature", key):
        return message
    return replace(message, signature=hashlib.sha256(message.signature.encode()).hexdigest())


def _statement(state: State, key: str, on: date, bank: Bank) -> Signed:
    statement = statement_of(state["account"], state["prints"][key])
    return seal(write_statement(statement, _moment(on)), bank.signer)


def statement_again(state: State, number: int, bank: Bank) -> Signed:
    """The statement of that number as it was printed, well signed: what a customer asks for after a gap."""
    key = str(number)
    return _statement(state, key, date.fromisoformat(state["prints"][key]["on"]), bank)


def standing(state: State, end_to_end_id: str) -> tuple[Answer, ...]:
    """What the bank says when asked (it does not lie then): one answer a batch that holds the id, none if none came.

    Settled money that went back bears the reason of its return.
    """
    reasons = {booked["end_to_end_id"]: booked["reason"] for booked in state["books"] if booked["reason"]}
    return tuple(
        Answer(
            end_to_end_id,
            Status(line["status"]),
            reasons.get(end_to_end_id, "") if line["back"] else line["reason"],
            reference=line["reference"],
        )
        for kept in state["batches"].values()
        if (line := kept["lines"].get(end_to_end_id))
    )


def carried_out(state: State) -> Iterator[tuple[str, Kind, int]]:
    """Its true books: end-to-end id, debit or return, fen; once for each time that money moved."""
    return ((booked["end_to_end_id"], Kind(booked["kind"]), booked["fen"]) for booked in state["books"])
