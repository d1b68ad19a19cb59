"""What an award rests on beside its clause and facts: earlier awards, other policies, what the budget line has left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q, Sum

from egret.core.days import china_day
from egret.core.packs.model import Pack
from egret.core.policy.awarding import Circumstances, EarlierClaim
from egret.core.policy.budget import BudgetLine, Pot, line_for
from egret.core.policy.clause import Clause, Kind
from egret.core.policy.overlap import EXTERNAL, Received, Subject

from ..models import Award, ExternalAward, ExternalReturn
from ..states import AwardState, Occasion

_MOVED = (AwardState.PAID, AwardState.RECOVERED)


@dataclass(frozen=True, slots=True)
class History:
    """What one enterprise was awarded here and has from other policies, by a moment."""

    awards: tuple[Award, ...]
    externals: tuple[ExternalAward, ...]
    returned: Mapping[int, int] = field(default_factory=dict)  # fen given back, by external award


def histories_of(enterprises: Iterable[int], at: datetime) -> dict[int, History]:
    """By the enterprise's key, in three queries however many."""
    keys = set(enterprises)
    awards: dict[int, list[Award]] = {key: [] for key in keys}
    externals: dict[int, list[ExternalAward]] = {key: [] for key in keys}
    for award in _standing(at).filter(enterprise__in=keys).select_related("claim").order_by("pk"):
        awards[award.enterprise_id].append(award)
    for one in ExternalAward.objects.filter(enterprise__in=keys, recorded_at__lte=at).order_by("pk"):
        externals[one.enterprise_id].append(one)
    returns = ExternalReturn.objects.filter(award__enterprise__in=keys, recorded_at__lte=at)
    returned = dict(returns.order_by().values_list("award").annotate(sum=Sum("fen")))
    return {key: History(tuple(awards[key]), tuple(externals[key]), returned) for key in keys}


def history_of(enterprise: Any, at: datetime) -> History:
    key = getattr(enterprise, "pk", enterprise)
    return histories_of([key], at)[key]


def _standing(at: datetime) -> Any:
    return Award.objects.filter(Q(withdrawn_at=None) | Q(withdrawn_at__gt=at))


def project_of(award: Award) -> str:
    """A claim belongs to the contract that its enterprise had, so that what is paid for one thing twice is found."""
    contract = award.contract_id or (award.claim.contract_id if award.claim else None)
    return f"contract:{contract}" if contract else f"claim:{award.claim_id}"


def invoices_of(award: Award) -> frozenset[str]:
    """The numbers of the documents that counted for it; awards of earlier versions kept none."""
    return frozenset(award.circumstances.get("invoices", ()))


@dataclass(frozen=True, slots=True)
class Here:
    """Where a case stands: its key among the enterprise's cases, its project, its clause in the pack."""

    key: str
    project: str
    clause: Clause
    pack: Pack
    invoices: frozenset[str] = frozenset()


def circumstances(here: Here, history: History, pot: Pot | None) -> Circumstances:
    mine = [award for award in history.awards if award.project == here.key and award.clause == here.clause.id]
    others = [award for award in history.awards if award not in mine]
    cases: dict[tuple[str, str], list[Award]] = {}
    for award in others:
        cases.setdefault((award.project, award.clause), []).append(award)
    return Circumstances(
        claim=here.key,
        subject=Subject(here.clause.id, here.project, here.invoices),
        programme=(here.pack.valid_from, here.pack.valid_to),
        claims=tuple(_earlier(case, here.pack) for case in cases.values()),
        groups=here.pack.overlaps,
        received=(*_received_here(others), *_received_elsewhere(history, here.project)),
        names=here.pack.member_names,
        moved=tuple(award.delta_fen for award in mine),
        pot=pot,
        revoked=any(award.occasion == Occasion.REVOKED for award in mine),
    )


def _earlier(case: list[Award], pack: Pack) -> EarlierClaim:
    """The awards of one case in one: what a recall took back is free again where the case was placed in time."""
    first, paid = case[0], [award.delta_fen for award in case if award.state in _MOVED]
    return EarlierClaim(
        key=first.project,
        clause=first.clause,
        project=project_of(first),
        on=china_day(first.awarded_at),
        awarded_fen=sum(award.delta_fen for award in case),
        paid_fen=sum(paid),
        days={label: day for award in case for label, day in _days(award, pack).items()},
    )


