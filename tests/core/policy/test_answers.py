from datetime import date
from fractions import Fraction

from tests.core.policy.test_evaluation import CLAUSE, facts

from egret.core.policy.answers import Why, what_would_change, why_nothing
from egret.core.policy.clause import Term
from egret.core.policy.evaluation import evaluate


def nothing(**given):
    return [
        (cause.why, cause.term.label) for cause in why_nothing(evaluate(CLAUSE, facts(**given)), "应补金额")
    ]


def changes(**given):
    found = what_would_change(CLAUSE, facts(**given), "应补金额")
    return {(change.fact.term.label, change.value): change.fen for change in found}


def test_nothing_is_asked_where_something_is_due():
    assert nothing(实际投入=100) == []


def test_every_failed_condition_is_a_cause_with_its_evidence():
    causes = why_nothing(evaluate(CLAUSE, facts(是试点企业=False, 验收通过=False)), "应补金额")

    assert [(cause.why, cause.fact.id) for cause in causes] == [
        (Why.CONDITION, "listed"),
        (Why.CONDITION, "passed"),
    ]
    assert causes[1].fact.evidence == (Term("验收报告", "acceptance report"),)


def test_a_level_that_pays_nothing_is_the_clauses_own_word():
    causes = why_nothing(evaluate(CLAUSE, facts(实际投入=100_00, 改造后水平="一级")), "应补金额")

    assert [(cause.why, cause.term.label) for cause in causes] == [(Why.VALUE, "分级上限")]
    assert causes[0].version.source == "四（五）8"


def test_no_spend_is_the_cause_of_nothing():
    assert nothing(实际投入=0) == [(Why.NOTHING, "实际投入")]


def test_it_tells_how_much_more_spend_reaches_the_cap():
    told = changes(实际投入=50_000_000)

    assert told[("实际投入", 62_500_000)] == 25_000_000


def test_it_tells_what_another_level_would_bring():
    told = changes(实际投入=100_000_000, 改造后水平="二级")

    assert told[("改造后水平", "四级")] == 40_000_000
    assert told[("改造后水平", "一级")] == 0
    assert told[("验收通过", False)] == 0


def test_what_an_officer_decides_is_no_advice_to_an_enterprise():
    told = changes(实际投入=100_000_000, 核定比例=Fraction(1, 10), 合同签订日=date(2024, 5, 6))

    assert "核定比例" not in {label for label, _ in told}
