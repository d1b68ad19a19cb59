"""An audit cut, a revocation, and what is decided anew: money comes back to the fen, once, and within its days."""

from argparse import Namespace
from datetime import date
from fractions import Fraction

import pytest
from tests.journeys import loop, recalling

from egret import commands
from egret.journeys import daily, pay, recalls, recovery
from egret.journeys.award_objections import decide_objection
from egret.journeys.claims import answer_match
from egret.journeys.recalls import Correction
from egret.rooms.notice import queries as notices
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.actions import objections
from egret.rooms.subsidy.actions.objections import Objector
from egret.rooms.subsidy.errors import AwardRefused
from egret.rooms.subsidy.models import Award
from egret.rooms.subsidy.queries import claims as claimed
from egret.rooms.subsidy.queries import recalls as queries
from egret.rooms.subsidy.states import AwardState, ClaimState, Occasion
from egret.rooms.trail import checks as trail
from egret.rooms.treasury import queries as books
from egret.rooms.treasury.actions import CameIn
from egret.rooms.treasury.errors import PaymentRefused
from egret.rooms.treasury.queries import recoveries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("more_clauses")]
S = AwardState


def objected(case, award, at):
    who = Objector("甲", "0592-5551234", case.own.organisation)
    return objections.object_to(award.pk, who, "金额不对", by=case.user, at=at)


def upheld(here, case, award, at=recalling.FOUND):
    found = objected(case, award, at)
    return decide_objection(found.pk, uphold=True, reason="审计有误", by=here.city, at=at)


def test_an_audit_cut_comes_back_to_the_fen_and_within_the_clause_s_days(here):
    case = recalling.balanced(here)

    award = recalling.cut(here, case, case.award, 实际投入=50_000_000)

    assert (award.no, award.occasion, award.round) == (f"{case.award.no}-r1", Occasion.AUDIT, 1)
    assert recalling.moved(award) == (20_000_000, 25_000_000, -5_000_000)
    assert (award.cause, award.ground, award.pay_back_by) == (case.award, "发票重复列支", None)
    assert "50,000.00" in notices.newest(case.own.organisation)[0].text_en
    award = recalling.closed(here, award)
    assert (award.state, award.pay_back_by) == (S.RECOVERY_DUE, date(2024, 11, 20))
    assert recalling.held("recovery_due") == 5_000_000
    award = pay.take_back(award.pk, by=here.maker, at=recalling.LATER)
    assert (award.state, recalling.held("recovered"), recalling.held("paid")) == (
        S.RECOVERED,
        5_000_000,
        20_000_000,
    )
    assert recalling.all_is_well()
    assert trail.verify() == ()


def test_the_days_of_a_failed_acceptance_come_from_the_clause_too(here):
    case = loop.advanced(here)
    loop.decided(here, loop.reported(here, case, recommends=False), passes=False)

    award = recalling.closed(here, loop.award_of(case.contract, "balance"), loop.DUE)

    assert (award.state, award.pay_back_by) == (S.RECOVERY_DUE, date(2024, 10, 24))


@pytest.mark.parametrize("spend", [loop.SPEND, loop.SPEND + 1, 62_500_000], ids=["same", "more", "capped"])
def test_what_lowers_nothing_is_no_cut(here, spend):
    case = recalling.balanced(here)

    with pytest.raises(AwardRefused, match="nothing would come back"):
        recalling.cut(here, case, case.award, 实际投入=spend)

    assert awarded.of_contract(case.contract).count() == 2


@pytest.mark.parametrize(
    ("said", "field"), [({"ground": " "}, "ground"), ({"proof": None}, "proof")], ids=["ground", "proof"]
)
def test_a_cut_needs_its_ground_and_its_proof(here, said, field):
    case = recalling.balanced(here)
    given = {"ground": "重复", "proof": recalling.paper(case)} | said

    with pytest.raises(AwardRefused) as refused:
        recalls.cut(case.award.pk, Correction(**given, facts={}), by=here.city, at=recalling.FOUND)
    assert refused.value.field == field


def test_facts_that_the_clause_can_t_take_are_refused_with_a_sentence(here):
    case = recalling.balanced(here)

    with pytest.raises(AwardRefused, match="above the ceiling"):
        recalling.cut(here, case, case.award, 核定比例=Fraction(41, 100))
    found = Correction("缺", recalling.paper(case), {})
    with pytest.raises(AwardRefused, match="is not known yet"):
        recalls.cut(case.award.pk, found, by=here.city, at=recalling.FOUND)


