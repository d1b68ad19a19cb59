"""Texts damaged as people and programs damage them, and facts of every kind, for properties of packs."""

import re
import signal
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from fractions import Fraction

from hypothesis import strategies as st

from egret.core.days import CHINA
from egret.core.policy.clause import Kind

LIMIT_SECONDS = 20
TOKENS = re.compile(r'"[^"\n]*"|[\w.%-]+|\s+|.', re.DOTALL)
ODD = ["0", "-1", "1e9", "0.1", "9" * 40, "0元", "999999999999999亿元", "0%", "9999%", "1/0", "1/3", "停止", '""', "[]", "{}",
       "true", "2024-02-30", "9999-12-31", "0001-01-01", "2024-01-01T00:00:00", "（", "）", "，", "×", "-", "\u0000", "\r", "😀",
       "\u200b", "'", '"""', "非", "如果(", "取高(", "向上取整(", "分段累计(", "比例(", "不含税("]  # fmt: skip


class Hangs(BaseException):
    """Reading took longer than any pack may."""


@contextmanager
def bounded():
    def ring(_signal, _frame):
        raise Hangs

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, LIMIT_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@st.composite
def damaged(draw, text, words):
    """`text` with one to four characters, tokens or lines lost, doubled, swapped, or taken from `words`."""
    for _ in range(draw(st.integers(1, 4))):
        text = draw(st.sampled_from([_characters, _tokens, _lines]))(draw, text, words)
    return text


def _characters(draw, text, _words):
    place = draw(st.integers(0, max(len(text) - 1, 0)))
    put = draw(
        st.sampled_from(["", *"0123456789.%-+×≤<>=()[]{}\"'#,;\n元万 "]) | st.characters(codec="utf-8")
    )
    return text[:place] + put + text[place + draw(st.integers(0, 2)) :]


def _tokens(draw, text, words):
    parts = TOKENS.findall(text)
    at = draw(st.integers(0, max(len(parts) - 1, 0)))
    put = draw(st.sampled_from(["", *ODD, *words]))
    if parts and parts[at].startswith('"') and not put.startswith('"') and draw(st.booleans()):
        inner = TOKENS.findall(parts[at][1:-1]) or [""]
        inner[draw(st.integers(0, len(inner) - 1))] = put.replace('"', "")
        put = f'"{"".join(inner)}"'
    return "".join([*parts[:at], put, *parts[at + 1 :]])


def _lines(draw, text, _words):
    lines = text.splitlines(keepends=True) or [""]
    one, other = draw(st.integers(0, len(lines) - 1)), draw(st.integers(0, len(lines) - 1))
    match draw(st.integers(0, 2)):
        case 0:
            return "".join([*lines[:one], *lines[one + 1 :]])
        case 1:
            return "".join([*lines[:one], lines[other], *lines[one:]])
        case _:
            lines[one], lines[other] = lines[other], lines[one]
            return "".join(lines)


def facts_of(clause):
    """Facts that fit the clause: edges and what lies between."""
    return st.fixed_dictionaries({fact.term.label: _fitting(clause, fact) for fact in clause.facts})


def _fitting(clause, fact):
    match fact.kind:
        case Kind.MONEY | Kind.COUNT:
            return _edges(fact.most)
        case Kind.RATE | Kind.QUANTITY:
            return _edges(int(fact.most * fact.parts)).map(lambda units: Fraction(units, fact.parts))
        case Kind.BOOL:
            return st.booleans()
        case Kind.ENUM:
            return st.sampled_from(sorted(fact.values)) if fact.values else st.just("")
        case Kind.DATE:
            return _days(clause)
        case Kind.MOMENT:
            return st.datetimes(datetime(2023, 1, 1), datetime(2027, 1, 1), timezones=st.just(CHINA))  # noqa: DTZ001 -- st wants bounds without a zone
        case Kind.CODE:
            codes = sorted({entry.code for register in clause.registers for entry in register.entries})
            return st.sampled_from([*codes, "?"])
        case _:
            return st.tuples(*[_edges(fact.most)] * fact.months)


def _edges(most):
    return st.sampled_from([0, min(1, most), most, max(most - 1, 0)]) | st.integers(0, most)


def _days(clause):
    first = max(clause.valid_from, date(1990, 1, 2))
    edges = [
        first,
        clause.valid_to,
        *(version.from_on for param in clause.params for version in param.versions),
    ]
    near = [edge + days * timedelta(days=1) for edge in edges if 1990 < edge.year < 2099 for days in (-1, 0)]
    return st.sampled_from([*near, date(2024, 2, 29), date(2025, 6, 18)])


ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(), st.text(max_size=50), st.fractions(),
    st.dates(), st.datetimes(), st.datetimes(timezones=st.just(CHINA)), st.tuples(st.integers(), st.text()),
    st.lists(st.integers(), max_size=3), st.decimals(),
)  # fmt: skip
