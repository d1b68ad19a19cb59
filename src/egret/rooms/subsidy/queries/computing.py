"""The one place where facts become an award; a decision, a preview and a proof go through it alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import Q

from egret.core.policy.ceilings import ceilings
from egret.core.policy.clause import Clause, Stage, Supplier, Value
from egret.core.policy.evaluation import Evaluation, evaluate, needed_for
from egret.core.policy.explaining import value_text
from egret.core.policy.settlement import Settlement, settle
from egret.rooms.project.models import Contract

from ..models import Award
from .awards import clause_for, clause_of
from .plain import from_plain


@dataclass(frozen=True, slots=True)
class Case:
    """A stage of a clause for a contract or a claim. `facts` by label; `reasons` by label of a decided fact."""

    clause: Clause
    stage: Stage
    facts: Mapping[str, Value]
    enterprise: Any
    contract: Any = None
    claim: Any = None
    acceptance: Any = None
    reasons: Mapping[str, str] = field(default_factory=dict)

    @property
    def wanted(self) -> frozenset[str]:
        """Every name that the stage rests on."""
        return needed_for(self.clause, self.stage.due)

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


@dataclass(frozen=True, slots=True)
class Computed:
    evaluation: Evaluation
    settlement: Settlement


def compute(case: Case, *, at: datetime, before: int | None = None) -> Computed:
    """What the case comes to at `at`; with `before`, seen from the award of that key. Raises CaseRefused."""
    evaluation = evaluate(case.clause, case.needed, due=case.stage.due)
    settled = earlier_deltas(case, at=at, before=before)
    return Computed(evaluation, settle(evaluation.fen_of(case.stage.due), settled))


def earlier_deltas(case: Case, *, at: datetime, before: int | None = None) -> list[int]:
    """What the same contract's or claim's earlier awards moved, less what had been withdrawn by then."""
    if case.claim is None and case.contract is None:
        return []
    rows = Award.objects.filter(clause=case.clause.id).filter(Q(withdrawn_at=None) | Q(withdrawn_at__gt=at))
    rows = rows.filter(claim=case.claim) if case.claim else rows.filter(contract=case.contract)
    if before:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("pk").values_list("delta_fen", flat=True))


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
    )


def recomputed(award: Award) -> Computed:
    """The award computed anew from its kept facts, its kept pack and the awards before it."""
    return compute(case_of(award), at=award.awarded_at, before=award.pk)


def recomputes(award: Award) -> bool:
    settlement = recomputed(award).settlement
    found = (settlement.due_fen, settlement.settled_fen, settlement.delta_fen)
    return found == (award.due_fen, award.settled_fen, award.delta_fen)


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
    facts = clause.facts_by_id({"signed_on": contract.signed_on})
    case = Case(clause, clause.stages_on(event)[-1], facts, contract.enterprise, contract=contract)
    return ceiling_texts(case).get(fact_id, "")
