from fractions import Fraction

import pytest
from tests.journeys import claiming, loop

from egret.core.banking.accounts import Account
from egret.core.ledger.accounts import State
from egret.journeys import daily, pay
from egret.journeys.award_objections import decide_objection
from egret.journeys.claims import answer_match, decide_claim, match_touched, take
from egret.rooms.files import actions as files
from egret.rooms.notice import queries as told
from egret.rooms.people import queries as known
from egret.rooms.provider import actions as providers
from egret.rooms.subsidy import actions as subsidies
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.actions import claims, objections
from egret.rooms.subsidy.actions.claims import Decision, Said
from egret.rooms.subsidy.actions.objections import Objector
from egret.rooms.subsidy.errors import AwardRefused, ClaimRefused, FactsRefused
from egret.rooms.subsidy.queries import claims as claimed
from egret.rooms.subsidy.states import AwardState, ClaimState
from egret.rooms.trail import checks as trail
from egret.rooms.treasury import queries as books
from egret.rooms.treasury.errors import PaymentRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("more_clauses")]


@pytest.fixture
def firm(here):
    return loop.listed(here)


def paid_fen():
    return sum(states[State.PAID] for states in books.by_source().values())


def held_fen(state):
    return sum(states[state] for states in books.by_source().values())


def objected(firm, award, at=claiming.DECIDED):
    who = Objector("甲", "0592-5551234", firm.own.organisation)
    return objections.object_to(award.pk, who, "金额不对", by=firm.user, at=at)


def test_a_claim_goes_from_its_facts_to_the_money(here, firm):
    award = claiming.awarded(here, firm)

    assert (award.due_fen, award.delta_fen, award.enterprise_id) == (3_000_000, 3_000_000, firm.own.pk)
    assert (award.contract_id, award.claim.state) == (None, ClaimState.AWARDED)
    pay.close_award_notice(award.pk, by=here.city, at=claiming.DUE)
    award.refresh_from_db()
    pay.ask_bank(loop.sent(here, award, claiming.DUE).pk, by=known.system(), at=claiming.DUE)
    award.refresh_from_db()
    assert (award.state, paid_fen()) == (AwardState.PAID, 3_000_000)
    assert awarded.proof_of(award).holds
    assert books.faults() == ()
    assert trail.verify() == ()


def test_what_the_platform_knows_is_not_asked_and_names_its_record(here, firm):
    row = claiming.submitted(firm)

    assert row.facts == {"诊断费": 5_000_000, "是试点企业": True, "申报日": "2024-03-04"}
    assert row.sources == {"是试点企业": ["published_list", "2024-01-23"], "申报日": ["claim", "2024-03-04"]}
    assert [one.fact.id for one in claimed.stated_in(row) if one.asked] == ["fee"]


def test_what_is_missing_or_not_proven_is_told_at_its_fact(here, firm):
    row = claims.begin(firm.own, "91", by=firm.user, at=claiming.CLAIMED)

    with pytest.raises(FactsRefused) as empty:
        claims.submit(row.pk, version=row.version, by=firm.user, at=claiming.CLAIMED)
    claims.keep(row.pk, Said(facts={"诊断费": 100}))
    with pytest.raises(FactsRefused) as unproven:
        claims.submit(row.pk, version=row.version, by=firm.user, at=claiming.CLAIMED)

    assert empty.value.faults == {"fee": "This is still empty."}
    assert unproven.value.faults == {"fee": "Attach what proves it: invoices."}


def test_a_file_that_was_left_out_proves_nothing(here, firm):
    row = claiming.begun(firm)
    [file] = claimed.evidence_of(row)["fee"]
    claims.detach(row.pk, "fee", {file.pk})

    with pytest.raises(FactsRefused):
        claims.submit(row.pk, version=row.version, by=firm.user, at=claiming.CLAIMED)


def test_one_claim_is_open_at_a_time(here, firm):
    row = claiming.submitted(firm)

    assert claims.begin(firm.own, "91", by=firm.user, at=claiming.CLAIMED) == row


def test_a_clause_that_is_not_claimed_begins_nothing(here, firm):
    for clause in ("8", "92", "404"):
        with pytest.raises(ClaimRefused, match="not open to claims"):
            claims.begin(firm.own, clause, by=firm.user, at=claiming.CLAIMED)


