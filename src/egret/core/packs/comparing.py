"""What changed between two packs, told by parameter, formula, clause and case, and line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from itertools import islice
from typing import Any

from .editing import NotEditable, leaves, tables
from .sheets import NoSheet, sheet_name, sheet_of

Files = Mapping[str, str]
_PARTS = ("when", "require", "expr", "formulas", "as_of", "at_most", "rises_with")


@dataclass(frozen=True, slots=True)
class Change:
    """One value: of `what` (a parameter's or step's label), where in it, before and after; empty is not there."""

    clause: str
    what: str
    where: str
    since: str
    before: str
    after: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class CaseChange:
    clause: str
    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Lines:
    """A file's unified difference; each line with its first sign: `+`, `-`, `@` or a blank."""

    file: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    params: tuple[Change, ...]
    formulas: tuple[Change, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    cases: tuple[CaseChange, ...]
    texts: tuple[Lines, ...]


def compare(before: Files, after: Files) -> Comparison:
    """Files that are no TOML any more are told by their lines alone."""
    old, new = _clauses(before), _clauses(after)
    both = [name for name in new if name in old]
    return Comparison(
        params=tuple(c for name in both for c in _params(old[name], new[name])),
        formulas=tuple(c for name in both for c in _formulas(old[name], new[name])),
        added=tuple(_title(new[name]) for name in new if name not in old),
        removed=tuple(_title(old[name]) for name in old if name not in new),
        cases=tuple(c for name in sorted({*old, *new}) for c in _cases(name, before, after, {**old, **new})),
        texts=tuple(_texts(before, after)),
    )


def _clauses(files: Files) -> dict[str, dict[str, Any]]:
    read = {}
    for name in sorted(files):
        if name.startswith("clauses/"):
            try:
                read[name] = tables(files[name])
            except NotEditable:
                continue
    return read


def _id(clause: Mapping[str, Any]) -> str:
    return str(_mapping(clause.get("clause")).get("id", ""))


def _title(clause: Mapping[str, Any]) -> str:
    return f"{_id(clause)} {_mapping(clause.get('clause')).get('title', '')}"


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _rows(clause: Mapping[str, Any], key: str) -> dict[str, Mapping[str, Any]]:
    """Rows of a list by their label; of two with one label the later."""
    rows = clause.get(key)
    found = [_mapping(row) for row in rows] if isinstance(rows, list) else []
    return {str(row.get("label", "")): row for row in found}


def _versions(param: Mapping[str, Any]) -> dict[tuple[str, str], tuple[str, str]]:
    """Day and cell → value and source."""
    found = {}
    values = param.get("values")
    for version in values if isinstance(values, list) else []:
        held = _mapping(version)
        since, source = str(held.get("from", "")), str(held.get("source", ""))
        told = {key: value for key, value in held.items() if key not in ("from", "source")}
        for path, value in leaves(told):
            inner = path[1:] if path[0] == "value" else path
            where = " · ".join(str(step + 1) if isinstance(step, int) else step for step in inner)
            found[since, where] = (str(value), source)
    return found


def _params(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    before, after = _rows(old, "param"), _rows(new, "param")
    for label in sorted({*before, *after}, key=[*before, *after].index):
        was, now = _versions(before.get(label, {})), _versions(after.get(label, {}))
        for since, where in sorted({*was, *now}, key=[*was, *now].index):
            one, other = was.get((since, where), ("", "")), now.get((since, where), ("", ""))
            if one != other:
                source = other[1] if one[1] in ("", other[1]) else f"{one[1]} → {other[1]}"
                yield Change(_id(new), label, where, since, one[0], other[0], source)


def _formulas(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    before, after = _rows(old, "step"), _rows(new, "step")
    for label in sorted({*before, *after}, key=[*before, *after].index):
        for part in _PARTS:
            was, now = _told(before.get(label, {}).get(part)), _told(after.get(label, {}).get(part))
            for since in sorted({*was, *now}):
                if was.get(since, "") != now.get(since, ""):
                    yield Change(_id(new), label, part, since, was.get(since, ""), now.get(since, ""))


def _told(value: object) -> dict[str, str]:
    """A step's part by the day since when it holds; most have no day."""
    if isinstance(value, list) and all(isinstance(one, Mapping) for one in value):
        return {str(_mapping(one).get("from", "")): str(_mapping(one).get("expr", "")) for one in value}
    if isinstance(value, list):
        return {"": "、".join(map(str, value))}
    return {} if value is None else {"": str(value)}


def _cases(
    name: str, before: Files, after: Files, clauses: Mapping[str, Mapping[str, Any]]
) -> Iterator[CaseChange]:
    was, now = (_case_rows(files.get(sheet_name(name), "")) for files in (before, after))
    for title in sorted({*was, *now}, key=[*was, *now].index):
        if was.get(title) != now.get(title):
            one, other = was.get(title, {}), now.get(title, {})
            cells = [key for key in {**one, **other} if one.get(key, "") != other.get(key, "")]
            told = [" · ".join(f"{key} {row[key]}" for key in cells if row.get(key)) for row in (one, other)]
            yield CaseChange(_id(clauses[name]), title, *told)


def _case_rows(text: str) -> dict[str, dict[str, str]]:
    try:
        sheet = sheet_of(text)
    except NoSheet:
        return {}
    rows = [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows]
    return {next(iter(row.values()), ""): row for row in rows}


def _texts(before: Files, after: Files) -> Iterator[Lines]:
    for name in sorted({*before, *after}):
        one, other = before.get(name, ""), after.get(name, "")
        if one != other:
            # The two lines that only repeat the name are left out.
            found = islice(unified_diff(one.splitlines(), other.splitlines(), lineterm="", n=2), 2, None)
            yield Lines(name, tuple((line[:1], line) for line in found))
