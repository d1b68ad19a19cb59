from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from egret.core.policy.clause import Clause, Value
from egret.core.policy.evaluation import CaseRefused, check_fact
from egret.rooms.enterprise.models import Enterprise
from egret.rooms.files.models import Attachment
from egret.rooms.people.models import User
from egret.rooms.trail import actions as trail

from ..checks import refusal
from ..errors import ClaimRefused, FactsRefused
from ..models import RecordedFact
from ..queries.known import to_record
from ..queries.plain import to_plain


@transaction.atomic
def record(
    enterprise: Enterprise,
    clause: Clause,
    facts: Mapping[str, Value],
    *,
    evidence: Attachment,
    by: User,
    at: datetime,
) -> None:
    """Enter what an officer found of the clause's facts, by label; each is an act of its own."""
    if not facts:
        raise ClaimRefused(_("Enter at least one fact."))
    mine = {fact.term.label: fact for fact in to_record(clause)}
    faults = {}
    for label in facts:
        if label not in mine:
            raise ClaimRefused(_("“%(name)s” is not for an officer to enter.") % {"name": label})
        try:
            check_fact(mine[label], facts)
        except CaseRefused as refused:
            faults[mine[label].id] = refusal(refused)
    if faults:
        raise FactsRefused(_("Some facts don't fit the clause."), faults)
    for label, plain in to_plain(facts).items():
        RecordedFact.objects.create(
            enterprise=enterprise,
            fact=mine[label].id,
            value=plain,
            evidence=evidence,
            recorded_at=at,
            recorded_by=by,
        )
        trail.record(
            verb="fact.recorded",
            subject=f"enterprise:{enterprise.pk}",
            case=enterprise.case,
            by=by.actor,
            at=at,
            body={"fact": mine[label].id, "value": plain, "evidence": evidence.sha256},
        )
