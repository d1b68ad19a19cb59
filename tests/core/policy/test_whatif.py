"""What a portfolio costs equals the sum of single cases; what a reform changes equals the difference of two whole runs."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from tests.core.policy.population import EPOCH, case
from tests.core.policy.portfolios import GROUPS, rows, small
from tests.packs.xiamen import files

from egret.core.packs.model import by_id
from egret.core.packs.reading import read_pack
from egret.core.packs.reforming import reformed
from egret.core.policy.budget import exhausted_on
from egret.core.policy.evaluation import CaseRefused, evaluate
from egret.core.policy.limits import Drawn, Memory, Window, granted, used_before
from egret.core.policy.population import population, total
from egret.core.policy.reform_reading import read_reform
from egret.core.policy.whatif import LARGEST, caps, lines, moves, portfolio, under

FILES = files()
PACK = read_pack(FILES)
HEAD = '[reform]\nid = "r"\ntitle = "试"\ntitle_en = "trial"\nbase = "xiamen"\n'
REFORMS = {
    "cap raised": 'clause = "8"\nparam = "分级上限"\ncell = "二级"\nvalue = "30万元"',
    "cap from a day": 'clause = "8"\nparam = "分级上限"\ncell = "三级"\nfrom = 2025-01-01\nvalue = "20万元"',
    "rate": 'clause = "3"\nparam = "诊断补贴比例"\nvalue = "50%"',
    "formula": 'clause = "6"\nstep = "上云补贴"\nexpr = "取低( 向上取整(上云费用 × 上云补贴比例), 上云费用 )"\n'
    'at_most = ["上云费用"]',
    "stopped": 'clause = "6"\nparam = "上云补贴比例"\nfrom = 2025-01-01\nvalue = "停止"',
}


def made(*changes):
    text = HEAD + "".join(f"[[change]]\n{change}\n" for change in changes)
    return reformed(PACK, FILES, read_reform(text))


def changed(base, *changes):
    found = made(*changes)
    return under(base, found.clauses, found.budget, found.closed)


def by_single_cases(clause, part):
    """Fen of each case by the scalar evaluator and its limits, in the rows' own order; None where refused."""
    limits = [limit for limit in clause.limits if limit.of == clause.award]
    fens = []
    for row in range(len(part.who)):
        try:
            evaluation = evaluate(clause, case(clause, part.frame, row), due=clause.award)
        except CaseRefused:
            fens.append(None)
            continue
        fens.append(evaluation.fen_of(clause.award))
    for limit in limits:
        days = [EPOCH + timedelta(days=int(day)) for day in part.frame[limit.on]]
        memory, drawn = Memory(Window(limit.window)), {}
        for row in sorted(range(len(fens)), key=lambda row: (days[row], row)):
            if fens[row] is None:
                continue
            cap = limit_cap(clause, limit, case(clause, part.frame, row))
            earlier = drawn.setdefault(int(part.who[row]), [])
            got = granted(fens[row], cap, used_before(days[row], memory, earlier)).granted_fen
            earlier.append(Drawn(days[row], got, 0))
            fens[row] = got
    return fens


def limit_cap(clause, limit, facts):
    (step,) = [step for step in clause.steps if step.term.label == clause.award]
    asked = replace(step, when=(), require=None, formulas=(replace(step.formulas[0], expr=limit.cap),))
    steps = tuple(asked if one is step else one for one in clause.steps)
    return evaluate(replace(clause, steps=steps), facts, due=clause.award).fen_of(clause.award)


@pytest.mark.parametrize("clause", PACK.clauses, ids=lambda clause: clause.id)
def test_cost_refusals_and_groups_equal_the_sum_of_single_cases(clause):
    part = rows(clause, 300, 7, enterprises=120)
    held = portfolio(
        population(GROUPS, [f"{place}" for place in range(120)], {clause.id: part}), (clause,), ()
    )

    fens = by_single_cases(clause, part)
    wanted = Counter()
    for row, fen in enumerate(fens):
        wanted[GROUPS["district"][part.codes["district"][row]]] += fen or 0

    found = held.clauses[clause.id]
    assert found.cost_fen == sum(fen or 0 for fen in fens) == held.cost_fen
    assert found.refused == fens.count(None)
    assert found.paid == sum(1 for fen in fens if fen)
    assert held.by("district") == {key: wanted[key] for key in GROUPS["district"]}
    assert sum(held.by("size").values()) == held.cost_fen


@pytest.mark.parametrize("change", REFORMS.values(), ids=REFORMS)
def test_a_reform_of_a_portfolio_equals_the_reformed_clauses_computed_whole(change):
    people = small(PACK.clauses)
    base = portfolio(people, PACK.clauses, PACK.budget)

    then = changed(base, change)
    whole = portfolio(people, made(change).clauses, PACK.budget)

    assert {clause: (one.cost_fen, one.refused, one.by_group) for clause, one in then.clauses.items()} == {
        clause: (one.cost_fen, one.refused, one.by_group) for clause, one in whole.clauses.items()
    }
    assert (caps(then), lines(then)) == (caps(whole), lines(whole))
    assert then.cost_fen != base.cost_fen
    assert moves(base, then) == moves(base, whole)


