"""退低领高: the higher is paid whole, the lower comes back; never both paid, never anything paid to be demanded back."""

from datetime import date

import pytest
from tests.factories import ClaimFactory, ExternalAwardFactory
from tests.journeys import claiming, loop, recalling
from tests.money import funded
from tests.packs import xiamen
from tests.packs.claimed import returning

from egret.core.packs.model import by_id
from egret.journeys import daily, pay, recalls
from egret.journeys.award_objections import decide_objection
from egret.journeys.award_stages import award_and_bind
from egret.rooms.city import queries as city
from egret.rooms.people import queries as known
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.actions import externals, objections
from egret.rooms.subsidy.actions.externals import Received, Returned
from egret.rooms.subsidy.actions.objections import Objector
from egret.rooms.subsidy.errors import AwardRefused, ClaimRefused
from egret.rooms.subsidy.queries import Case
from egret.rooms.subsidy.queries import claims as claimed
from egret.rooms.subsidy.queries import externals as elsewhere
from egret.rooms.subsidy.queries import recalls as queries
from egret.rooms.subsidy.queries.recalls import newest
from egret.rooms.subsidy.states import AwardState, ClaimState, Occasion
from egret.rooms.treasury import actions as treasury

pytestmark = pytest.mark.django_db
S = AwardState
# The contract is checked when the claim has run its course; its advance of 80,000 then stands above the claim's 30,000.
CHECKED, CLOSED, BACK = loop.on(2024, 3, 20), loop.on(2024, 4, 8), loop.on(2024, 5, 6)


@pytest.fixture
def firm(runs_on, here):
    runs_on(returning("enterprise"), here.maker)
    return loop.listed(here)


def won(here, firm, at=CHECKED):
    """The advance of the firm's contract, on notice; it stands above the firm's claim."""
    contract = loop.confirmed(here, firm)
    contract = loop.check_contract(contract.pk, version=contract.version, by=here.district, at=at)
    return loop.award_of(contract, "advance")


def test_the_lower_one_comes_back_when_the_higher_one_stands(here, firm):
    recalling.claimed(here, firm)
    winner = won(here, firm)
    assert (winner.due_fen, newest(firm.award)) == (8_000_000, firm.award)

    recalling.closed(here, winner, CLOSED)

    recall = newest(firm.award)
    assert (recall.no, recall.occasion, recall.cause) == (f"{firm.award.no}-r1", Occasion.OVERLAP, winner)
    assert recalling.moved(recall) == (0, 3_000_000, -3_000_000)
    told = [line.calculation for line in awarded.lines_of([recall])][-1]
    assert (
        told
        == f"退低领高：已领 支持试点企业数字化改造 80,000.00 元〔{winner.no}〕，支持试点企业数字化改造为高，本项不补"
    )
    recall = recalling.closed(here, recall, BACK)
    assert (recall.state, recall.pay_back_by) == (S.RECOVERY_DUE, None)
    pay.take_back(recall.pk, by=here.maker, at=BACK)
    assert (recalling.held("recovered"), recalling.held("payable")) == (3_000_000, 8_000_000)
    assert recalling.all_is_well()


def test_a_lower_one_of_which_nothing_was_ordered_is_not_paid_at_all(here, firm):
    first = recalling.closed(here, claiming.awarded(here, firm), claiming.DUE)
    assert (first.state, recalling.held("payable")) == (S.CONFIRMED, 3_000_000)
    winner = won(here, firm)

    recalling.closed(here, winner, CLOSED)

    first.refresh_from_db()
    recall = newest(first)
    assert (first.state, first.reason) == (S.WITHDRAWN, f"{winner.no} 对同一事项补助更高，只补高者。")
    assert (recalling.moved(recall), recall.round) == ((0, 0, 0), 1)
    assert claimed.locked(first.claim_id).state == ClaimState.AWARDED
    assert recalling.held("payable") == 8_000_000
    assert recalling.closed(here, recall, BACK).state == S.CLOSED
    assert recalling.all_is_well()


def test_a_lower_one_that_an_objection_holds_is_withdrawn_too(here, firm):
    first = claiming.awarded(here, firm)
    who = Objector("甲", "0592-5551234")
    objection = objections.object_to(first.pk, who, "不对", by=known.system(), at=claiming.DECIDED)

    recalling.closed(here, won(here, firm), CLOSED)
    decide_objection(objection.pk, uphold=True, reason="不再支付", by=here.city, at=CLOSED)

    first.refresh_from_db()
    assert (first.state, recalling.moved(newest(first))) == (S.WITHDRAWN, (0, 0, 0))
    assert claimed.locked(first.claim_id).state == ClaimState.AWARDED
    assert recalling.all_is_well()


