from __future__ import annotations

from enum import StrEnum


class DraftState(StrEnum):
    """A pack in work. `proposed` is signed by its author and waits for the second pair of eyes."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    RETURNED = "returned"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"


S = DraftState
MOVES = {
    S.DRAFT: frozenset({S.PROPOSED, S.WITHDRAWN}),
    S.PROPOSED: frozenset({S.RELEASED, S.RETURNED, S.WITHDRAWN}),
    S.RETURNED: frozenset({S.PROPOSED, S.WITHDRAWN}),
    S.RELEASED: frozenset(),
    S.WITHDRAWN: frozenset(),
}
MACHINES = {"pack_draft": (DraftState, MOVES, S.DRAFT)}
IN_WORK = (S.DRAFT, S.RETURNED)
