"""Money from another policy is deducted where one thing would be paid for twice."""

from datetime import date

import pytest
from tests.journeys import loop

from egret.rooms.files import actions as files
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.actions import externals
from egret.rooms.subsidy.actions.externals import Received
from egret.rooms.subsidy.errors import ClaimRefused
from egret.rooms.treasury import queries as books

pytestmark = pytest.mark.django_db


def received(case, fen=1_000_000, policy="city-renovation", day=date(2024, 8, 1)):
    paper = files.keep("到账.pdf", loop.PAPER, of=case.own.organisation, by=case.user, at=loop.REQUESTED)
    given = Received(policy, fen, day, paper)
    return externals.record(case.own, given, by=case.user, at=loop.REQUESTED)


def test_what_another_policy_paid_is_deducted_and_the_award_computes_again(here):
    case = loop.advanced(here)
    row = loop.reported(here, case, level=2)
    received(case)

    contract = loop.decided(here, row).contract
    award = loop.award_of(contract, "balance")

    assert award.due_fen == 25_000_000 - 1_000_000
    assert awarded.proof_of(award).holds
    assert books.faults() == ()


def test_what_is_entered_later_leaves_an_award_as_it_was(here):
    case = loop.advanced(here)
    contract = loop.decided(here, loop.reported(here, case, level=2)).contract
    received(case)

    award = loop.award_of(contract, "balance")
    assert (award.due_fen, awarded.proof_of(award).holds) == (25_000_000, True)


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"policy": "no-such"}, "external"), ({"fen": 0}, "fen"), ({"day": date(2031, 1, 1)}, "received_on")],
)
def test_what_can_t_be_is_refused_at_its_field(here, changed, field):
    case = loop.listed(here)

    with pytest.raises(ClaimRefused) as refused:
        received(case, **changed)
    assert refused.value.field == field
