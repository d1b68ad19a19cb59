"""Conditions that people write in data: `revenue ≥ 1000万元 and not dishonest`, `F1 is A|B`, `networked > digital`.

A condition over something that is not known is neither met nor broken: it is open.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from egret.core.reading import Table, fen_of, rate_of

Value = bool | int | Fraction | str | frozenset[str]
Values = Mapping[str, Value]

_NAME = r"[A-Za-z_][\w.]*"
_COMPARED = re.compile(rf"({_NAME})\s*(≥|>=|≤|<=|>|<|=)\s*(\S+)")
_CHOSEN = re.compile(rf"({_NAME})\s+(is|lacks)\s+([\w|]+)")
_FLAG = re.compile(rf"(not\s+)?({_NAME})")
_PLAIN = re.compile(r"\d{1,15}(\.\d{1,6})?")
_ONE = {">=": "≥", "<=": "≤"}


class Sign(StrEnum):
    AT_LEAST = "≥"
    AT_MOST = "≤"
    ABOVE = ">"
    BELOW = "<"
    EQUAL = "="
    IS = "is"
    LACKS = "lacks"
    TRUE = "true"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Part:
    """One comparison. `right` is a number, the name of another value, or the words of `is` and `lacks`."""

    name: str
    sign: Sign
    right: Fraction | str | frozenset[str]
    text: str

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, self.right) if isinstance(self.right, str) else (self.name,)

    def holds(self, values: Values) -> bool | None:
        """None when a value is not known. A value of the wrong kind raises TypeError."""
        if any(name not in values for name in self.names):
            return None
        left = values[self.name]
        match self.sign:
            case Sign.TRUE | Sign.NOT:
                return _flag(left) is (self.sign is Sign.TRUE)
            case Sign.IS | Sign.LACKS:
                assert isinstance(self.right, frozenset)
                return bool(_words(left) & self.right) is (self.sign is Sign.IS)
        assert not isinstance(self.right, frozenset)
        right = values[self.right] if isinstance(self.right, str) else self.right
        return _compared(self.sign, _number(left), _number(right))


@dataclass(frozen=True, slots=True)
class Condition:
    """Parts that must all hold."""

    parts: tuple[Part, ...]
    text: str

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for part in self.parts for name in part.names))

    def holds(self, values: Values) -> bool | None:
        found = [part.holds(values) for part in self.parts]
        if False in found:
            return False
        return None if None in found else True

    def open_names(self, values: Values) -> tuple[str, ...]:
        return tuple(name for name in self.names if name not in values)


def read_condition(table: Table, key: str) -> Condition:
    return condition(table, key, table.text(key))


def read_conditions(table: Table, key: str) -> tuple[Condition, ...]:
    return tuple(condition(table, key, text) for text in table.text_or_texts(key))


def condition(table: Table, key: str, text: str) -> Condition:
    """Parts joined by `and`; what can't be read becomes a finding of the table."""
    read = []
    for part in text.split(" and ") if text else ():
        one = parsed(part.strip())
        if one is None:
            table.fault(
                key, f"{part!r} is no condition", "Write 'name ≥ 5%', 'name is A|B', 'name' or 'not name'"
            )
        else:
            read.append(one)
    return Condition(tuple(read), text)


def parsed(text: str) -> Part | None:
    if found := _CHOSEN.fullmatch(text):
        return Part(found[1], Sign(found[2]), frozenset(found[3].split("|")), text)
    if found := _COMPARED.fullmatch(text):
        right = _right(found[3])
        return None if right is None else Part(found[1], Sign(_ONE.get(found[2], found[2])), right, text)
    if found := _FLAG.fullmatch(text):
        return Part(found[2], Sign.NOT if found[1] else Sign.TRUE, Fraction(0), text)
    return None


def _right(text: str) -> Fraction | str | None:
    if _PLAIN.fullmatch(text):
        return Fraction(text)
    if (fen := fen_of(text)) is not None:
        return Fraction(fen)
    if (rate := rate_of(text)) is not None:
        return rate
    return text if re.fullmatch(_NAME, text) else None


def _flag(value: Value) -> bool:
    if isinstance(value, bool):
        return value
    raise TypeError(f"{value!r} is neither yes nor no")


def _words(value: Value) -> frozenset[str]:
    if isinstance(value, str):
        return frozenset({value})
    if isinstance(value, frozenset):
        return value
    raise TypeError(f"{value!r} is no choice")


def _number(value: Value) -> Fraction:
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return Fraction(value)
    raise TypeError(f"{value!r} is no number")


def _compared(sign: Sign, left: Fraction, right: Fraction) -> bool:
    match sign:
        case Sign.AT_LEAST:
            return left >= right
        case Sign.AT_MOST:
            return left <= right
        case Sign.ABOVE:
            return left > right
        case Sign.BELOW:
            return left < right
        case _:
            return left == right
