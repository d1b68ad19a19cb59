from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from egret.core.days import china_day
from egret.core.policy.budget import BudgetLine, Wanted, WhenShort, line_for, shared
from egret.core.policy.ceilings import ceilings, reaches
from egret.core.policy.clause import Clause, Fact, Supplier, Term
from egret.core.policy.evaluation import CaseRefused
from egret.core.policy.explaining import fact_text
from egret.core.policy.tallies import bounds_of
from egret.core.workflow import MoveRefused, check_move
from egret.rooms.city import queries as city

from .errors import AwardRefused, ClaimRefused, FactsRefused
from .models import BudgetShare, Claim, ClaimDocument
from .queries import shares
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


def check_complete(case: Case, files: set[str], unfiled: Iterable[ClaimDocument]) -> None:
    """What the enterprise must say and prove is there.

    `files` are ids of facts with a file behind them; `unfiled` the single documents that have none.
    """
    faults: dict[str, str] = {}
    bare: dict[str, list[str]] = {}
    for row in unfiled:
        bare.setdefault(row.fact, []).append(row.no)
    added_up = {tally.fact for tally in case.clause.tallies}
    shown = {one.fact for one in case.tallied}
    for fact in case.clause.facts:
        if fact.term.label not in case.wanted or fact.given_by == Supplier.OFFICER:
            continue
        if fact.id in bare:
            numbers = {"numbers": _(", ").join(bare[fact.id])}
            faults[fact.id] = _("Attach the document itself to No. %(numbers)s.") % numbers
        elif fact.term.label in added_up:
            if fact.term.label not in shown and case.facts.get(fact.term.label) != 0:
                faults[fact.id] = _("Add the documents, or tick that there are none.")
        elif fact.term.label not in case.facts:
            faults[fact.id] = _("This is still empty.")
        elif _lacks_proof(fact, files):
            names = {"names": _(", ").join(map(in_words, fact.evidence))}
            faults[fact.id] = _("Attach what proves it: %(names)s.") % names
    if faults:
        raise FactsRefused(
            _("Some answers need another look: they are marked below. Nothing you typed is lost."), faults
        )


def _lacks_proof(fact: Fact, files: set[str]) -> bool:
    return fact.given_by == Supplier.ENTERPRISE and bool(fact.evidence) and fact.id not in files


def check_bounded(case: Case) -> None:
    """A sum of documents stands only once both days that bound it are known."""
    faults = {
        fact.id: _("The sum of the documents rests on this day: enter it.")
        for fact in case.clause.facts
        if fact.term.label in bounds_of(case.clause, (one.fact for one in case.tallied))
        and fact.term.label not in case.facts
    }
    if faults:
        raise FactsRefused(_("A day that bounds the documents is not known yet."), faults)


def line_on(clause: Clause, at: datetime) -> BudgetLine | None:
    """The budget line that bears the clause on that day."""
    return line_for(city.pack().budget, clause.id, china_day(at))


def check_waits_for_no_share(case: Case, at: datetime) -> None:
    """Nobody is awarded alone what is shared among all; what is awarded anew has waited, or never had to."""
    line = line_on(case.clause, at)
    if line and line.waits and case.pot is None and case.anew is None:
        raise AwardRefused(
            _("This budget line is shared among all who wait for it: approve the claim instead.")
        )


def check_rank(case: Case, line: BudgetLine) -> None:
    """A line that goes by rank asks for the rank of whoever waits."""
    if line.when_short != WhenShort.BY_RANK or case.facts.get(line.rank, 0):
        return
    fault = _("The budget line is shared by this rank: write a rank of 1 or more.")
    raise FactsRefused(fault, {case.clause.fact(line.rank).id: fault})


def share_faults() -> list[str]:
    """Every confirmed share computed anew from what it kept: parts that differ, and awards that are not their part."""
    return [fault for share in shares.confirmed() for fault in _faults_of(share)]


def _faults_of(share: BudgetShare) -> Iterator[str]:
    kept = list(shares.parts_of(share))
    line = shares.line_then(share)
    wants = [Wanted(one.claim.no, one.claimed_on, one.claim_id, one.want_fen, one.rank) for one in kept]
    told = f"share {share.pk} of line {share.line}"
    if (len(kept), sum(one.want_fen for one in kept)) != (share.claims, share.wanted_fen):
        yield f"{told} keeps other claims than were shared among"
    for one, part in zip(kept, shared(line, wants, share.left_fen), strict=True):
        if part.fen != one.part_fen:
            yield f"{told}: claim {one.claim.no} has a part of {one.part_fen} fen, shared anew {part.fen}"
    parts = {one.claim_id: one.part_fen for one in kept}
    for award in shares.awards_of(share):
        if award.delta_fen != parts.pop(award.claim_id, None):
            yield f"{told}: award {award.no} is not its claim's part"
    for claim in parts:
        yield f"{told}: the part of claim {claim} was never awarded"


def award_refused(refused: CaseRefused) -> AwardRefused:
    return AwardRefused(refusal(refused))
