from __future__ import annotations

from enum import StrEnum


class SubmissionState(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    REFUSED = "refused"
    APPROVED = "approved"
    ON_NOTICE = "on_notice"
    LISTED = "listed"


S = SubmissionState
MOVES = {
    S.DRAFT: frozenset({S.IN_REVIEW}),
    S.IN_REVIEW: frozenset({S.IN_REVIEW, S.RETURNED, S.REFUSED, S.APPROVED}),
    S.RETURNED: frozenset({S.IN_REVIEW}),
    S.REFUSED: frozenset(),
    S.APPROVED: frozenset({S.ON_NOTICE}),
    S.ON_NOTICE: frozenset({S.LISTED, S.REFUSED}),
    S.LISTED: frozenset(),
}


class ObjectionState(StrEnum):
    OPEN = "open"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


O = ObjectionState  # noqa: E741 -- beside S, one letter reads best
OBJECTION_MOVES = {
    O.OPEN: frozenset({O.UPHELD, O.DISMISSED}),
    O.UPHELD: frozenset(),
    O.DISMISSED: frozenset(),
}

MACHINES = {
    "submission": (SubmissionState, MOVES, S.DRAFT),
    "objection": (ObjectionState, OBJECTION_MOVES, O.OPEN),
}


class Verdict(StrEnum):
    PASS = "pass"  # noqa: S105 -- a verdict, not a secret
    RETURN = "return"
    REFUSE = "refuse"
