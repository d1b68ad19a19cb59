"""What a reform can change in the pack in force, one choice a parameter, cell, band, formula, clause and budget line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from egret.core.packs.model import Pack
from egret.core.policy.clause import Clause, Kind, Param, Value
from egret.core.policy.explaining import value_text
from egret.desks.shared.reckoning import language
from egret.desks.shared.templatetags.egret import own

PARAM, STEP, CLOSED, BUDGET = "param", "step", "closed", "budget"
_PARTS = (Kind.MONEY, Kind.COUNT, Kind.RATE, Kind.QUANTITY, Kind.BOOL, Kind.DATE)
Choices = list[tuple[str, list[tuple[str, str]]]]


def targets(pack: Pack) -> Choices:
    """Choices for a select, grouped by clause; the value is the key of `row_of`."""
    groups: Choices = [
        (f"{clause.id} {own(clause.term)}", [*_params(clause), *_steps(clause), _closing(clause)])
        for clause in pack.clauses
    ]
    lines = [(_key(BUDGET, line.id), _now(own(line.term), _money(line.amount_fen))) for line in pack.budget]
    return [*groups, (_("Budget lines"), lines)] if lines else groups


def row_of(key: str, value: str, from_on: str) -> dict[str, Any]:
    """A row as a reform file has it, from what was chosen and typed."""
    what, *rest = key.split("|")
    if what == BUDGET:
        return {"budget": rest[0], "amount": value}
    row: dict[str, Any] = {"clause": rest[0]}
    if what == CLOSED:
        return row | {"closed": True}
    row |= {"from": from_on} if from_on else {}
    if what == STEP:
        return row | {"step": rest[1], "expr": value}
    _clause, label, cell, band = rest
    row |= {"cell": cell} if cell else {}
    row |= {"band": int(band)} if band != "0" else {}
    return row | {"param": label, "value": value}


def typed_in(row: Mapping[str, Any]) -> dict[str, str]:
    """A kept row as the form shows it."""
    if "budget" in row:
        return {"what": _key(BUDGET, row["budget"]), "value": row["amount"]}
    if "closed" in row:
        return {"what": _key(CLOSED, row["clause"])}
    shown = {"from_on": row.get("from", "")}
    if "step" in row:
        return shown | {"what": _key(STEP, row["clause"], row["step"]), "value": row["expr"]}
    band = str(row.get("band", 0))
    what = _key(PARAM, row["clause"], row["param"], row.get("cell", ""), band)
    return shown | {"what": what, "value": row["value"]}


def _key(*parts: str) -> str:
    return "|".join(parts)


def _params(clause: Clause) -> Iterator[tuple[str, str]]:
    for param in clause.params:
        newest = [version for version in param.versions if not version.ended][-1]
        for cell, value in newest.cells.items():
            where = f" · {_words(clause, param, cell)}" if cell else ""
            yield _key(PARAM, clause.id, param.term.label, cell, "0"), _said(clause, param, where, value)
        for place, band in enumerate(newest.bands, 1):
            where = " · " + _("band %(place)s") % {"place": place}
            yield (
                _key(PARAM, clause.id, param.term.label, "", str(place)),
                _said(clause, param, where, band.value),
            )


def _said(clause: Clause, param: Param, where: str, value: Value) -> str:
    return _now(f"{clause.id} · {own(param.term)}{where}", value_text(value, param.kind, language()))


def _money(fen: int) -> str:
    return value_text(fen, Kind.MONEY, language())


def _now(what: str, value: str) -> str:
    return _("%(what)s, now %(value)s") % {"what": what, "value": value}


def _words(clause: Clause, param: Param, cell: str) -> str:
    if language() != "en":
        return cell
    facts = [clause.fact(label) for label in param.by]
    return " · ".join(fact.words_en[word] for fact, word in zip(facts, cell.split("·"), strict=True))


def _steps(clause: Clause) -> Iterator[tuple[str, str]]:
    for step in clause.steps:
        if step.kind in _PARTS:
            said = _("%(clause)s · formula of %(step)s") % {"clause": clause.id, "step": own(step.term)}
            yield _key(STEP, clause.id, step.term.label), said


def _closing(clause: Clause) -> tuple[str, str]:
    return _key(CLOSED, clause.id), _("%(clause)s · close the clause: it pays nothing") % {
        "clause": clause.id
    }
