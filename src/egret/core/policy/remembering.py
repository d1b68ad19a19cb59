"""Caps over several claims of one enterprise, applied to all cases of a clause at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from .clause import Clause, Formula, Kind, Limit, Step, Term
from .columns import plan
from .limit_columns import Claims, granted_in_columns
from .limits import Window
from .population import Cases, Ints
from .syntax import Lookup, Name

_CAP = Term("〔上限〕", "[cap]")  # no label of a clause can hold these brackets


@dataclass(frozen=True, slots=True)
class Remembered:
    """A cap over several claims, and how many cases it cut."""

    step: Term
    cap: Term
    cases: int


def remembered(clause: Clause, cases: Cases, amounts: Ints) -> tuple[Ints, tuple[Remembered, ...]]:
    """`amounts` of the award less what earlier cases of the same enterprise drew, and what each cap cut.

    Caps on other steps, per project, and what other clauses draw on a shared one are a single award's business.
    """
    told = []
    for limit in _limits(clause):
        step = clause.step(limit.of)
        got = amounts
        if cases.repeated or not _holds_already(limit, step):
            got = _granted(limit, cases, amounts, _caps(clause, limit, cases))
        told.append(
            Remembered(step.term, _TITLES[Window(limit.window)], int(np.count_nonzero(got < amounts)))
        )
        amounts = got
    return amounts, tuple(told)


def _holds_already(limit: Limit, step: Step) -> bool:
    """Whether one claim alone is proven never to exceed the cap."""
    return isinstance(limit.cap, Name | Lookup) and limit.cap.label in step.at_most


_TITLES = {
    Window.CALENDAR_YEAR: Term("每一日历年累计上限", "cap over a calendar year"),
    Window.ROLLING_YEAR: Term("连续一年累计上限", "cap within a year"),
    Window.PROGRAMME: Term("方案期累计上限", "cap over the programme"),
    Window.LIFETIME: Term("历次累计上限", "cap over all claims"),
}


def _limits(clause: Clause) -> Iterator[Limit]:
    for limit in clause.limits:
        if limit.of == clause.award and limit.per == "enterprise":
            yield limit


def _caps(clause: Clause, limit: Limit, cases: Cases) -> Ints:
    """The limit's formula as if it were a step."""
    step = Step("cap", _CAP, (), None, (Formula(date.min, limit.cap),), "", Kind.MONEY, (), ())
    with_cap = replace(clause, steps=(*clause.steps, step))
    caps: Ints = plan(with_cap, due=_CAP.label).run(cases.frame, keep={_CAP.label}).values[_CAP.label]
    return np.maximum(caps, 0)


def _granted(limit: Limit, cases: Cases, amounts: Ints, caps: Ints) -> Ints:
    if not cases.repeated:
        return np.minimum(amounts, caps)
    claims = Claims(cases.who, cases.frame[limit.on], amounts, caps, cases.order)
    return granted_in_columns(claims, Window(limit.window))
