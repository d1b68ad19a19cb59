"""The one place where facts become an award; a decision, a preview and a proof go through it alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from egret.core.policy.awarding import Awarding, Circumstances, awarded
from egret.core.policy.ceilings import ceilings
from egret.core.policy.clause import Clause, Stage, Supplier, Value
from egret.core.policy.evaluation import needed_for
from egret.core.policy.explaining import value_text
from egret.rooms.city import queries as city
from egret.rooms.project.models import Contract

from ..errors import NotRecomputable
from ..models import Award
from .awards import clause_for, clause_of
from .circumstances import Here, History, circumstances, history_of
from .circumstances import from_plain as kept_circumstances
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


def compute(case: Case, *, at: datetime, history: History | None = None) -> Awarding:
    """What the case comes to at `at`. Raises CaseRefused."""
    return awarded(
        case.clause, case.needed, due=case.stage.due, circumstances=standing_of(case, at=at, history=history)
    )


def standing_of(case: Case, *, at: datetime, history: History | None = None) -> Circumstances:
    here = Here(case.key, case.project, case.clause, city.pack())
    return circumstances(here, history or history_of(case.enterprise, at), at)


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
    known = kept_circumstances(award.circumstances, case.clause, pack)
    return awarded(case.clause, case.needed, due=case.stage.due, circumstances=known)


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
