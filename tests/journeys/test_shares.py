"""A budget line that is short, shared among all who wait: two officers, exact parts, one transaction."""

from dataclasses import replace
from fractions import Fraction

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from tests.factories import BudgetShareFactory
from tests.journeys import sharing

from egret.core.ledger.accounts import Place, State
from egret.core.ledger.postings import Event
from egret.core.policy.overlap import Same, Settle
from egret.journeys.award_objections import decide_objection
from egret.journeys.share_line import confirm_share
from egret.rooms.city import queries as city
from egret.rooms.notice import queries as told
from egret.rooms.subsidy import actions as subsidies
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.actions import claims, objections, shares
from egret.rooms.subsidy.actions.objections import Objector
from egret.rooms.subsidy.checks import share_faults
from egret.rooms.subsidy.errors import AwardRefused, ClaimRefused, FactsRefused, ShareRefused
from egret.rooms.subsidy.models import SharePart
from egret.rooms.subsidy.queries import claims as claimed
from egret.rooms.subsidy.queries import shares as queries
from egret.rooms.subsidy.states import AwardState, ClaimState, ShareState
from egret.rooms.trail import checks as trail
from egret.rooms.trail import queries as acts
from egret.rooms.treasury import actions as treasury
from egret.rooms.treasury import queries as books
from egret.rooms.treasury.errors import PaymentRefused

pytestmark = pytest.mark.django_db


@pytest.fixture
def firms(example):
    return sharing.listed(example, 3)


def committed():
    return sum(states[State.COMMITTED] for states in books.by_source().values())


def newest(firm):
    return told.newest(firm.own.organisation, 1).get().text_en


def test_a_claim_on_a_shared_line_is_approved_and_waits(example, firms):
    row = sharing.equipment(example, firms[0], 1_500_000)

    assert (row.state, row.decided_by, claimed.awards_of(row).count()) == (
        ClaimState.APPROVED,
        example.city,
        0,
    )
    assert queries.want_of(row, sharing.APPROVED) == 8_000_000
    assert newest(firms[0]) == (
        "Your claim is approved: about ¥80,000.00. The money is shared among all approved claims at once; "
        "you are told your part then."
    )
    assert committed() == 0


def test_a_short_line_is_shared_to_the_fen_and_every_award_computes_again(example, firms):
    for firm, yuan in zip(firms, (1_500_000, 2_000_000, 1_500_001), strict=True):
        sharing.equipment(example, firm, yuan)

    found = sharing.shared(example, "equipment")

    # ¥100,000 over 80,000.00, 120,000.00 and 80,000.08: the two odd fen go to the largest remainders.
    assert [(one.due_fen, one.delta_fen, one.short_fen) for one in found] == [
        (8_000_000, 2_857_142, 5_142_858),
        (12_000_000, 4_285_713, 7_714_287),
        (8_000_008, 2_857_145, 5_142_863),
    ]
    assert sum(one.delta_fen for one in found) == 10_000_000 == committed()
    assert [awarded.proof_of(one).holds for one in found] == [True] * 3
    assert {one.claim.state for one in found} == {ClaimState.AWARDED}
    assert (books.faults(), trail.verify(), share_faults()) == ((), (), [])


def test_the_award_s_line_and_its_notice_say_how_the_line_was_shared_and_what_was_not_borne(example, firms):
    for firm in firms[:2]:
        sharing.equipment(example, firm, 2_000_000)

    first, _second = sharing.shared(example, "equipment")

    line = awarded.lines_of([first]).last()
    assert line.fen == 5_000_000
    assert line.calculation_en == (
        "¥100,000.00 to share, ¥240,000.00 asked by all claims, money is short, shared pro rata; asked ¥120,000.00, "
        "part ¥50,000.00, not borne ¥70,000.00"
    )
    assert line.calculation == (
        "可分配 100,000.00 元，各项申领合计 240,000.00 元，资金不足，按比例分配；本次应拨 120,000.00 元，"
        "分得 50,000.00 元，未能列支 70,000.00 元"
    )
    assert newest(firms[0]) == (
        "You were awarded ¥50,000.00; it is on public notice now. ¥70,000.00 more was due, "
        "and the budget line could not bear it."
    )