@pytest.mark.parametrize("arrives", [True, False], ids=["arrives", "fails"])
def test_a_lower_one_that_is_being_paid_comes_back_when_it_has_arrived_or_is_paid_no_more(
    here, runs_on, arrives
):
    runs_on(returning("enterprise"), here.maker)
    firm = loop.listed(here)
    first = recalling.closed(here, claiming.awarded(here, firm), claiming.DUE)
    order = pay.make_order(first.pk, by=here.maker, at=claiming.DUE)
    winner = won(here, firm)
    recalling.closed(here, winner, CLOSED)
    recall = newest(first)
    assert recalling.moved(recall) == (0, 3_000_000, -3_000_000)
    with pytest.raises(AwardRefused, match="under way"):
        recalling.closed(here, recall, BACK)

    if arrives:
        treasury.check_order(order.pk, by=here.checker, at=BACK)
        pay.release_order(order.pk, by=here.releaser, at=BACK)
    else:
        pay.withdraw_order(order.pk, reason="账户有误", by=here.checker, at=BACK)
    for _morning in range(2):
        daily.run(at=BACK)

    assert recalling.held("recovery_due") == (3_000_000 if arrives else 0)
    assert recalling.moved(newest(first)) == ((0, 3_000_000, -3_000_000) if arrives else (0, 0, 0))
    assert recalling.all_is_well()


def test_a_winner_that_is_withdrawn_before_it_stands_demands_nothing(here, firm):
    recalling.claimed(here, firm)
    winner = won(here, firm)
    who = Objector("甲", "0592-5551234", firm.own.organisation)
    objection = objections.object_to(winner.pk, who, "不对", by=firm.user, at=CHECKED)

    decide_objection(objection.pk, uphold=True, reason="合同不实", by=here.city, at=CHECKED)
    daily.run(at=CLOSED)

    assert newest(firm.award) == firm.award
    assert recalling.all_is_well()


def test_members_of_one_project_meet_and_those_of_two_don_t(here, runs_on):
    runs_on(returning("project"), here.maker)
    apart = recalling.claimed(here, loop.listed(here, 1))
    recalling.closed(here, won(here, apart), CLOSED)
    together = loop.listed(here, 2)
    contract = loop.confirmed(here, together)
    recalling.claimed(here, together)
    contract = loop.check_contract(contract.pk, version=contract.version, by=here.district, at=CHECKED)

    recalling.closed(here, loop.award_of(contract, "advance"), CLOSED)

    assert newest(apart.award) == apart.award
    assert recalling.moved(newest(together.award)) == (0, 3_000_000, -3_000_000)
    assert recalling.all_is_well()


def test_a_winner_that_the_budget_line_bore_below_the_other_demands_nothing(here, runs_on):
    files = returning("enterprise")
    short = files["budget.toml"].replace('amount = "1.5亿元"', 'amount = "2万元"', 1)
    runs_on(files | {"budget.toml": short}, here.maker)
    firm = recalling.claimed(here, loop.listed(here))
    winner = won(here, firm)
    assert (winner.due_fen, winner.delta_fen) == (8_000_000, 2_000_000)

    recalling.closed(here, winner, CLOSED)

    assert newest(firm.award) == firm.award
    assert recalling.all_is_well()


def test_the_later_stage_of_the_winner_demands_nothing_twice(here, firm):
    recalling.claimed(here, firm)
    winner = recalling.arrived(here, won(here, firm), CLOSED)
    recall = recalling.closed(here, newest(firm.award), BACK)
    firm.contract = winner.contract
    loop.decided(here, loop.reported(here, firm))

    balance = recalling.closed(here, loop.award_of(firm.contract, "balance"), loop.DUE)

    assert recalling.moved(balance) == (25_000_000, 8_000_000, 17_000_000)
    assert newest(firm.award) == recall
    assert recalling.all_is_well()


def other_policy(here, firm, fen=1_000_000):
    paper = recalling.paper(firm, "到账.pdf")
    received = Received("other-diagnosis", fen, date(2024, 3, 1), paper)
    return externals.record(firm.own, received, by=here.city, at=claiming.CLAIMED)


