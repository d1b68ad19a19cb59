"""The one place where facts become an award; a decision, a preview and a proof go through it alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from egret.core.packs.model import Pack
from egret.core.policy.awarding import Awarding, Circumstances, awarded
from egret.core.policy.budget import Pot
from egret.core.policy.ceilings import ceilings
from egret.core.policy.clause import Clause, Stage, Supplier, Value
from egret.core.policy.evaluation import needed_for
from egret.core.policy.explaining import value_text
from egret.core.policy.tallies import Tallied, bounds_of, numbers_of
from egret.rooms.city import queries as city
from egret.rooms.project.models import Contract

from ..errors import NotRecomputable
from ..models import Award
from ..states import AwardState, Occasion
from .awards import clause_for, clause_of, of_case
from .circumstances import Here, History, circumstances, history_of, pot_for
from .circumstances import from_plain as kept_circumstances
from .documents import tallied_in
from .plain import from_plain


@dataclass(frozen=True, slots=True)
class Anew:
    """What a case is decided anew by: the pack that it was awarded by, and why. `cause` is the award that is
    corrected, or the one that won over it; then `groups_sha` is that one's pack, whose overlap groups hold.
    """

    occasion: Occasion
    round: int
    pack_sha: str
    cause: Award
    ground: str = ""
    proof: Any = None
    groups_sha: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A stage of a clause for a contract or a claim. `facts` by label; `reasons` by label of a decided fact.

    `tallied` are the documents behind the facts that were added up of them.
    `share` and `pot` where its budget line was shared among all who waited: which share, and its part.
    """

    clause: Clause
    stage: Stage
    facts: Mapping[str, Value]
    enterprise: Any
    contract: Any = None
    claim: Any = None
    acceptance: Any = None
    reasons: Mapping[str, str] = field(default_factory=dict)
    tallied: tuple[Tallied, ...] = ()
    share: Any = None
    pot: Pot | None = None
    anew: Anew | None = None

    @property
    def pack_sha(self) -> str:
        return self.anew.pack_sha if self.anew else city.pack().sha256

    @property
    def key(self) -> str:
        """What tells this case from the enterprise's others."""
        if self.contract is not None:
            return f"contract:{getattr(self.contract, 'pk', self.contract)}"
        return f"claim:{getattr(self.claim, 'pk', self.claim)}" if self.claim is not None else ""

    @property
    def project(self) -> str:
        """What two payments meet on: the contract, where there is one."""
        contract = getattr(self.claim, "contract_id", None)
        return f"contract:{contract}" if contract else self.key

    @property
    def wanted(self) -> frozenset[str]:
        """Every name that the stage rests on."""
        return wanted_for(self.clause, self.stage)

    @property
    def needed(self) -> dict[str, Value]:
        """The facts that the stage rests on."""
        wanted = self.wanted
        return {label: value for label, value in self.facts.items() if label in wanted}

    @property
    def at_best(self) -> Case:
        """The same with every decided fact that is still open at its ceiling, other open ones as assumed."""
        assumed = {
            fact.term.label: fact.assumed
            for fact in self.clause.facts
            if fact.given_by == Supplier.OFFICER and fact.assumed is not None
        }
        known = {**assumed, **self.facts}
        tops = {label: trace.value for label, trace in ceilings(self.clause, known, self.stage.due).items()}
        return replace(self, facts={**assumed, **tops, **self.facts})


def wanted_for(clause: Clause, stage: Stage) -> frozenset[str]:
    """Every name that the stage rests on, the days that bound its sums of documents among them."""
    needed = needed_for(clause, stage.due)
    return needed | bounds_of(clause, needed)


def compute(case: Case, *, at: datetime, history: History | None = None) -> Awarding:
    """What the case comes to at `at`. Raises CaseRefused."""
    return awarded(
        case.clause, case.needed, due=case.stage.due, circumstances=standing_of(case, at=at, history=history)
    )


def standing_of(case: Case, *, at: datetime, history: History | None = None) -> Circumstances:
    here = here_of(case)
    pot = case.pot or pot_for(here, at)
    found = circumstances(here, history or history_of(case.enterprise, at), pot)
    return replace(found, tallied=case.tallied)