def test_a_decided_value_that_is_cut_keeps_the_ground_as_its_reason(here):
    case = recalling.balanced(here)

    award = recalling.cut(here, case, case.award, 核定比例=Fraction(1, 5))

    assert (recalling.moved(award)[2], award.reasons) == (-5_000_000, {"核定比例": "发票重复列支"})


def test_a_page_that_another_officer_overtook_makes_no_second_recall(here):
    case = recalling.balanced(here)
    found = recalling.correction(case, case.award, 实际投入=50_000_000)
    recalls.cut(case.award.pk, found, by=here.city, at=recalling.FOUND)

    for again in (recalls.cut, recalls.revoke):
        with pytest.raises(AwardRefused, match="while your page was open"):
            again(case.award.pk, found, by=here.city, at=recalling.FOUND)

    assert awarded.of_contract(case.contract).count() == 3


def test_what_nobody_ordered_yet_is_not_paid_out_to_be_demanded_back(here):
    case = loop.advanced(here)
    loop.decided(here, loop.reported(here, case))
    first = recalling.closed(here, loop.award_of(case.contract, "balance"), loop.DUE)
    assert (first.state, recalling.held("payable")) == (S.CONFIRMED, 17_000_000)

    award = recalling.cut(here, case, first, 实际投入=50_000_000)

    first.refresh_from_db()
    assert (first.state, first.reason) == (S.WITHDRAWN, "发票重复列支")
    assert recalling.moved(award) == (20_000_000, 8_000_000, 12_000_000)
    assert (recalling.held("payable"), recalling.held("committed")) == (0, 12_000_000)
    recalling.arrived(here, award, recalling.OVER)
    assert recalling.held("paid") == 20_000_000
    assert recalling.all_is_well()


def test_a_recall_waits_for_a_payment_that_is_under_way(here):
    case = loop.advanced(here)
    loop.decided(here, loop.reported(here, case))
    first = recalling.closed(here, loop.award_of(case.contract, "balance"), loop.DUE)
    order = loop.sent(here, first, loop.DUE)
    award = recalling.cut(here, case, first, 实际投入=50_000_000)
    assert recalling.moved(award)[2] == -5_000_000

    with pytest.raises(AwardRefused, match="under way"):
        recalling.closed(here, award)
    assert daily.run(at=recalling.OVER) == 1
    assert daily.run(at=recalling.OVER) == 1
    award.refresh_from_db()

    assert (order.state, award.state, recalling.held("recovery_due")) == ("sent", S.RECOVERY_DUE, 5_000_000)
    assert recalling.all_is_well()


def test_where_the_payment_fails_the_recall_is_made_for_what_is_left_of_it(here):
    case = loop.advanced(here)
    loop.decided(here, loop.reported(here, case))
    first = recalling.closed(here, loop.award_of(case.contract, "balance"), loop.DUE)
    order = pay.make_order(first.pk, by=here.maker, at=loop.DUE)
    award = recalling.cut(here, case, first, 实际投入=50_000_000)

    pay.withdraw_order(order.pk, reason="账号待核实", by=here.checker, at=recalling.FOUND)

    newest = queries.newest(award)
    first.refresh_from_db()
    award.refresh_from_db()
    assert (first.state, award.state) == (S.WITHDRAWN, S.WITHDRAWN)
    assert (newest.no, recalling.moved(newest)) == (f"{award.no}-2", (20_000_000, 8_000_000, 12_000_000))
    assert (newest.occasion, newest.ground, newest.proof) == (award.occasion, award.ground, award.proof)
    with pytest.raises(AwardRefused, match="moved on"):
        pay.make_order(first.pk, by=here.maker, at=recalling.FOUND)
    recalling.arrived(here, newest, recalling.OVER)
    assert recalling.all_is_well()


