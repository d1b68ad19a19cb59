"""What is demanded back comes in part by part, to the fen, by a plan that two agreed on."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from tests.journeys import loop

from egret.core.instalments import Part
from egret.core.ledger.accounts import State
from egret.journeys import pay, recovery
from egret.rooms.notice import queries as notices
from egret.rooms.subsidy.states import AwardState
from egret.rooms.treasury import actions as treasury
from egret.rooms.treasury import queries as books
from egret.rooms.treasury.actions import CameIn
from egret.rooms.treasury.errors import PaymentRefused
from egret.rooms.treasury.models import InstalmentPlan, Posting, Recovery
from egret.rooms.treasury.queries import recoveries
from egret.rooms.treasury.states import PlanState

OWED = 8_000_000
AT = loop.DUE


@pytest.fixture
def award(here):
    """An advance of 80,000 yuan, demanded back because the work was not accepted."""
    case = loop.advanced(here)
    loop.decided(here, loop.reported(here, case, level=0, recommends=False), passes=False)
    return pay.close_award_notice(loop.award_of(case.contract, "balance").pk, by=here.city, at=AT)


def came(here, award, fen, entry="", at=AT):
    return recovery.recover_part(award.pk, CameIn(fen, at.date(), entry), by=here.maker, at=at)


def stands(state):
    return {source: states[state] for source, states in books.by_source().items() if states[state]}


def parts(*amounts):
    return [Part(AT.date() + timedelta(days=30 * place), fen) for place, fen in enumerate(amounts, 1)]


def proposed(here, award, *amounts):
    return treasury.propose_plan(award.pk, parts(*amounts), reason="资金周转困难", by=here.maker, at=AT)


def agreed(here, award, *amounts):
    plan = proposed(here, award, *amounts)
    return recovery.decide_plan(plan.pk, agrees=True, by=here.checker, at=AT)


def test_parts_go_back_to_the_sources_that_gave_and_the_last_makes_it_whole(here, award):
    assert recoveries.owed_fen(award) == OWED
    for number, fen in enumerate((3_333_333, 1, 2_666_666), 1):
        award = came(here, award, fen, f"E{number}")
        assert award.state == AwardState.RECOVERY_DUE
        assert books.faults() == ()
    assert recoveries.owed_fen(award) == 2_000_000

    award = came(here, award, 2_000_000, "E4")

    assert (award.state, recoveries.owed_fen(award)) == (AwardState.RECOVERED, 0)
    assert stands(State.RECOVERED) == {"central": 6_400_000, "city": 1_600_000}
    assert stands(State.RECOVERY_DUE) == {}
    assert [one.fen for one in recoveries.recoveries_of(award)] == [3_333_333, 1, 2_666_666, 2_000_000]
    assert Posting.objects.filter(event="recover").count() == 4
    assert books.faults() == ()


def test_the_enterprise_is_told_of_each_part(here, award):
    came(here, award, 1_000_000)

    message = notices.newest(award.enterprise.organisation)[0]
    assert "10,000.00" in message.text_en
    assert "70,000.00" in message.text_en


def test_all_at_once_is_still_one_step(here, award):
    came(here, award, 3_000_000)

    award = pay.take_back(award.pk, by=here.maker, at=AT)

    assert award.state == AwardState.RECOVERED
    assert [one.fen for one in recoveries.recoveries_of(award)] == [3_000_000, 5_000_000]
    with pytest.raises(PaymentRefused, match="Nothing"):
        pay.take_back(award.pk, by=here.maker, at=AT)


@pytest.mark.parametrize(
    ("fen", "day", "field"),
    [
        (0, AT.date(), "fen"),
        (-1, AT.date(), "fen"),
        (OWED + 1, AT.date(), "fen"),
        (1, date(2024, 9, 25), "received_on"),
    ],
)
def test_what_can_not_have_come_in_is_refused_at_its_field(here, award, fen, day, field):
    with pytest.raises(PaymentRefused) as refused:
        recovery.recover_part(award.pk, CameIn(fen, day), by=here.maker, at=AT)

    assert refused.value.field == field
    assert not Recovery.objects.exists()


def test_an_entry_of_the_bank_is_used_once(here, award):
    came(here, award, 100, "E1")

    with pytest.raises(PaymentRefused, match="used already"):
        came(here, award, 100, "E1")
    assert recoveries.owed_fen(award) == OWED - 100


def test_parts_without_an_entry_are_told_apart(here, award):
    came(here, award, 100)
    came(here, award, 100)

    assert recoveries.owed_fen(award) == OWED - 200


def test_an_award_that_owes_nothing_takes_nothing(here):
    case = loop.advanced(here)
    award = loop.award_of(case.contract, "advance")

    with pytest.raises(PaymentRefused, match="Nothing"):
        came(here, award, 1)


def test_what_came_back_can_not_be_written_anew(here, award):
    came(here, award, 100)

    for statement in ("UPDATE treasury_recovery SET fen = 200", "DELETE FROM treasury_recovery"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_recovery_beside_the_books_is_found(here, award):
    came(here, award, 100)
    Recovery.objects.create(award=award, fen=50, received_on=AT.date(), entered_at=AT, entered_by=here.maker)

    assert {finding.key for finding in books.faults()} == {award.project}


def test_a_plan_holds_when_a_second_officer_agrees(here, award):
    plan = proposed(here, award, 3_000_000, 5_000_000)
    with pytest.raises(PaymentRefused, match="somebody else"):
        recovery.decide_plan(plan.pk, agrees=True, by=here.maker, at=AT)
    assert list(recoveries.plans_to_decide(here.maker)) == []
    assert list(recoveries.plans_to_decide(here.checker)) == [plan]

    plan = recovery.decide_plan(plan.pk, agrees=True, by=here.checker, at=AT)

    assert plan.state == PlanState.AGREED
    assert "in parts" in notices.newest(award.enterprise.organisation)[0].text_en
    with pytest.raises(PaymentRefused, match="decided already"):
        recovery.decide_plan(plan.pk, agrees=False, by=here.releaser, at=AT)


@pytest.mark.parametrize(
    ("amounts", "match"),
    [((OWED,), "two parts"), ((4_000_000, 3_999_999), "79,999.99"), ((OWED, 0), "more than nothing")],
)
def test_a_plan_sums_exactly_to_what_is_owed(here, award, amounts, match):
    with pytest.raises(PaymentRefused, match=match):
        proposed(here, award, *amounts)
    assert not InstalmentPlan.objects.exists()


def test_a_plan_neither_begins_in_the_past_nor_waits_twice(here, award):
    past = [Part(AT.date() - timedelta(days=1), 4_000_000), Part(AT.date(), 4_000_000)]
    with pytest.raises(PaymentRefused, match="in the past"):
        treasury.propose_plan(award.pk, past, reason="困难", by=here.maker, at=AT)
    proposed(here, award, 4_000_000, 4_000_000)

    with pytest.raises(PaymentRefused, match="already"):
        proposed(here, award, 4_000_000, 4_000_000)


def test_a_part_is_overdue_the_day_after_and_until_it_is_paid(here, award):
    agreed(here, award, 3_000_000, 5_000_000)
    due = AT.date() + timedelta(days=30)
    assert recoveries.overdue(here.maker, due) == []

    [late] = recoveries.overdue(here.maker, due + timedelta(days=1))
    assert (late.overdue_fen(due + timedelta(days=1)), late.row.award_id) == (3_000_000, award.pk)
    came(here, award, 1_000_000)
    [late] = recoveries.overdue(here.maker, due + timedelta(days=1))
    assert late.overdue_fen(due + timedelta(days=1)) == 2_000_000
    came(here, award, 2_000_000)

    assert recoveries.overdue(here.maker, due + timedelta(days=1)) == []
    [late] = recoveries.overdue(here.maker, due + timedelta(days=31))
    assert late.overdue_fen(due + timedelta(days=31)) == 5_000_000


def test_a_plan_is_for_what_had_not_come_in_yet(here, award):
    came(here, award, 2_000_000)
    agreed(here, award, 1_000_000, 5_000_000)

    [plan] = recoveries.plans_of([award.pk])

    assert [(one.part.fen, one.came_fen) for one in plan.parts] == [(1_000_000, 0), (5_000_000, 0)]


def test_a_later_plan_replaces_the_one_before(here, award):
    first = agreed(here, award, 3_000_000, 5_000_000)
    came(here, award, 3_000_000)

    second = agreed(here, award, 1_000_000, 4_000_000)

    states = dict(InstalmentPlan.objects.values_list("pk", "state"))
    assert states == {first.pk: PlanState.REPLACED, second.pk: PlanState.AGREED}


def test_a_refused_plan_leaves_the_whole_due(here, award):
    plan = proposed(here, award, 3_000_000, 5_000_000)

    recovery.decide_plan(plan.pk, agrees=False, by=here.checker, at=AT)

    assert recoveries.plans_of([award.pk]) == []
    assert recoveries.owed_fen(award) == OWED
