from fractions import Fraction

import pytest
from tests.journeys import loop

from egret.journeys import pay
from egret.rooms.acceptance import queries as acceptances
from egret.rooms.acceptance.errors import AcceptanceRefused
from egret.rooms.people import queries as known
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.errors import AwardRefused
from egret.rooms.subsidy.states import AwardState
from egret.rooms.treasury import queries as books

ADVANCE = 8_000_000


def moved(contract):
    award = loop.award_of(contract, "balance")
    return award.due_fen, award.settled_fen, award.delta_fen


@pytest.mark.parametrize(("level", "cap"), [(2, 25_000_000), (3, 35_000_000), (4, 40_000_000)])
def test_passing_awards_the_balance_capped_by_level_less_the_advance(here, level, cap):
    case = loop.advanced(here)

    row = loop.decided(here, loop.reported(here, case, level=level))

    assert (row.state, row.decided_by, row.decided_at) == ("passed", here.city, loop.DECIDED)
    assert moved(case.contract) == (cap, ADVANCE, cap - ADVANCE)
    assert all(awarded.proof_of(award).holds for award in awarded.every())


def test_below_its_cap_the_rate_decides(here):
    case = loop.advanced(here)

    loop.decided(here, loop.reported(here, case, level=4), rate=Fraction(3, 10))

    assert moved(case.contract) == (30_000_000, ADVANCE, 22_000_000)


def test_a_rate_above_the_ceiling_is_refused_and_nothing_is_decided(here):
    case = loop.advanced(here)
    row = loop.reported(here, case)

    with pytest.raises(AwardRefused, match="ceiling"):
        loop.decided(here, row, rate=Fraction(41, 100))

    assert acceptances.locked(row.pk).state == "reported"


@pytest.mark.parametrize(("level", "passes"), [(2, False), (1, True)], ids=["failed", "level one"])
def test_the_advance_is_demanded_back(here, level, passes):
    case = loop.advanced(here)
    row = loop.reported(here, case, level=level, recommends=passes)
    loop.decided(here, row, passes=passes)
    assert moved(case.contract) == (0, ADVANCE, -ADVANCE)

    award = pay.close_award_notice(loop.award_of(case.contract, "balance").pk, by=here.city, at=loop.DUE)
    assert award.state == AwardState.RECOVERY_DUE
    assert {source: states["recovery_due"] for source, states in books.by_source().items()} == {
        "central": 6_400_000,
        "city": 1_600_000,
    }

    assert pay.take_back(award.pk, by=here.maker, at=loop.DUE).state == AwardState.RECOVERED
    assert {source: states["recovered"] for source, states in books.by_source().items()} == {
        "central": 6_400_000,
        "city": 1_600_000,
    }
    assert books.faults() == ()


def test_nothing_is_decided_while_the_advance_is_on_its_way(here):
    firm = loop.listed(here)
    contract = loop.checked(here, loop.confirmed(here, firm))
    firm.contract = contract
    row = loop.reported(here, firm)

    with pytest.raises(AcceptanceRefused, match="on its way"):
        loop.decided(here, row)

    assert acceptances.locked(row.pk).state == "reported"
    award = pay.close_award_notice(loop.award_of(contract, "advance").pk, by=here.city, at=loop.CONFIRMED)
    pay.ask_bank(loop.sent(here, award).pk, by=known.system(), at=loop.PAID)
    assert loop.decided(here, row).state == "passed"


def test_without_an_advance_failing_closes_the_award(here):
    case_firm = loop.listed(here)
    contract = loop.checked(here, loop.confirmed(here, case_firm, first_payment_fen=0))
    pay.close_award_notice(loop.award_of(contract, "advance").pk, by=here.city, at=loop.CONFIRMED)
    case_firm.contract = contract

    loop.decided(here, loop.reported(here, case_firm, recommends=False), passes=False)

    award = pay.close_award_notice(loop.award_of(contract, "balance").pk, by=here.city, at=loop.DUE)
    assert (award.delta_fen, award.state) == (0, AwardState.CLOSED)
    assert books.faults() == ()
