"""What outlives a single claim: groups of policies that don't pay twice, and budget lines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations, pairwise

from egret.core.findings import Finding
from egret.core.money import Rounding
from egret.core.policy.budget import BudgetLine, Tie, WhenShort
from egret.core.policy.clause import Clause, Decision, Kind, Way
from egret.core.policy.clause_reading import read_decision
from egret.core.policy.fact_reading import read_term
from egret.core.policy.overlap import EXTERNAL, External, OverlapGroup, Rule, Same, Settle
from egret.core.reading import Table, twice

from .model import Pack

OVERLAP, BUDGET = "overlap.toml", "budget.toml"
_NO_RATE = Fraction(0)


def read_externals(top: Table) -> tuple[External, ...]:
    return tuple(
        External(row.text("id"), read_term(row), row.text("source"))
        for row in top.each("external", needed=False)
    )


def read_overlaps(top: Table) -> tuple[OverlapGroup, ...]:
    return tuple(_group(row) for row in top.each("overlap", needed=False))


def read_budget(top: Table) -> tuple[BudgetLine, ...]:
    return tuple(_line(row) for row in top.each("line", needed=False))


def read_decisions(top: Table) -> tuple[Decision, ...]:
    return tuple(read_decision(row) for row in top.each("decisions", needed=False))


def _group(row: Table) -> OverlapGroup:
    rule = Rule(row.word("rule", [*Rule]) or Rule.HIGHEST)
    stacks = rule == Rule.STACK
    rate = row.rate("rate") if stacks else _NO_RATE
    if rate > 1:
        row.fault("rate", "lies above 100%", "Write the part that is paid on top")
    settle = "" if stacks else row.word("settle", [*Settle])
    rounding = row.word("rounding", [*Rounding]) if stacks else ""
    return OverlapGroup(
        id=row.text("group"),
        term=read_term(row, "title"),
        members=row.texts("members"),
        same=Same(row.word("same", [*Same]) or Same.ENTERPRISE),
        rule=rule,
        settle=Settle(settle) if settle else None,
        rate=rate,
        rounding=Rounding(rounding) if rounding else None,
        document=row.text("document"),
        article=row.text("article"),
    )


def _line(row: Table) -> BudgetLine:
    when_short = WhenShort(row.word("when_short", [*WhenShort]) or WhenShort.STOP)
    by_rank, pro_rata = when_short == WhenShort.BY_RANK, when_short == WhenShort.PRO_RATA
    amount = row.fen("amount")
    if row.has("amount") and not amount:
        row.fault("amount", "holds nothing", "Write the amount of the line")
    tie = row.word("tie", [*Tie]) if pro_rata else ""
    return BudgetLine(
        id=row.text("id"),
        term=read_term(row, "title"),
        clauses=row.texts("clauses"),
        from_on=row.day("from"),
        to_on=row.day("to"),
        amount_fen=amount,
        when_short=when_short,
        rank=row.text("rank") if by_rank else "",
        tie=Tie(tie or Tie.EARLIER),
        document=row.text("document"),
        article=row.text("article"),
    )


def check_state(pack: Pack) -> Iterator[Finding]:
    """Faults of overlap.toml and budget.toml, and of limits shared between clauses, beside the other files."""
    yield from _shared_limits(pack)
    yield from _overlaps(pack)
    yield from _budget(pack)


def _shared_limits(pack: Pack) -> Iterator[Finding]:
    known = {clause.id for clause in pack.clauses}
    for clause in pack.clauses:
        for limit in clause.limits:
            for other in limit.shared_with:
                yield from _missing(f"clause {clause.id}", "limit.shared_with", other, known)


def _overlaps(pack: Pack) -> Iterator[Finding]:
    members = {clause.id for clause in pack.clauses} | {one.member for one in pack.externals}
    for key in twice(tuple(one.id for one in pack.externals)):
        yield Finding(OVERLAP, f"external {key}", "stands twice", "Give each an id of its own")
    for key in twice(tuple(group.id for group in pack.overlaps)):
        yield Finding(OVERLAP, f"overlap {key}", "stands twice", "Give each an id of its own")
    for group in pack.overlaps:
        key = f"overlap {group.id}.members"
        for member in group.members:
            yield from _missing(OVERLAP, key, member, members)
        for member in twice(group.members):
            yield Finding(OVERLAP, key, f"{member} stands twice", "Name each member once")
        if all(member.startswith(EXTERNAL) for member in group.members) or len(group.members) == 1:
            yield Finding(OVERLAP, key, "no clause meets another member", "Name a clause and one more")
    used = {member for group in pack.overlaps for member in group.members}
    for external in pack.externals:
        if external.member not in used:
            cure = f"Name {external.member} in a group or take it out"
            yield Finding(OVERLAP, f"external {external.id}", "is declared and never used", cure)
    for one, other in combinations(pack.overlaps, 2):
        both = set(one.members) & set(other.members)
        if len(both) > 1:
            wrong = f"meets {one.id} in {'、'.join(sorted(both))}, so that their money would count twice"
            yield Finding(OVERLAP, f"overlap {other.id}", wrong, "Let two members meet in one group")


def _budget(pack: Pack) -> Iterator[Finding]:
    clauses = {clause.id: clause for clause in pack.clauses}
    for key in twice(tuple(line.id for line in pack.budget)):
        yield Finding(BUDGET, f"line {key}", "stands twice", "Give each an id of its own")
    for line in pack.budget:
        key = f"line {line.id}"
        if line.from_on > line.to_on:
            yield Finding(BUDGET, key, "ends before it begins", "Swap or mend the dates")
        for member in line.clauses:
            yield from _missing(BUDGET, f"{key}.clauses", member, set(clauses))
        for member in twice(line.clauses):
            yield Finding(BUDGET, f"{key}.clauses", f"{member} stands twice", "Name each clause once")
        for member in line.clauses:
            if line.waits and member in clauses and clauses[member].way == Way.PROJECT:
                wrong = f"holds clause {member}, whose contracts can't wait until the line is shared"
                cure = "Let it be first_come or stop, or give that clause a line of its own"
                yield Finding(BUDGET, f"{key}.when_short", wrong, cure)
            if line.rank and member in clauses and not _counts(clauses[member], line.rank):
                wrong = f"{line.rank!r} is no count fact of clause {member}"
                yield Finding(BUDGET, f"{key}.rank", wrong, "Name a count fact that each clause has")
    for clause in pack.clauses:
        lines = [line for line in pack.budget if clause.id in line.clauses]
        if lines:
            yield from _days(clause, sorted(lines, key=lambda line: line.from_on))


def _counts(clause: Clause, label: str) -> bool:
    return any(fact.term.label == label and fact.kind == Kind.COUNT for fact in clause.facts)


def _days(clause: Clause, lines: list[BudgetLine]) -> Iterator[Finding]:
    for earlier, later in pairwise(lines):
        if later.from_on <= earlier.to_on:
            wrong = f"bears clause {clause.id} on days that line {earlier.id} bears too"
            yield Finding(BUDGET, f"line {later.id}", wrong, "Let one line bear a clause on a day")
        elif later.from_on > earlier.to_on + timedelta(days=1):
            yield from _gap(clause, f"line {later.id}", earlier.to_on + timedelta(days=1))
    if lines[0].from_on > clause.valid_from:
        yield from _gap(clause, f"line {lines[0].id}", clause.valid_from)
    if lines[-1].to_on < clause.valid_to:
        yield from _gap(clause, f"line {lines[-1].id}", lines[-1].to_on + timedelta(days=1))


def _gap(clause: Clause, key: str, day: date) -> Iterator[Finding]:
    wrong = f"has a gap: no line bears clause {clause.id} on {day}, when it is open"
    yield Finding(BUDGET, key, wrong, "Let the lines follow each other over the clause's validity")


def _missing(file: str, key: str, word: str, known: set[str]) -> Iterator[Finding]:
    if word not in known:
        yield Finding(file, key, f"{word!r} is not declared", f"Use one of: {', '.join(sorted(known))}")
