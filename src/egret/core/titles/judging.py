"""Facts in, a verdict out: met, not met, or open, need by need, with what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from egret.core.conditions import Condition, Value
from egret.core.reading import fen_of, rate_of
from egret.core.titles.reading import SCORE
from egret.core.titles.rules import Fact, Figure, Indicator, Kind, Made, Need, TitleRules, Titles

_DECIMAL = re.compile(r"\d{1,9}(\.\d{1,6})?")


class FactRefused(ValueError):
    """`code`: unknown_fact, wrong_kind, unknown_word, out_of_range, unreadable; `fact` names it."""

    def __init__(self, code: str, fact: str) -> None:
        super().__init__(f"{fact}: {code}")
        self.code, self.fact = code, fact


class Holds(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Reason:
    """One need. `tried` tells each alternative; `missing` the facts whose absence leaves it open."""

    code: str
    holds: Holds
    tried: tuple[tuple[str, Holds], ...]
    missing: tuple[str, ...]
    verified: bool


@dataclass(frozen=True, slots=True)
class Indicated:
    """An indicator's points: at least, at most (open facts may still bring them), of so many."""

    code: str
    group: str
    least: Fraction
    most: Fraction
    of: Fraction


@dataclass(frozen=True, slots=True)
class Verdict:
    rules: str
    holds: Holds
    reasons: tuple[Reason, ...]
    least: Fraction
    most: Fraction
    points: tuple[Indicated, ...]
    figures: Mapping[str, Value]
    unverified: tuple[str, ...]

    @property
    def lacking(self) -> tuple[str, ...]:
        return tuple(reason.code for reason in self.reasons if reason.holds is Holds.NOT_MET)


def judge(titles: Titles, rules: TitleRules, facts: Mapping[str, Value], *, recheck: bool = False) -> Verdict:
    """Exact. Raises FactRefused; facts that are left out leave what hangs on them open."""
    for name, value in facts.items():
        _check(titles.facts.get(name), name, value)
    values = dict(facts) | _figures(titles.made.values(), facts)
    points = tuple(_points(indicator, values) for indicator in rules.indicators)
    floor, ceiling = _scores(points, most=False), _scores(points, most=True)
    reasons = tuple(
        _reason(need, recheck, values, floor, ceiling) for need in rules.needs if not recheck or need.recheck
    )
    holds = {reason.holds for reason in reasons}
    return Verdict(
        rules=rules.id,
        holds=next((one for one in (Holds.NOT_MET, Holds.OPEN) if one in holds), Holds.MET),
        reasons=reasons,
        least=sum((one.least for one in points), Fraction(0)),
        most=sum((one.most for one in points), Fraction(0)),
        points=points,
        figures={name: values[name] for name in titles.made if name in values},
        unverified=tuple(note.part for note in rules.notes if not note.verified),
    )


def names_needed(titles: Titles, rules: TitleRules) -> tuple[str, ...]:
    """The facts that a rule set may ask for, in the order of the fact file."""
    conditions = [condition for need in rules.needs for condition in (*need.any, *need.recheck)]
    conditions += [one for indicator in rules.indicators for tier in indicator.tiers for one in tier.any]
    named = {name for condition in conditions for name in condition.names}
    named |= {part for name in named & titles.made.keys() for part in titles.made[name].of}
    named |= {indicator.given for indicator in rules.indicators}
    return tuple(fact for fact in titles.facts if fact in named)


def fact_of(fact: Fact, text: str) -> Value:
    """What a person wrote for a fact: `1000万元`, `12.5%`, `3`, `是`, `否`, or a choice's word. Raises FactRefused."""
    value: Value | None
    match fact.kind:
        case Kind.MONEY:
            value = fen_of(text.removeprefix("-"))
            value = -value if value is not None and text.startswith("-") else value
        case Kind.SHARE:
            value = rate_of(text)
        case Kind.COUNT:
            value = int(text) if text.isascii() and text.isdigit() else None
        case Kind.POINTS:
            value = Fraction(text) if _DECIMAL.fullmatch(text) else None
        case Kind.FLAG:
            value = {"是": True, "否": False}.get(text)
        case _:
            value = text
    if value is None:
        raise FactRefused("unreadable", fact.id)
    _check(fact, fact.id, value)
    return value


