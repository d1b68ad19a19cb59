"""Is what the city says of itself true? Everything is read again, by another way than the rooms' own queries."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256

from egret.core.days import china_day
from egret.core.packs.model import Pack
from egret.rooms.indicator import queries as indicators
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.checks import share_faults
from egret.rooms.subsidy.queries import recalls
from egret.rooms.trail import checks, queries
from egret.rooms.treasury import queries as books

LEVEL_WANTED, LEVEL_HIGHEST = 2, 4


@dataclass(slots=True)
class Retold:
    """What the trail alone tells: counts by period and measure, and by verb; the hash of its last act."""

    verbs: Counter[str] = field(default_factory=Counter)
    measures: Counter[tuple[str, str]] = field(default_factory=Counter)
    reported: dict[tuple[str, str], int] = field(default_factory=dict)
    head: str = ""


def retold(pack: Pack) -> Retold:
    told = Retold()
    registered: dict[str, dict] = {}
    levels: dict[str, int] = {}
    for act in queries.acts().iterator(queries.AT_ONCE):
        told.head = act.hash
        verb, case, body = act.verb, act.case, act.body
        told.verbs[verb] += 1
        day = china_day(act.at)
        period = next((span.id for span in pack.periods if span.from_on <= day <= span.to_on), "")
        if verb == "enterprise.registered":
            registered[case] = body
        elif verb == "acceptance.reported":
            levels[act.subject] = body["level"]
        elif verb == "figure.reported":
            told.reported[body["indicator"], body["period"]] = body["count"]
        for measure in _counts(verb, registered.get(case, {}), levels.get(act.subject, 0)):
            told.measures[measure, period] += 1
    return told


def _counts(verb: str, enterprise: dict, level: int) -> Iterator[str]:
    """The measures that one act adds to."""
    if verb == "provider.admitted":
        yield "providers"
    elif verb == "contract.checked":
        yield "contracted"
        yield "contracted_above" if enterprise["above_scale"] else "contracted_below"
        if enterprise["title"] != "none":
            yield "contracted_innovative"
    elif verb == "acceptance.passed" and level >= LEVEL_WANTED:
        yield "level_2_above" if enterprise["above_scale"] else "level_2_below"
        if level == LEVEL_HIGHEST:
            yield "level_4"


def faults(pack: Pack, told: Retold) -> Iterator[str]:
    yield from (f"ledger: {finding}" for finding in books.faults())
    yield from (f"awards: {finding}" for finding in recalls.faults())
    yield from (f"trail: {fault}" for fault in checks.verify())
    yield from (f"share: {fault}" for fault in share_faults())
    awards = awarded.recount(awarded.every())
    yield from (
        f"award {no} does not compute again: {why}" for no, why in {**awards.wrong, **awards.closed}.items()
    )
    for row in indicators.board():
        for period, cell in zip(pack.periods, row.cells, strict=True):
            if row.indicator.measure == "reported":
                count = told.reported.get((row.indicator.id, period.id), 0)
            else:
                count = told.measures[row.indicator.measure, period.id]
            if count != cell.count:
                yield f"indicator {row.indicator.id} {period.id}: the board says {cell.count}, the trail {count}"


def digest(told: Retold, *rows: Iterator[tuple]) -> str:
    """The hash of every row named, and of the trail through its last act."""
    whole = sha256(told.head.encode())
    for table in rows:
        for row in table:
            whole.update(json.dumps(row, default=_plain, sort_keys=True).encode())
    return whole.hexdigest()


def _plain(value: date | datetime) -> str:
    return value.isoformat()
