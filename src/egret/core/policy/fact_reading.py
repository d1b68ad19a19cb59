"""Facts, dated lists and tallies of a clause file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from fractions import Fraction

from egret.core.days import CHINA
from egret.core.reading import Table, fen_of, rate_of

from .clause import Entry, Fact, Kind, Number, Register, Supplier, Tally, Term, Value
from .syntax import is_name

FACT_KINDS = (
    Kind.MONEY, Kind.RATE, Kind.COUNT, Kind.QUANTITY, Kind.BOOL, Kind.ENUM, Kind.DATE, Kind.MOMENT,
    Kind.CODE, Kind.SERIES,
)  # fmt: skip
RATE_PARTS = 1_000_000  # a rate fact is exact to 0.0001 %
_CODE_LENGTH = 40
_YES_NO = {"是": True, "否": False}


def read_term(table: Table, key: str = "label") -> Term:
    return Term(table.text(key), table.text(f"{key}_en"))


def read_name(table: Table) -> Term:
    """A term that formulas use, so its label must be one word of theirs."""
    term = read_term(table)
    if term.label and not is_name(term.label):
        table.fault(
            "label", f"{term.label!r} is no name for a formula", "Write one word of Chinese or ASCII letters"
        )
    return term


def read_fact(table: Table) -> Fact:
    kind = Kind(table.word("type", frozenset(FACT_KINDS)) or Kind.BOOL)
    decided = table.flag("decided", default=False)
    supplier = table.word("given_by", [*Supplier]) if table.has("given_by") else ""
    term = read_name(table)
    values = _enum(table) if kind == Kind.ENUM else {}
    fact = Fact(
        id=table.text("id"),
        term=term,
        kind=kind,
        values=values,
        words_en=_words_en(table, values) if kind == Kind.ENUM else {},
        most=_most(table, kind),
        parts=_parts(table, kind),
        months=_positive(table, "months") if kind == Kind.SERIES else 0,
        decided=decided,
        given_by=Supplier(supplier or (Supplier.OFFICER if decided else Supplier.PLATFORM)),
        assumed=None,
        help=Term(table.maybe("help"), table.maybe("help_en")),
        evidence=_evidence(table),
    )
    return _with_assumed(table, fact) if table.has("assume") else fact


def _evidence(table: Table) -> tuple[Term, ...]:
    """Papers by name; each needs its English, in the same place."""
    papers = table.texts("evidence")
    english = table.texts("evidence_en") if papers or table.has("evidence_en") else ()
    if table.has("evidence_en") and len(english) != len(papers):
        wrong = f"names {len(english)} papers where evidence names {len(papers)}"
        table.fault("evidence_en", wrong, "Give each paper of evidence its English, in the same order")
    return tuple(Term(paper, twin) for paper, twin in zip(papers, english, strict=False))


def _with_assumed(table: Table, fact: Fact) -> Fact:
    text = table.text("assume")
    try:
        value = value_of(fact, text)
    except ValueError:
        table.fault("assume", f"{text!r} is no {fact.kind}", "Write it as in a golden case")
        return fact
    return Fact(**{name: getattr(fact, name) for name in Fact.__slots__} | {"assumed": value})


def _enum(table: Table) -> dict[str, int]:
    values = table.mapping("values")
    for word, place in values.items():
        if type(place) is not int:
            table.fault(f"values.{word}", f"{place!r} is no whole number", "Number the words in their order")
        if not is_name(word):
            table.fault(
                f"values.{word}", f"{word!r} is no word for a formula", "Write one word, without signs"
            )
    places = [place for place in values.values() if type(place) is int]
    if len(set(places)) != len(places):
        table.fault("values", "two words stand at one place", "Number each word differently")
    return {word: place for word, place in values.items() if type(place) is int}


def _words_en(table: Table, values: Mapping[str, int]) -> dict[str, str]:
    given = table.mapping("values_en")
    for word in values.keys() ^ given.keys():
        table.fault(
            f"values_en.{word}", "stands in one language only", "Give each word of values its English"
        )
    return {word: text for word, text in given.items() if isinstance(text, str)}


def _most(table: Table, kind: Kind) -> Number:
    match kind:
        case Kind.MONEY:
            return table.fen("max")
        case Kind.COUNT | Kind.SERIES | Kind.QUANTITY:
            return table.whole("max")
        case Kind.RATE if table.has("max"):
            return table.rate("max")
        case Kind.RATE:
            return Fraction(1)
        case _:
            return 0


def _parts(table: Table, kind: Kind) -> int:
    if kind == Kind.QUANTITY or (kind == Kind.RATE and table.has("parts")):
        return _positive(table, "parts")
    return RATE_PARTS if kind == Kind.RATE else 1


def _positive(table: Table, key: str) -> int:
    count = table.whole(key)
    if count == 0 and table.has(key):
        table.fault(key, "is zero", "Write one or more")
    return max(count, 1)


def read_register(table: Table) -> Register:
    entries = tuple(
        Entry(row.text("code"), row.day("from"), row.day("to") if row.has("to") else None)
        for row in table.each("entries")
    )
    for place, entry in enumerate(entries):
        if entry.to_on and entry.to_on < entry.from_on:
            table.fault(f"entries[{place}].to", "lies before from", "Swap or mend the dates")
    return Register(read_name(table), entries, table.text("source"))


def read_tally(table: Table) -> Tally:
    return Tally(
        fact=table.text("fact"),
        kinds=table.texts("kinds"),
        costs=table.texts("costs"),
        from_fact=table.text("from"),
        to_fact=table.text("to"),
        net_of_tax=table.flag("net_of_tax", default=False),
    )


def value_of(fact: Fact, text: str) -> Value:
    """What an officer wrote in a sheet: `1234.56`, `40%`, `3`, `1.5`, 是, a word, `2024-05-06`, `2024-05-06 17:00:00`, `5;6;7`."""
    if fact.kind == Kind.ENUM:
        if text not in fact.values:
            raise ValueError(text)
        return text
    return read_plain(fact.kind, text)


def read_plain(kind: Kind, text: str) -> Value:
    """A value of any kind but an enum's; ValueError where it is none."""
    return _READERS[kind](text.strip())


