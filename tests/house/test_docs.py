"""What the documents tell the reader to type exists; the map of the rooms is the contract."""

import importlib.util
import re
import shlex
import sys

import pytest
from tests.house.plan import ROOMS, ROOT, name_of

from egret import cli

READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
BLOCK = re.compile(r"^```(?:sh|bash|shell|console)\n(.*?)^```", re.MULTILINE | re.DOTALL)
TARGET = re.compile(r"^([a-z][\w-]*):", re.MULTILINE)
HEADING = re.compile(r"^#+ +`?(\w+)`?", re.MULTILINE)


def commands(path):
    for block in BLOCK.findall(path.read_text("utf-8")):
        for line in block.replace("\\\n", " ").splitlines():
            for command in line.removeprefix("$ ").split("&&"):
                if words := shlex.split(command, comments=True):
                    yield words


def typed(program):
    return [
        pytest.param(words, id=f"{name_of(path)}: {' '.join(words)}")
        for path in READMES
        for words in commands(path)
        if program in words[:2]
    ]


def test_the_readmes_show_the_same_commands():
    english, chinese = (list(commands(path)) for path in READMES)

    assert english == chinese
    assert ["python3", "start.py"] in english
    assert ["python3", "start.py", "test"] in english


@pytest.mark.parametrize("words", typed("start.py"))
def test_start_knows_its_options(words):
    spec = importlib.util.spec_from_file_location("start", ROOT / "start.py")
    start = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(start)

    start.parser().parse_args(words[words.index("start.py") + 1 :])


@pytest.mark.parametrize("words", typed("make"))
def test_make_knows_its_targets(words):
    assert set(words[1:]) <= set(TARGET.findall((ROOT / "Makefile").read_text("utf-8")))


@pytest.mark.parametrize("words", typed("egret"))
def test_egret_knows_its_commands(words, monkeypatch):
    told = words[words.index("egret") + 1 :]
    verbs = [word for word in told if word.islower() and word.isalpha()]
    monkeypatch.setattr(sys, "argv", ["egret", *verbs, "--help"])

    with pytest.raises(SystemExit) as left:
        cli.main()

    assert left.value.code in {0, None}


def test_the_map_shows_the_rooms_in_their_order():
    headings = HEADING.findall((ROOT / "docs" / "rooms.md").read_text("utf-8"))

    assert [word for word in headings if word in ROOMS] == ROOMS


def test_there_are_at_most_fifteen_recipes():
    targets = set(TARGET.findall((ROOT / "Makefile").read_text("utf-8")))

    assert len(targets) <= 15
