import ast
import re

import pytest
from tests.house.plan import ROOT, name_of, tracked

FILE, TEST_FILE, FUNCTION, PARAMETERS, TEMPLATE = 400, 600, 60, 6, 150
DRAWERS = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc"}
SECOND_TRIES = re.compile(r"(_v\d+|_new|_old|_copy|^enhanced_.*|^new_.*)$")

PYTHON = [path for path in tracked("*.py") if "migrations" not in path.parts]


def functions():
    for path in PYTHON:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{name_of(path)}:{node.lineno} {node.name}", node


def lines(path):
    return len(path.read_text("utf-8").splitlines())


def test_files_stay_short():
    def ceiling(path):
        return TEST_FILE if name_of(path).startswith("tests/") else FILE

    assert [name_of(path) for path in PYTHON if lines(path) > ceiling(path)] == []


def test_functions_stay_short():
    assert [where for where, node in functions() if node.end_lineno - node.lineno >= FUNCTION] == []


def test_functions_take_few_parameters():
    def count(arguments):
        every = arguments.posonlyargs + arguments.args + arguments.kwonlyargs
        return len([one for one in every if one.arg not in {"self", "cls"}])

    actions = [(where, node) for where, node in functions() if not where.startswith("tests/")]
    assert [where for where, node in actions if count(node.args) > PARAMETERS] == []


def test_templates_stay_short():
    assert [name_of(path) for path in tracked("*.html") if lines(path) > TEMPLATE] == []


@pytest.mark.parametrize("path", tracked("*.py", "*.html", "*.css", "*.js"), ids=name_of)
def test_names_say_what_is_inside(path):
    assert not DRAWERS & {path.stem, *path.relative_to(ROOT).parts[:-1]}
    assert not SECOND_TRIES.search(path.stem)