def test_only_the_clauses_that_a_reform_changes_are_computed_again():
    base = portfolio(small(PACK.clauses), PACK.clauses, PACK.budget)

    then = changed(base, REFORMS["rate"])

    assert [clause for clause in then.clauses if then.clauses[clause] is not base.clauses[clause]] == ["3"]


def test_a_closed_clause_costs_nothing_and_its_money_is_lost_by_those_who_had_it():
    base = portfolio(small(PACK.clauses), PACK.clauses, PACK.budget)

    then = changed(base, 'clause = "8"\nclosed = true')
    found = moves(base, then)

    assert (then.clauses["8"].cost_fen, then.clauses["8"].paid) == (0, 0)
    assert (found.winners.count, found.losers.fen) == (0, -base.clauses["8"].cost_fen)
    assert {cap.cases for cap in caps(then) if cap.clause == "8"} == {0}


def test_winners_and_losers_are_told_by_enterprise_over_all_clauses_largest_first():
    base = portfolio(small(PACK.clauses), PACK.clauses, PACK.budget)
    then = changed(base, REFORMS["cap raised"], REFORMS["rate"])

    gains = Counter()
    for clause in PACK.clauses:
        before, after = base.clauses[clause.id], then.clauses[clause.id]
        for who, fen in zip(
            base.population.cases[clause.id].who, after.amounts - before.amounts, strict=True
        ):
            gains[base.population.enterprises[who]] += int(fen)
    wins = sorted((-fen, int(name[2:]), name) for name, fen in gains.items() if fen > 0)
    losses = sorted((fen, int(name[2:]), name) for name, fen in gains.items() if fen < 0)

    found = moves(base, then)
    assert (found.winners.count, found.winners.fen) == (len(wins), -sum(fen for fen, *_ in wins))
    assert found.winners.largest == tuple((name, -fen) for fen, _, name in wins[:LARGEST])
    assert (found.losers.count, found.losers.fen) == (len(losses), sum(fen for fen, *_ in losses))
    assert found.losers.largest == tuple((name, fen) for fen, _, name in losses[:LARGEST])
    assert found.winners.fen + found.losers.fen == then.cost_fen - base.cost_fen


def test_a_budget_line_is_exhausted_on_the_day_on_which_its_dated_awards_reach_it():
    base = portfolio(small(PACK.clauses), PACK.clauses, PACK.budget)
    then = changed(base, 'budget = "2024"\namount = "100万元"')

    cases = base.population.cases["8"]
    dated = [
        (EPOCH + timedelta(days=int(day)), int(fen))
        for day, fen in zip(cases.days, base.clauses["8"].amounts, strict=True)
    ]
    (line,) = [line for line in lines(then) if line.line.id == "2024"]
    asked = [(on, fen) for on, fen in dated if on.year == 2024]
    assert line.line.amount_fen == 100_000_000
    assert line.asked_fen == sum(fen for _, fen in asked)
    assert line.exhausted_on == exhausted_on(line.line, asked)
    assert date(2024, 1, 1) <= line.exhausted_on <= date(2024, 12, 31)
    assert line.left_fen == line.line.amount_fen - line.asked_fen < 0


def test_a_cap_is_counted_where_it_decided_an_amount():
    clause = by_id(PACK.clauses, "3")
    part = rows(clause, 300, 3, enterprises=10**6)
    held = portfolio(population(GROUPS, range(10**6), {"3": part}), (clause,), ())

    counted = 0
    for row in range(300):
        try:
            line = evaluate(clause, case(clause, part.frame, row), due=clause.award).line(clause.award)
        except CaseRefused:
            continue
        counted += bool(line.trace and line.value and line.trace.bound == 1)
    found = {(cap.step.label, cap.cap.label): cap.cases for cap in caps(held)}
    assert found == {("诊断补贴", "诊断补贴上限"): counted, ("诊断补贴", "历次累计上限"): 0}


def test_a_population_without_cases_costs_nothing():
    clause = by_id(PACK.clauses, "3")
    part = rows(clause, 0, 3, enterprises=1)
    held = portfolio(population(GROUPS, [], {"3": part}), PACK.clauses, PACK.budget)

    assert (held.cost_fen, held.by("size")) == (0, {"小": 0, "微": 0})
    assert [(line.asked_fen, line.exhausted_on) for line in lines(held)] == [(0, None)] * 2
    assert moves(held, held).winners.count == 0


def test_what_would_not_fit_is_refused():
    with pytest.raises(ValueError, match="may not fit"):
        total(np.full(10, 2**60))
