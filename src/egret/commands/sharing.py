"""`egret share`: what sharing a line of the living city would give; `egret policy share`: the same over a file of wants."""

from __future__ import annotations

import csv
from argparse import Namespace
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from egret.base import clock
from egret.base.portfolio import FileRefused
from egret.core.days import end_of
from egret.core.money import NotMoney, fen_from_yuan, yuan
from egret.core.packs.model import Pack, by_id
from egret.core.policy.award_lines import HOW
from egret.core.policy.budget import BudgetLine, WhenShort
from egret.core.policy.budget_columns import MOST_EACH, Asked, Ints, shared_in_columns, turns_in_columns
from egret.core.policy.explaining import name
from egret.core.policy.numerators import day_number
from egret.rooms.subsidy.checks import refusal
from egret.rooms.subsidy.queries import shares

from .answer import Answer, NotCalledSo

_COLUMNS = ("key", "on", "order", "fen", "rank")
_LARGEST = 2**31


@dataclass(frozen=True, slots=True)
class Shown:
    """One claim of a table. `rank` 0 where the line doesn't go by rank."""

    key: str
    place: int
    rank: int
    want_fen: int
    part_fen: int

    @property
    def plain(self) -> dict[str, object]:
        return {**asdict(self), "short_fen": self.want_fen - self.part_fen}


def share(options: Namespace) -> Answer:
    """A look that writes nothing; a claim that can't be computed is a fault."""
    line = shares.line_of(options.line)
    if line is None:
        known = ", ".join(one.id for one in shares.lines()) or "none"
        raise NotCalledSo(f"the pack in force shares no line {options.line!r}; it shares {known}")
    table = shares.table(line, end_of(options.on) if options.on else clock.now())
    rows = [
        Shown(row.claim.no or "", row.place, row.part.wanted.rank, row.part.wanted.fen, row.part.fen)
        for row in table.rows
    ]
    faults = [f"{one.claim.no}: {refusal(one.refused)}" for one in table.stuck]
    plain = _plain(line, table.left_fen, rows) | {"digest": table.digest, "faults": faults}
    text = [*_told(line, table.left_fen, rows, options.language), *(f"✗ {fault}" for fault in faults)]
    return Answer("\n".join(text), plain, not faults)


def share_file(pack: Pack, options: Namespace) -> Answer:
    """Any line of a pack over a file of wants; what is left of it is its amount, unless `--left` says otherwise."""
    try:
        line = by_id(pack.budget, options.line)
    except KeyError:
        known = ", ".join(one.id for one in pack.budget) or "none"
        raise NotCalledSo(f"{pack.id} has no line {options.line!r}; it has {known}") from None
    keys, asked = _read(options.wants, line)
    left = _left(options.left, line)
    columns = (
        turns_in_columns(line, asked) + 1,
        asked.ranks,
        asked.fens,
        shared_in_columns(line, asked, left),
    )
    rows = [
        Shown(key, *row)
        for key, row in zip(keys, zip(*(c.tolist() for c in columns), strict=True), strict=True)
    ]
    plain = _plain(line, left, rows) | {"pack": pack.sha256, "faults": []}
    told = _told(line, left, rows, options.language)
    if options.out:
        _write(options.out, rows)
        plain["parts"], told = [], [f"{told[0]} → {options.out}"]
    return Answer("\n".join(told), plain)


def _left(told: str | None, line: BudgetLine) -> int:
    try:
        return line.amount_fen if told is None else fen_from_yuan(told)
    except NotMoney:
        raise NotCalledSo(f"--left {told} is no amount in yuan") from None


def _read(path: Path, line: BudgetLine) -> tuple[list[str], Asked]:
    """Keys and wants. No two rows may share a key, nor a day and an order, so that the file's order says nothing."""
    ranked = line.when_short == WhenShort.BY_RANK
    with path.open(encoding="utf-8-sig", newline="") as file:
        table = csv.DictReader(file)
        wanted = _COLUMNS if ranked else _COLUMNS[:-1]
        for column in wanted:
            if column not in (table.fieldnames or ()):
                raise FileRefused("wants", column, 0, "the column is missing")
        found = [_want(row, place, ranked=ranked) for place, row in enumerate(table, 1)]
    seen: set[object] = set()
    for place, (key, day, order, *_rest) in enumerate(found, 1):
        for column, mark in (("key", key), ("order", (day, order))):
            if mark in seen:
                raise FileRefused("wants", column, place, "stands twice")
            seen.add(mark)
    columns = [np.array(column, np.int64) for column in list(zip(*found, strict=True))[1:]] or [_none()] * 4
    days, order, fens, ranks = columns
    if len(fens) and int(fens.max()) * len(fens) >= 2**62:
        raise FileRefused("wants", "fen", 0, "the sum of all is too large")
    return [row[0] for row in found], Asked(fens, days, order, ranks)


def _none() -> Ints:
    return np.zeros(0, np.int64)


def _want(row: dict[str, str], place: int, *, ranked: bool) -> tuple[str, int, int, int, int]:
    if not (row["key"] or "").strip():
        raise FileRefused("wants", "key", place, "is empty")
    try:
        day = day_number(date.fromisoformat(row["on"] or ""))
    except ValueError:
        raise FileRefused("wants", "on", place, f"{row['on']!r} is no day like 2024-05-06") from None
    order, fen = _whole(row, "order", place, _LARGEST), _whole(row, "fen", place, MOST_EACH)
    rank = _whole(row, "rank", place, _LARGEST) if ranked else 0
    if ranked and not rank:
        raise FileRefused("wants", "rank", place, "a rank is 1 or more")
    return row["key"].strip(), day, order, fen, rank


def _whole(row: dict[str, str], column: str, place: int, below: int) -> int:
    text = row[column] or ""
    if not (text.isascii() and text.isdecimal()) or int(text) >= below:
        raise FileRefused("wants", column, place, f"{text!r} is no whole number from 0 to {below - 1}")
    return int(text)


def _plain(line: BudgetLine, left: int, rows: list[Shown]) -> dict[str, Any]:
    return {
        "line": line.id,
        "when_short": line.when_short.value,
        "left_fen": left,
        "wanted_fen": sum(row.want_fen for row in rows),
        "parts_fen": sum(row.part_fen for row in rows),
        "claims": len(rows),
        "parts": [row.plain for row in rows],
    }


_HEAD = {
    "zh": "{line}（{how}）：{claims} 项申领合计应补 {wanted}，可分配 {left}，分得合计 {parts}",
    "en": "{line} ({how}): {claims} claims, {wanted} asked, {left} to share, {parts} in parts",
}


def _told(line: BudgetLine, left: int, rows: list[Shown], language: str) -> list[str]:
    """A head, and a line for each claim by its place."""
    head = _HEAD[language].format(
        line=name(line.term, language),
        how=name(HOW[line.when_short], language),
        claims=len(rows),
        wanted=yuan(sum(row.want_fen for row in rows)),
        left=yuan(left),
        parts=yuan(sum(row.part_fen for row in rows)),
    )
    ordered = sorted(rows, key=lambda row: row.place)
    return [
        head,
        *(f"{row.place:>6}  {row.key}  {yuan(row.want_fen)} → {yuan(row.part_fen)}" for row in ordered),
    ]


def _write(path: Path, rows: list[Shown]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.DictWriter(file, [*Shown.__slots__, "short_fen"])
        table.writeheader()
        table.writerows(row.plain for row in rows)