def test_a_line_that_suffices_pays_everyone_whole(example, firms):
    sharing.equipment(example, firms[0], 1_000_000)

    [only] = sharing.shared(example, "equipment")

    assert (only.delta_fen, only.short_fen) == (4_000_000, 0)
    assert awarded.lines_of([only]).last().calculation_en == (
        "¥100,000.00 to share, ¥40,000.00 asked by all claims, enough for all; asked ¥40,000.00, paid ¥40,000.00"
    )


def test_by_rank_the_first_is_served_first_and_the_last_gets_what_is_left_or_nothing(example, firms):
    for firm, rank in zip(firms, (3, 1, 2), strict=True):
        sharing.ranked(example, firm, rank, score=95)

    assert [(row.claim.enterprise.pk, row.place) for row in sharing.table("score").rows] == [
        (firms[1].own.pk, 1),
        (firms[2].own.pk, 2),
        (firms[0].own.pk, 3),
    ]
    found = sharing.shared(example, "score")

    assert [(one.enterprise_id, one.delta_fen) for one in found] == [
        (firms[1].own.pk, 35_000_000),
        (firms[2].own.pk, 15_000_000),
        (firms[0].own.pk, 0),
    ]
    assert newest(firms[0]) == (
        "¥350,000.00 was due to you, and the budget line could not bear it: nothing is paid."
    )


def test_by_rank_nobody_waits_without_a_rank(example, firms):
    row = sharing.checked(example, sharing.submitted(firms[0], "5", {"联网设备数": 0}))

    with pytest.raises(FactsRefused) as refused:
        sharing.decided(example, row, {"评审得分": 80, "评审名次": 0})

    assert refused.value.faults == {
        "rank": "The budget line is shared by this rank: write a rank of 1 or more."
    }
    row.refresh_from_db()
    assert row.state == ClaimState.CHECKED


def test_two_claims_of_one_enterprise_reckon_with_each_other(example, firms, monkeypatch):
    pack = city.pack()
    line = replace(queries.line_of("equipment"), clauses=("6", "10"))
    once = replace(
        pack.overlaps[0], id="once", members=("6", "10"), same=Same.ENTERPRISE, settle=Settle.TOP_UP
    )
    other = replace(pack, budget=(line,), overlaps=(once,))
    monkeypatch.setattr(city, "_found", replace(city._found, pack=other))
    training = {"班次": "线下", "人天": Fraction(100)}
    sharing.approved(example, firms[0], "10", training, {"课程已备案": True})
    sharing.equipment(example, firms[0], 2_000_000)

    wants = [row.part.wanted.fen for row in sorted(sharing.table("equipment").rows, key=lambda r: r.claim.pk)]
    found = sharing.shared(example, "equipment")

    # ¥120,000 for both together at most; what the training did not get in the end is due for the machines.
    assert wants == [2_250_000, 9_750_000]
    assert [(one.due_fen, one.delta_fen, one.short_fen) for one in found] == [
        (2_250_000, 1_875_000, 375_000),
        (10_125_000, 8_125_000, 2_000_000),
    ]
    assert ([awarded.proof_of(one).holds for one in found], share_faults()) == ([True, True], [])


def test_who_proposed_does_not_confirm(example, firms):
    sharing.equipment(example, firms[0], 2_000_000)
    share = sharing.proposed(example, "equipment")

    with pytest.raises(ShareRefused, match="somebody else has to confirm"):
        confirm_share(share.pk, share.digest, by=example.city, at=sharing.SHARED)
    with pytest.raises(IntegrityError), transaction.atomic():
        BudgetShareFactory(
            proposed_by=example.city,
            confirmed_by=example.city,
            confirmed_at=sharing.SHARED,
            state="confirmed",
        )

    assert (queries.proposed(queries.line_of("equipment")), committed()) == (share, 0)


