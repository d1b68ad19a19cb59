from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from egret.core.days import china_day
from egret.core.policy.budget import BudgetLine
from egret.core.policy.clause import Clause, Payee, Supplier, Value, Way
from egret.core.policy.evaluation import CaseRefused
from egret.rooms.city import queries as city
from egret.rooms.enterprise.checks import check_not_banned
from egret.rooms.enterprise.models import Enterprise
from egret.rooms.files.models import Attachment
from egret.rooms.notice import actions as notices
from egret.rooms.people.models import User
from egret.rooms.project import queries as projects
from egret.rooms.trail import actions as trail

from ..checks import (
    award_refused,
    check_bounded,
    check_claim_step,
    check_complete,
    check_fresh,
    check_rank,
    check_reasons,
    line_on,
    refusal,
)
from ..errors import ClaimRefused, FactsRefused
from ..models import Claim, ClaimEvidence
from ..queries import claims as queries
from ..queries import documents
from ..queries.computing import Case
from ..queries.known import known_facts
from ..queries.plain import to_plain
from ..states import ClaimState

S = ClaimState
EDITABLE = (S.DRAFT, S.RETURNED)


@dataclass(frozen=True, slots=True)
class Said:
    """What the enterprise says in its claim: facts by label, and who is paid where it is not itself."""

    facts: Mapping[str, Value] = field(default_factory=dict)
    provider: Any = None
    payee_name: str = ""
    bank_name: str = ""
    account_no: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """`facts` the officer adds, by label; `reasons` by label, where one lies below its ceiling."""

    awards: bool
    version: int
    reason: str = ""
    facts: Mapping[str, Value] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)


def _recorded(claim: Claim, verb: str, *, by: User, at: datetime, **body: Any) -> None:
    trail.record(
        verb=f"claim.{verb}",
        subject=f"claim:{claim.pk}",
        case=claim.enterprise.case,
        by=by.actor,
        at=at,
        body={"no": claim.no or "", "clause": claim.clause, "state": claim.state, **body},
    )


def _moved(claim: Claim, there: ClaimState, version: int | None = None) -> None:
    if version is not None:
        check_fresh(claim, version)
    check_claim_step(claim, there)
    claim.state = there
    claim.version += 1


def _offered(clause_id: str, way: Way) -> Clause:
    clause = queries.clause_open(clause_id)
    if clause is None or clause.way != way:
        raise ClaimRefused(_("This clause is not open to claims."))
    return clause


@transaction.atomic
def begin(enterprise: Enterprise, clause_id: str, *, by: User, at: datetime) -> Claim:
    """The enterprise's open claim under the clause in this year, made on the first call."""
    check_not_banned(enterprise, china_day(at))
    clause = _offered(clause_id, Way.CLAIM)
    if found := queries.open_claim(enterprise, clause_id, at):
        return found
    if not queries.still_valid(clause, china_day(at)):
        raise ClaimRefused(
            _("This clause ran from %(first)s to %(last)s.")
            % {"first": clause.valid_from, "last": clause.valid_to}
        )
    claim = _made(enterprise, clause, by=by, at=at)
    _recorded(claim, "begun", by=by, at=at)
    return claim


def _made(enterprise: Enterprise, clause: Clause, *, by: User, at: datetime) -> Claim:
    return Claim.objects.create(
        enterprise=enterprise,
        clause=clause.id,
        period=queries.period_of(at),
        way=clause.way,
        pack_sha=city.pack().sha256,
        begun_at=at,
        begun_by=by,
    )


def _edited(pk: int) -> Claim:
    claim = queries.locked(pk)
    if claim.state not in EDITABLE:
        raise ClaimRefused(_("This claim was handed in already and can't be changed."))
    return claim


@transaction.atomic
def keep(pk: int, said: Said) -> Claim:
    """What was said so far, complete or not: a draft is no act yet, so nobody signs it."""
    claim = _edited(pk)
    clause = _in_force(claim)
    mine = {fact.term.label for fact in clause.facts if fact.given_by != Supplier.OFFICER}
    claim.facts = to_plain({label: value for label, value in said.facts.items() if label in mine})
    claim.provider = said.provider
    claim.payee_name, claim.bank_name, claim.account_no = said.payee_name, said.bank_name, said.account_no
    claim.save()
    return claim


@transaction.atomic
def attach(pk: int, fact_id: str, file: Attachment) -> None:
    claim = _edited(pk)
    ClaimEvidence.objects.get_or_create(claim=claim, fact=fact_id, file=file)


@transaction.atomic
def detach(pk: int, fact_id: str, files: set[int]) -> None:
    """Leave files out of a claim that may still be changed; they stay in the file room."""
    claim = _edited(pk)
    ClaimEvidence.objects.filter(claim=claim, fact=fact_id, file__in=files).delete()


def _in_force(claim: Claim) -> Clause:
    clause = queries.clause_open(claim.clause)
    if clause is None:
        raise ClaimRefused(_("This clause is not open to claims."))
    return clause


