"""Every workflow is a table; the table is whole and its drawing is up to date (`make states`)."""

import pytest
from tests.house.draw_states import DRAWINGS, machines, modules

from egret.core.workflow import diagram, reachable

every_machine = pytest.mark.parametrize(("name", "states", "moves", "start"), [*machines()])


@every_machine
def test_every_state_has_its_moves(name, states, moves, start):
    assert set(moves) == set(states)
    assert set().union(*moves.values()) <= set(states)


@every_machine
def test_every_state_can_be_reached(name, states, moves, start):
    assert reachable(moves, start) == set(states)


@every_machine
def test_the_drawing_is_the_running_table(name, states, moves, start):
    assert (DRAWINGS / f"{name}.mmd").read_text("utf-8") == diagram(moves, start)


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.__name__)
def test_every_table_of_moves_is_a_named_machine(module):
    tables = [table for name, table in vars(module).items() if name.endswith("MOVES")]
    named = [moves for _states, moves, _start in getattr(module, "MACHINES", {}).values()]

    assert [table for table in tables if not any(table is moves for moves in named)] == []


def test_machines_have_names_of_their_own_and_no_drawing_is_left_over():
    names = [name for name, *_machine in machines()]

    assert sorted(names) == sorted(path.stem for path in DRAWINGS.glob("*.mmd"))