def test_a_share_is_refused_once_another_claim_waits(example, firms):
    sharing.equipment(example, firms[0], 2_000_000)
    share = sharing.proposed(example, "equipment")
    late = sharing.equipment(example, firms[1], 2_000_000)

    with pytest.raises(ShareRefused, match="has changed since this page was made"):
        confirm_share(share.pk, share.digest, by=example.city2, at=sharing.SHARED)
    late.refresh_from_db()
    share.refresh_from_db()
    assert (late.state, share.state, committed()) == (ClaimState.APPROVED, ShareState.PROPOSED, 0)

    shares.withdraw(share.pk, by=example.city2, at=sharing.SHARED)
    assert [one.delta_fen for one in sharing.shared(example, "equipment")] == [5_000_000, 5_000_000]


def test_what_was_shown_is_what_is_proposed(example, firms):
    sharing.equipment(example, firms[0], 2_000_000)
    shown = sharing.table("equipment").digest
    sharing.equipment(example, firms[1], 2_000_000)

    with pytest.raises(ShareRefused, match="has changed since this page was made"):
        shares.propose("equipment", shown, by=example.city, at=sharing.PROPOSED)


def test_one_proposal_a_line_is_open_and_nothing_is_shared_among_nobody(example, firms):
    with pytest.raises(ShareRefused, match="nothing to share"):
        sharing.proposed(example, "equipment")
    sharing.equipment(example, firms[0], 2_000_000)
    sharing.proposed(example, "equipment")

    with pytest.raises(ShareRefused, match="proposed already"):
        sharing.proposed(example, "equipment")
    with pytest.raises(ShareRefused, match="no such line"):
        shares.propose("renovation", "", by=example.city, at=sharing.PROPOSED)


def test_a_share_is_confirmed_once(example, firms):
    sharing.equipment(example, firms[0], 2_000_000)
    [award] = sharing.shared(example, "equipment")

    with pytest.raises(ShareRefused, match="moved on"):
        confirm_share(award.share_id, award.share.digest, by=example.city2, at=sharing.SHARED)


def test_an_approval_that_is_taken_back_waits_no_longer(example, firms):
    row = sharing.equipment(example, firms[0], 2_000_000)
    stamp = {"by": example.city, "at": sharing.PROPOSED}

    with pytest.raises(ClaimRefused, match="Say why"):
        claims.take_back_approval(row.pk, reason=" ", version=row.version, **stamp)
    row = claims.take_back_approval(row.pk, reason="发票有误", version=row.version, **stamp)

    assert (row.state, sharing.table("equipment").rows) == (ClaimState.CHECKED, ())
    assert newest(firms[0]) == "The approval of your claim was taken back, it is decided anew: 发票有误"
    with pytest.raises(ClaimRefused, match="moved on"):
        claims.take_back_approval(row.pk, reason="再", version=row.version, **stamp)


def test_an_objection_that_is_upheld_frees_the_part_for_the_next_share(example, firms):
    for firm in firms[:2]:
        sharing.equipment(example, firm, 2_000_000)
    first, second = sharing.shared(example, "equipment")
    who = Objector("甲", "0592-5551234", firms[1].own.organisation)
    objection = objections.object_to(first.pk, who, "重复", by=firms[1].user, at=sharing.SHARED)
    decide_objection(objection.pk, uphold=True, reason="发票重复", by=example.city, at=sharing.LATER)

    row = claimed.locked(first.claim_id)
    assert (row.state, sharing.table("equipment", sharing.LATER).left_fen) == (ClaimState.CHECKED, 5_000_000)
    again = sharing.decided(example, row, at=sharing.LATER)
    share = sharing.proposed(example, "equipment", sharing.LATER)
    [anew] = confirm_share(share.pk, share.digest, by=example.city2, at=sharing.LATER)

    assert (again.state, anew.no, anew.delta_fen) == (ClaimState.APPROVED, f"{first.no}-2", 5_000_000)
    first.refresh_from_db()
    second.refresh_from_db()
    # The money that came free is not owed to those whose part was short: they have taken part.
    assert (first.state, second.delta_fen) == (AwardState.WITHDRAWN, 5_000_000)
    assert [awarded.proof_of(one).holds for one in (first, second, anew)] == [True] * 3
    assert (books.faults(), trail.verify(), share_faults()) == ((), (), [])


