"""Whoever writes an act queues for the trail before it locks a row: then no two can wait for each other (docs/rooms.md)."""

import ast

from tests.house.plan import name_of, tracked

# These lock rows and write no act, or lock inside a caller that has queued.
ALONE = {
    "call/actions.py": {"keep_draft", "_next_no"},
    "city/actions.py": {"edit"},
    "subsidy/actions/claims.py": {"_edited"},
    "subsidy/actions/documents.py": {"_draft"},
    "subsidy/actions/objections.py": {"_recorded"},
    "subsidy/actions/reforms.py": {"change"},
    "assessment/actions/visitors.py": {"answer"},
}
# The simulated bank has locks of its own, and the trail is what one queues for.
APART = ("exchange/", "trail/")
QUEUES = {"await_turn", "_owing"}


def called(function):
    """Line and last name of every call, in order."""
    calls = [one for one in ast.walk(function) if isinstance(one, ast.Call)]
    return sorted((one.lineno, ast.unparse(one.func).rpartition(".")[2]) for one in calls)


def locks_first(function):
    calls = called(function)
    locks = [line for line, name in calls if name == "select_for_update" or "locked" in name]
    queues = [line for line, name in calls if name in QUEUES]
    return bool(locks) and (not queues or min(queues) > min(locks))


def test_nobody_locks_a_row_before_queueing_for_the_trail():
    found = []
    for path in tracked("src/egret/rooms/*/actions*"):
        name = name_of(path).removeprefix("src/egret/rooms/")
        if name.startswith(APART):
            continue
        alone = ALONE.get(name, set())
        functions = [
            one for one in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(one, ast.FunctionDef)
        ]
        found += [f"{name}: {one.name}" for one in functions if one.name not in alone and locks_first(one)]

    assert found == []