def test_a_claim_that_came_back_is_handed_in_again(here, firm):
    row = claiming.submitted(firm)
    row = claims.check(
        row.pk, passes=False, reason="发票不清", version=row.version, by=here.district, at=claiming.CHECKED
    )
    assert (row.state, row.reason) == (ClaimState.RETURNED, "发票不清")

    row = claims.submit(row.pk, version=row.version, by=firm.user, at=claiming.CHECKED)

    assert claiming.checked(here, row).state == ClaimState.CHECKED
    assert told.newest(firm.own.organisation, 1).get().text_en.startswith("Your claim came back")


def test_a_stale_page_moves_nothing(here, firm):
    row = claiming.submitted(firm)
    claiming.checked(here, row)

    with pytest.raises(ClaimRefused, match="while your page was open"):
        claiming.checked(here, row)


def test_above_the_ceiling_nothing_is_awarded(here, firm):
    row = claiming.checked(here, claiming.submitted(firm))

    with pytest.raises(AwardRefused, match="above the ceiling"):
        claiming.decided(here, row, Fraction(61, 100))
    row.refresh_from_db()
    assert row.state == ClaimState.CHECKED


def test_below_the_ceiling_a_reason_is_needed_and_kept(here, firm):
    row = claiming.checked(here, claiming.submitted(firm))

    with pytest.raises(FactsRefused) as refused:
        claiming.decided(here, row, Fraction(1, 2))
    award = claimed.awards_of(claiming.decided(here, row, Fraction(1, 2), "部分费用与诊断无关")).get()

    assert refused.value.faults == {
        "decided_rate": "Below the ceiling of 60%: say why, the enterprise will read it."
    }
    assert (award.due_fen, award.reasons) == (2_500_000, {"核定比例": "部分费用与诊断无关"})


def test_a_refusal_says_why(here, firm):
    row = claiming.checked(here, claiming.submitted(firm))

    with pytest.raises(ClaimRefused, match="say why"):
        decide_claim(row.pk, Decision(awards=False, version=row.version), by=here.city, at=claiming.DECIDED)
    decision = Decision(awards=False, version=row.version, reason="不属诊断")
    row = decide_claim(row.pk, decision, by=here.city, at=claiming.DECIDED)

    assert (row.state, row.reason, claimed.awards_of(row).count()) == (ClaimState.REFUSED, "不属诊断", 0)


def test_an_officer_s_facts_are_the_officer_s_alone(here, firm):
    row = claiming.begun(firm)
    claims.keep(row.pk, Said(facts={"诊断费": 100, "核定比例": Fraction(3, 5)}))
    row.refresh_from_db()

    assert row.facts == {"诊断费": 100}


def test_a_provider_is_paid_on_its_own_account(here, firm):
    award = claiming.awarded(here, firm, clause="93", provider=here.provider)
    pay.close_award_notice(award.pk, by=here.city, at=claiming.DUE)

    with pytest.raises(PaymentRefused, match="on which account"):
        pay.make_order(award.pk, by=here.maker, at=claiming.DUE)
    providers.name_account(
        here.provider.pk, Account(here.provider.name, "96000001", "银行"), by=here.signer, at=claiming.DUE
    )
    order = pay.make_order(award.pk, by=here.maker, at=claiming.DUE)

    assert (order.payee, order.account_no) == (here.provider.name, "96000001")
    assert award.provider_id == here.provider.pk


def test_a_claim_for_a_provider_names_it(here, firm):
    row = claiming.begun(firm, clause="93")

    with pytest.raises(ClaimRefused, match="Choose the provider"):
        claims.submit(row.pk, version=row.version, by=firm.user, at=claiming.CLAIMED)


def test_what_is_due_without_asking_is_found_and_takes_one_click(here):
    case = loop.advanced(here)
    loop.decided(here, loop.reported(here, case, level=3))
    daily.run(at=loop.DECIDED)

    row = claimed.of_enterprise(case.own).get()
    assert (row.state, row.facts) == (ClaimState.MATCHED, {"改造后水平": "三级", "验收日": "2024-09-12"})
    row = answer_match(row.pk, accepts=True, version=row.version, by=case.user, at=loop.DUE)

    assert row.state == ClaimState.AWARDED
    assert claimed.awards_of(row).get().delta_fen == 1_000_000


def test_nothing_is_matched_where_nothing_is_due(here):
    case = loop.advanced(here)
    loop.decided(here, loop.reported(here, case, level=2))

    assert match_touched(by=known.system(), at=loop.DECIDED) == 0
    assert take(case.own, "92", by=case.user, at=loop.DECIDED) is None


