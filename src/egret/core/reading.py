"""Reads tables that people wrote in TOML and collects every fault, instead of stopping at the first.

Floats are refused at the door: amounts and rates are words with units (`"25万元"`, `"40%"`, `"2/37"`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, NoReturn

from .findings import Finding

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


class _FloatFoundError(ValueError):
    pass


def _refuse_float(text: str) -> NoReturn:
    raise _FloatFoundError(text)


def parsed(file: str, text: str, findings: list[Finding]) -> dict[str, Any]:
    """The file's tables, or nothing and a finding."""
    try:
        return tomllib.loads(text, parse_float=_refuse_float)
    except _FloatFoundError as found:
        findings.append(
            Finding(
                file,
                str(found),
                "a bare decimal number is inexact",
                'Write a word with its unit: "40%", "25万元"',
            )
        )
    except tomllib.TOMLDecodeError as error:
        findings.append(Finding(file, "-", f"not readable as TOML: {error}", "Mend the line that is named"))
    return {}


class Table:
    """One table under reading. Every getter takes its key off the list; `done` reports what nobody asked for."""

    def __init__(self, file: str, key: str, values: Mapping[str, Any], findings: list[Finding]) -> None:
        self.file, self.key, self.values, self.findings = file, key, values, findings
        self._asked: set[str] = set()

    def fault(self, key: str, wrong: str, cure: str) -> None:
        self.findings.append(Finding(self.file, f"{self.key}.{key}" if key else self.key, wrong, cure))

    def _get(self, key: str, kind: type, *, needed: bool) -> Any:
        self._asked.add(key)
        value = self.values.get(key)
        if value is None:
            if needed:
                self.fault(key, "is missing", f"Add {key} = …")
            return None
        if type(value) is not kind:
            self.fault(
                key, f"is {type(value).__name__}, not {kind.__name__}", "Write it in the kind that is named"
            )
            return None
        return value

    def text(self, key: str, *, needed: bool = True) -> str:
        value: str | None = self._get(key, str, needed=needed)
        if value is not None and not value.strip():
            self.fault(key, "is empty", "Write something or take the line out")
        return value or ""

    def word(self, key: str, allowed: Mapping[str, Any] | frozenset[str] | tuple[str, ...]) -> str:
        value = self.text(key)
        if value and value not in allowed:
            self.fault(
                key, f"{value!r} is outside the vocabulary", f"Use one of: {', '.join(sorted(allowed))}"
            )
        return value

    def count(self, key: str, *, needed: bool = True) -> int:
        value: int | None = self._get(key, int, needed=needed)
        if value is not None and value < 0:
            self.fault(key, f"{value} is negative", "Write zero or more")
        return value or 0

    def flag(self, key: str, *, default: bool) -> bool:
        value: bool | None = self._get(key, bool, needed=False)
        return default if value is None else value

    def day(self, key: str, *, needed: bool = True) -> date | None:
        value: date | None = self._get(key, date, needed=needed)
        return value

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

    def texts(self, key: str, *, needed: bool = False) -> tuple[str, ...]:
        values: list[Any] | None = self._get(key, list, needed=needed)
        if values and not all(isinstance(value, str) for value in values):
            self.fault(key, "holds something other than text", "Write a list of texts")
            return ()
        return tuple(values or ())

    def mapping(self, key: str, *, needed: bool = True) -> dict[str, Any]:
        value: dict[str, Any] | None = self._get(key, dict, needed=needed)
        return value or {}

    def table(self, key: str) -> Table:
        return Table(self.file, f"{self.key}.{key}" if self.key else key, self.mapping(key), self.findings)

    def each(self, key: str, *, needed: bool = True) -> Iterator[Table]:
        rows: list[Any] | None = self._get(key, list, needed=needed)
        for place, row in enumerate(rows or (), 1):
            name = f"{self.key}.{key}[{place}]" if self.key else f"{key}[{place}]"
            if not isinstance(row, dict):
                self.findings.append(Finding(self.file, name, "is not a table", f"Write [[{key}]]"))
                continue
            table = Table(self.file, name, row, self.findings)
            yield table
            table.done()

    def done(self) -> None:
        for key in self.values.keys() - self._asked:
            self.fault(key, "is an unknown key", f"Known here: {', '.join(sorted(self._asked))}")
