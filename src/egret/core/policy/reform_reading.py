"""A reform file, read; and written again, so that a reform made on screen travels as a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from egret.core.findings import Finding
from egret.core.money import FEN_PER_YUAN
from egret.core.reading import BadFile, Table, opened

from .fact_reading import read_term
from .reform import AnyChange, BudgetChange, Closing, FormulaChange, ParamChange, Reform

FILE = "reform.toml"
_KINDS = ("param", "step", "closed", "budget")


def read_reform(text: str, file: str = FILE) -> Reform:
    """Raises BadFile with every fault of the file."""
    findings: list[Finding] = []
    reform = reform_in(opened(text, file, findings))
    if findings:
        raise BadFile(tuple(sorted(findings)))
    return reform


def reform_in(top: Table) -> Reform:
    """The reform in `top`; its faults go to the table's findings, and then the result is not to be used."""
    head = top.table("reform")
    changes = tuple(change for row in top.each("change") if (change := _change(row)))
    reform = Reform(head.text("id"), read_term(head, "title"), head.text("base"), changes)
    head.close()
    top.close()
    return reform


def _change(row: Table) -> AnyChange | None:
    kinds = [kind for kind in _KINDS if row.has(kind)]
    if len(kinds) != 1:
        wrong = f"says {' and '.join(kinds)} at once" if kinds else "does not say what it changes"
        row.fault("", wrong, "Give one of: param, step, closed = true, budget")
        return None
    return _READERS[kinds[0]](row)


def _param(row: Table) -> ParamChange:
    return ParamChange(
        clause=row.text("clause"),
        param=row.text("param"),
        cell=row.maybe("cell"),
        band=row.whole("band") if row.has("band") else 0,
        from_on=row.day("from") if row.has("from") else None,
        value=row.text("value"),
    )


def _formula(row: Table) -> FormulaChange:
    return FormulaChange(
        clause=row.text("clause"),
        step=row.text("step"),
        from_on=row.day("from") if row.has("from") else None,
        expr=row.text("expr"),
        at_most=row.texts("at_most") if row.has("at_most") else (),
        uncapped=row.maybe("uncapped"),
    )


def _closing(row: Table) -> Closing:
    if not row.flag("closed", default=False):
        row.fault("closed", "is not true", "Write closed = true, or take the change out")
    return Closing(row.text("clause"))


def _budget(row: Table) -> BudgetChange:
    amount = row.fen("amount")
    if row.has("amount") and not amount:
        row.fault("amount", "holds nothing", "Write the amount of the line")
    return BudgetChange(row.text("budget"), amount)


_READERS: dict[str, Callable[[Table], AnyChange]] = {
    "param": _param,
    "step": _formula,
    "closed": _closing,
    "budget": _budget,
}


def written(reform: Reform) -> str:
    """The reform as TOML that `read_reform` reads back to the same."""
    head = {
        "id": reform.id,
        "title": reform.term.label,
        "title_en": reform.term.label_en,
        "base": reform.base,
    }
    blocks = ["\n".join(["[reform]", *(f"{key} = {_text(value)}" for key, value in head.items())])]
    blocks += ["\n".join(["[[change]]", *_lines(change)]) for change in reform.changes]
    return "\n\n".join(blocks) + "\n"


def _lines(change: AnyChange) -> Iterator[str]:
    match change:
        case BudgetChange(line, fen):
            yield f"budget = {_text(line)}"
            yield f'amount = "{fen // FEN_PER_YUAN}.{fen % FEN_PER_YUAN:02d}元"'
        case Closing(clause):
            yield f"clause = {_text(clause)}"
            yield "closed = true"
        case ParamChange():
            yield f"clause = {_text(change.clause)}"
            yield f"param = {_text(change.param)}"
            if change.cell:
                yield f"cell = {_text(change.cell)}"
            if change.band:
                yield f"band = {change.band}"
            if change.from_on:
                yield f"from = {change.from_on}"
            yield f"value = {_text(change.value)}"
        case FormulaChange():
            yield f"clause = {_text(change.clause)}"
            yield f"step = {_text(change.step)}"
            if change.from_on:
                yield f"from = {change.from_on}"
            yield f"expr = {_text(change.expr)}"
            if change.at_most:
                yield f"at_most = [{', '.join(map(_text, change.at_most))}]"
            if change.uncapped:
                yield f"uncapped = {_text(change.uncapped)}"


def _text(value: str) -> str:
    """A TOML basic string: JSON's escapes and the one that JSON leaves alone."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
