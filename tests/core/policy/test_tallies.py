from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.policy.building import fact, made, param, step
from tests.packs.xiamen import files

from egret.core.packs.model import by_id
from egret.core.packs.reading import read_pack
from egret.core.policy.award_lines import tally_line
from egret.core.policy.clause import Tally
from egret.core.policy.tallies import (
    Document,
    LeftOut,
    bounds_of,
    kinds_shown,
    tallied,
    tallies_of,
    tally_for,
)

FIRST, LAST = date(2024, 1, 1), date(2024, 12, 31)
TALLY = Tally(
    "实际投入", ("发票", "报关单"), ("software", "gateway"), "合同签订日", "验收日", net_of_tax=False
)
INVOICE = Document("i1", "发票", "software", FIRST, 11_300, 1_300)
DOCUMENTS = st.builds(
    Document,
    st.uuids().map(str),
    st.sampled_from(["发票", "报关单", "收据"]),
    st.sampled_from(["software", "gateway", "other"]),
    st.dates(date(2023, 6, 1), date(2025, 6, 1)),
    st.integers(100, 10**9),
    st.integers(0, 100),
    st.booleans(),
)
DAYS = st.none() | st.dates(date(2023, 6, 1), date(2025, 6, 1))


FURTHER = by_id(read_pack(files("example")).clauses, "4")
SOFTWARE = "软件净额"


def summed(*documents, tally=TALLY):
    return tallied(tally, documents, first=FIRST, last=LAST)


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (INVOICE, None),
        (replace(INVOICE, dated_on=LAST), None),
        (replace(INVOICE, kind="收据"), LeftOut.KIND),
        (replace(INVOICE, cost="other"), LeftOut.COST),
        (replace(INVOICE, dated_on=FIRST - timedelta(1)), LeftOut.TOO_EARLY),
        (replace(INVOICE, dated_on=LAST + timedelta(1)), LeftOut.TOO_LATE),
        (replace(INVOICE, struck=True), LeftOut.STRUCK),
    ],
)
def test_a_document_counts_by_kind_cost_and_day_or_says_why_not(document, reason):
    found = summed(document)

    assert [(one.document, one.left_out) for one in found.documents] == [(document, reason)]
    assert found.fen == (0 if reason else 11_300)


def test_net_of_tax_counts_the_amount_less_its_tax():
    assert summed(INVOICE, tally=replace(TALLY, net_of_tax=True)).fen == 10_000


def test_tax_above_the_amount_is_no_document():
    with pytest.raises(ValueError, match="i1"):
        replace(INVOICE, tax_fen=11_301)


@given(st.lists(DOCUMENTS, max_size=10), st.booleans())
def test_every_document_is_counted_whole_or_named_as_left_out(documents, net):
    found = summed(*documents, tally=replace(TALLY, net_of_tax=net))

    assert [one.document for one in found.documents] == documents
    assert {one.document.id for one in found.left_out} == {
        one.document.id for one in found.documents if not one.fen
    }
    assert found.fen == sum(
        one.fen - (one.tax_fen if net else 0)
        for one in documents
        if one.kind in TALLY.kinds and one.cost in TALLY.costs and FIRST <= one.dated_on <= LAST
        if not one.struck
    )


@given(st.lists(DOCUMENTS, max_size=10), DOCUMENTS)
def test_another_document_never_lowers_the_sum(documents, more):
    assert summed(*documents, more).fen >= summed(*documents).fen


@given(st.lists(DOCUMENTS, max_size=10), DAYS, DAYS)
def test_a_day_that_is_not_known_yet_leaves_no_document_out_and_its_sum_is_the_most_it_can_be(
    documents, first, last
):
    found = tallied(TALLY, documents, first=first, last=last)
    known = tallied(TALLY, documents, first=first or FIRST, last=last or LAST)

    assert found.fen >= known.fen
    assert {one.pending for one in found.counted} <= {first is None or last is None}
    assert not any(one.pending for one in found.left_out)


@given(st.lists(DOCUMENTS, max_size=10), st.data())
def test_striking_a_document_takes_off_exactly_what_it_counted_for(documents, data):
    place = data.draw(st.integers(0, len(documents) - 1)) if documents else None
    struck = [replace(one, struck=one.struck or number == place) for number, one in enumerate(documents)]
    before, after = summed(*documents), summed(*struck)

    assert after.fen == before.fen - (before.documents[place].fen if documents else 0)


def test_a_clause_s_tally_takes_its_days_from_its_two_date_facts():
    documents = {SOFTWARE: [Document("i1", "发票", "software", FIRST, 11_300, 1_300)]}
    facts = {"合同签订日": FIRST, "验收日": LAST}

    assert [one.fen for one in tallies_of(FURTHER, facts, documents)] == [10_000]
    assert [one.fen for one in tallies_of(FURTHER, facts | {"验收日": FIRST - timedelta(1)}, documents)] == [
        0
    ]
    assert [(one.first, one.last) for one in tallies_of(FURTHER, {"合同签订日": FIRST}, documents)] == [
        (FIRST, None)
    ]
    assert tallies_of(FURTHER, facts, {}) == ()
    assert bounds_of(FURTHER, {SOFTWARE, "硬件含税价"}) == {"合同签订日", "验收日"}
    assert bounds_of(FURTHER, {"硬件含税价"}) == set()


def test_papers_that_don_t_count_may_be_shown_too_and_are_told_apart():
    tally = tally_for(FURTHER, SOFTWARE)

    assert kinds_shown(FURTHER, tally) == ("发票", "付款凭证")
    assert tally_for(FURTHER, "硬件含税价") is None


def test_the_line_says_how_many_count_and_what_was_left_out_in_both_languages():
    documents = [
        INVOICE,
        replace(INVOICE, id="i2", dated_on=FIRST - timedelta(1)),
        replace(INVOICE, id="i3", struck=True),
        replace(INVOICE, id="i4", struck=True),
    ]
    clause = made(
        fact("日", "date"),
        fact("费", "money"),
        param("比例", "rate", '"30%"'),
        step("应补", "向下取整(费 × 比例)"),
    )
    line = tally_line(replace(summed(*documents), fact="费"), clause)
    whole = tally_line(replace(summed(INVOICE), fact="费"), clause)

    assert (line.fen, line.article) == (11_300, "一")
    assert line.printed("zh") == (
        "费：4 份单据中 1 份计入，合计 113.00 元；不计：已剔除 2 份（226.00 元）、早于2024-01-01 1 份（113.00 元）"
    )
    assert line.printed("en") == (
        "费: 1 of 4 documents count, ¥113.00 together; left out: struck 2 (¥226.00), before 2024-01-01 1 (¥113.00)"
    )
    assert whole.printed("zh") == "费：1 份单据中 1 份计入，合计 113.00 元"