def test_a_grant_that_is_revoked_comes_back_whole_and_stays_at_nothing(here):
    case = loop.advanced(here)
    award = recalling.revoked(here, case, loop.award_of(case.contract, "advance"), at=loop.REQUESTED)
    assert (recalling.moved(award), award.occasion) == ((0, 8_000_000, -8_000_000), Occasion.REVOKED)
    assert [line.article for line in awarded.lines_of([award])][-1] == "白鹭演示取值"
    recalling.closed(here, award, loop.DECIDED)
    pay.take_back(award.pk, by=here.maker, at=loop.DECIDED)

    loop.decided(here, loop.reported(here, case, level=4))

    later = loop.award_of(case.contract, "balance")
    assert recalling.moved(later) == (0, 0, 0)
    assert recalling.all_is_well()
    with pytest.raises(AwardRefused, match="nothing would come back"):
        recalling.revoked(here, case, later)


def test_a_grant_of_which_nothing_was_paid_yet_may_be_revoked_once(here):
    firm = loop.listed(here)
    firm.contract = loop.checked(here, loop.confirmed(here, firm, first_payment_fen=0))
    advance = recalling.closed(here, loop.award_of(firm.contract, "advance"), loop.CONFIRMED)

    award = recalling.revoked(here, firm, advance, at=loop.PAID)

    assert recalling.moved(award) == (0, 0, 0)
    award = recalling.closed(here, award)
    assert award.state == S.CLOSED
    with pytest.raises(AwardRefused, match="nothing would come back"):
        recalling.revoked(here, firm, award)


def test_a_clause_that_says_nothing_of_it_lets_nobody_demand_back(here):
    case = loop.advanced(here)
    loop.decided(here, loop.reported(here, case, level=3))
    daily.run(at=loop.DECIDED)
    row = claimed.of_enterprise(case.own).get()
    answer_match(row.pk, accepts=True, version=row.version, by=case.user, at=loop.DUE)
    award = claimed.awards_of(row).get()

    with pytest.raises(AwardRefused, match="says nothing of that"):
        recalling.revoked(here, case, award)


def test_a_claim_is_cut_and_revoked_alike_and_its_payee_pays_back(here):
    firm = recalling.claimed(here, loop.listed(here))

    award = recalling.cut(here, firm, firm.award, 诊断费=4_000_000)
    assert (award.no, recalling.moved(award)) == (f"{firm.award.no}-r1", (2_400_000, 3_000_000, -600_000))
    award = recalling.closed(here, award)
    last = recalling.revoked(here, firm, award, at=recalling.LATER)

    assert (last.no, recalling.moved(last)) == (f"{firm.award.no}-r2", (0, 2_400_000, -2_400_000))
    assert claimed.locked(firm.award.claim_id).state == ClaimState.AWARDED
    assert recalling.all_is_well()


def test_what_was_cut_is_free_again_in_the_year_that_its_claim_counts_in(here):
    firm = recalling.claimed(here, loop.listed(here))
    before = awarded.standing_of(_claim_of(firm), at=recalling.FOUND).moved
    award = recalling.cut(here, firm, firm.award, 诊断费=4_000_000)

    after = awarded.standing_of(_claim_of(firm), at=recalling.LATER)

    assert (before, after.moved) == ((3_000_000,), (3_000_000, -600_000))
    other = awarded.standing_of(_other_case(firm), at=recalling.LATER)
    assert [(one.key, one.awarded_fen) for one in other.claims] == [(award.project, 2_400_000)]


def _claim_of(firm):
    claim = claimed.locked(firm.award.claim_id)
    clause = claimed.clause_of(claim)
    return claimed.case_for(claim, clause, claimed.facts_of(claim, clause))


def _other_case(firm):
    clause = claimed.clause_open("93")
    return awarded.Case(clause, claimed.stage_of(clause), {}, firm.own)


def test_a_recall_that_an_objection_takes_back_leaves_the_award_before_it(here):
    case = recalling.balanced(here)
    award = recalling.cut(here, case, case.award, 实际投入=50_000_000)

    upheld(here, case, award)

    award.refresh_from_db()
    assert (award.state, queries.newest(award)) == (S.WITHDRAWN, case.award)
    assert not queries.to_decide_anew(here.city).exists()
    assert recalling.moved(recalling.cut(here, case, case.award, 实际投入=60_000_000))[2] == -1_000_000
    assert recalling.all_is_well()


def test_a_claim_s_recall_that_is_taken_back_leaves_the_claim_awarded(here):
    firm = recalling.claimed(here, loop.listed(here))
    award = recalling.cut(here, firm, firm.award, 诊断费=4_000_000)

    upheld(here, firm, award)

    assert claimed.locked(firm.award.claim_id).state == ClaimState.AWARDED


