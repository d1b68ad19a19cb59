"""The books: what stands where, by fund and by source, and whether everything adds up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import chain
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from egret.core.days import china_day
from egret.core.findings import Finding
from egret.core.ledger.accounts import ORIGINS, Account, Place, State, account
from egret.core.ledger.books import Entry, check
from egret.core.ledger.funds import Held, drawn
from egret.core.ledger.postings import Event
from egret.core.ledger.postings import Leg as CoreLeg
from egret.core.packs.model import by_id
from egret.rooms.city import queries as city

from ..models import Balance, Books, Fund, Leg, Posting
from . import promised

PLACE = ("purpose", "policy", "project", "payee", "order")
COORDINATES = ("state", *PLACE, "fund_id")
AT_ONCE = 5000
TRIES = 20


FINES = "fines"  # the source of fines: no pack grants them


def source_name(source: str) -> str:
    """What the pack in force calls a fund source."""
    if source == FINES:
        return _("Fines")
    return by_id(city.pack().fund_sources, source).term.label


def held_in(state: State, place: Place) -> list[Held]:
    """What stands in one account, fund by fund."""
    at = account(state, place).place
    where = {part: getattr(at, part) for part in PLACE}
    rows = Balance.objects.filter(state=state, fen__gt=0, **where)
    return [
        Held(year, fund, source, fen)
        for year, fund, source, fen in rows.values_list("fund__year", "fund_id", "fund__source", "fen")
    ]


def free_in_pots(fund: Fund) -> list[tuple[Place, int]]:
    """What is allotted of a fund and not committed, pot by pot."""
    rows = Balance.objects.filter(fund=fund, state=State.ALLOTTED, fen__gt=0).order_by("purpose", "policy")
    return [(Place(row.purpose, row.policy), row.fen) for row in rows]


def held_by_source(state: State, place: Place) -> dict[str, int]:
    sums: dict[str, int] = {}
    for held in held_in(state, place):
        sums[held.source] = sums.get(held.source, 0) + held.fen
    return sums


def by_source() -> dict[str, dict[str, int]]:
    """Fund source → state of money → fen; what came from an origin counts as a positive sum."""
    rows = Balance.objects.values_list("fund__source", "state").annotate(sum=Sum("fen"))
    return _by_state(rows.order_by("fund__source"))


def by_fund() -> dict[str, dict[str, int]]:
    """Fund → state of money → fen."""
    rows = Balance.objects.values_list("fund_id", "state").annotate(sum=Sum("fen"))
    return _by_state(rows.order_by("fund_id"))


def _by_state(rows: QuerySet[Balance]) -> dict[str, dict[str, int]]:
    sums: dict[str, dict[str, int]] = {}
    for of, state, fen in rows:
        sums.setdefault(of, dict.fromkeys(State, 0))[state] = -fen if state in ORIGINS else fen
    return sums


def by_purpose() -> dict[str, dict[str, int]]:
    """Fund source → purpose → fen that were allotted to it, wherever that money stands now."""
    sums: dict[str, dict[str, int]] = {}
    rows = Balance.objects.exclude(purpose="").values_list("fund__source", "purpose")
    for source, purpose, fen in rows.annotate(sum=Sum("fen")).order_by("fund__source", "purpose"):
        sums.setdefault(source, {})[purpose] = fen
    return sums


def parts_payable(place: Place, wanted: dict[str, int], promised: Mapping[str, int]) -> dict[str, int]:
    """Fen by fund that an order of `wanted` fen by source takes from what is payable now, less what is `promised` by fund
    to orders that are not released yet."""
    held = held_in(State.PAYABLE, place)
    return drawn(wanted, [replace(one, fen=one.fen - promised.get(one.fund, 0)) for one in held])


def postings_of(project: str) -> int:
    return Leg.objects.filter(project=project).values("posting_id").distinct().count()


@dataclass(frozen=True, slots=True)
class Control:
    """How many postings and legs there are up to a moment, and the fen that they moved: two readings must agree."""

    postings: int = 0
    legs: int = 0
    moved_fen: int = 0

    def __add__(self, other: Control) -> Control:
        legs, moved = self.legs + other.legs, self.moved_fen + other.moved_fen
        return Control(self.postings + other.postings, legs, moved)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a reading of the whole books found, and what it counted in each month (its first day) of China."""

    findings: tuple[Finding, ...]
    months: dict[date, Control]

    def up_to(self, month: date) -> Control:
        """All that was posted by the end of `month`."""
        return sum((one for at, one in self.months.items() if at <= month), Control())

    @property
    def whole(self) -> Control:
        return sum(self.months.values(), Control())


