from fractions import Fraction

import pytest
from django.urls import reverse
from tests.desks import cases

from egret.desks.shared import board
from egret.rooms.call import queries as calls
from egret.rooms.indicator import queries
from egret.rooms.people.states import Role

pytestmark = pytest.mark.django_db
FIRST, SECOND = "year-1", "year-2"


@pytest.fixture
def four_cases():
    """Two contracts in the first year, one of them below scale, two in the second; levels 2, 4 and 1, the last still open."""
    cases.published({}, {"above_scale": False}, {}, {"district": cases.ELSEWHERE})
    auditor = cases.officer(Role.AUDITOR)
    firms = [row.enterprise for row in calls.visible_to(auditor).order_by("pk")]
    seller, _by = cases.provider()
    days = ((2024, 4, 1), (2024, 12, 31), (2025, 1, 1), (2025, 3, 1))
    signed = [
        cases.contract(firm, seller, at=cases.moment(*day)) for firm, day in zip(firms, days, strict=True)
    ]
    cases.accepted(signed[0], level=2, at=cases.moment(2024, 9, 1))
    cases.accepted(signed[1], level=4, at=cases.moment(2025, 2, 1))
    cases.accepted(signed[2], level=1, at=cases.moment(2025, 2, 1))
    return auditor


def figures(indicator_id):
    lines = {line.id: line for _group, lines in board.groups() for line in lines}
    return [figure.actual for figure in lines[indicator_id].figures]


@pytest.mark.parametrize(
    ("indicator_id", "counted"),
    [
        ("sme_total", ["2", "2", "4"]),
        ("sme_above", ["1", "2", "3"]),
        ("sme_below", ["1", "0", "1"]),
        ("sme_above_share", ["0.24", "0.48", "0.72"]),
        ("level_2_above", ["1", "0", "1"]),
        ("level_2_below", ["0", "1", "1"]),
        ("level_2_below_share", ["0.00", "0.08", "0.08"]),
        ("level_4", ["0", "1", "1"]),
        ("providers", ["1", "0", "1"]),
        ("cloud", ["0", "0", "0"]),
    ],
)
def test_the_board_equals_a_recount_by_hand(four_cases, indicator_id, counted):
    assert figures(indicator_id) == counted


def test_the_rows_behind_a_figure_are_the_figure(client, four_cases):
    client.force_login(four_cases)

    for row in queries.board():
        for period, cell in zip(row.indicator.targets, row.cells, strict=True):
            if row.drills:
                shown = client.get(reverse("office:indicator", args=[row.indicator.id, period])).context
                assert (len(shown["page"].rows), shown["in_all"]) == (cell.count, cell.count)


def test_a_district_opens_its_own_enterprises_alone(client, four_cases):
    client.force_login(cases.known.user(f"district{cases.ELSEWHERE}"))

    shown = client.get(reverse("office:indicator", args=["sme_total", SECOND])).context

    assert [row.district for row in shown["page"].rows] == [cases.ELSEWHERE]


def test_the_board_costs_the_same_whatever_there_is(client, django_assert_num_queries):
    auditor = cases.officer(Role.AUDITOR)
    client.force_login(auditor)
    with django_assert_num_queries(13):
        client.get(reverse("office:indicators"))
    cases.published({}, {})
    seller, _by = cases.provider()
    for row in calls.visible_to(auditor):
        cases.contract(row.enterprise, seller, at=cases.moment(2024, 4, 1))
    with django_assert_num_queries(13):
        client.get(reverse("office:indicators"))
    with django_assert_num_queries(4):
        client.get(reverse("office:indicator", args=["sme_total", FIRST]))


def test_a_reported_figure_names_its_evidence(client):
    client.force_login(cases.officer(Role.CITY))
    there = reverse("office:report-figure", args=["cloud", FIRST])

    assert client.post(there, {"count": "7", "evidence": " "}).status_code == 422
    assert client.post(there, {"count": "7", "evidence": "Report 3"}).status_code == 302
    assert client.post(there, {"count": "9", "evidence": "Report 4"}).status_code == 302

    assert figures("cloud") == ["9", "0", "9"]
    page = client.get(reverse("office:indicator", args=["cloud", FIRST]))
    assert [row.count for row in page.context["page"].rows] == [9, 7]


def test_a_counted_figure_can_not_be_reported(client):
    client.force_login(cases.officer(Role.CITY))

    answer = client.post(
        reverse("office:report-figure", args=["sme_total", FIRST]), {"count": 7, "evidence": "x"}
    )

    assert answer.status_code == 422
    assert figures("sme_total") == ["0", "0", "0"]


@pytest.mark.parametrize("count", ["", "-1", "1.5", "9" * 30, "１２x"])
def test_what_is_no_figure_is_refused(client, count):
    client.force_login(cases.officer(Role.CITY))
    there = reverse("office:report-figure", args=["cloud", FIRST])

    assert client.post(there, {"count": count, "evidence": "Report 3"}).status_code == 422


def test_roles_see_what_is_theirs(client):
    there = reverse("office:indicators")
    assert client.get(there).status_code == 302
    client.force_login(cases.officer(Role.ASSESSOR))
    assert client.get(there).status_code == 403
    client.force_login(cases.officer(Role.AUDITOR))
    assert client.post(reverse("office:report-figure", args=["cloud", FIRST])).status_code == 403


@pytest.mark.parametrize("ids", [("nothing", FIRST), ("cloud", "never")])
def test_what_the_pack_does_not_hold_is_not_found(client, ids):
    client.force_login(cases.officer(Role.AUDITOR))

    assert client.get(reverse("office:indicator", args=ids)).status_code == 404


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (Fraction(185, 417), "44.36"),
        (Fraction(1, 20_000), "0.01"),
        (Fraction(1, 20_001), "0.00"),
        (Fraction(1), "100.00"),
    ],
)
def test_shares_are_rounded_half_up(share, said):
    assert board.percent(share) == said