def test_an_objection_against_what_a_recall_replaced_is_still_answered(here):
    case = loop.advanced(here)
    loop.decided(here, loop.reported(here, case))
    first = loop.award_of(case.contract, "balance")
    objection = objected(case, first, loop.DECIDED)
    award = recalling.cut(here, case, first, at=loop.DECIDED, 实际投入=50_000_000)

    decide_objection(objection.pk, uphold=True, reason="已核减", by=here.city, at=loop.DUE)

    first.refresh_from_db()
    assert (first.reason, queries.newest(first)) == ("发票重复列支", award)


def test_a_stage_that_an_objection_took_back_is_decided_anew(here):
    case = loop.advanced(here)
    loop.decided(here, loop.reported(here, case))
    first = loop.award_of(case.contract, "balance")
    upheld(here, case, first, at=loop.DECIDED)
    assert list(queries.to_decide_anew(here.city)) == [first]
    found = Correction("实际投入核增", None, recalling.facts_of(first, 实际投入=50_000_000))

    award = recalls.decide_anew(first.pk, found, by=here.city, at=loop.DUE)

    assert (award.no, award.occasion, award.cause) == (f"{first.no}-2", Occasion.STAGE, first)
    assert recalling.moved(award) == (20_000_000, 8_000_000, 12_000_000)
    assert recalling.held("committed") == 12_000_000
    with pytest.raises(AwardRefused, match="decided anew already"):
        recalls.decide_anew(first.pk, found, by=here.city, at=loop.DUE)
    assert recalling.all_is_well()


def test_what_stands_is_not_decided_anew(here):
    case = recalling.balanced(here)

    with pytest.raises(AwardRefused, match="decided anew already"):
        recalls.decide_anew(
            case.award.pk, recalling.correction(case, case.award), by=here.city, at=recalling.FOUND
        )


def test_a_case_whose_awards_don_t_come_to_what_is_due_is_found(here):
    case = recalling.balanced(here)
    assert queries.faults() == ()
    Award.objects.filter(pk=case.award.pk).update(due_fen=1, settled_fen=1, delta_fen=0, state="closed")

    [finding] = queries.faults()
    checked = commands.ledger(Namespace(what="check"))

    assert (finding.key, finding.wrong) == (
        case.award.no,
        "the awards of its case move 8000000 fen, due less short is 1",
    )
    assert (checked.well, checked.plain["faults"][-1]) == (False, str(finding))


def test_money_is_taken_back_once_and_the_rest_of_a_cut_grant_may_still_be_revoked(here):
    case = recalling.balanced(here)
    award = recalling.closed(here, recalling.cut(here, case, case.award, 实际投入=50_000_000))
    pay.take_back(award.pk, by=here.maker, at=recalling.LATER)

    with pytest.raises(PaymentRefused, match="Nothing of this award is to be recovered"):
        pay.take_back(award.pk, by=here.maker, at=recalling.LATER)
    last = recalling.revoked(here, case, award, at=recalling.LATER)
    assert recalling.moved(last) == (0, 20_000_000, -20_000_000)


def test_a_grant_that_is_partly_paid_back_may_still_be_revoked_and_both_demands_come_in(here):
    """Cut by 50,000 yuan, of which 20,000 came in; then the rest is revoked: each demand keeps its own rest."""
    case = recalling.balanced(here)
    cut = recalling.closed(here, recalling.cut(here, case, case.award, 实际投入=50_000_000))
    recovery.recover_part(
        cut.pk, CameIn(2_000_000, recalling.LATER.date()), by=here.maker, at=recalling.LATER
    )

    revoked = recalling.revoked(here, case, cut, at=recalling.LATER)
    revoked = recalling.closed(here, revoked, at=revoked.notice_closes_at)

    assert (revoked.state, recalling.moved(revoked)) == ("recovery_due", (0, 20_000_000, -20_000_000))
    assert (recoveries.owed_fen(cut), recoveries.owed_fen(revoked)) == (3_000_000, 20_000_000)
    pay.take_back(revoked.pk, by=here.maker, at=revoked.notice_closes_at)
    pay.take_back(cut.pk, by=here.maker, at=revoked.notice_closes_at)
    assert queries.faults() == ()
    assert books.faults() == ()
