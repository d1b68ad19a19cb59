from datetime import date

from tests.core.policy.test_evaluation import CLAUSE

from egret.core.policy.estimating import Sure, advice, estimate

ON = date(2024, 5, 6)


def told(**given):
    return estimate(CLAUSE, given, on=ON)


def test_what_nobody_said_is_assumed_and_named():
    found = told(spend=100_000_000, level="三级")

    assert (found.sure, found.fen) == (Sure.ASSUMING, 35_000_000)
    assert [fact.id for fact in found.assumed] == ["listed", "passed"]
    assert [fact.id for fact in found.decided] == ["decided_rate"]


def test_an_officers_decision_makes_it_up_to():
    assert told(spend=100_000_000, level="三级", listed=True, passed=True).sure == Sure.UP_TO


def test_what_may_not_be_assumed_is_asked_for():
    found = told(spend=100_000_000)

    assert (found.sure, [fact.id for fact in found.missing]) == (Sure.UNTOLD, ["level"])


def test_nothing_says_why():
    found = told(spend=100_000_000, level="一级")

    assert (found.sure, [cause.term.label for cause in found.causes]) == (Sure.NOTHING, ["分级上限"])


def test_a_day_outside_the_clause_is_not_applicable():
    found = estimate(CLAUSE, {"spend": 1, "level": "二级"}, on=date(2023, 12, 31))

    assert (found.sure, found.refused.code) == (Sure.CLOSED, "closed")


def test_advice_names_what_the_enterprise_can_move():
    facts = {"spend": 50_000_000, "level": "二级"}

    changes = {(change.fact.id, change.value): change.by for change in advice(told(**facts), facts)}

    assert changes == {("spend", 62_500_000): 5_000_000}
