"""TOML that people write, taken key by key: every fault is collected, and a key nobody asks for is a fault."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from egret.core.findings import Finding

_PLAIN_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
_UNITS = {
    "分": Fraction(1),
    "元": Fraction(100),
    "万元": Fraction(1_000_000),
    "亿元": Fraction(10_000_000_000),
}
_AMOUNT = re.compile(r"(\d{1,15}(?:\.\d{1,6})?)(分|元|万元|亿元)")
_PERCENT = re.compile(r"(\d{1,4}(?:\.\d{1,6})?)%")
_RATIO = re.compile(r"(\d{1,6})/([1-9]\d{0,5})")


def fen_of(text: str) -> int | None:
    """`"25万元"` → 25000000 fen; None when it is no whole number of fen."""
    found = _AMOUNT.fullmatch(text)
    if not found:
        return None
    fen = Fraction(found[1]) * _UNITS[found[2]]
    return int(fen) if fen.denominator == 1 else None


def rate_of(text: str) -> Fraction | None:
    """`"40%"` → 2/5, `"2/37"` → 2/37."""
    if found := _PERCENT.fullmatch(text):
        return Fraction(found[1]) / 100
    if found := _RATIO.fullmatch(text):
        return Fraction(int(found[1]), int(found[2]))
    return None


class BadFile(ValueError):
    """All faults of one file at once."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("\n".join(str(finding) for finding in findings))
        self.findings = findings


class _Float(str):
    """A TOML float as it was typed; floats are refused, so it never becomes a number."""

    __slots__ = ()


class Table:
    """A fault leaves a neutral value behind, so that reading goes on to the next fault."""

    def __init__(self, values: Mapping[str, object], file: str, key: str, findings: list[Finding]) -> None:
        self._values, self._file, self.key, self._findings = values, file, key, findings
        self._taken: set[str] = set()

    def fault(self, key: str, wrong: str, cure: str) -> None:
        self._findings.append(Finding(self._file, self._path(key), wrong, cure))

    def has(self, key: str) -> bool:
        return key in self._values

    def text(self, key: str) -> str:
        value = self._take(key)
        if type(value) is str and value.strip():
            return value
        self._expected(key, value, "a text")
        return ""

    def maybe(self, key: str) -> str:
        """A text that may be left out; then it is empty."""
        if self.has(key):
            return self.text(key)
        self._taken.add(key)
        return ""

    def word(self, key: str, allowed: Collection[str]) -> str:
        word = self.text(key)
        if word and word not in allowed:
            self.fault(
                key, f"{word!r} is outside the vocabulary", f"Use one of: {', '.join(sorted(allowed))}"
            )
            return ""
        return word

    def fen(self, key: str) -> int:
        text = self.text(key)
        fen = fen_of(text)
        if text and fen is None:
            self.fault(
                key, f"{text!r} is no whole number of fen", 'Write an amount like "25万元" or "0.01元"'
            )
        return fen or 0

    def rate(self, key: str) -> Fraction:
        text = self.text(key)
        rate = rate_of(text)
        if text and rate is None:
            self.fault(key, f"{text!r} is no rate", 'Write a rate like "40%" or "2/37"')
        return rate if rate is not None else Fraction(0)

    def texts(self, key: str) -> tuple[str, ...]:
        values = self._take(key)
        if isinstance(values, list) and all(type(value) is str and value.strip() for value in values):
            return tuple(values)
        self._expected(key, values, "a list of texts")
        return ()

    def is_text(self, key: str) -> bool:
        return type(self._values.get(key)) is str

    def text_or_texts(self, key: str) -> tuple[str, ...]:
        """One text, or a list of them."""
        return (self.text(key),) if self.is_text(key) else self.texts(key)

    def whole(self, key: str) -> int:
        value = self._take(key)
        if type(value) is int and value >= 0:
            return value
        self._expected(key, value, "a whole number of zero or more")
        return 0

    def wholes(self, key: str) -> tuple[int, ...]:
        values = self._take(key)
        if isinstance(values, list) and all(type(value) is int and value >= 0 for value in values):
            return tuple(values)
        self._expected(key, values, "a list of whole numbers")
        return ()

    def exact(self, key: str) -> Fraction:
        value = self._take(key)
        if type(value) is str and _PLAIN_NUMBER.fullmatch(value):
            return Fraction(value)
        self._expected(key, value, 'a number in quotes such as "1.875"')
        return Fraction(0)

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        value = self._take(key)
        if value is None and default is not None:
            return default
        if isinstance(value, bool):
            return value
        self._expected(key, value, "true or false")
        return False

    def day(self, key: str) -> date:
        value = self._take(key)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        self._expected(key, value, "a day such as 2024-09-04")
        return date.min

    def table(self, key: str) -> Table:
        value = self._take(key)
        if isinstance(value, dict):
            return self._inner(value, key)
        self._expected(key, value, "a table")
        return self._inner({}, key, [])

    def mapping(self, key: str) -> Mapping[str, object]:
        """A table whose keys are the author's own."""
        value = self._take(key)
        if isinstance(value, dict):
            return value
        self._expected(key, value, "a table")
        return {}

    def each(self, key: str, *, needed: bool = True) -> Iterator[Table]:
        """The rows of a list of tables; a row is closed when the next is asked for."""
        if not needed and not self.has(key):
            self._taken.add(key)
            return
        for table in self.tables(key):
            yield table
            table.close()

    def tables(self, key: str) -> tuple[Table, ...]:
        values = self._take(key)
        if isinstance(values, list) and values and all(isinstance(value, dict) for value in values):
            return tuple(self._inner(value, f"{key}[{i}]") for i, value in enumerate(values))
        self._expected(key, values, "a list of tables")
        return ()

    def labels(self, key: str) -> tuple[str, ...]:
        """The labels in a list of tables, before it is read."""
        values = self._values.get(key)
        rows = values if isinstance(values, list) else []
        labels = [row.get("label") for row in rows if isinstance(row, dict)]
        return tuple(label for label in labels if type(label) is str)

    def close(self) -> None:
        for key in self._values:
            if key not in self._taken:
                self.fault(key, "unknown key", "Remove it or correct its spelling")

    def _path(self, key: str) -> str:
        return ".".join(part for part in (self.key, key) if part)

    def _take(self, key: str) -> object:
        self._taken.add(key)
        return self._values.get(key)

    def _expected(self, key: str, value: object, what: str) -> None:
        if key not in self._values:
            self.fault(key, "missing", f"Give {what}")
        elif isinstance(value, _Float):
            self.fault(key, f"{value} is a float", f"Give {what}")
        else:
            self.fault(key, f"{value!r} is not {what}", f"Give {what}")

    def _inner(self, value: Mapping[str, object], key: str, findings: list[Finding] | None = None) -> Table:
        return Table(value, self._file, self._path(key), self._findings if findings is None else findings)


def tables(text: str, file: str) -> dict[str, Any]:
    """TOML as nested tables, with floats marked so that reading refuses them. Raises BadFile."""
    try:
        return tomllib.loads(text, parse_float=_Float)
    except tomllib.TOMLDecodeError as fault:
        raise BadFile((Finding(file, "", f"not TOML: {fault}", "Correct the line"),)) from None


def opened(text: str, file: str, findings: list[Finding]) -> Table:
    return Table(tables(text, file), file, "", findings)


def twice(keys: tuple[str, ...]) -> tuple[str, ...]:
    """The keys given more than once, each named once."""
    return tuple(key for i, key in enumerate(keys) if keys.index(key) < i and keys[:i].count(key) == 1)
