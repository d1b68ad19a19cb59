from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egret.core.policy.clause import Tally
from egret.core.policy.tallies import Document, LeftOut, tallied

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
)


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
    )


@given(st.lists(DOCUMENTS, max_size=10), DOCUMENTS)
def test_another_document_never_lowers_the_sum(documents, more):
    assert summed(*documents, more).fen >= summed(*documents).fen
