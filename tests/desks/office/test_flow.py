"""The picture of flows is exact: bands fill their nodes, every column holds all of the money."""

from collections import defaultdict

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests.desks.office import loop

from egret.desks.office.funds.sankey import HEIGHT, picture
from egret.rooms.treasury import queries
from egret.rooms.treasury.queries import flow

FUNDS, POTS, STATES = ("a", "b", "c"), ("x", "y"), ("p", "q", "r")
STREAMS = st.dictionaries(
    st.tuples(st.sampled_from(FUNDS), st.sampled_from(POTS), st.sampled_from(STATES)),
    st.integers(1, 10**13),
    min_size=1,
)


def summed(streams, place):
    sums = defaultdict(int)
    for key, fen in streams.items():
        sums[key[place : place + 2]] += fen
    return sums


@given(STREAMS)
def test_bands_fill_their_nodes_at_both_ends(streams):
    flows = [summed(streams, 0), summed(streams, 1)]
    columns = [[(key, key) for key in keys] for keys in (FUNDS, POTS, STATES)]

    drawn = picture(["", "", ""], columns, flows)

    nodes = {node.key: node for node in drawn.nodes}
    for keys in (FUNDS, POTS, STATES):
        assert sum(nodes[key].height for key in keys) == HEIGHT
        assert sum(nodes[key].fen for key in keys) == sum(streams.values())
    for side, height, y in (("here", "here_height", "here_y"), ("there", "there_height", "there_y")):
        ends = defaultdict(list)
        for band in drawn.bands:
            ends[getattr(band, side)].append(band)
        for key, bands in ends.items():
            at = nodes[key].y
            for band in sorted(bands, key=lambda one: (getattr(one, y), getattr(one, height))):
                assert getattr(band, y) == at
                at += getattr(band, height)
            assert at == nodes[key].y + nodes[key].height


def test_nothing_granted_is_no_picture():
    assert picture(["", ""], [[], []], [{}]) is None


@pytest.mark.django_db
def test_the_picture_and_its_tables_hold_what_the_books_hold(desk, at):
    at(loop.PAYING)
    [order] = loop.orders_made(1)
    loop.paid(order)

    context = desk("city").get(reverse("office:funds-flow")).context

    whole = sum(states["appropriated"] for states in queries.by_source().values())
    assert (context["whole_fen"], sum(one.fen for one in flow.streams())) == (whole, whole)
    last = {node.key: node.fen for node in context["picture"].nodes if node.last}
    assert last["paid"] == order.fen
    assert [
        sum(int(row[2].replace(",", "").replace(".", "")) for row in rows)
        for *_heads, rows in context["tables"]
    ] == [
        whole,
        whole,
    ]
    of_city = desk("city").get(reverse("office:funds-flow"), {"source": "city", "year": "2025"}).context
    assert of_city["whole_fen"] == queries.by_source()["city"]["appropriated"]
