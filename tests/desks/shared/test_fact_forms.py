"""What people type for each kind of fact, and what becomes of it."""

from datetime import date, datetime
from fractions import Fraction

import pytest
from django.utils import translation

from egret.base.clock import CHINA
from egret.core.policy.clause import Fact, Kind, Supplier, Term
from egret.desks.shared.fact_forms import FactForm

NO_TERM = Term("", "")
MOST = {Kind.MONEY: 10_000_000, Kind.COUNT: 5000, Kind.RATE: Fraction(1), Kind.QUANTITY: Fraction(100)}


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def fact(kind, **changed):
    given = {
        "id": "it",
        "term": Term("事实", "fact"),
        "kind": kind,
        "values": {"二级": 2, "三级": 3} if kind == Kind.ENUM else {},
        "words_en": {"二级": "level 2", "三级": "level 3"} if kind == Kind.ENUM else {},
        "most": MOST.get(kind, 1000),
        "parts": {Kind.QUANTITY: 2, Kind.RATE: 10_000}.get(kind, 1),
        "months": 3 if kind == Kind.SERIES else 0,
        "decided": False,
        "given_by": Supplier.ENTERPRISE,
        "assumed": None,
        "help": NO_TERM,
        "evidence": (),
    }
    return Fact(**given | changed)


def form(kind, typed):
    data = typed if isinstance(typed, dict) else {"fact_it": typed}
    return FactForm(data, facts=[fact(kind)])


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (Kind.MONEY, "１，２３４.５０元", 123_450),
        (Kind.RATE, "３３.５％", Fraction(67, 200)),
        (Kind.COUNT, "1,200", 1200),
        (Kind.QUANTITY, "1.5", Fraction(3, 2)),
        (Kind.DATE, "2025-06-18", date(2025, 6, 18)),
        (Kind.ENUM, "三级", "三级"),
        (Kind.BOOL, "yes", True),
        (Kind.BOOL, "no", False),
        (Kind.CODE, " ＡＢ１２ ", "AB12"),
        (Kind.SERIES, {"fact_it_0": "1", "fact_it_1": "0", "fact_it_2": "３"}, (1, 0, 3)),
        (Kind.MOMENT, "2025-06-18T09:30", datetime(2025, 6, 18, 9, 30, tzinfo=CHINA)),
    ],
)
def test_what_is_typed_becomes_the_fact_s_value(kind, typed, value):
    found = form(kind, typed)

    assert found.is_valid(), found.errors
    assert found.said() == {"事实": value}


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (Kind.MONEY, "五万"),
        (Kind.MONEY, "1.234"),
        (Kind.MONEY, "99999999"),
        (Kind.RATE, "forty"),
        (Kind.RATE, "101%"),
        (Kind.RATE, "0.0001%"),
        (Kind.COUNT, "1.5"),
        (Kind.COUNT, "-1"),
        (Kind.COUNT, "5001"),
        (Kind.QUANTITY, "1.25"),
        (Kind.QUANTITY, "NaN"),
        (Kind.DATE, "2025-02-30"),
        (Kind.DATE, "0001-01-01"),
        (Kind.ENUM, "五级"),
        (Kind.BOOL, "maybe"),
        (Kind.SERIES, {"fact_it_0": "1", "fact_it_1": "", "fact_it_2": "3"}),
        (Kind.SERIES, {"fact_it_0": "1", "fact_it_1": "x", "fact_it_2": "3"}),
        (Kind.MOMENT, "yesterday"),
    ],
)
def test_a_slip_stands_at_its_field_and_what_was_typed_is_kept(kind, typed):
    found = form(kind, typed)

    assert not found.is_valid()
    assert list(found.errors) == ["fact_it"]
    shown = str(found["fact_it"])
    assert all(
        value in shown
        for value in (typed.values() if isinstance(typed, dict) else [typed])
        if kind not in (Kind.ENUM, Kind.BOOL)
    )


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in (Kind.EXACT, Kind.RATIO)])
def test_an_empty_field_is_no_fact(kind):
    found = form(kind, {})

    assert found.is_valid()
    assert found.said() == {}


def test_each_month_has_a_name_for_whoever_hears_the_page():
    shown = str(form(Kind.SERIES, {})["fact_it"])

    assert [f'aria-label="Month {month}"' in shown for month in (1, 2, 3)] == [True, True, True]