@dataclass(slots=True)
class _Counted:
    """What a reading counts on its way: each month, and what the legs of each account come to."""

    months: dict[date, Control] = field(default_factory=dict)
    sums: dict[tuple[str, ...], int] = field(default_factory=dict)

    def leg(self, row: tuple[Any, ...]) -> None:
        _posting, fund, fen, *coordinates = row
        key = (*coordinates, fund)
        if left := self.sums.pop(key, 0) + fen:
            self.sums[key] = left

    def posting(self, at: datetime, legs: list[CoreLeg]) -> None:
        month = china_day(at).replace(day=1)
        moved = sum(leg.fen for leg in legs if leg.fen > 0)
        self.months[month] = self.months.get(month, Control()) + Control(1, len(legs), moved)


def entries(counted: _Counted | None = None) -> Iterator[Entry]:
    """Every posting with its legs, first to last, a few thousand in memory at a time."""
    counted = counted or _Counted()
    rows = Posting.objects.order_by("pk").values_list("pk", "key", "event", "posted_at").iterator(AT_ONCE)
    first = next(rows, None)
    # Asked for after the postings: what is entered meanwhile is in neither.
    legs = _legs()
    ahead = next(legs, None)
    known: dict[tuple[str, ...], Account] = {}
    for pk, key, event, at in chain([first] if first else [], rows):
        own: list[CoreLeg] = []
        while ahead is not None and ahead[0] <= pk:
            counted.leg(ahead)
            if ahead[0] == pk:
                own.append(_leg(ahead, known))
            ahead = next(legs, None)
        counted.posting(at, own)
        yield key, Event(event), own
    for row in chain([ahead] if ahead else [], legs):
        counted.leg(row)


def _legs() -> Iterator[tuple[Any, ...]]:
    rows = Leg.objects.order_by("posting_id", "pk").values_list(
        "posting_id", "fund_id", "fen", "state", *PLACE
    )
    return rows.iterator(AT_ONCE)


def _leg(row: tuple[Any, ...], known: dict[tuple[str, ...], Account]) -> CoreLeg:
    _posting, fund, fen, *coordinates = row
    at = tuple(coordinates)
    if at not in known:
        known[at] = Account(State(at[0]), Place(*at[1:]))
    return CoreLeg(known[at], fund, fen)


def faults() -> tuple[Finding, ...]:
    """As `checked`, its findings alone."""
    return checked().findings


def checked() -> Checked:
    """The books read from the first posting on; cached balances, documents of funds, vouchers, recoveries and fines
    against them."""
    kept, counted, reading = _begun()
    findings, folded = list(check(reading)), counted.sums
    for coordinates in sorted(folded.keys() | kept.keys()):
        told, cached = folded.get(coordinates, 0), kept.get(coordinates, 0)
        if told != cached:
            wrong = f"legs come to {told} fen, the balance says {cached}"
            key = " ".join(filter(None, coordinates))
            findings.append(Finding("ledger", key, wrong, "Run egret ledger rebuild"))
    return Checked((*findings, *_of_funds(), *promised.faults()), counted.months)


def _begun() -> tuple[dict[tuple[str, ...], int], _Counted, Iterator[Entry]]:
    """The balances, and a reading of the legs that stood when they did: nothing was posted in between."""
    for _try in range(TRIES):
        size, counted = _size(), _Counted()
        rows = Balance.objects.exclude(fen=0).values_list(*COORDINATES, "fen")
        kept = {tuple(row[:-1]): row[-1] for row in rows}
        reading = entries(counted)
        first = next(reading, None)
        if _size() == size:
            break
    return kept, counted, chain([first] if first else [], reading)


def _size() -> int:
    return Books.objects.values_list("size", flat=True).first() or 0


def _of_funds() -> Iterator[Finding]:
    """A fund was appropriated as its document says, and came whole from the fund that it was carried over from."""
    sums, carried = by_fund(), dict[str, int]()
    for fund in Fund.objects.select_related("came_from").order_by("pk"):
        came = sums.get(fund.code, {}).get(State.APPROPRIATED, 0)
        if came != fund.fen:
            wrong = f"its document grants {fund.fen} fen, {came} were appropriated"
            yield Finding("ledger", fund.code, wrong, "Compare with the document")
        if fund.came_from:
            carried[fund.came_from.code] = carried.get(fund.came_from.code, 0) + fund.fen
    for code, states in sums.items():
        if states[State.CARRIED] != carried.get(code, 0):
            wrong = f"{states[State.CARRIED]} fen were carried over, {carried.get(code, 0)} arrived"
            yield Finding("ledger", code, wrong, "Compare with the funds of the next year")
