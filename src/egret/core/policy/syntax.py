"""The formula language: one line, closed vocabulary, no loops, no functions of one's own.

    取低( 向下取整(实际投入 × 核定比例), 分级上限[改造后水平] )

Text is folded by NFKC first, so full-width brackets and signs are as good as half-width ones.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

LENGTH_MAX = 400
DEPTH_MAX = 12

ROUNDINGS = {"向下取整": "down", "向上取整": "up", "四舍五入": "half_up", "四舍六入五成双": "half_even"}
CHOICES = ("取低", "取高")
FUNCTIONS = (*ROUNDINGS, *CHOICES, "如果")
_TOKEN = re.compile(
    r"\s*(?:(?P<name>[^\W\d]\w*)|(?P<amount>\d+(?:\.\d+)?(?:亿元|万元|元|分|%))|(?P<sign><=|>=|[-+×*<>=≤≥()\[\],]))"
)
_SAME = {"*": "×", "<=": "≤", ">=": "≥"}
COMPARISONS = ("≤", "≥", "<", ">", "=")


class BadFormula(ValueError):
    """`wrong` and `cure` are sentences for the author of the pack."""

    def __init__(self, wrong: str, cure: str) -> None:
        super().__init__(wrong)
        self.wrong, self.cure = wrong, cure


@dataclass(frozen=True, slots=True)
class Name:
    label: str


@dataclass(frozen=True, slots=True)
class Literal:
    text: str


@dataclass(frozen=True, slots=True)
class Lookup:
    label: str
    key: str


@dataclass(frozen=True, slots=True)
class Operation:
    """`sign` is one of + - × 且 或 or a comparison."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Not:
    operand: Node


@dataclass(frozen=True, slots=True)
class Call:
    function: str
    arguments: tuple[Node, ...]


Node = Name | Literal | Lookup | Operation | Not | Call


def names_in(node: Node) -> frozenset[str]:
    match node:
        case Name(label):
            return frozenset({label})
        case Lookup(label, key):
            return frozenset({label, key})
        case Operation(_, left, right):
            return names_in(left) | names_in(right)
        case Not(operand):
            return names_in(operand)
        case Call(_, arguments):
            return frozenset[str]().union(*map(names_in, arguments))
        case Literal():
            return frozenset()


def parse(text: str) -> Node:
    if len(text) > LENGTH_MAX:
        raise BadFormula(
            f"the formula has {len(text)} characters", f"Split it into steps of at most {LENGTH_MAX}"
        )
    return _Parser(_tokens(unicodedata.normalize("NFKC", text))).whole()


def _tokens(text: str) -> list[str]:
    words, place = [], 0
    text = text.rstrip()
    while place < len(text):
        found = _TOKEN.match(text, place)
        if not found:
            raise BadFormula(
                f"{text[place:].strip()[:8]!r} is not understood",
                "Use names, amounts and + - × ≤ ≥ < > = only",
            )
        word = found["name"] or found["amount"] or found["sign"]
        if found["name"] and not all("一" <= c <= "鿿" or c.isascii() for c in word):
            raise BadFormula(
                f"{word!r} has a letter that only looks familiar", "Type the name anew in Chinese or ASCII"
            )
        words.append(_SAME.get(word, word))
        place = found.end()
    return words


class _Parser:
    """Precedence, loosest first: 或, 且, comparison, + -, ×."""

    def __init__(self, words: list[str]) -> None:
        self.words, self.place, self.depth = words, 0, 0

    def whole(self) -> Node:
        node = self._level(0)
        if self._next is not None:
            raise BadFormula(
                f"{self._next!r} stands where the formula should end", "Check brackets and signs"
            )
        return node

    @property
    def _next(self) -> str | None:
        return self.words[self.place] if self.place < len(self.words) else None

    def _take(self, *wanted: str) -> str:
        word = self._next
        if word is None or (wanted and word not in wanted):
            found = "the end" if word is None else repr(word)
            raise BadFormula(
                f"{found} stands where {' or '.join(wanted) or 'a value'} should", "Check brackets and commas"
            )
        self.place += 1
        return word

    def _level(self, level: int) -> Node:
        levels: tuple[tuple[str, ...], ...] = (("或",), ("且",), COMPARISONS, ("+", "-"), ("×",))
        if level == len(levels):
            return self._value()
        left = self._level(level + 1)
        while self._next in levels[level]:
            left = Operation(self._take(), left, self._level(level + 1))
            if level == levels.index(COMPARISONS):
                break
        return left

    def _value(self) -> Node:
        self.depth += 1
        if self.depth > DEPTH_MAX:
            raise BadFormula(
                "the formula is nested too deeply", f"Split it into steps of at most {DEPTH_MAX} levels"
            )
        node = self._plain_value()
        self.depth -= 1
        return node

    def _plain_value(self) -> Node:
        word = self._take()
        if word == "(":
            node = self._level(0)
            self._take(")")
            return node
        if word == "非":
            return Not(self._value())
        if word in FUNCTIONS:
            return Call(word, self._arguments())
        if word[0].isdigit():
            return Literal(word)
        if not (word[0].isalpha() or word[0] == "_"):
            raise BadFormula(f"{word!r} stands where a value should", "Check brackets and signs")
        if self._next == "[":
            self._take("[")
            key = self._take()
            self._take("]")
            return Lookup(word, key)
        return Name(word)

    def _arguments(self) -> tuple[Node, ...]:
        self._take("(")
        arguments = [self._level(0)]
        while self._next == ",":
            self._take(",")
            arguments.append(self._level(0))
        self._take(")")
        return tuple(arguments)
