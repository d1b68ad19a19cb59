"""The screen's words and colours for states, roles and findings: one place, one word per idea."""

from __future__ import annotations

import re

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from egret.core.packs.model import by_id
from egret.core.policy.clause import Term
from egret.rooms.city import queries as city

from .money_words import COLOURS, MONEY_WORDS

_WAITING, _GOOD, _BAD, _BUSY, _QUIET = COLOURS

WORDS = {
    **MONEY_WORDS,
    "submission": {
        "draft": (_("Draft"), _QUIET),
        "in_review": (_("In review"), _WAITING),
        "returned": (_("Returned"), "orange"),
        "refused": (_("Refused"), _BAD),
        "approved": (_("Approved"), _BUSY),
        "on_notice": (_("On public notice"), _BUSY),
        "listed": (_("Listed"), _GOOD),
    },
    "objection": {
        "open": (_("Open"), _WAITING),
        "upheld": (_("Upheld"), _BAD),
        "dismissed": (_("Dismissed"), _QUIET),
    },
    "verdict": {
        "pass": (_("Pass"), _GOOD),
        "return": (_("Return"), "orange"),
        "refuse": (_("Refuse"), _BAD),
    },
    "contract": {
        "filed": (_("With the provider"), _WAITING),
        "confirmed": (_("With the district"), _WAITING),
        "returned": (_("Returned"), "orange"),
        "checked": (_("Checked"), _GOOD),
    },
    "acceptance": {
        "requested": (_("Requested"), _WAITING),
        "assigned": (_("Visit assigned"), _BUSY),
        "reported": (_("Reported, to be decided"), _WAITING),
        "passed": (_("Passed"), _GOOD),
        "failed": (_("Failed"), _BAD),
    },
    "aspect": {
        "application": (_("Effect of use"), _QUIET),
        "data_flow": (_("Flow of data"), _QUIET),
        "input_output": (_("Input and output"), _QUIET),
        "management": (_("Change of management"), _QUIET),
    },
    "finding": {"good": (_("Good"), _GOOD), "fair": (_("Fair"), _WAITING), "poor": (_("Poor"), _BAD)},
    "proof": {"closed": (_("Can't be recomputed here"), "orange")},
    "award": {
        "on_notice": (_("On public notice"), _BUSY),
        "confirmed": (_("To be paid"), _WAITING),
        "ordered": (_("Being paid"), _BUSY),
        "paid": (_("Paid"), _GOOD),
        "recovery_due": (_("To be recovered"), _BAD),
        "recovered": (_("Recovered"), _QUIET),
        "closed": (_("Nothing moves"), _QUIET),
        "withdrawn": (_("Withdrawn"), _BAD),
    },
    "occasion": {
        "stage": (_("A stage"), _QUIET),
        "overlap": (_("The higher is paid"), _QUIET),
        "audit": (_("Audit cut"), _BAD),
        "revoked": (_("Revocation"), _BAD),
    },
    "claim": {
        "draft": (_("Begun"), _QUIET),
        "submitted": (_("With the district"), _WAITING),
        "returned": (_("Returned"), "orange"),
        "checked": (_("With the city"), _WAITING),
        "matched": (_("Ready for your click"), _WAITING),
        "declined": (_("Declined"), _QUIET),
        "confirmed": (_("Confirmed"), _BUSY),
        "approved": (_("Approved, to be shared"), _BUSY),
        "awarded": (_("Award made"), _GOOD),
        "refused": (_("Refused"), _BAD),
    },
    "document": {
        "counts": (_("Counts"), _GOOD),
        "pending": (_("Counts at best: a day is not known yet"), _WAITING),
        "struck": (_("Struck"), _BAD),
        "kind": (_("Left out: this kind of document does not count"), "orange"),
        "cost": (_("Left out: this kind of cost does not count"), "orange"),
        "too_early": (_("Left out: too early"), "orange"),
        "too_late": (_("Left out: too late"), "orange"),
    },
    "share": {
        "proposed": (_("Proposed, to be confirmed"), _WAITING),
        "confirmed": (_("Shared"), _GOOD),
        "withdrawn": (_("Taken back"), _QUIET),
    },
    "record": {
        "registration": (_("Registration"), _QUIET),
        "published_list": (_("Published list"), _QUIET),
        "contract": (_("Contract"), _QUIET),
        "acceptance": (_("Decided acceptance"), _QUIET),
        "claim": (_("This claim"), _QUIET),
        "officer": (_("Entered by an officer"), _QUIET),
    },
    "pack_draft": {
        "draft": (_("In work"), _QUIET),
        "proposed": (_("Signed, to be released"), _WAITING),
        "returned": (_("Returned"), "orange"),
        "released": (_("Released"), _GOOD),
        "withdrawn": (_("Withdrawn"), _QUIET),
    },
    "clause_way": {
        "project": (_("With the project"), _QUIET),
        "claim": (_("By claim"), _QUIET),
        "entitled": (_("Without asking"), _QUIET),
    },
    "kind": {
        "money": (_("Amount"), _QUIET),
        "rate": (_("Rate"), _QUIET),
        "count": (_("Count"), _QUIET),
        "quantity": (_("Quantity"), _QUIET),
        "bool": (_("Yes or no"), _QUIET),
        "enum": (_("Choice"), _QUIET),
        "date": (_("Day"), _QUIET),
        "moment": (_("Moment"), _QUIET),
        "code": (_("Code"), _QUIET),
        "series": (_("Months in a row"), _QUIET),
    },
    "key": {
        "label": (_("Name"), _QUIET),
        "source": (_("Source"), _QUIET),
        "entries": (_("Entry"), _QUIET),
        "fact": (_("Fact"), _QUIET),
        "kinds": (_("Kind"), _QUIET),
        "costs": (_("Kinds of cost"), _QUIET),
        "from": (_("From (day)"), _QUIET),
        "when": (_("Where"), _QUIET),
        "to": (_("To"), _QUIET),
        "of": (_("Bounds"), _QUIET),
        "per": (_("For each"), _QUIET),
        "window": (_("Over"), _QUIET),
        "on": (_("Placed by"), _QUIET),
        "counts": (_("Counts what is"), _QUIET),
        "cap": (_("Cap"), _QUIET),
        "shared_with": (_("Shared with clause"), _QUIET),
        "within_days": (_("Within days"), _QUIET),
    },
    "word": {
        "enterprise": (_("Enterprise"), _QUIET),
        "project": (_("Project"), _QUIET),
        "calendar_year": (_("Calendar year"), _QUIET),
        "rolling_year": (_("Rolling year"), _QUIET),
        "programme": (_("The programme"), _QUIET),
        "lifetime": (_("All time"), _QUIET),
        "awarded": (_("awarded"), _QUIET),
        "paid": (_("Paid"), _QUIET),
    },
    "extra": {
        "list": (_("Dated lists"), _QUIET),
        "tally": (_("Sums of documents"), _QUIET),
        "hand_over": (_("Handed over to another policy"), _QUIET),
        "limit": (_("Limits over time"), _QUIET),
        "reclaim": (_("Money comes back"), _QUIET),
    },
    "level": {
        "0": (_("No level"), _QUIET),
        "1": (_("Level 1"), "orange"),
        "2": (_("Level 2"), _BUSY),
        "3": (_("Level 3"), "teal"),
        "4": (_("Level 4"), _GOOD),
    },
    "contradiction": {
        "impossible": (_("Can't be"), _BAD),
        "doubtful": (_("Doubtful"), _WAITING),
    },
    "holds": {
        "met": (_("Met"), _GOOD),
        "not_met": (_("Not met"), _BAD),
        "open": (_("Open: facts are missing"), _WAITING),
    },
    "stage": {
        "before": (_("Before, by itself"), _QUIET),
        "after": (_("After, by itself"), _QUIET),
        "on_site": (_("On site"), _GOOD),
    },
    "size": {
        "large": (_("Large"), _QUIET),
        "medium": (_("Medium"), _QUIET),
        "small": (_("Small"), _QUIET),
        "micro": (_("Micro"), _QUIET),
    },
    "role": {
        "enterprise": (_("Enterprise"), _QUIET),
        "provider": (_("Provider"), _QUIET),
        "assessor": (_("Assessor"), _QUIET),
        "district": (_("District officer"), _QUIET),
        "city": (_("City officer"), _QUIET),
        "finance": (_("Finance officer"), _QUIET),
        "auditor": (_("Auditor"), _QUIET),
        "system_admin": (_("System administrator"), _QUIET),
        "security_admin": (_("Security administrator"), _QUIET),
        "audit_admin": (_("Audit administrator"), _QUIET),
        "system": (_("The system"), _QUIET),
    },
    "sure": {
        "as_told": (_("From what you told"), _GOOD),
        "up_to": (_("Up to this"), "teal"),
        "assuming": (_("If the assumptions hold"), _WAITING),
        "nothing": (_("Nothing"), _QUIET),
        "closed": (_("Not applicable"), _QUIET),
        "untold": (_("Can't say yet"), _QUIET),
    },
    "way": {
        "project": (
            _("Apply as a pilot enterprise; the money then follows your contract and its acceptance."),
            _QUIET,
        ),
        "claim": (_("Sign in, claim it and attach the proof."), _QUIET),
        "entitled": (
            _("Nothing: when the records show it, you are told and confirm with one click."),
            _QUIET,
        ),
    },
    "title": {
        "none": (_("None"), _QUIET),
        "innovative": (_("Innovative SME"), _QUIET),
        "specialised": (_("Specialised SME"), _QUIET),
        "little_giant": (_("Little giant"), _QUIET),
    },
}


def of(kind: str, value: object) -> str:
    return str(WORDS[kind][str(value)][0])


def colour(kind: str, value: object) -> str:
    return WORDS[kind][str(value)][1]


_REASON = re.compile(r"\b(" + "|".join(WORDS["bank_reason"]) + r")\b")


def bank_reason(text: str) -> str:
    """What a bank says, with a word behind each of its codes (ISO 20022)."""
    return _REASON.sub(
        lambda code: gettext("%(code)s (%(word)s)") % {"code": code[0], "word": of("bank_reason", code[0])},
        text,
    )


def choices(kind: str) -> list[tuple[str, object]]:
    return [(value, word) for value, (word, _colour) in WORDS[kind].items()]


def district(code: str) -> Term:
    return by_id(city.pack().districts, code).term


def industry(industry_id: str) -> Term | None:
    return by_id(city.pack().industries, industry_id).term if industry_id else None
