"""Which version of a parameter or a formula holds in a row, and what it says there."""

from __future__ import annotations

from ..clause import Param, Version
from ..numerators import Dated, dated, den_of, ended, number
from .text import Names, Term, quoted


def pick_name(label: str) -> str:
    """The column that holds the number of the version, from 0; -1 before the first. No label holds a #."""
    return quoted(f"#{label}")


def pick(versions: Dated) -> str:
    """The last version whose dates have all come."""
    arms = []
    for place, dates in reversed(list(enumerate(versions))):
        held = " AND ".join(f"{quoted(label)} >= {day}" for label, day in dates)
        arms.append(f"WHEN {held} THEN {place}")
    return f"CASE {' '.join(arms)} ELSE -1 END"


def picks(params: tuple[Param, ...]) -> list[str]:
    """A column for each parameter."""
    return [
        f"{pick(dated(param.versions, param.as_of))} AS {pick_name(param.term.label)}" for param in params
    ]


def refuse_unpicked(names: Names, param: Param) -> None:
    name = pick_name(param.term.label)
    names.refusals.append((f"{name} = -1", "closed"))
    if endings := sorted(ended(param.versions)):
        names.refusals.append((f"{name} IN ({', '.join(map(str, endings))})", "ended"))


def by_version(param: Param, values: list[str | None]) -> str:
    """`values` by the version that holds; NULL where there is none."""
    told = {place: value for place, value in enumerate(values) if value is not None}
    if len(set(told.values())) == 1:
        return next(iter(told.values()))
    arms = " ".join(f"WHEN {place} THEN {value}" for place, value in told.items())
    return f"CASE {pick_name(param.term.label)} {arms} END"


def plain(names: Names, param: Param) -> Term:
    """A parameter without bands, looked up by `param.by` where it is a table."""
    refuse_unpicked(names, param)
    den = den_of(param.versions)
    values = [None if one.ended else _cell(names, param, one, den) for one in param.versions]
    return Term(by_version(param, values), den)


def _cell(names: Names, param: Param, version: Version, den: int) -> str:
    if not param.by:
        return str(number(version.cells[""], den))
    arms = []
    for words, cell in version.cells.items():
        keys = zip(param.by, words.split("·"), strict=True)
        held = " AND ".join(f"{quoted(label)} = {names.facts[label].values[word]}" for label, word in keys)
        arms.append(f"WHEN {held} THEN {number(cell, den)}")
    return f"CASE {' '.join(arms)} END"
