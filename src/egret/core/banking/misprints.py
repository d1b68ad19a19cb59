"""What a simulated bank prints of a day that went right: a statement with lines left out, wrong, twice, merged or made up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TypedDict

from egret.core.banking.rates import Manner, draw, hits
from egret.core.banking.statements import Entry, Kind, Statement, debit

MOST_WRONG = 100_000  # fen
NOBODY = "9999000099990000"


class PrintedEntry(TypedDict):
    id: str
    kind: str
    fen: int
    on: str
    end_to_end_id: str
    account: str
    name: str
    reason: str
    out: bool


class Print(TypedDict):
    """A statement as it was printed, plain."""

    number: int
    on: str
    opening: int
    closing: int
    entries: list[PrintedEntry]


def printed(
    entries: Sequence[Entry], on: date, number: int, balances: tuple[int, int], manner: Manner
) -> Print:
    """`balances` are the true ones: what is left out of the lines is not left out of them."""
    lines: list[Entry] = []
    for entry in _merged(entries, manner):
        if hits(manner, "omit", entry.id):
            continue
        if hits(manner, "misprint", entry.id):
            lines.append(replace(entry, fen=entry.fen + 1 + draw(manner, MOST_WRONG, "by", entry.id)))
            continue
        lines += [entry] * (1 + hits(manner, "repeat", entry.id))
    key = str(number)
    if hits(manner, "extra", key):
        fen = 1 + draw(manner, MOST_WRONG, "extra_fen", key)
        lines.append(debit(f"SIMEXTRA{number:09d}", fen, on, f"NOBODY-{number}", NOBODY))
    if hits(manner, "reorder", key):
        lines.sort(key=lambda entry: draw(manner, 2**32, "line", entry.id))
    closing = balances[1]
    if hits(manner, "wrong_closing", key):
        closing += 1 + draw(manner, MOST_WRONG, "closing", key)
    return {
        "number": number,
        "on": on.isoformat(),
        "opening": balances[0],
        "closing": closing,
        "entries": [_plain(entry) for entry in lines],
    }


def _merged(entries: Sequence[Entry], manner: Manner) -> list[Entry]:
    by_account: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_account[entry.account if entry.kind is Kind.DEBIT else entry.id].append(entry)
    lines: list[Entry] = []
    for group in by_account.values():
        first = group[0]
        if len(group) > 1 and hits(manner, "merge", first.id):
            total = sum(entry.fen for entry in group)
            lines.append(replace(first, id=f"{first.id}M", fen=total, end_to_end_id=""))
        else:
            lines += group
    return lines


def _plain(entry: Entry) -> PrintedEntry:
    return {
        "id": entry.id,
        "kind": entry.kind.value,
        "fen": entry.fen,
        "on": entry.booked_on.isoformat(),
        "end_to_end_id": entry.end_to_end_id,
        "account": entry.account,
        "name": entry.name,
        "reason": entry.reason,
        "out": entry.out,
    }


def statement_of(account: str, plain: Print) -> Statement:
    entries = tuple(
        Entry(
            one["id"],
            Kind(one["kind"]),
            one["fen"],
            date.fromisoformat(one["on"]),
            one["end_to_end_id"],
            one["account"],
            one["name"],
            one["reason"],
            one["out"],
        )
        for one in plain["entries"]
    )
    number, on = plain["number"], date.fromisoformat(plain["on"])
    return Statement(
        f"SIMST{account[-8:]}-{number}", number, account, on, plain["opening"], plain["closing"], entries
    )
