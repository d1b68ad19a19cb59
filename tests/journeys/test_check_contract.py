import pytest
from tests.journeys import loop

from egret.rooms.project import queries as projects
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.states import AwardState
from egret.rooms.trail import queries as trail
from egret.rooms.treasury import queries as books
from egret.rooms.treasury.errors import PaymentRefused


def test_checking_a_contract_awards_the_advance_with_its_reasoning(here):
    contract = loop.checked(here, loop.confirmed(here, loop.listed(here), first_payment_fen=20_000_000))

    award = loop.award_of(contract, "advance")
    assert (award.state, award.due_fen, award.settled_fen, award.delta_fen) == (
        AwardState.ON_NOTICE,
        8_000_000,
        0,
        8_000_000,
    )
    told = [(line.label, line.fen) for line in awarded.lines_of([award])]
    assert told == [
        ("首期款", 8_000_000),
        ("同一改造项目就高不重复", 8_000_000),
        ("2024年企业改造资金", 8_000_000),
    ]


def test_the_advance_is_capped(here):
    contract = loop.checked(here, loop.confirmed(here, loop.listed(here), first_payment_fen=80_000_000))

    assert loop.award_of(contract, "advance").delta_fen == 10_000_000


def test_all_that_a_contract_may_bring_is_bound_from_its_check_on(here):
    """At most 40% of its eligible costs and the cap of level 4, though nobody knows the level yet."""
    loop.checked(here, loop.confirmed(here, loop.listed(here)))

    assert {source: states["committed"] for source, states in books.by_source().items()} == {
        "central": 32_000_000,
        "city": 8_000_000,
    }
    assert books.faults() == ()


@pytest.mark.django_db
def test_without_enough_money_nothing_is_half_done():
    here = loop.offices(allotted=1_000_000)
    contract = loop.confirmed(here, loop.listed(here))
    before = trail.size()

    with pytest.raises(PaymentRefused, match="not enough money"):
        loop.checked(here, contract)

    assert projects.locked(contract.pk).state == "confirmed"
    assert not awarded.of_contract(contract).exists()
    assert trail.size() == before
    assert books.faults() == ()