def _days(award: Award, pack: Pack) -> dict[str, date]:
    """The award's date facts by label, as its clause is in the pack of the day."""
    clause = next((one for one in pack.clauses if one.id == award.clause), None)
    dates = {fact.term.label for fact in clause.facts if fact.kind == Kind.DATE} if clause else set()
    return {label: date.fromisoformat(text) for label, text in award.facts.items() if label in dates}


def _received_here(awards: Iterable[Award]) -> Iterable[Received]:
    sums: dict[tuple[str, str], int] = {}
    numbers: dict[tuple[str, str], list[str]] = {}
    invoices: dict[tuple[str, str], frozenset[str]] = {}
    for award in awards:
        key = award.clause, project_of(award)
        sums[key] = sums.get(key, 0) + award.delta_fen
        numbers.setdefault(key, []).append(award.no)
        invoices[key] = invoices.get(key, frozenset()) | invoices_of(award)
    for (clause, project), fen in sums.items():
        if fen > 0:
            key = clause, project
            yield Received(clause, fen, "、".join(numbers[key]), project, invoices[key])


def _received_elsewhere(history: History, project: str) -> Iterable[Received]:
    """An enterprise has one contract here, so another policy's money for its renovation meets that."""
    for one in history.externals:
        fen = one.fen - history.returned.get(one.pk, 0)
        if fen:
            day, invoices = one.received_on.isoformat(), frozenset(one.invoices)
            yield Received(EXTERNAL + one.external, fen, day, project, invoices)


def pot_for(here: Here, at: datetime) -> Pot | None:
    """What the line of the clause has left on the day of the award; None where no line holds it, or where all wait for it."""
    line = line_for(here.pack.budget, here.clause.id, china_day(at))
    if line is None or line.waits:
        return None
    return Pot(line, max(line.amount_fen - used_of(line, at), 0))


def used_of(line: BudgetLine, at: datetime) -> int:
    """Fen that standing awards took of the line: in its days, or as parts of its shares, which may come later."""
    in_its_days = Q(awarded_at__date__range=(line.from_on, line.to_on), clause__in=line.clauses)
    rows = _standing(at).filter(Q(share__line=line.id) | Q(share=None) & in_its_days)
    return rows.aggregate(sum=Sum("delta_fen"))["sum"] or 0


def to_plain(found: Circumstances) -> dict[str, Any]:
    """What was asked of the data base, as JSON; the rest stands in the pack."""
    return {
        "claim": found.claim,
        "project": found.subject.project,
        "invoices": sorted(found.subject.invoices),
        "claims": [
            [one.key, one.clause, one.project, one.on.isoformat(), one.awarded_fen, one.paid_fen,
             {label: day.isoformat() for label, day in one.days.items()}]
            for one in found.claims
        ],
        "received": [
            [one.member, one.fen, one.evidence, one.project, sorted(one.invoices)] for one in found.received
        ],
        "moved": list(found.moved),
        "revoked": found.revoked,
        "pot": _pot_kept(found.pot) if found.pot else None,
    }  # fmt: skip


def _pot_kept(pot: Pot) -> list[Any]:
    """A part of a share keeps what was shared, too."""
    return [pot.line.id, pot.left_fen, *([] if pot.of_fen is None else [pot.of_fen, pot.wanted_fen])]


def from_plain(plain: dict[str, Any], clause: Clause, pack: Pack, groups: Pack) -> Circumstances:
    """As it was when the award was made; awards of earlier versions kept neither invoices nor `revoked`."""
    lines = {line.id: line for line in pack.budget}
    pot = plain["pot"]
    return Circumstances(
        claim=plain["claim"],
        subject=Subject(clause.id, plain["project"], frozenset(plain.get("invoices", ()))),
        programme=(pack.valid_from, pack.valid_to),
        claims=tuple(
            EarlierClaim(
                key, of, project, date.fromisoformat(on), awarded, paid,
                {label: date.fromisoformat(day) for label, day in days.items()},
            )
            for key, of, project, on, awarded, paid, days in plain["claims"]
        ),
        groups=groups.overlaps,
        received=tuple(
            Received(member, fen, evidence, project, frozenset(*invoices))
            for member, fen, evidence, project, *invoices in plain["received"]
        ),
        names=groups.member_names,
        moved=tuple(plain["moved"]),
        pot=Pot(lines[pot[0]], *pot[1:]) if pot else None,
        revoked=plain.get("revoked", False),
    )  # fmt: skip
