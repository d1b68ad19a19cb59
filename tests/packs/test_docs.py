"""docs/packs.md names all that a pack can say."""

import re
from pathlib import Path

import pytest
from tests.packs.xiamen import files

from egret.core.packs.declared_reading import DECLARED
from egret.core.packs.model import Treatment
from egret.core.packs.reading import FILES, OPTIONAL, read_pack
from egret.core.policy.cases import GRANTED, REFUSED, TITLE, USED, USED_ON
from egret.core.policy.clause import EVENTS, Kind, Payee, Supplier, Way
from egret.core.policy.param_reading import ENDED
from egret.core.policy.syntax import COMPARISONS, FUNCTIONS, WORDS
from egret.core.reading import Table

TOLD = (Path(__file__).resolve().parents[2] / "docs" / "packs.md").read_text("utf-8")
QUOTED = " ".join("".join(part) for part in re.findall(r"```toml\n(.*?)```|`([^`\n]+)`", TOLD, re.DOTALL))
SAID = set(re.findall(r"\w+", QUOTED))


@pytest.mark.parametrize(
    "word", [*FUNCTIONS, *sorted(WORDS), ENDED, TITLE, REFUSED, USED, USED_ON, GRANTED, *EVENTS]
)
def test_every_word_of_the_language_is_told(word):
    assert word in QUOTED


def test_every_sign_and_every_vocabulary_is_told():
    assert {sign for sign in (*COMPARISONS, "+", "-", "×") if sign not in QUOTED} == set()
    kinds = {kind for kind in Kind if kind not in (Kind.EXACT, Kind.RATIO)}
    assert {*kinds, *Way, *Payee, *Supplier, *Treatment} - SAID == set()


def test_every_file_is_told():
    assert {name for name in (*FILES, *OPTIONAL, DECLARED) if f"`{name}`" not in TOLD} == set()


def test_every_key_that_a_reader_asks_for_is_told(monkeypatch):
    asked = set()

    def recorded(known):
        def ask(table, key):
            asked.add(key)
            return known(table, key)

        return ask

    monkeypatch.setattr(Table, "_take", recorded(Table._take))
    monkeypatch.setattr(Table, "has", recorded(Table.has))
    for city in ("xiamen", "example"):
        read_pack(files(city))

    assert len(asked) > 100
    assert asked - SAID == set()