def test_what_another_office_paid_is_asked_for_there_and_counts_no_more_when_it_went_back(here, firm):
    received = other_policy(here, firm)
    award = claiming.awarded(here, firm)
    assert [(one.fen, term.label) for one, term in queries.demanded_elsewhere(award)] == [
        (1_000_000, "其他诊断补助")
    ]
    recalling.closed(here, award, claiming.DUE)
    assert awarded.of_enterprise(firm.own).count() == 1

    given = Returned(1_000_000, date(2024, 3, 19), recalling.paper(firm, "退款.pdf"))
    externals.give_back(received.pk, given, by=here.city, at=CHECKED)

    contract = loop.confirmed(here, firm)
    contract = loop.check_contract(contract.pk, version=contract.version, by=here.district, at=CHECKED)
    later = loop.award_of(contract, "advance")
    assert queries.demanded_elsewhere(later) == []
    assert [one[0] for one in later.circumstances["received"]] == ["91"]
    assert awarded.proof_of(award).holds


def test_a_part_that_went_back_lowers_what_counts(here, firm):
    received = other_policy(here, firm, 4_000_000)
    given = Returned(1_500_000, date(2024, 3, 2), recalling.paper(firm, "退款.pdf"))

    externals.give_back(received.pk, given, by=here.city, at=claiming.CLAIMED)

    award = claiming.awarded(here, firm)
    assert (award.due_fen, award.circumstances["received"][0][1]) == (3_000_000, 2_500_000)
    assert elsewhere.of_enterprise(firm.own).get().given_back_fen == 1_500_000


@pytest.mark.parametrize(
    ("fen", "day", "field"),
    [
        (0, date(2024, 3, 2), "fen"),
        (1_000_001, date(2024, 3, 2), "fen"),
        (1, date(2024, 2, 29), "returned_on"),
        (1, date(2024, 3, 5), "returned_on"),
    ],
    ids=["nothing", "more than came", "before it came", "tomorrow"],
)
def test_what_can_t_have_gone_back_is_refused_at_its_field(here, firm, fen, day, field):
    received = other_policy(here, firm)
    given = Returned(fen, day, recalling.paper(firm))

    with pytest.raises(ClaimRefused) as refused:
        externals.give_back(received.pk, given, by=here.city, at=claiming.CLAIMED)
    assert refused.value.field == field


# The invented city: its equipment clause returns the lower.


@pytest.fixture
def example(runs_on, here):
    """Clauses 5 and 6 of the example city share the group that returns the lower, by enterprise; nobody waits for a share."""
    text = xiamen.files("example")
    alone = text["budget.toml"].replace('"by_rank"\nrank = "评审名次"', '"first_come"')
    text["budget.toml"] = alone.replace('"pro_rata"\ntie = "larger"', '"first_come"')
    group = text["overlap.toml"].replace('members = ["6", ', 'members = ["5", "6", ', 1)
    runs_on(text | {"overlap.toml": group.replace('same = "invoice"', 'same = "enterprise"', 1)})
    funded(10**9, by=here.maker, at=loop.OPENED)
    return here


def example_award(here, row, at, **facts):
    clause = by_id(city.pack().clauses, row.clause)
    facts = {"在名单内": True, "申报日": claiming.CLAIMED.date(), **facts}
    case = Case(clause, clause.stages[0], facts, row.enterprise, claim=row)
    return award_and_bind(case, by=here.city, at=at)


def test_the_example_city_returns_the_lower_of_score_and_equipment(example):
    score = ClaimFactory(clause="5", no="A", pack_sha=city.pack().sha256)
    equipment = ClaimFactory(clause="6", no="B", enterprise=score.enterprise, pack_sha=score.pack_sha)
    lower = example_award(example, score, claiming.DECIDED, 评审得分=0, 评审名次=1, 联网设备数=100)
    lower = recalling.arrived(example, lower, CHECKED)
    higher = example_award(example, equipment, CHECKED, 设备总额=100_000_000)
    assert (lower.due_fen, higher.due_fen) == (3_000_000, 4_000_000)

    recalling.closed(example, higher, CLOSED)

    recall = newest(lower)
    assert recalling.moved(recall) == (0, 3_000_000, -3_000_000)
    back = recalling.closed(example, recall, BACK)
    pay.take_back(back.pk, by=example.maker, at=BACK)
    assert recalling.held("recovered") == 3_000_000
    cut = recalls.Correction(
        "设备退货", recalling.paper(_party(score)), recalling.facts_of(higher, 设备总额=80_000_000)
    )
    later = recalls.cut(higher.pk, cut, by=example.city, at=BACK)
    assert recalling.moved(later) == (2_400_000, 0, 2_400_000)
    assert recalling.all_is_well()


def _party(row):
    class Party:
        own, user = row.enterprise, known.system()

    return Party


def test_an_external_award_without_a_return_has_none_given_back(db):
    row = ExternalAwardFactory()

    assert elsewhere.given_back_fen(row) == 0
