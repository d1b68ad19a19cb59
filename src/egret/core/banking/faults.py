from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Code(StrEnum):
    """What is wrong, for the screen to say."""

    EMPTY = "empty"
    LENGTH = "length"
    CHARACTERS = "characters"
    FORMULA = "formula"  # a spreadsheet would compute it
    CHECK = "check"  # a check digit does not fit
    OTHER_NAME = "other_name"  # not the name that is registered
    NOT_CLEAN = "not_clean"  # as typed, not as checked
    AMOUNT = "amount"
    CURRENCY = "currency"
    TOTAL = "total"  # what is declared is not what is there
    REPEATED = "repeated"
    DAY = "day"
    MOMENT = "moment"
    NUMBER = "number"
    WORD = "word"  # outside the vocabulary
    TOO_LARGE = "too_large"
    TOO_DEEP = "too_deep"
    ENCODING = "encoding"
    MALFORMED = "malformed"
    FORBIDDEN = "forbidden"  # a document type or an entity
    VERSION = "version"  # another message, or another version of it
    MISSING = "missing"
    MORE_THAN_ONE = "more_than_one"
    CONTRADICTS = "contradicts"
    CHANGED = "changed"  # not the bytes that were written
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """`where` is a field or a path in the message; `line` counts from one, and is 0 where there are no lines."""

    where: str
    code: Code
    given: str = ""
    wanted: str = ""
    line: int = 0

    def __str__(self) -> str:
        parts = [f"line {self.line}" if self.line else "", self.where]
        told = f"{' '.join(filter(None, parts))}: {self.code}"
        return told + (f", {self.given!r} instead of {self.wanted!r}" if self.wanted else "")


class Unusable(ValueError):
    """Refused as it stands, with every fault that was found."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults


class BadBatch(Unusable):
    """Payments that can't be sent."""


class BadMessage(Unusable):
    """Bytes that are not what they should be."""
