"""How one bank wants its batches, as data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from egret.core.findings import Finding
from egret.core.reading import BadFile, Table, opened, twice

ENCODINGS = ("gb18030", "gbk", "utf-8", "utf-8-sig")
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
LINE_ENDS = {"crlf": "\r\n", "lf": "\n"}


class Kind(StrEnum):
    ISO = "pain.001.001.09"
    TEXT = "csv"
    SHEET = "xlsx"


class Unit(StrEnum):
    YUAN = "yuan"
    FEN = "fen"


class Cell(StrEnum):
    """What a column may hold; `fixed` is the template's own text, `serial` counts the lines."""

    FIXED = "fixed"
    BATCH = "batch_id"
    MADE_AT = "made_at"
    PAY_ON = "pay_on"
    DEBTOR = "debtor_name"
    DEBTOR_NUMBER = "debtor_account"
    DEBTOR_BANK = "debtor_bank"
    DEBTOR_BANK_NO = "debtor_bank_no"
    COUNT = "count"
    SUM = "sum"
    SERIAL = "serial"
    END_TO_END = "end_to_end_id"
    PAYEE = "payee_name"
    NUMBER = "payee_account"
    BANK = "payee_bank"
    BANK_NO = "payee_bank_no"
    OWNER = "owner"
    AMOUNT = "amount"
    PURPOSE = "purpose"


AROUND = frozenset(list(Cell)[1:10])
WITHIN = frozenset(list(Cell)[11:])


@dataclass(frozen=True, slots=True)
class Column:
    cell: Cell
    title: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """Rows: the header, one a payment, the trailer; `titles` puts a row of titles before each that has columns.

    Header and trailer together hold every cell of `AROUND`, a line every cell of `WITHIN`, so that a file can be read back.
    """

    id: str
    name: str
    name_en: str
    kind: Kind
    invented: bool
    note: str
    encoding: str = "utf-8"
    separator: str = ","
    line_end: str = "\r\n"
    unit: Unit = Unit.YUAN
    titles: bool = True
    corporate: str = ""
    personal: str = ""
    header: tuple[Column, ...] = ()
    line: tuple[Column, ...] = ()
    trailer: tuple[Column, ...] = ()


class BadTemplate(BadFile):
    pass


def read_template(text: str, file: str) -> Template:
    """Raises BadTemplate with everything that is wrong."""
    findings: list[Finding] = []
    try:
        top = opened(text, file, findings)
    except BadFile as fault:
        raise BadTemplate(fault.findings) from None
    template = _read(top)
    top.close()
    if findings:
        raise BadTemplate(tuple(findings))
    return template


def _read(top: Table) -> Template:
    kind = top.word("kind", set(Kind))
    plain = Template(
        id=top.text("id"),
        name=top.text("name"),
        name_en=top.text("name_en"),
        kind=Kind(kind) if kind else Kind.ISO,
        invented=top.flag("invented"),
        note=top.text("note"),
    )
    if plain.kind is Kind.ISO:
        return plain
    written = top.table("file")
    words = top.table("owners")
    is_text = plain.kind is Kind.TEXT
    template = replace(
        plain,
        encoding=written.word("encoding", ENCODINGS) if is_text else "utf-8",
        separator=SEPARATORS.get(written.word("separator", SEPARATORS), ",") if is_text else ",",
        line_end=LINE_ENDS.get(written.word("line_end", LINE_ENDS), "\r\n") if is_text else "\r\n",
        unit=Unit.FEN if written.word("amount", set(Unit)) == Unit.FEN else Unit.YUAN,
        titles=written.flag("titles"),
        corporate=words.text("corporate"),
        personal=words.text("personal"),
        header=_columns(top, "header"),
        line=_columns(top, "line"),
        trailer=_columns(top, "trailer"),
    )
    written.close()
    words.close()
    _check(template, top)
    return template


def _columns(top: Table, key: str) -> tuple[Column, ...]:
    cells: set[str] = {Cell.FIXED} | (WITHIN | {Cell.SERIAL} if key == "line" else AROUND)
    found = []
    for table in top.each(key, needed=key == "line"):
        cell = table.word("cell", cells)
        text = table.text("text") if cell == Cell.FIXED else ""
        found.append(Column(Cell(cell) if cell else Cell.FIXED, table.maybe("title"), text))
    return tuple(found)


def _check(template: Template, top: Table) -> None:
    around = tuple(column.cell for column in template.header + template.trailer if column.cell in AROUND)
    within = tuple(column.cell for column in template.line if column.cell in WITHIN)
    for key, wanted, given in (("header", AROUND, around), ("line", WITHIN, within)):
        if lacking := sorted(wanted - set(given)):
            top.fault(
                key, f"lacks {', '.join(lacking)}", "Give each a column: without it no file can be read back"
            )
        if double := twice(given):
            top.fault(key, f"has {', '.join(double)} twice", "Keep one")
    if template.corporate == template.personal:
        top.fault("owners", "both kinds of owner have the same word", "Give two words")
