"""The facts that an award rests on, in words, each with its record and the files behind it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from egret.desks.shared.reckoning import fact_said, facts_shown
from egret.desks.shared.templatetags.egret import own
from egret.rooms.subsidy import queries
from egret.rooms.subsidy.queries import claims, recalls


def award_facts(award: Any) -> list[dict[str, Any]]:
    changed = recalls.corrected(award)
    told = _told(award)
    for one in told:
        if one["fact"].term.label in changed:
            one["record"] = _("corrected by the officer who decided anew")
            one["files"] = (award.proof,) if award.proof_id else ()
    return told


def _told(award: Any) -> list[dict[str, Any]]:
    if award.claim_id:
        clause = queries.clause_of(award)
        values = queries.from_plain(clause, award.facts)
        records = {label: (kind, about) for label, (kind, about) in award.claim.sources.items()}
        return facts_shown(claims.stated(clause, values, records, claims.evidence_of(award.claim)))
    return [
        {
            "fact": fact,
            "value": fact_said(fact, value),
            "record": _("the officer who decides") if fact.decided else _("the contract and its acceptance"),
            "files": (),
        }
        for fact, value in queries.facts_of(award)
    ]


def reasons_said(award: Any) -> list[tuple[str, str, str]]:
    """Label, decided value and reason of each value that was decided below its ceiling."""
    return [
        (own(fact.term), fact_said(fact, value), award.reasons[fact.term.label])
        for fact, value in queries.facts_of(award)
        if fact.term.label in award.reasons
    ]