@transaction.atomic
def submit(pk: int, *, version: int, by: User, at: datetime) -> Claim:
    """Hand in; what the platform knows is taken from its records now."""
    trail.await_turn()
    claim = queries.locked(pk)
    if claim.state not in EDITABLE:
        raise ClaimRefused(_("This claim was handed in already and can't be changed."))
    check_not_banned(claim.enterprise, china_day(at))
    _moved(claim, S.SUBMITTED, version)
    clause = _in_force(claim)
    case = queries.case_for(claim, clause, _gather(claim, clause, at))
    check_complete(case, set(queries.evidence_of(claim)), documents.unfiled(claim))
    _check_payee(claim, clause)
    _check_computes(case, at)
    claim.facts = to_plain(case.facts)
    claim.no = claim.no or f"{city.pack().city_code}-{claim.period}-C{claim.pk:05d}"
    claim.submitted_at, claim.submitted_by = at, by
    claim.save()
    documents.of_claim(claim).update(handed_in=True)
    _recorded(
        claim, "submitted", by=by, at=at, facts=claim.facts, sources=claim.sources, **_documents_of(claim)
    )
    return claim


def _documents_of(claim: Claim) -> dict[str, Any]:
    """What the trail keeps of the documents that were handed in, where there are any."""
    rows = [
        [
            row.fact,
            row.kind,
            row.no,
            row.cost,
            row.dated_on.isoformat(),
            row.fen,
            row.tax_fen,
            row.file.sha256,
        ]
        for row in documents.of_claim(claim)
        if row.struck_at is None
    ]
    return {"documents": rows} if rows else {}


def _gather(claim: Claim, clause: Clause, at: datetime) -> dict[str, Value]:
    """The claim's facts with what the platform knows put over them, and kept."""
    values, records = queries.taken(known_facts(clause, claim.enterprise, china_day(at)))
    facts = {**queries.facts_of(claim, clause), **values}
    claim.facts, claim.sources = to_plain(facts), {label: list(record) for label, record in records.items()}
    claim.pack_sha = city.pack().sha256
    claim.contract = projects.of_enterprise(claim.enterprise)
    return facts


def _check_payee(claim: Claim, clause: Clause) -> None:
    match clause.payee:
        case Payee.PROVIDER if not claim.provider_id:
            raise ClaimRefused(_("Choose the provider that is paid."), field="provider")
        case Payee.THIRD_PARTY if not (claim.payee_name and claim.bank_name and claim.account_no):
            raise ClaimRefused(_("Say who is paid, and on which account."), field="payee_name")


def _check_computes(case: Case, at: datetime) -> None:
    """A claim that the clause refuses at best is refused at once, at the fact that is the matter."""
    _fen, refused = queries.best(case, at=at)
    if refused is None:
        return
    faults = {fact.id: refusal(refused) for fact in case.clause.facts if fact.term == refused.term}
    raise FactsRefused(refusal(refused), faults)


@transaction.atomic
def check(pk: int, *, passes: bool, reason: str, version: int, by: User, at: datetime) -> Claim:
    """The district finds facts and evidence in order, or gives the claim back."""
    trail.await_turn()
    claim = queries.locked(pk)
    if not passes:
        return _give_back(claim, reason, version=version, by=by, at=at)
    _moved(claim, S.CHECKED, version)
    clause = queries.clause_of(claim)
    claim.facts = to_plain(queries.case_for(claim, clause, queries.facts_of(claim, clause)).facts)
    claim.reason, claim.checked_at, claim.checked_by = "", at, by
    claim.save()
    _recorded(claim, "checked", by=by, at=at, reason=reason.strip())
    return claim


@transaction.atomic
def give_back(pk: int, *, reason: str, version: int, by: User, at: datetime) -> Claim:
    trail.await_turn()
    return _give_back(queries.locked(pk), reason, version=version, by=by, at=at)


def _give_back(claim: Claim, reason: str, *, version: int, by: User, at: datetime) -> Claim:
    if not reason.strip():
        raise ClaimRefused(_("Say why, so that the enterprise knows what to do."), field="reason")
    _moved(claim, S.RETURNED, version)
    claim.reason, claim.checked_at, claim.checked_by = reason.strip(), None, None
    claim.save()
    documents.of_claim(claim).update(handed_in=False)
    _recorded(claim, "returned", by=by, at=at, reason=claim.reason)
    _tell(claim, lambda: _("Your claim came back: see why, mend it, hand it in again."), by=by, at=at)
    return claim


@transaction.atomic
def match(enterprise: Enterprise, clause: Clause, *, by: User, at: datetime) -> Claim | None:
    """Without being asked: where every fact is at hand and something is due, the claim is ready for one click."""
    if queries.has_claim(enterprise, clause, at) or not queries.still_valid(clause, china_day(at)):
        return None
    values, _records = queries.taken(known_facts(clause, enterprise, china_day(at)))
    case = Case(clause, queries.stage_of(clause), values, enterprise)
    fen, _refused = queries.best(case, at=at)
    if not fen:
        return None
    claim = _made(enterprise, clause, by=by, at=at)
    _gather(claim, clause, at)
    _moved(claim, S.MATCHED)
    claim.no = f"{city.pack().city_code}-{claim.period}-C{claim.pk:05d}"
    claim.save()
    _recorded(claim, "matched", by=by, at=at, facts=claim.facts, sources=claim.sources)
    _tell(claim, lambda: _("You may have money without asking for it: look and confirm."), by=by, at=at)
    return claim