def test_a_share_after_the_line_s_last_day_still_draws_on_that_line(example, firms, monkeypatch):
    sharing.equipment(example, firms[0], 2_000_000)
    pack = city.pack()
    line = queries.line_of("equipment")
    ended = replace(line, to_on=sharing.APPROVED.date())
    next_line = replace(line, id="next", from_on=sharing.PROPOSED.date())
    other = replace(pack, budget=(*(one for one in pack.budget if one is not line), ended, next_line))
    monkeypatch.setattr(city, "_found", replace(city._found, pack=other))

    [award] = sharing.shared(example, "equipment")

    assert award.awarded_at.date() > ended.to_on
    assert sharing.table("equipment", sharing.LATER).used_fen == award.delta_fen
    assert sharing.table("next", sharing.LATER).used_fen == 0


def test_a_part_that_somebody_changed_is_found_and_the_data_base_refuses_the_change(example, firms):
    for firm in firms[:2]:
        sharing.equipment(example, firm, 2_000_000)
    first, _second = sharing.shared(example, "equipment")
    part = SharePart.objects.get(claim=first.claim)

    with pytest.raises(DatabaseError), transaction.atomic():
        SharePart.objects.filter(pk=part.pk).update(part_fen=1)
    first.share.left_fen -= 2
    first.share.save()

    no, other = first.claim.no, _second.claim.no
    assert share_faults() == [
        f"share {first.share_id} of line equipment: claim {no} has a part of 5000000 fen, shared anew 4999999",
        f"share {first.share_id} of line equipment: claim {other} has a part of 5000000 fen, shared anew 4999999",
    ]


def test_every_step_of_a_share_is_on_the_trail(example, firms):
    sharing.equipment(example, firms[0], 2_000_000)
    shares.withdraw(sharing.proposed(example, "equipment").pk, by=example.city, at=sharing.PROPOSED)
    [award] = sharing.shared(example, "equipment")

    told_here = [act for act in acts.acts() if act.case == "line:equipment"]
    assert [act.verb for act in told_here] == [
        "share.proposed",
        "share.withdrawn",
        "share.proposed",
        "share.confirmed",
    ]
    assert told_here[-1].body["parts"] == {award.claim.no: 10_000_000}
    of_claim = [act.verb for act in acts.acts() if act.subject == f"claim:{award.claim_id}"]
    assert of_claim == ["claim.begun", "claim.submitted", "claim.checked", "claim.approved", "claim.awarded"]


def test_nobody_is_awarded_alone_what_is_shared_among_all(example, firms):
    row = sharing.equipment(example, firms[0], 2_000_000)

    with pytest.raises(AwardRefused, match="approve the claim instead"):
        subsidies.award(queries.case_of(row), by=example.city, at=sharing.SHARED)


def test_a_share_waits_for_the_money_in_the_books(example, firms):
    """What no fund source holds is not promised: nothing of the share happens."""
    sharing.equipment(example, firms[0], 2_000_000)
    share = sharing.proposed(example, "equipment")
    pot = Place("renovation", "6")
    held = books.held_by_source(State.ALLOTTED, pot)["park"]
    place, amounts = Place("renovation", "6", "contract:0"), {"park": held - 1}
    treasury.draw(Event.COMMIT, amounts, place, key="elsewhere", by=example.maker, at=sharing.PROPOSED)

    with pytest.raises(PaymentRefused):
        confirm_share(share.pk, share.digest, by=example.city2, at=sharing.SHARED)

    assert sharing.table("equipment").digest == share.digest
    assert (SharePart.objects.count(), share_faults()) == (0, [])
