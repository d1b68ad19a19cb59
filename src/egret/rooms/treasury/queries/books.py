"""The books: what stands where, by fund and by source, and whether everything adds up."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from egret.core.findings import Finding
from egret.core.ledger.accounts import ORIGINS, Account, Place, State, account
from egret.core.ledger.books import Entry, check
from egret.core.ledger.funds import Held, drawn
from egret.core.ledger.postings import Event
from egret.core.ledger.postings import Leg as CoreLeg
from egret.core.packs.model import by_id
from egret.rooms.city import queries as city

from ..models import Balance, Fund, Leg, Posting
from . import promised

PLACE = ("purpose", "policy", "project", "payee", "order")
COORDINATES = ("state", *PLACE, "fund_id")


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


def parts_payable(place: Place, wanted: dict[str, int]) -> dict[str, int]:
    """Fen by fund that an order of `wanted` fen by source takes from what is payable now."""
    return drawn(wanted, held_in(State.PAYABLE, place))


def postings_of(project: str) -> int:
    return Leg.objects.filter(project=project).values("posting_id").distinct().count()


def of_project(project: str) -> QuerySet[Leg]:
    """Everything that ever moved for a project, in order."""
    return Leg.objects.filter(project=project).select_related("posting", "fund").order_by("pk")


def entries() -> Iterator[Entry]:
    """Every posting with its legs, first to last."""
    legs: dict[int, list[CoreLeg]] = {}
    for leg in Leg.objects.order_by("posting_id", "pk").iterator(5000):
        place = Place(*(getattr(leg, part) for part in PLACE))
        moved = CoreLeg(Account(State(leg.state), place), leg.fund_id, leg.fen)
        legs.setdefault(leg.posting_id, []).append(moved)
    for posting in Posting.objects.order_by("pk").iterator(5000):
        yield posting.key, Event(posting.event), legs.get(posting.pk, [])


def faults() -> tuple[Finding, ...]:
    """The books read from the first posting on; cached balances, documents of funds, vouchers, recoveries and fines
    against them."""
    findings = list(check(entries()))
    folded = {tuple(row[:-1]): row[-1] for row in _folded()}
    rows = Balance.objects.exclude(fen=0).values_list(*COORDINATES, "fen")
    kept = {tuple(row[:-1]): row[-1] for row in rows}
    for coordinates in sorted(folded.keys() | kept.keys()):
        told, cached = folded.get(coordinates, 0), kept.get(coordinates, 0)
        if told != cached:
            wrong = f"legs come to {told} fen, the balance says {cached}"
            key = " ".join(filter(None, coordinates))
            findings.append(Finding("ledger", key, wrong, "Run egret ledger rebuild"))
    return (*findings, *_of_funds(), *promised.faults())


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


def _folded() -> QuerySet[Leg]:
    return Leg.objects.order_by().values_list(*COORDINATES).annotate(sum=Sum("fen")).exclude(sum=0)