def test_what_was_declined_may_still_be_taken(here):
    case = loop.advanced(here)
    loop.decided(here, loop.reported(here, case, level=4))
    match_touched(by=known.system(), at=loop.DECIDED)
    row = claimed.of_enterprise(case.own).get()

    row = answer_match(row.pk, accepts=False, version=row.version, by=case.user, at=loop.DECIDED)
    assert row.state == ClaimState.DECLINED
    match_touched(by=known.system(), at=loop.DECIDED)
    assert claimed.of_enterprise(case.own).count() == 1
    row = answer_match(row.pk, accepts=True, version=row.version, by=case.user, at=loop.DECIDED)
    assert row.state == ClaimState.AWARDED


def test_an_open_objection_holds_the_award(here, firm):
    award = claiming.awarded(here, firm)
    objection = objected(firm, award)

    with pytest.raises(AwardRefused, match="objection is open"):
        pay.close_award_notice(award.pk, by=here.city, at=claiming.DUE)
    daily.run(at=claiming.DUE)
    award.refresh_from_db()
    assert award.state == AwardState.ON_NOTICE
    decide_objection(objection.pk, uphold=False, reason="核对无误", by=here.city, at=claiming.DUE)
    daily.run(at=claiming.DUE)

    award.refresh_from_db()
    assert award.state == AwardState.CONFIRMED
    assert told.newest(firm.own.organisation, 1).get().text_en == "Your objection was dismissed: 核对无误"


def test_an_objection_that_is_upheld_sets_the_money_free_and_the_claim_is_decided_anew(here, firm):
    award = claiming.awarded(here, firm)
    assert held_fen(State.COMMITTED) == 3_000_000
    objection = objected(firm, award)
    decide_objection(objection.pk, uphold=True, reason="费用核错", by=here.city, at=claiming.DECIDED)
    award.refresh_from_db()
    row = claimed.locked(award.claim_id)

    assert (award.state, award.reason, row.state) == (AwardState.WITHDRAWN, "费用核错", ClaimState.CHECKED)
    assert held_fen(State.COMMITTED) == 0
    anew = claiming.decided(here, row, Fraction(1, 2), "核减", at=claiming.DUE)
    second = claimed.awards_of(anew).last()
    assert (second.no, second.delta_fen) == (f"{award.no}-2", 2_500_000)
    assert [awarded.proof_of(one).holds for one in (award, second)] == [True, True]
    assert books.faults() == ()


def test_after_the_notice_nobody_objects_any_more(here, firm):
    award = claiming.awarded(here, firm)

    with pytest.raises(AwardRefused, match="notice is over"):
        objected(firm, award, at=claiming.DUE)


def test_an_objection_is_decided_once_and_with_a_reason(here, firm):
    objection = objected(firm, claiming.awarded(here, firm))

    with pytest.raises(AwardRefused, match="Say why"):
        decide_objection(objection.pk, uphold=False, reason=" ", by=here.city, at=claiming.DECIDED)
    decide_objection(objection.pk, uphold=False, reason="无误", by=here.city, at=claiming.DECIDED)
    with pytest.raises(AwardRefused, match="decided already"):
        decide_objection(objection.pk, uphold=True, reason="不", by=here.city, at=claiming.DECIDED)


def test_the_notice_of_an_advance_is_objected_to_alike(here, firm):
    contract = loop.checked(here, loop.confirmed(here, firm))
    award = loop.award_of(contract, "advance")
    objection = objected(firm, award, at=loop.CHECKED)

    decide_objection(objection.pk, uphold=True, reason="合同不实", by=here.city, at=loop.CHECKED)

    award.refresh_from_db()
    bound_at_contract = 40_000_000
    assert (award.state, held_fen(State.COMMITTED)) == (AwardState.WITHDRAWN, bound_at_contract)
    assert not awarded.unsettled(contract)


def test_an_award_that_moved_on_is_not_withdrawn(here, firm):
    award = claiming.awarded(here, firm)
    pay.close_award_notice(award.pk, by=here.city, at=claiming.DUE)
    pay.make_order(award.pk, by=here.maker, at=claiming.DUE)

    with pytest.raises(AwardRefused, match="moved on"):
        subsidies.withdraw(award.pk, reason="错", by=here.city, at=claiming.DUE)


def test_evidence_is_kept_as_it_came(here, firm):
    row = claiming.submitted(firm)

    assert [file.name for file in claimed.evidence_of(row)["fee"]] == ["发票.pdf"]
    paper = files.keep("x.pdf", loop.PAPER, of=firm.own.organisation, by=firm.user, at=claiming.CLAIMED)
    with pytest.raises(ClaimRefused, match="handed in already"):
        claims.attach(row.pk, "fee", paper)
