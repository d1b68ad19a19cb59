"""Dated parameters of a clause file: plain values, tables over enums, bands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from itertools import pairwise, product

from egret.core.days import CHINA
from egret.core.reading import Table, fen_of, rate_of

from .clause import Band, Fact, Kind, Number, Param, Version
from .fact_reading import read_name

PARAM_KINDS = (Kind.MONEY, Kind.RATE, Kind.COUNT, Kind.QUANTITY, Kind.DATE, Kind.MOMENT)
SCALES = (Kind.MONEY, Kind.COUNT, Kind.QUANTITY)
ENDED = "停止"
_BY_MOST = 2
_HOW = {
    Kind.MONEY: '"25万元" or "0.01元"',
    Kind.RATE: '"40%" or "2/37"',
    Kind.COUNT: '"3"',
    Kind.QUANTITY: '"1.5" or "1/2"',
    Kind.DATE: '"2024-05-06"',
    Kind.MOMENT: '"2024-05-06 17:00:00"',
}
Cell = Number | date | datetime


def read_param(table: Table, facts: Mapping[str, Fact]) -> Param:
    kind = Kind(table.word("type", frozenset(PARAM_KINDS)) or Kind.COUNT)
    term, by = read_name(table), _by(table)
    scale = Kind(table.word("bands", frozenset(SCALES)) or Kind.MONEY) if table.has("bands") else None
    words: list[tuple[str, ...]] = []
    for label in by:
        if label not in facts or facts[label].kind != Kind.ENUM:
            table.fault("by", f"{label!r} is no enum fact", "Name an enum fact by its label")
        else:
            words.append(tuple(facts[label].values))
    if by and scale:
        table.fault("bands", "stands beside by", "Split it into a table or into bands")
    as_of = _date_fact(table, "as_of", table.text("as_of"), facts)
    versions = tuple(_version(row, kind, words, scale, facts) for row in table.each("values"))
    days = [(version.from_on, *sorted(version.only_from.values())) for version in versions]
    if any(later < earlier for earlier, later in pairwise(day[0] for day in days)) or len(set(days)) < len(
        days
    ):
        table.fault("values", "dates overlap or are out of order", "Write each value once, oldest first")
    return Param(term, kind, by, scale, as_of, versions)


def _by(table: Table) -> tuple[str, ...]:
    if not table.has("by"):
        return ()
    by = table.text_or_texts("by")
    if len(by) > _BY_MOST:
        table.fault("by", f"names {len(by)} facts", f"Look up by at most {_BY_MOST}")
    return by


def _date_fact(table: Table, key: str, label: str, facts: Mapping[str, Fact]) -> str:
    if label and (label not in facts or facts[label].kind != Kind.DATE):
        table.fault(key, f"{label!r} is no date fact", "Name the date fact that picks the version")
    return label


def _version(
    table: Table, kind: Kind, words: list[tuple[str, ...]], scale: Kind | None, facts: Mapping[str, Fact]
) -> Version:
    from_on, source = table.day("from"), table.text("source")
    only_from = _only_from(table, facts)
    if table.is_text("value") and table.text("value") == ENDED:
        return Version(from_on, {}, (), only_from, ended=True, source=source)
    bands = _bands(table, kind, scale) if scale else ()
    cells: dict[str, Cell] = {}
    if words:
        cells = _cells(table, kind, words)
    elif not scale:
        cells = {"": _value(table, "value", table.text("value"), kind)}
    return Version(from_on, cells, bands, only_from, ended=False, source=source)


def _only_from(table: Table, facts: Mapping[str, Fact]) -> dict[str, date]:
    if not table.has("only_from"):
        return {}
    days = {}
    for label, day in table.mapping("only_from").items():
        _date_fact(table, f"only_from.{label}", label, facts)
        if isinstance(day, date) and not isinstance(day, datetime):
            days[label] = day
        else:
            table.fault(f"only_from.{label}", f"{day!r} is no day", "Write a day such as 2025-01-01")
    return days


def _bands(table: Table, kind: Kind, scale: Kind) -> tuple[Band, ...]:
    bands, below = [], None
    rows = table.tables("value")
    for place, row in enumerate(rows):
        at_least = _number(_value(row, "from", row.text("from"), scale))
        value = _number(_value(row, "value", row.text("value"), kind))
        if place == 0 and at_least != 0:
            row.fault(
                "from", "is not zero", "Let the first band begin at zero, if need be with the value zero"
            )
        if place and below != at_least:
            wrong = "leaves a gap after" if below is None or below < at_least else "overlaps"
            row.fault("from", f"{wrong} the band before", "Begin where the band before ends")
        below = _number(_value(row, "below", row.text("below"), scale)) if row.has("below") else None
        if below is not None and below <= at_least:
            row.fault("below", "does not lie above from", "Swap or mend the bounds")
        if below is None and place + 1 < len(rows):
            row.fault("below", "missing", "Only the last band is open")
        if below is not None and place + 1 == len(rows):
            row.fault("below", "leaves what lies above without a value", "Leave the last band open")
        row.close()
        bands.append(Band(at_least, value))
    return tuple(bands)


def _number(value: Cell) -> Number:
    return value if isinstance(value, int | Fraction) else 0


def _cells(table: Table, kind: Kind, words: list[tuple[str, ...]]) -> dict[str, Cell]:
    given = _flat(table, "value", table.mapping("value"), words)
    otherwise = table.maybe("otherwise")
    cells: dict[str, Cell] = {}
    for key in map("·".join, product(*words)):
        text = given.get(key, otherwise)
        if not text:
            table.fault(f"value.{key}", "has no value", 'Give every word a value, or add otherwise = "…"')
        cells[key] = _value(table, f"value.{key}", text, kind) if text else 0
    return cells


def _flat(
    table: Table, path: str, given: Mapping[str, object], words: list[tuple[str, ...]]
) -> dict[str, object]:
    """`{ 二级 = { 第一批 = … } }` → `{ 二级·第一批: … }`."""
    flat: dict[str, object] = {}
    for word, value in given.items():
        if word not in words[0]:
            table.fault(f"{path}.{word}", "is outside the vocabulary", f"Use one of: {'、'.join(words[0])}")
        elif len(words) == 1:
            flat[word] = value
        elif isinstance(value, dict):
            inner = _flat(table, f"{path}.{word}", value, words[1:])
            flat |= {f"{word}·{key}": cell for key, cell in inner.items()}
        else:
            table.fault(
                f"{path}.{word}", f"{value!r} is no table", f"Give a value for each of: {'、'.join(words[1])}"
            )
    return flat


def _value(table: Table, key: str, text: object, kind: Kind) -> Cell:
    value: Cell | None = None
    if isinstance(text, str):
        value = _read(text, kind)
    if value is None:
        table.fault(key, f"{text!r} is no {kind}", f"Write it like {_HOW[kind]}")
        return 0
    return value


def _read(text: str, kind: Kind) -> Cell | None:
    match kind:
        case Kind.MONEY:
            return fen_of(text)
        case Kind.RATE:
            return rate_of(text)
        case Kind.COUNT:
            return (
                int(text) if text.isascii() and text.isdecimal() and len(text) <= len(str(10**12)) else None
            )
        case Kind.QUANTITY:
            plain = all(c in "0123456789./" for c in text) and len(text) <= len(str(10**12))
            return _fraction(text) if plain else None
        case _:
            return _day(text, kind)


def _fraction(text: str) -> Fraction | None:
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None


def _day(text: str, kind: Kind) -> date | datetime | None:
    try:
        if kind == Kind.DATE:
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=CHINA)