def money_of(text: str) -> int:
    """`1234.56` in yuan, or with a unit: `25万元`."""
    fen = fen_of(text) if text and not text[-1].isdecimal() else fen_of(f"{text.replace(',', '')}元")
    if fen is None:
        raise ValueError(text)
    return fen


def _rate(text: str) -> Fraction:
    rate = rate_of(text)
    if rate is None:
        raise ValueError(text)
    return rate


def _quantity(text: str) -> Fraction:
    if not all(c in "0123456789./" for c in text) or len(text) > _CODE_LENGTH:
        raise ValueError(text)
    try:
        return Fraction(text)
    except ZeroDivisionError:
        raise ValueError(text) from None


def _count(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < len(str(2**63))):
        raise ValueError(text)
    return int(text)


def _yes(text: str) -> bool:
    if text not in _YES_NO:
        raise ValueError(text)
    return _YES_NO[text]


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else datetime.combine(moment.date(), time(*moment.timetuple()[3:6]), CHINA)


def _code(text: str) -> str:
    if len(text) > _CODE_LENGTH:
        raise ValueError(text)
    return text


_READERS: dict[Kind, Callable[[str], Value]] = {
    Kind.MONEY: money_of,
    Kind.RATE: _rate,
    Kind.QUANTITY: _quantity,
    Kind.COUNT: _count,
    Kind.BOOL: _yes,
    Kind.DATE: date.fromisoformat,
    Kind.MOMENT: _moment,
    Kind.CODE: _code,
    Kind.SERIES: lambda text: tuple(_count(part.strip()) for part in text.split(";")),
}