@transaction.atomic
def answer(pk: int, *, accepts: bool, version: int, by: User, at: datetime) -> Claim:
    """The enterprise's one click; what the platform knows is taken anew, so that nothing stale is confirmed."""
    trail.await_turn()
    claim = queries.locked(pk)
    _moved(claim, S.CONFIRMED if accepts else S.DECLINED, version)
    if accepts:
        check_not_banned(claim.enterprise, china_day(at))
        facts = _gather(claim, _in_force(claim), at)
        _check_computes(queries.case_for(claim, _in_force(claim), facts), at)
    claim.answered_at, claim.answered_by = at, by
    claim.save()
    _recorded(claim, claim.state, by=by, at=at, facts=claim.facts)
    return claim


@transaction.atomic
def decide(pk: int, decision: Decision, *, by: User, at: datetime) -> tuple[Claim, Case | None]:
    """The decided claim, and the case that is to be awarded at once; None where it is refused, or waits for a share."""
    trail.await_turn()
    claim = queries.locked(pk)
    if not decision.awards and not decision.reason.strip():
        raise ClaimRefused(_("You refuse the claim: say why."), field="reason")
    line = line_on(_in_force(claim), at) if decision.awards else None
    waits = line is not None and line.waits
    _moved(claim, S.APPROVED if waits else S.AWARDED if decision.awards else S.REFUSED, decision.version)
    case = _case_of(claim, decision) if decision.awards else None
    if case and line and waits:
        claim.reasons = _approvable(case, line, at)
    claim.reason = "" if decision.awards else decision.reason.strip()
    claim.decided_at, claim.decided_by = at, by
    claim.save()
    _recorded(claim, claim.state, by=by, at=at, reason=decision.reason.strip(), facts=claim.facts)
    return claim, None if waits else case


def _approvable(case: Case, line: BudgetLine, at: datetime) -> dict[str, str]:
    """What an award would refuse is refused before the claim begins to wait. The reasons that an award will keep."""
    check_rank(case, line)
    computed = queries.preview(case, at=at)
    if isinstance(computed, CaseRefused):
        raise award_refused(computed)
    return check_reasons(case)


def _case_of(claim: Claim, decision: Decision) -> Case:
    """What the officer adds stands beside what was checked; only facts that are the officer's to give."""
    clause = _in_force(claim)
    added = {
        label: value
        for label, value in decision.facts.items()
        if clause.fact(label).given_by == Supplier.OFFICER
    }
    case = queries.case_for(claim, clause, {**queries.facts_of(claim, clause), **added})
    check_bounded(case)
    claim.facts, claim.pack_sha = to_plain(case.facts), city.pack().sha256
    return replace(case, reasons=decision.reasons)


@transaction.atomic
def reopen(pk: int, *, reason: str, by: User, at: datetime) -> Claim:
    """Its award was withdrawn: the city decides anew."""
    trail.await_turn()
    return _reopened(queries.locked(pk), reason, None, by=by, at=at)


def _reopened(claim: Claim, reason: str, version: int | None, *, by: User, at: datetime) -> Claim:
    _moved(claim, S.CHECKED, version)
    claim.decided_at = claim.decided_by = None
    claim.reasons = {}
    claim.save()
    _recorded(claim, "reopened", by=by, at=at, reason=reason)
    return claim


@transaction.atomic
def take_back_approval(pk: int, *, reason: str, version: int, by: User, at: datetime) -> Claim:
    """An approved claim leaves those who wait for a share and is decided anew."""
    trail.await_turn()
    claim = queries.locked(pk)
    if claim.state != S.APPROVED:
        raise ClaimRefused(_("This claim has moved on already: this step is no longer open."))
    if not reason.strip():
        raise ClaimRefused(
            _("Say why the approval is taken back: the enterprise will read it."), field="reason"
        )
    claim = _reopened(claim, reason.strip(), version, by=by, at=at)
    _tell(
        claim,
        lambda: (
            _("The approval of your claim was taken back, it is decided anew: %(reason)s")
            % {"reason": reason.strip()}
        ),
        by=by,
        at=at,
    )
    return claim


@transaction.atomic
def give_part(claim: Claim, *, by: User, at: datetime) -> Claim:
    """The line that it waited for was shared. The claim is locked by the caller."""
    _moved(claim, S.AWARDED)
    claim.save()
    _recorded(claim, "awarded", by=by, at=at, facts=claim.facts)
    return claim


def _tell(claim: Claim, sentence: Callable[[], str], *, by: User, at: datetime) -> None:
    notices.tell(claim.enterprise.organisation, sentence, path="/enterprise/claims/", by=by, at=at)
