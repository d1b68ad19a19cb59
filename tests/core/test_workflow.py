from enum import StrEnum

import pytest

from egret.core.workflow import MoveRefused, check_move, diagram, reachable


class Light(StrEnum):
    RED = "red"
    GREEN = "green"
    DARK = "dark"
    BROKEN = "broken"


MOVES = {
    Light.RED: frozenset({Light.GREEN, Light.DARK}),
    Light.GREEN: frozenset({Light.RED}),
    Light.DARK: frozenset(),
    Light.BROKEN: frozenset({Light.DARK}),
}


def test_a_move_outside_the_table_is_refused():
    check_move(MOVES, Light.RED, Light.GREEN)

    with pytest.raises(MoveRefused, match="green does not lead to dark"):
        check_move(MOVES, Light.GREEN, Light.DARK)


def test_what_no_move_leads_to_is_not_reachable():
    assert reachable(MOVES, Light.RED) == {Light.RED, Light.GREEN, Light.DARK}


def test_the_diagram_draws_every_move_and_every_end():
    assert diagram(MOVES, Light.RED) == (
        "stateDiagram-v2\n    [*] --> red\n    red --> green\n    red --> dark\n"
        "    green --> red\n    dark --> [*]\n    broken --> dark\n"
    )
