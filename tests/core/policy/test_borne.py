"""What budget lines bear of a portfolio equals each line shared among single cases; money from elsewhere is taken off first."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from tests.core.policy.population import EPOCH
from tests.core.policy.portfolios import GROUPS, rows, small
from tests.packs.xiamen import files

from egret.core.packs.reading import read_pack
from egret.core.policy.borne import borne
from egret.core.policy.budget import Wanted, WhenShort, shared
from egret.core.policy.overlap import Received, Subject, overlapped
from egret.core.policy.population import population
from egret.core.policy.whatif import portfolio, under

PACK = read_pack(files("example"))
XIAMEN = read_pack(files())


def short(share):
    """The pack's lines, each holding the `share`-th part of what is asked of it."""
    held = portfolio(small(PACK.clauses), PACK.clauses, PACK.budget)
    return tuple(
        replace(line, amount_fen=sum(held.clauses[clause].cost_fen for clause in line.clauses) // share)
        for line in PACK.budget
    )


def by_single_cases(held, line):
    """Fen of each case of the line, by clause and the case's own place."""
    wants, before = [], 0
    for clause in line.clauses:
        cases = held.population.cases[clause]
        for place, (day, fen, order) in enumerate(
            zip(cases.days, held.clauses[clause].amounts, cases.order, strict=True)
        ):
            on = EPOCH + timedelta(days=int(day))
            rank = int(cases.frame[line.rank][place]) if line.rank else 0
            if line.from_on <= on <= line.to_on:
                wants.append(((clause, place), Wanted("", on, before + int(order), int(fen), rank)))
        before += len(cases)
    parts = shared(line, [want for _key, want in wants])
    return {key: part for (key, _want), part in zip(wants, parts, strict=True)}


@pytest.mark.parametrize("share", [1, 2, 7])
def test_each_line_is_shared_among_its_cases_as_it_says(share):
    held = portfolio(small(PACK.clauses), PACK.clauses, short(share))

    found = borne(held)

    assert {line.line.when_short for line in found.lines} == set(WhenShort)
    for bearing in found.lines:
        single = by_single_cases(held, bearing.line)
        assert {key: int(found.parts[key[0]][key[1]]) for key in single} == {
            key: part.fen for key, part in single.items()
        }
        assert bearing.borne_fen == sum(part.fen for part in single.values()) <= bearing.line.amount_fen
        assert bearing.less == sum(1 for part in single.values() if part.short_fen)
    assert share == 1 or any(bearing.less for bearing in found.lines)


def test_what_is_borne_sums_the_same_by_clause_and_by_group_and_who_gets_less_is_counted():
    held = portfolio(small(PACK.clauses), PACK.clauses, short(3))

    found = borne(held)

    counted = Counter()
    for clause, parts in found.parts.items():
        counted[clause] = sum(
            int(part < fen) for part, fen in zip(parts, held.clauses[clause].amounts, strict=True)
        )
    assert {clause: found.less(clause) for clause in found.parts} == {
        clause: counted[clause] for clause in found.parts
    }
    assert (
        found.fen
        == sum(found.by("district").values())
        == sum(found.of_clause(clause) for clause in found.parts)
        < held.cost_fen
    )


def test_a_case_on_a_day_of_no_line_is_borne_whole():
    held = portfolio(small(PACK.clauses), PACK.clauses, ())

    found = borne(held)

    assert (found.fen, found.lines) == (held.cost_fen, ())


def test_what_other_policies_paid_for_the_same_thing_is_taken_off_as_in_a_single_award():
    clause = next(one for one in XIAMEN.clauses if one.id == "8")
    part, random = rows(clause, 300, 7, enterprises=300), np.random.default_rng(3)
    paid = np.where(random.random(300) < 0.5, 0, random.integers(0, 30_000_000, 300))
    alone, beside = (
        portfolio(population(GROUPS, range(300), {"8": one}), (clause,), (), XIAMEN.overlaps)
        for one in (part, replace(part, paid={"external:city-renovation": paid}))
    )

    single = []
    for row, fen in zip(beside.population.cases["8"].order, alone.clauses["8"].amounts, strict=True):
        held = [Received("external:city-renovation", int(paid[row]), "", "p")]
        single.append(overlapped(XIAMEN.overlaps, Subject("8", "p"), int(fen), held)[-1].due_fen)
    assert beside.clauses["8"].amounts.tolist() == single
    assert 0 < beside.cost_fen < alone.cost_fen


def test_a_reform_meets_the_same_money_from_elsewhere():
    clause = next(one for one in XIAMEN.clauses if one.id == "8")
    part = replace(
        rows(clause, 100, 7, enterprises=100), paid={"external:city-renovation": np.full(100, 5_000_000)}
    )
    base = portfolio(population(GROUPS, range(100), {"8": part}), (clause,), (), XIAMEN.overlaps)

    closed = under(base, (clause,), (), {"8"})
    again = under(closed, (clause,), ())

    assert closed.cost_fen == 0
    assert again.clauses["8"].amounts.tolist() == base.clauses["8"].amounts.tolist()
