"""A clause as its file says it, made ready for the page: a file in work may be half wrong and is shown all the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.utils.translation import gettext as _

from egret.core.packs.editing import NotEditable, leaves, tables
from egret.core.packs.sheets import NoSheet, sheet_name, sheet_of
from egret.core.policy.clause import Term
from egret.desks.shared import words
from egret.desks.shared.templatetags.egret import own

Table = Mapping[str, Any]
EXTRAS = ("list", "tally", "hand_over", "limit", "reclaim")


@dataclass(frozen=True, slots=True)
class Document:
    term: Term
    number: str
    issuer: str
    verified: bool
    note: Term


@dataclass(frozen=True, slots=True)
class Version:
    """One dated value: its cells, each with the word or band that it is for."""

    since: str
    cells: tuple[tuple[str, str], ...]
    source: str


@dataclass(frozen=True, slots=True)
class Param:
    term: Term
    kind: str
    as_of: str
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class Step:
    term: Term
    when: str
    require: str
    formulas: tuple[tuple[str, str], ...]  # since when ("" where it always held), text
    at_most: str
    rises_with: str


@dataclass(frozen=True, slots=True)
class Clause:
    """`stem` is its file's name without folder and ending."""

    stem: str
    id: str
    term: Term
    gist: Term
    document: Document
    article: str
    valid_from: Any
    valid_to: Any
    way: str
    cases: int
    top: Table

    @property
    def facts(self) -> list[tuple[Term, str, str, Term]]:
        """Name, kind, bound or words, evidence."""
        return [(_term(row), _text(row, "type"), _bound(row), _papers(row)) for row in rows(self.top, "fact")]

    @property
    def params(self) -> list[Param]:
        return [
            Param(
                _term(row),
                _text(row, "type"),
                _text(row, "as_of"),
                tuple(map(_version, rows(row, "values"))),
            )
            for row in rows(self.top, "param")
        ]

    @property
    def steps(self) -> list[Step]:
        return [
            Step(
                _term(row),
                _joined(row.get("when")),
                _text(row, "require"),
                tuple((_text(one, "from"), _text(one, "expr")) for one in rows(row, "formulas"))
                or (("", _text(row, "expr")),),
                _joined(row.get("at_most")),
                _joined(row.get("rises_with")),
            )
            for row in rows(self.top, "step")
        ]

    @property
    def stages(self) -> list[tuple[Term, str, str]]:
        return [(_term(row), _text(row, "on"), _text(row, "due")) for row in rows(self.top, "pay")]

    @property
    def decisions(self) -> list[tuple[str, str, str, bool]]:
        return [
            (_text(row, "on"), _text(row, "answer"), _text(row, "by"), row.get("verified") is True)
            for row in rows(head(self.top), "decisions")
        ]

    @property
    def not_encoded(self) -> list[str]:
        found = head(self.top).get("not_encoded")
        return [str(one) for one in found] if isinstance(found, list) else []

    @property
    def costs(self) -> list[tuple[Term, bool]]:
        return [(_term(row), row.get("eligible") is True) for row in rows(self.top, "cost")]

    @property
    def extras(self) -> list[tuple[str, list[list[tuple[str, str]]]]]:
        """What few clauses have, as the file's own pairs of key and value."""
        found = [(key, [list(_pairs(row)) for row in rows(self.top, key)]) for key in EXTRAS]
        return [(key, told) for key, told in found if told]


def stem_of(name: str) -> str:
    return PurePosixPath(name).stem


def file_of(stem: str) -> str:
    return f"clauses/{stem}.toml"


def clauses(files: Mapping[str, str]) -> list[Clause]:
    """Every clause file, in the files' order; one that is no TOML has its name and nothing else."""
    return [clause(files, stem_of(name)) for name in sorted(files) if name.startswith("clauses/")]


def clause(files: Mapping[str, str], stem: str) -> Clause:
    """KeyError when there is no such file."""
    name = file_of(stem)
    try:
        top: Table = tables(files[name])
    except NotEditable:
        top = {}
    said = head(top)
    return Clause(
        stem=stem,
        id=_text(said, "id"),
        term=Term(_text(said, "title") or name, _text(said, "title_en") or _text(said, "title") or name),
        gist=_term(said, "gist"),
        document=_document(files, _text(said, "document")),
        article=_text(said, "article"),
        valid_from=said.get("valid_from", ""),
        valid_to=said.get("valid_to", ""),
        way=_text(said, "way") or "project",
        cases=_cases(files.get(sheet_name(name), "")),
        top=top,
    )


def head(top: Table) -> Table:
    found = top.get("clause")
    return found if isinstance(found, Mapping) else {}


def rows(top: Table, key: str) -> list[Table]:
    found = top.get(key)
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []


def _cases(sheet: str) -> int:
    try:
        return len(sheet_of(sheet).rows)
    except NoSheet:
        return 0


def _document(files: Mapping[str, str], wanted: str) -> Document:
    try:
        found = rows(tables(files.get("sources.toml", "")), "document")
    except NotEditable:
        found = []
    row = next((row for row in found if row.get("id") == wanted), {"title": wanted})
    verified = row.get("verified") is True
    return Document(
        _term(row, "title"), _text(row, "number"), _text(row, "issuer"), verified, _term(row, "note")
    )


def _text(row: Table, key: str) -> str:
    return str(row.get(key, ""))


def _term(row: Table, key: str = "label") -> Term:
    label = _text(row, key)
    return Term(label, _text(row, f"{key}_en") or label)


def _joined(value: object) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value or "")


def _papers(row: Table) -> Term:
    papers, english = row.get("evidence"), row.get("evidence_en")
    return Term(
        _joined(papers), ", ".join(map(str, english)) if isinstance(english, list) else _joined(papers)
    )


def _bound(row: Table) -> str:
    values = row.get("values")
    if isinstance(values, Mapping):
        return " · ".join(map(str, values))
    return f"≤ {row['max']}" if "max" in row else ""


def _version(row: Table) -> Version:
    return Version(_text(row, "from"), tuple(cells_of(row)), _text(row, "source"))


def cells_of(row: Table) -> Iterator[tuple[str, str]]:
    """The values of one dated version, each with what it is for: nothing, a word, a band."""
    value = row.get("value")
    if isinstance(value, list):
        for band in (one for one in value if isinstance(one, Mapping)):
            until = f" – {band['below']}" if "below" in band else " –"
            yield f"{_text(band, 'from')}{until}", _text(band, "value")
    else:
        for path, text in leaves(value):
            yield " · ".join(map(str, path)), str(text)
    if "otherwise" in row:
        yield _("otherwise"), _text(row, "otherwise")
    days = row.get("only_from")
    for label, day in days.items() if isinstance(days, Mapping) else ():
        yield f"{label} ≥", str(day)


def _pairs(row: Table) -> Iterator[tuple[str, str]]:
    """Key and value in the reader's words; what has an English twin is told in the reader's language."""
    for key, value in row.items():
        if key.removesuffix("_en") in row and key.endswith("_en"):
            continue
        name = words.of("key", key) if key in words.WORDS["key"] else key
        if isinstance(value, list):
            for one in value:
                yield name, " · ".join(str(text) for _path, text in leaves(one))
        elif f"{key}_en" in row:
            yield name, own(_term(row, key))
        else:
            said = str(value)
            yield name, words.of("word", said) if said in words.WORDS["word"] else said