def _check(fact: Fact | None, name: str, value: Value) -> None:
    if fact is None:
        raise FactRefused("unknown_fact", name)
    number = isinstance(value, int | Fraction) and not isinstance(value, bool)
    match fact.kind:
        case Kind.FLAG:
            fits = isinstance(value, bool)
        case Kind.CHOICE:
            fits = isinstance(value, str)
            if fits and value not in fact.words:
                raise FactRefused("unknown_word", name)
        case Kind.MONEY | Kind.COUNT:
            fits = type(value) is int
        case _:
            fits = number
    if not fits:
        raise FactRefused("wrong_kind", name)
    if isinstance(value, int | Fraction) and number:
        below = value < 0 and fact.kind is not Kind.MONEY
        if below or (fact.kind is Kind.SHARE and value > 1):
            raise FactRefused("out_of_range", name)


def _figures(made: Iterable[Made], facts: Mapping[str, Value]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for one in made:
        parts = [facts[name] for name in one.of if name in facts]
        numbers = [Fraction(part) for part in parts if isinstance(part, int | Fraction)]
        if len(numbers) == len(one.of) and (figure := _figure(one.figure, numbers)) is not None:
            found[one.id] = figure
    return found


def _figure(figure: Figure, numbers: list[Fraction]) -> Fraction | None:
    """None where a part that divides is nothing: a share of nothing is not known."""
    newest, *others = numbers
    if figure is Figure.SUM:
        return sum(numbers, Fraction(0))
    if figure is Figure.MEAN:
        return sum(numbers, Fraction(0)) / len(numbers)
    if any(other <= 0 for other in others):
        return None
    match figure:
        case Figure.SHARE:
            return newest / others[0]
        case Figure.GROWTH:
            return newest / others[0] - 1
        case Figure.FACTOR:
            return newest / others[-1]
        case _:
            return (newest / others[0] - 1 + others[0] / others[1] - 1) / 2


def _points(indicator: Indicator, values: Mapping[str, Value]) -> Indicated:
    least, most = Fraction(0), Fraction(0)
    if indicator.given:
        given = values.get(indicator.given)
        if isinstance(given, int | Fraction):
            least = most = Fraction(given)
        else:
            most = indicator.most
    held = [(_any(tier.any, values), tier.points) for tier in indicator.tiers]
    sure = [points for holds, points in held if holds is True]
    perhaps = [points for holds, points in held if holds is not False]
    if indicator.adds:
        least, most = sum(sure, Fraction(0)), sum(perhaps, Fraction(0))
    elif held:
        least, most = max(sure, default=Fraction(0)), max(perhaps, default=Fraction(0))
    top = indicator.most
    return Indicated(indicator.code, indicator.group, min(least, top), min(most, top), top)


def _any(conditions: tuple[Condition, ...], values: Mapping[str, Value]) -> bool | None:
    found = [condition.holds(values) for condition in conditions]
    if True in found:
        return True
    return None if None in found else False


def _scores(points: tuple[Indicated, ...], *, most: bool) -> dict[str, Value]:
    scores: dict[str, Fraction] = {}
    for one in points:
        worth = one.most if most else one.least
        for name in (SCORE, f"{SCORE}_{one.group}"):
            scores[name] = scores.get(name, Fraction(0)) + worth
    return dict(scores)


def _reason(
    need: Need,
    recheck: bool,  # noqa: FBT001 -- handed on
    values: Mapping[str, Value],
    floor: Mapping[str, Value],
    ceiling: Mapping[str, Value],
) -> Reason:
    tried = []
    missing: dict[str, None] = {}
    for condition in need.recheck if recheck else need.any:
        low, high = condition.holds({**values, **floor}), condition.holds({**values, **ceiling})
        holds = Holds.MET if low else (Holds.NOT_MET if high is False else Holds.OPEN)
        tried.append((condition.text, holds))
        if holds is Holds.OPEN:
            missing |= dict.fromkeys(condition.open_names({**values, **floor}) or tuple(floor)[:1])
    found = {holds for _, holds in tried}
    best = next((one for one in (Holds.MET, Holds.OPEN) if one in found), Holds.NOT_MET)
    open_facts = tuple(missing) if best is Holds.OPEN else ()
    return Reason(need.code, best, tuple(tried), open_facts, need.verified)
