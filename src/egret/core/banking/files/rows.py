"""A batch as rows of cells, and back: what text files and sheets have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NoReturn

from egret.core.banking.accounts import Account, Owner
from egret.core.banking.faults import BadMessage, Code, Fault
from egret.core.banking.files.templates import Cell, Column, Template, Unit
from egret.core.banking.instructions import Batch, Instruction
from egret.core.banking.texts import (
    day_of,
    exact_yuan,
    fen_of_fen,
    fen_of_yuan,
    moment_of,
    moment_text,
    shown,
)

Rows = Sequence[Sequence[str]]


def rows_of(batch: Batch, template: Template) -> list[list[str]]:
    around = _around(batch, template)
    return [
        *_section(template, template.header, [around]),
        *_section(
            template,
            template.line,
            [_within(place, one, template) for place, one in enumerate(batch.instructions, 1)],
        ),
        *_section(template, template.trailer, [around]),
    ]


def _section(
    template: Template, columns: tuple[Column, ...], values: Sequence[Mapping[Cell, str]]
) -> list[list[str]]:
    if not columns:
        return []
    titles = [[column.title for column in columns]] if template.titles else []
    return titles + [
        [column.text if column.cell is Cell.FIXED else value[column.cell] for column in columns]
        for value in values
    ]


def _around(batch: Batch, template: Template) -> dict[Cell, str]:
    return {
        Cell.BATCH: batch.id,
        Cell.MADE_AT: moment_text(batch.made_at),
        Cell.PAY_ON: batch.pay_on.isoformat(),
        Cell.DEBTOR: batch.debtor.name,
        Cell.DEBTOR_NUMBER: batch.debtor.number,
        Cell.DEBTOR_BANK: batch.debtor.bank,
        Cell.DEBTOR_BANK_NO: batch.debtor.bank_no,
        Cell.COUNT: str(batch.count),
        Cell.SUM: _amount(batch.fen, template),
    }


def _within(place: int, one: Instruction, template: Template) -> dict[Cell, str]:
    return {
        Cell.SERIAL: str(place),
        Cell.END_TO_END: one.end_to_end_id,
        Cell.PAYEE: one.payee.name,
        Cell.NUMBER: one.payee.number,
        Cell.BANK: one.payee.bank,
        Cell.BANK_NO: one.payee.bank_no,
        Cell.OWNER: template.personal if one.payee.owner is Owner.PERSONAL else template.corporate,
        Cell.AMOUNT: _amount(one.fen, template),
        Cell.PURPOSE: one.purpose,
    }


def _amount(fen: int, template: Template) -> str:
    return str(fen) if template.unit is Unit.FEN else exact_yuan(fen)


def batch_of(rows: Rows, template: Template) -> Batch:
    """Raises BadMessage with the row and the column, BadBatch where what is declared is not what is there."""
    heads, tails = (
        (1 + template.titles) if columns else 0 for columns in (template.header, template.trailer)
    )
    if len(rows) < heads + template.titles + 1 + tails:
        raise BadMessage(Fault("rows", Code.MISSING, str(len(rows))))
    first = heads + template.titles
    around: dict[Cell, _Given] = {}
    if heads:
        around |= _row(rows, heads - 1, template.header)
    if tails:
        around |= _row(rows, len(rows) - 1, template.trailer)
    lines = tuple(_instruction(rows, place, template, first) for place in range(first, len(rows) - tails))
    debtor = Account(
        around[Cell.DEBTOR].text,
        around[Cell.DEBTOR_NUMBER].text,
        around[Cell.DEBTOR_BANK].text,
        around[Cell.DEBTOR_BANK_NO].text,
    )
    made, pay = around[Cell.MADE_AT], around[Cell.PAY_ON]
    made_at, pay_on = moment_of(made.text), day_of(pay.text)
    count, fen = fen_of_fen(around[Cell.COUNT].text), _fen(around[Cell.SUM], template)
    if made_at is None:
        made.refuse(Code.MOMENT)
    if pay_on is None:
        pay.refuse(Code.DAY)
    if count is None:
        around[Cell.COUNT].refuse(Code.NUMBER)
    return Batch(around[Cell.BATCH].text, made_at, pay_on, debtor, lines, count, fen)


class _Given:
    """A cell with its place."""

    def __init__(self, text: str, line: int, column: Column) -> None:
        self.text, self.line, self.column = text, line, column

    def refuse(self, code: Code, wanted: str = "") -> NoReturn:
        raise BadMessage(Fault(self.column.cell, code, shown(self.text), wanted, self.line))


def _row(rows: Rows, place: int, columns: tuple[Column, ...]) -> dict[Cell, _Given]:
    row, line = rows[place], place + 1
    if len(row) != len(columns):
        raise BadMessage(Fault("columns", Code.LENGTH, str(len(row)), str(len(columns)), line))
    given = [_Given(text, line, column) for text, column in zip(row, columns, strict=True)]
    for one in given:
        if one.column.cell is Cell.FIXED and one.text != one.column.text:
            one.refuse(Code.WORD, one.column.text)
    return {one.column.cell: one for one in given}


def _instruction(rows: Rows, place: int, template: Template, first: int) -> Instruction:
    given = _row(rows, place, template.line)
    serial, owner = given.get(Cell.SERIAL), given[Cell.OWNER]
    if serial and serial.text != str(place - first + 1):
        serial.refuse(Code.NUMBER, str(place - first + 1))
    if owner.text not in {template.corporate, template.personal}:
        owner.refuse(Code.WORD, f"{template.corporate} {template.personal}")
    payee = Account(
        given[Cell.PAYEE].text,
        given[Cell.NUMBER].text,
        given[Cell.BANK].text,
        given[Cell.BANK_NO].text,
        Owner.PERSONAL if owner.text == template.personal else Owner.CORPORATE,
    )
    return Instruction(
        given[Cell.END_TO_END].text, payee, _fen(given[Cell.AMOUNT], template), given[Cell.PURPOSE].text
    )


def _fen(given: _Given, template: Template) -> int:
    fen = fen_of_fen(given.text) if template.unit is Unit.FEN else fen_of_yuan(given.text)
    if fen is None:
        given.refuse(Code.AMOUNT)
    return fen
