from __future__ import annotations

from enum import StrEnum


class AwardState(StrEnum):
    ON_NOTICE = "on_notice"
    CONFIRMED = "confirmed"
    ORDERED = "ordered"
    PAID = "paid"
    RECOVERY_DUE = "recovery_due"
    RECOVERED = "recovered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Occasion(StrEnum):
    """What an award was made for: a stage of its clause, or what makes the latest stage be computed anew."""

    STAGE = "stage"
    OVERLAP = "overlap"
    AUDIT = "audit"
    REVOKED = "revoked"


S = AwardState
MOVES = {
    S.ON_NOTICE: frozenset({S.CONFIRMED, S.RECOVERY_DUE, S.CLOSED, S.WITHDRAWN}),
    # What nobody ordered yet is not paid out when less of it is due: it is awarded anew.
    S.CONFIRMED: frozenset({S.ORDERED, S.WITHDRAWN}),
    S.ORDERED: frozenset({S.PAID, S.CONFIRMED}),
    S.PAID: frozenset({S.CONFIRMED}),  # the bank sent it back: it is payable again
    S.RECOVERY_DUE: frozenset({S.RECOVERED}),
    S.RECOVERED: frozenset(),
    S.CLOSED: frozenset(),
    S.WITHDRAWN: frozenset(),
}
NOT_ORDERED = (S.ON_NOTICE, S.CONFIRMED)


class ClaimState(StrEnum):
    """A claim begins as a draft of the enterprise's, or of the platform's where nobody need ask (免申即享)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    CHECKED = "checked"
    MATCHED = "matched"
    DECLINED = "declined"
    CONFIRMED = "confirmed"
    APPROVED = "approved"
    AWARDED = "awarded"
    REFUSED = "refused"


C = ClaimState
CLAIM_MOVES = {
    C.DRAFT: frozenset({C.SUBMITTED, C.MATCHED}),
    C.SUBMITTED: frozenset({C.RETURNED, C.CHECKED}),
    C.RETURNED: frozenset({C.SUBMITTED}),
    C.CHECKED: frozenset({C.APPROVED, C.AWARDED, C.REFUSED, C.RETURNED}),
    C.MATCHED: frozenset({C.CONFIRMED, C.DECLINED}),
    C.DECLINED: frozenset({C.CONFIRMED}),
    C.CONFIRMED: frozenset({C.APPROVED, C.AWARDED, C.REFUSED}),
    # Its budget line is shared among all who wait; until then the city may take the approval back.
    C.APPROVED: frozenset({C.AWARDED, C.CHECKED}),
    # An objection that is upheld takes the award back: the city decides anew.
    C.AWARDED: frozenset({C.CHECKED}),
    C.REFUSED: frozenset(),
}
OPEN_CLAIMS = (C.DRAFT, C.SUBMITTED, C.RETURNED, C.CHECKED, C.MATCHED, C.CONFIRMED, C.APPROVED)


class ShareState(StrEnum):
    """A budget line shared among all who wait: one city officer proposes, another confirms."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


SHARE_MOVES = {
    ShareState.PROPOSED: frozenset({ShareState.CONFIRMED, ShareState.WITHDRAWN}),
    ShareState.CONFIRMED: frozenset(),
    ShareState.WITHDRAWN: frozenset(),
}


MACHINES = {
    "award": (AwardState, MOVES, S.ON_NOTICE),
    "claim": (ClaimState, CLAIM_MOVES, C.DRAFT),
    "share": (ShareState, SHARE_MOVES, ShareState.PROPOSED),
}
