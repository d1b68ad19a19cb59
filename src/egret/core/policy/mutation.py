"""Whether the golden cases would notice a change: every parameter, condition and choice moved by its smallest unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction

from egret.core.findings import Finding

from .cases import GRANTED, Case, failures, rehearsed
from .clause import Band, Clause, Fact, Kind, Limit, Number, Param, Step, Version
from .evaluation import needed_for
from .rehearsal import Names, Rehearsal, direct_names
from .syntax import CHOICES, Call, Name, Node, Not, Operation, Word, names_in

_SMALLEST: dict[Kind, Number] = {
    Kind.MONEY: 1,
    Kind.COUNT: 1,
    Kind.RATE: Fraction(1, 10_000),
    Kind.QUANTITY: Fraction(1, 2),
}
_OTHER_SIGN = {"≤": "<", "<": "≤", "≥": ">", ">": "≥", "=": "≠", "≠": "=", "且": "或", "或": "且", "+": "-"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """`where` is what was moved, `touched` the name whose dependants may change."""

    where: str
    touched: str
    clause: Clause
    hands_over: bool = False  # whether it moves when a case is handed over


@dataclass(frozen=True, slots=True)
class _Proof:
    """A case, what it rests on, and which of its expectations have their value: the others must refuse."""

    case: Case
    known: Rehearsal
    valued: frozenset[str]


def check_mutants(
    clause: Clause,
    cases: tuple[Case, ...],
    file: str,
    findings: list[Finding],
    known: tuple[Rehearsal, ...] | None = None,
) -> None:
    """A finding for each mutant that no case notices."""
    proofs = [_proof(case, one) for case, one in zip(cases, known or rehearsed(clause, cases), strict=True)]
    names = direct_names(clause)
    handing = frozenset[str]().union(*(names_in(handed.condition) for handed in clause.hand_overs))
    needs = {step.term.label: needed_for(clause, step.term.label) for step in clause.steps}
    caps = frozenset[str]().union(*(names_in(limit.cap) for limit in clause.limits))
    needs[GRANTED] = needs[clause.award] | caps | {GRANTED}
    for mutant in mutants(clause):
        whole = mutant.hands_over or mutant.touched in handing
        if not any(_notices(mutant, proof, needs, None if whole else names) for proof in proofs):
            cure = "Add a case whose amount hangs on it"
            findings.append(Finding(file, mutant.where, "no case notices when this moves", cure))


def _proof(case: Case, known: Rehearsal) -> _Proof:
    wrong = {label for label, _ in failures(known.clause, case, known)}
    valued = {label for label, wanted in case.expected.items() if wanted is not None and label != GRANTED}
    return _Proof(case, known, frozenset(valued - wrong))


def _notices(mutant: Mutant, proof: _Proof, needs: Mapping[str, frozenset[str]], names: Names | None) -> bool:
    """Whether the case comes to something else. Without `names` every step of it is computed anew."""
    case = proof.case
    expected = {label: value for label, value in case.expected.items() if mutant.touched in needs[label]}
    if names is not None:
        short = proof.valued.intersection(expected)
        if short and proof.known.notices(mutant.clause, mutant.touched, short, names):
            return True
        expected = {label: value for label, value in expected.items() if label not in short}
    try:
        return any(True for _ in failures(mutant.clause, replace(case, expected=expected)))
    except (ValueError, ArithmeticError):
        # The change makes what the clause's proofs rule out, such as an amount below zero that is rounded.
        return True


def mutants(clause: Clause) -> Iterator[Mutant]:
    for place, param in enumerate(clause.params):
        for where, changed in _params(param):
            params = (*clause.params[:place], changed, *clause.params[place + 1 :])
            yield Mutant(f"{param.term.label}{where}", param.term.label, replace(clause, params=params))
    for place, step in enumerate(clause.steps):
        for where, altered in _steps(step, clause.facts):
            steps = (*clause.steps[:place], altered, *clause.steps[place + 1 :])
            yield Mutant(f"{step.term.label} · {where}", step.term.label, replace(clause, steps=steps))
    for place, handed in enumerate(clause.hand_overs):
        for where, node in _nodes(handed.condition, clause.facts):
            hand_overs = (
                *clause.hand_overs[:place],
                replace(handed, condition=node),
                *clause.hand_overs[place + 1 :],
            )
            over = replace(clause, hand_overs=hand_overs)
            yield Mutant(f"{handed.to.label} · {where}", clause.award, over, hands_over=True)
    for place, limit in enumerate(clause.limits):
        for where, altered_limit in _limits(limit, clause.facts):
            limits = (*clause.limits[:place], *altered_limit, *clause.limits[place + 1 :])
            yield Mutant(f"limit {limit.of}{where}", GRANTED, replace(clause, limits=limits))
    for place, register in enumerate(clause.registers):
        for which, entry in enumerate(register.entries):
            entries = (*register.entries[:which], *register.entries[which + 1 :])
            registers = (
                *clause.registers[:place],
                replace(register, entries=entries),
                *clause.registers[place + 1 :],
            )
            label = register.term.label
            yield Mutant(f"{label}[{entry.code}]", label, replace(clause, registers=registers))


def _params(param: Param) -> Iterator[tuple[str, Param]]:
    for which, version in enumerate(param.versions):
        for where, moved in _versions(version, param.kind, param.scale):
            versions = (*param.versions[:which], moved, *param.versions[which + 1 :])
            yield where, replace(param, versions=versions)
        if which:
            later = replace(version, from_on=version.from_on + timedelta(days=1))
            yield (
                f" · {version.from_on}",
                replace(param, versions=(*param.versions[:which], later, *param.versions[which + 1 :])),
            )


def _versions(version: Version, kind: Kind, scale: Kind | None) -> Iterator[tuple[str, Version]]:
    for cell, value in version.cells.items():
        where = f"[{cell}]" if cell else ""
        yield where, replace(version, cells={**version.cells, cell: _moved(value, kind)})
    for place, band in enumerate(version.bands):
        changed = [Band(band.at_least, band.value + _SMALLEST[kind])]
        if place and scale:
            changed.append(Band(band.at_least + _SMALLEST[scale], band.value))
        for one in changed:
            bands = (*version.bands[:place], one, *version.bands[place + 1 :])
            what = "value" if one.at_least == band.at_least else "from"
            yield f"[{place}].{what}", replace(version, bands=bands)


def _moved(value: Number | date | datetime, kind: Kind) -> Number | date | datetime:
    if isinstance(value, datetime):
        return value + timedelta(seconds=1)
    if isinstance(value, date):
        return value + timedelta(days=1)
    return value + _SMALLEST[kind]


def _steps(step: Step, facts: tuple[Fact, ...]) -> Iterator[tuple[str, Step]]:
    for condition in step.when:
        yield f"when {condition}", replace(step, when=tuple(one for one in step.when if one != condition))
    if step.require:
        for where, node in _nodes(step.require, facts):
            yield f"require {where}", replace(step, require=node)
    for place, formula in enumerate(step.formulas):
        for where, node in _nodes(formula.expr, facts):
            formulas = (*step.formulas[:place], replace(formula, expr=node), *step.formulas[place + 1 :])
            yield where, replace(step, formulas=formulas)


def _limits(limit: Limit, facts: tuple[Fact, ...]) -> Iterator[tuple[str, tuple[Limit, ...]]]:
    """Without the limit, with another memory, with another formula of its cap."""
    yield "", ()
    other = "lifetime" if limit.window in ("calendar_year", "rolling_year") else "calendar_year"
    yield f" · {limit.window}", (replace(limit, window=other),)
    for where, node in _nodes(limit.cap, facts):
        yield f" · cap {where}", (replace(limit, cap=node),)


def _nodes(node: Node, facts: tuple[Fact, ...]) -> Iterator[tuple[str, Node]]:
    """`node` with one sign, choice, rounding or word changed."""
    match node:
        case Operation(sign, left, right):
            if sign in _OTHER_SIGN:
                yield sign, Operation(_OTHER_SIGN[sign], left, right)
            if isinstance(right, Word) and isinstance(left, Name):
                for word in _neighbours(right, next(fact for fact in facts if fact.term.label == left.label)):
                    yield right.text, Operation(sign, left, word)
            yield from ((where, Operation(sign, one, right)) for where, one in _nodes(left, facts))
            yield from ((where, Operation(sign, left, one)) for where, one in _nodes(right, facts))
        case Not(operand):
            yield "非", operand
            yield from ((where, Not(one)) for where, one in _nodes(operand, facts))
        case Call(function, arguments):
            if function in CHOICES:
                yield function, Call(CHOICES[1 - CHOICES.index(function)], arguments)
                for place in range(len(arguments)):
                    kept = (*arguments[:place], *arguments[place + 1 :])
                    yield f"{function}[{place + 1}]", kept[0] if len(kept) == 1 else Call(function, kept)
            for place, part in enumerate(arguments):
                for where, one in _nodes(part, facts):
                    yield where, Call(function, (*arguments[:place], one, *arguments[place + 1 :]))
        case _:
            return


def _neighbours(word: Word, fact: Fact) -> Iterator[Word]:
    places = sorted(fact.values.items(), key=lambda pair: pair[1])
    at = [text for text, _ in places].index(word.text)
    for text, place in places[max(at - 1, 0) : at + 2]:
        if text != word.text:
            yield Word(text, place, fact.words_en[text])
