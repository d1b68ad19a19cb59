"""A month-end report ties to the books, holds money as numbers, and of a closed month it is the same bytes each time."""

import zipfile
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
from django.utils import translation
from tests.desks.office import loop
from tests.money import granted

from egret.base.clock import CHINA
from egret.core.ledger.accounts import ORIGINS
from egret.desks.office.funds.month_end import made, tables
from egret.rooms.people import queries as known
from egret.rooms.treasury import actions, queries
from egret.rooms.treasury.queries.report import statement

APRIL, MAY = date(2025, 4, 1), date(2025, 5, 1)
MAYDAY = datetime(2025, 5, 6, 9, tzinfo=CHINA)
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def order(offices):
    [made_order] = loop.orders_made(1)
    return loop.paid(made_order)


def closed():
    for month in (date(2025, 3, 1), APRIL):
        actions.close_month(month, by=known.user("maker"), at=MAYDAY)


def test_opening_movement_and_closing_add_up_and_meet_the_books(order):
    told = statement(APRIL)

    ends = {(line.fund.code, line.state): line.closing for line in told.lines}
    books = {
        (code, state): fen
        for code, states in queries.by_fund().items()
        for state, fen in states.items()
        if fen
    }
    assert {key: fen for key, fen in ends.items() if fen} == books
    assert {
        (line.state, line.opening) for line in told.lines if line.fund.source == "central" and line.opening
    } == {
        ("appropriated", 800_000_000),
        ("allotted", 800_000_000),
    }
    came = sum(line.closing for line in told.lines if line.state in ORIGINS)
    assert came == sum(line.closing for line in told.lines if line.state not in ORIGINS)
    settled = [one.fen for one in told.movements if one.event == "settle"]
    assert [(one.no, one.fen) for one in told.payments] == [(order.no, sum(settled))]


def test_control_totals_are_what_the_check_of_the_books_counts(order):
    granted({"district": 5}, by=known.user("maker"), at=MAYDAY)

    checked = queries.checked()

    assert checked.findings == ()
    for month in (date(2025, 3, 1), APRIL, MAY):
        assert statement(month).control == checked.up_to(month)
    assert statement(MAY).control == checked.whole


@pytest.mark.parametrize("form", ["xlsx", "pdf"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_closed_month_is_the_same_bytes_whatever_comes_after(order, form, language):
    with translation.override(language):
        closed()
        once = made(statement(APRIL), form)
        granted({"district": 5}, by=known.user("maker"), at=MAYDAY)
        actions.rebuild(by=known.system(), at=MAYDAY)

        assert made(statement(APRIL), form) == once


def cells(content, number):
    """Each cell of a sheet, text and numbers as they are written."""
    with zipfile.ZipFile(BytesIO(content)) as parts:
        texts = ["".join(one.itertext()) for one in ET.fromstring(parts.read("xl/sharedStrings.xml"))]
        rows = ET.fromstring(parts.read(f"xl/worksheets/sheet{number}.xml")).iter(f"{SHEET}row")
        return [
            [
                texts[int(cell[0].text)] if cell.get("t") == "s" else Decimal(cell.findtext(f"{SHEET}v"))
                for cell in row
                if len(cell)
            ]
            for row in rows
        ]


def test_excel_holds_every_fen_as_a_number_and_no_formula(order):
    closed()
    content = made(statement(APRIL), "xlsx")

    lines = cells(content, 2)[1:]
    assert [row[-1] for row in lines] == [Decimal(line.closing) / 100 for line in statement(APRIL).lines]
    assert cells(content, 4)[-1][-1] == Decimal(order.fen) / 100
    with zipfile.ZipFile(BytesIO(content)) as parts:
        assert [name for name in parts.namelist() if b"<f>" in parts.read(name)] == []


def test_amounts_at_the_edge_stay_exact(offices):
    fen = 10**15 - 1
    granted({"district": fen}, by=known.user("maker"), at=loop.START)

    sums = [row[-1] for row in cells(made(statement(date(2025, 3, 1)), "xlsx"), 2)[1:]]

    assert Decimal(fen) / 100 in sums


def test_the_report_says_whether_the_month_is_closed_and_who_signs(order):
    before = tables(statement(APRIL))
    closed()
    after = tables(statement(APRIL))

    assert (before[0].rows[0][1], "maker" in after[0].rows[0][1]) == ("尚未结账，数字可能变动。", True)
    assert [row[0] for row in after[-1].rows] == ["制表", "复核", "财务负责人"]
    assert after[0].rows[-1] == ["差额（元）", Decimal("0.00")]
    assert made(statement(APRIL), "pdf").startswith(b"%PDF-1.7")


def test_a_month_of_nothing_is_a_report_too(offices):
    told = statement(APRIL)

    assert (told.movements, told.payments, told.own.postings, told.control.postings) == ((), (), 0, 4)
    assert made(told, "pdf").startswith(b"%PDF-1.7")
