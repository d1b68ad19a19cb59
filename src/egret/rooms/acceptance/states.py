from __future__ import annotations

from enum import StrEnum


class AcceptanceState(StrEnum):
    REQUESTED = "requested"
    ASSIGNED = "assigned"
    REPORTED = "reported"
    PASSED = "passed"
    FAILED = "failed"


S = AcceptanceState
MOVES = {
    S.REQUESTED: frozenset({S.ASSIGNED}),
    S.ASSIGNED: frozenset({S.REPORTED}),
    S.REPORTED: frozenset({S.ASSIGNED, S.PASSED, S.FAILED}),
    S.PASSED: frozenset(),
    S.FAILED: frozenset(),
}
MACHINES = {"acceptance": (AcceptanceState, MOVES, S.REQUESTED)}


class Aspect(StrEnum):
    """What the plan asks to be judged on site (四（三）6)."""

    APPLICATION = "application"
    DATA_FLOW = "data_flow"
    INPUT_OUTPUT = "input_output"
    MANAGEMENT = "management"


class Finding(StrEnum):
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"
