from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from egret.core.policy.ceilings import ceilings, reaches
from egret.core.policy.clause import Clause, Supplier, Term, Value
from egret.core.policy.evaluation import CaseRefused
from egret.core.policy.explaining import fact_text
from egret.core.workflow import MoveRefused, check_move

from .errors import AwardRefused, ClaimRefused, FactsRefused
from .models import Claim
from .queries.computing import Case
from .states import CLAIM_MOVES, ClaimState


def in_words(term: Term) -> str:
    return term.label_en if get_language() == "en" else term.label


def refusal(refused: CaseRefused) -> str:
    """Why the clause can't be applied, in the reader's words."""
    return {
        "missing": _("“%(name)s” is not known yet, and the award rests on it."),
        "above_ceiling": _("A decided value lies above the ceiling of the clause (%(name)s)."),
        "closed": _("The clause had no value for “%(name)s” on that day."),
        "ended": _("The clause has ended: “%(name)s” has no value any more on that day."),
        "not_open": _("The clause was not in force on that day (%(name)s)."),
        "no_day": _("“%(name)s” is no day that can be reckoned with: check the year."),
        "negative": _("“%(name)s” can't be less than zero."),
        "too_large": _("“%(name)s” is larger than the clause allows for: check the number of zeros."),
        "too_fine": _("“%(name)s” has more decimals than the clause reckons with."),
        "no_ratio": _("“%(name)s” is a share of nothing: check the numbers behind it."),
    }.get(refused.code, _("“%(name)s” is not what the clause expects.")) % {"name": in_words(refused.term)}


def check_fresh(claim: Claim, version: int) -> None:
    if version != claim.version:
        raise ClaimRefused(_("Somebody moved this claim while your page was open. Look at it anew."))


def check_claim_step(claim: Claim, there: ClaimState) -> None:
    try:
        check_move(CLAIM_MOVES, ClaimState(claim.state), there)
    except MoveRefused:
        raise ClaimRefused(_("This claim has moved on already: this step is no longer open.")) from None


def check_reasons(case: Case) -> dict[str, str]:
    """The reasons of the decided facts that lie below their ceiling; each of these must have one."""
    kept: dict[str, str] = {}
    faults: dict[str, str] = {}
    for label, ceiling in ceilings(case.clause, case.facts, case.stage.due).items():
        if label not in case.facts or reaches(case.facts[label], ceiling):
            continue
        fact = case.clause.fact(label)
        language = "en" if get_language() == "en" else "zh"
        if reason := case.reasons.get(label, "").strip():
            kept[label] = reason
        else:
            most = {"ceiling": fact_text(fact, ceiling.value, language)}
            faults[fact.id] = (
                _("Below the ceiling of %(ceiling)s: say why, the enterprise will read it.") % most
            )
    if faults:
        raise FactsRefused(_("A value below its ceiling needs a reason."), faults)
    return kept


def check_complete(
    clause: Clause, needed: frozenset[str], facts: Mapping[str, Value], files: set[str]
) -> None:
    """What the enterprise must say and prove is there; `files` are ids of facts with a file behind them."""
    faults: dict[str, str] = {}
    for fact in clause.facts:
        if fact.term.label not in needed or fact.given_by == Supplier.OFFICER:
            continue
        if fact.term.label not in facts:
            faults[fact.id] = _("This is still empty.")
        elif fact.given_by == Supplier.ENTERPRISE and fact.evidence and fact.id not in files:
            names = {"names": _(", ").join(map(in_words, fact.evidence))}
            faults[fact.id] = _("Attach what proves it: %(names)s.") % names
    if faults:
        raise FactsRefused(
            _("Some answers need another look: they are marked below. Nothing you typed is lost."), faults
        )


def award_refused(refused: CaseRefused) -> AwardRefused:
    return AwardRefused(refusal(refused))
