"""How far assessors agree: weighted kappa, exact, item by item and over all, and who stands out.

κ = 1 - observed disagreement ÷ disagreement expected from each assessor's own habits. The weight of a disagreement is
its distance over the scale (linear) or that squared (quadratic); plain counts every disagreement alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from egret.core.findings import Finding
from egret.core.reading import BadFile, opened


class Weighting(StrEnum):
    PLAIN = "plain"
    LINEAR = "linear"
    QUADRATIC = "quadratic"


class RatingRefused(ValueError):
    """`code`: unknown_item, out_of_scale, rated_twice; `at` names subject, item and assessor."""

    def __init__(self, code: str, at: str) -> None:
        super().__init__(f"{at}: {code}")
        self.code, self.at = code, at


@dataclass(frozen=True, slots=True)
class Rating:
    """What one assessor gave one item (a scenario, say) of one subject (a firm): 0 to the scale's end."""

    subject: str
    item: str
    assessor: str
    value: int


@dataclass(frozen=True, slots=True)
class Limits:
    """An assessor stands out beyond `mean_deviation`, over at least `least` ratings in common."""

    mean_deviation: Fraction
    least: int
    verified: bool
    note: str
    note_en: str


@dataclass(frozen=True, slots=True)
class Kappa:
    """None where both gave one and the same value throughout: there is nothing to agree about beyond chance."""

    linear: Fraction | None
    quadratic: Fraction | None
    ratings: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Two assessors on what both have rated. Over all, disagreements are summed over items before dividing."""

    first: str
    second: str
    items: Mapping[str, Kappa]
    overall: Kappa


@dataclass(frozen=True, slots=True)
class Standing:
    """`distance`: mean distance from the mean of the others; `leaning`: the same with its sign, above zero is milder."""

    assessor: str
    ratings: int
    distance: Fraction
    leaning: Fraction
    outlier: bool


def kappa(pairs: Sequence[tuple[int, int]], scale: int, weighting: Weighting) -> Fraction | None:
    """Of two assessors' values 0 to `scale` on the same things; None without a pair or without expected disagreement."""
    observed, expected = _disagreement(pairs, scale, weighting)
    return 1 - observed / expected if expected else None


def _disagreement(
    pairs: Sequence[tuple[int, int]], scale: int, weighting: Weighting
) -> tuple[Fraction, Fraction]:
    """Observed and expected, each summed over the pairs."""
    count = len(pairs)
    if not count:
        return Fraction(0), Fraction(0)
    weights = {
        (one, other): _weight(one, other, scale, weighting)
        for one in range(scale + 1)
        for other in range(scale + 1)
    }
    first, second = ([pair[side] for pair in pairs] for side in (0, 1))
    observed = sum((weights[pair] for pair in pairs), Fraction(0))
    expected = sum(
        (
            weights[one, other] * first.count(one) * second.count(other)
            for one in set(first)
            for other in set(second)
        ),
        Fraction(0),
    )
    return observed, expected / count


def _weight(one: int, other: int, scale: int, weighting: Weighting) -> Fraction:
    distance = Fraction(abs(one - other), max(scale, 1))
    match weighting:
        case Weighting.PLAIN:
            return Fraction(one != other)
        case Weighting.LINEAR:
            return distance
        case Weighting.QUADRATIC:
            return distance**2


def pairs_of(ratings: Iterable[Rating], scales: Mapping[str, int]) -> tuple[Pair, ...]:
    """Every two assessors who rated something in common. `scales`: item → its highest value. Raises RatingRefused."""
    given = _by_subject(ratings, scales)
    common: dict[tuple[str, str], dict[str, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    for (_, item), values in sorted(given.items()):
        assessors = sorted(values)
        for place, first in enumerate(assessors):
            for second in assessors[place + 1 :]:
                common[first, second][item].append((values[first], values[second]))
    return tuple(
        Pair(
            *names,
            items={item: _kappas({item: pairs}, scales) for item, pairs in items.items()},
            overall=_kappas(items, scales),
        )
        for names, items in sorted(common.items())
    )


def _kappas(items: Mapping[str, Sequence[tuple[int, int]]], scales: Mapping[str, int]) -> Kappa:
    found: dict[Weighting, Fraction | None] = {}
    for weighting in (Weighting.LINEAR, Weighting.QUADRATIC):
        parts = [_disagreement(pairs, scales[item], weighting) for item, pairs in items.items()]
        observed = sum((part[0] for part in parts), Fraction(0))
        expected = sum((part[1] for part in parts), Fraction(0))
        found[weighting] = 1 - observed / expected if expected else None
    ratings = sum(len(pairs) for pairs in items.values())
    return Kappa(found[Weighting.LINEAR], found[Weighting.QUADRATIC], ratings)


def standings(ratings: Iterable[Rating], scales: Mapping[str, int], limits: Limits) -> tuple[Standing, ...]:
    """Each assessor against the others on the same item of the same subject. Raises RatingRefused."""
    apart: dict[str, list[Fraction]] = defaultdict(list)
    for values in _by_subject(ratings, scales).values():
        for assessor, value in values.items():
            others = [other for name, other in values.items() if name != assessor]
            if others:
                apart[assessor].append(value - Fraction(sum(others), len(others)))
    found = []
    for assessor, gaps in sorted(apart.items()):
        distance = sum((abs(gap) for gap in gaps), Fraction(0)) / len(gaps)
        outlier = len(gaps) >= limits.least and distance > limits.mean_deviation
        leaning = sum(gaps, Fraction(0)) / len(gaps)
        found.append(Standing(assessor, len(gaps), distance, leaning, outlier))
    return tuple(found)


def _by_subject(
    ratings: Iterable[Rating], scales: Mapping[str, int]
) -> dict[tuple[str, str], dict[str, int]]:
    given: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for one in ratings:
        at = f"{one.subject} · {one.item} · {one.assessor}"
        if one.item not in scales:
            raise RatingRefused("unknown_item", at)
        if type(one.value) is not int or not 0 <= one.value <= scales[one.item]:
            raise RatingRefused("out_of_scale", at)
        values = given[one.subject, one.item]
        if one.assessor in values:
            raise RatingRefused("rated_twice", at)
        values[one.assessor] = one.value
    return given


def read_limits(text: str, file: str) -> Limits:
    """Raises BadFile."""
    findings: list[Finding] = []
    top = opened(text, file, findings)
    row = top.table("outlier")
    limits = Limits(
        row.exact("mean_deviation"),
        row.whole("least"),
        row.flag("verified"),
        row.text("note"),
        row.text("note_en"),
    )
    row.close()
    top.close()
    if findings:
        raise BadFile(tuple(findings))
    return limits