def here_of(case: Case) -> Here:
    return Here(case.key, case.project, case.clause, city.pack_of(case.pack_sha), numbers_of(case.tallied))


def case_of(award: Award) -> Case:
    """The award's case from its kept facts and its kept pack."""
    clause = clause_of(award)
    return Case(
        clause=clause,
        stage=clause.stage(award.stage),
        facts=from_plain(clause, award.facts),
        enterprise=award.enterprise_id,
        contract=award.contract_id,
        claim=award.claim_id,
        reasons=award.reasons,
        tallied=_tallied_for(award, clause),
    )


def _tallied_for(award: Award, clause: Clause) -> tuple[Tallied, ...]:
    """The documents as they stood when the award was made; a claim whose award was withdrawn may have changed its own."""
    if award.claim_id is None or award.state == AwardState.WITHDRAWN:
        return ()
    facts = from_plain(clause, award.facts)
    if award.recalls:
        return tallied_anew(stage_s_own(award), clause, facts)
    return tallied_in(award.claim_id, clause, facts, at=award.awarded_at)


def stage_s_own(award: Award) -> Award:
    """The award itself, or the one of its stage that it was made anew of."""
    if not award.recalls:
        return award
    rows = of_case(award.contract_id, award.claim_id, award.clause).filter(stage=award.stage, pk__lt=award.pk)
    return rows.filter(occasion=Occasion.STAGE).order_by("-pk")[:1].get()


def tallied_anew(own: Award, clause: Clause, facts: Mapping[str, Value]) -> tuple[Tallied, ...]:
    """The documents that `own` rested on, as far as `facts` still say their sum: what an audit put in its place isn't theirs."""
    found = tallied_in(own.claim_id, clause, facts, at=own.awarded_at)
    return tuple(one for one in found if facts.get(one.fact) == one.fen)


def recomputed(award: Award) -> Awarding:
    """The award computed anew from its kept facts, its kept circumstances and its kept pack.

    Raises PackUnreadable, NotRecomputable or CaseRefused.
    """
    if not award.circumstances:
        raise NotRecomputable(
            _(
                "This award was made before Egret kept what else an award rests on: earlier awards and the budget."
            )
        )
    case, pack = case_of(award), city.pack_of(award.pack_sha)
    known = kept_circumstances(award.circumstances, case.clause, pack, groups_of(award))
    known = replace(known, tallied=case.tallied)
    return awarded(case.clause, case.needed, due=case.stage.due, circumstances=known)


def groups_of(award: Award) -> Pack:
    """The pack whose overlap groups the award was computed with: its own, or that of the award that won over it."""
    return city.pack_of(award.circumstances.get("groups_of") or award.pack_sha)


def retold_otherwise(award: Award) -> dict[str, int]:
    """By label in fen, what the documents come to where an award's facts say something else.

    One made anew is looked at by its stage's own: what an audit found beside the documents contradicts nothing.
    """
    if award.claim_id is None or award.state == AwardState.WITHDRAWN:
        return {}
    own = stage_s_own(award)
    clause = clause_of(own)
    facts = from_plain(clause, own.facts)
    found = tallied_in(own.claim_id, clause, facts, at=own.awarded_at)
    return {one.fact: one.fen for one in found if facts.get(one.fact) != one.fen}


def ceiling_texts(case: Case) -> dict[str, str]:
    """What bounds each decided fact, by fact id, as `40%` or an amount in plain yuan; what an officer starts from."""
    found = {}
    for label, trace in ceilings(case.clause, case.facts, case.stage.due).items():
        fact = case.clause.fact(label)
        text = value_text(trace.value, fact.kind, "en").removeprefix("¥")
        found[fact.id] = text
    return found


def ceiling_of(contract: Contract, event: str, fact_id: str) -> str:
    """What bounds that fact of the contract's clause, as `40%`; empty where nothing does."""
    clause = clause_for(contract)
    stages = clause.stages_on(event)
    if not stages:
        return ""
    facts = clause.facts_by_id({"signed_on": contract.signed_on})
    case = Case(clause, stages[-1], facts, contract.enterprise, contract=contract)
    return ceiling_texts(case).get(fact_id, "")
