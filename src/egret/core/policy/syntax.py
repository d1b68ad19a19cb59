"""The formula language: one line, closed vocabulary, no loops, no functions of one's own.

    取低( 向下取整(实际投入 × 核定比例), 分级上限[改造后水平] )

`FUNCTIONS` is all there is; docs/packs.md tells what each does.

Text is folded by NFKC first, so full-width brackets and signs are as good as half-width ones.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass

LENGTH_MAX = 400
DEPTH_MAX = 12
HEIGHT_MAX = 40

ROUNDINGS = {"向下取整": "down", "向上取整": "up", "四舍五入": "half_up", "四舍六入五成双": "half_even"}
CHOICES = ("取低", "取高")
BANDS = ("分段", "分段累计")
DAYS = ("天数", "周年", "工作日后", "自然日后", "月后")
FUNCTIONS = (*ROUNDINGS, *CHOICES, *BANDS, *DAYS, "如果", "每满", "不含税", "比例", "连续", "合计", "在列")
WORDS = ("且", "或", "非")
_TOKEN = re.compile(
    r"\s*(?:(?P<name>[^\W\d]\w*)|(?P<amount>\d+(?:\.\d+)?(?:亿元|万元|元|分|%)?)"
    r"|(?P<sign><=|>=|!=|[-+×*<>=≤≥≠()\[\],]))"
)
_SAME = {"*": "×", "<=": "≤", ">=": "≥", "!=": "≠"}
COMPARISONS = ("≤", "≥", "<", ">", "=", "≠")


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
class Word:
    """A word of an enum, which stands at `place` in its order."""

    text: str
    place: int
    text_en: str


@dataclass(frozen=True, slots=True)
class Lookup:
    label: str
    keys: tuple[str, ...]


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


Node = Name | Literal | Word | Lookup | Operation | Not | Call


def names_in(node: Node) -> frozenset[str]:
    match node:
        case Name(label):
            return frozenset({label})
        case Lookup(label, keys):
            return frozenset({label, *keys})
        case Operation(_, left, right):
            return names_in(left) | names_in(right)
        case Not(operand):
            return names_in(operand)
        case Call(_, arguments):
            return frozenset[str]().union(*map(names_in, arguments))
        case Literal() | Word():
            return frozenset()


def functions_in(node: Node) -> frozenset[str]:
    match node:
        case Call(function, arguments):
            return frozenset({function}).union(*map(functions_in, arguments))
        case Operation(_, left, right):
            return functions_in(left) | functions_in(right)
        case Not(operand):
            return functions_in(operand)
        case _:
            return frozenset()


def rounds_again(node: Node, rounded: Collection[str]) -> bool:
    """Whether a rounding takes what was rounded already: inside it, or in a step of `rounded`."""
    match node:
        case Call(function, (inner,)) if function in ROUNDINGS:
            again = functions_in(inner) & ROUNDINGS.keys() or names_in(inner) & set(rounded)
            return bool(again) or rounds_again(inner, rounded)
        case Call(_, arguments):
            return any(rounds_again(part, rounded) for part in arguments)
        case Operation(_, left, right):
            return rounds_again(left, rounded) or rounds_again(right, rounded)
        case Not(operand):
            return rounds_again(operand, rounded)
        case _:
            return False


def with_words(node: Node, enums: Mapping[str, Mapping[str, Word]]) -> Node:
    """`改造后水平 ≥ 二级`: what is compared with an enum is one of its words, not a name."""
    match node:
        case Operation(sign, Name(label), Name(word)) if sign in COMPARISONS and label in enums:
            if word not in enums[label]:
                raise BadFormula(f"{word!r} is no word of {label}", f"Use one of: {'、'.join(enums[label])}")
            return Operation(sign, Name(label), enums[label][word])
        case Operation(sign, left, right):
            return Operation(sign, with_words(left, enums), with_words(right, enums))
        case Not(operand):
            return Not(with_words(operand, enums))
        case Call(function, arguments):
            return Call(function, tuple(with_words(part, enums) for part in arguments))
        case _:
            return node


def is_name(text: str) -> bool:
    """Whether formulas can name it: one word, already folded, of Chinese and ASCII letters."""
    found = _TOKEN.fullmatch(text)
    plain = all("一" <= c <= "鿿" or c.isascii() for c in text)
    return bool(found and found["name"] == text and plain and text not in WORDS)


def _height(node: Node) -> int:
    match node:
        case Operation(_, left, right):
            return 1 + max(_height(left), _height(right))
        case Not(operand):
            return 1 + _height(operand)
        case Call(_, arguments):
            return 1 + max(map(_height, arguments))
        case _:
            return 1


def parse(text: str) -> Node:
    if len(text) > LENGTH_MAX:
        raise BadFormula(
            f"the formula has {len(text)} characters", f"Split it into steps of at most {LENGTH_MAX}"
        )
    node = _Parser(_tokens(unicodedata.normalize("NFKC", text))).whole()
    if _height(node) > HEIGHT_MAX:
        raise BadFormula(f"the formula chains more than {HEIGHT_MAX} signs", "Split it into steps")
    return node


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
        if word in FUNCTIONS and self._next == "(":
            return Call(word, self._arguments())
        if word[0].isdigit():
            return Literal(word)
        if not (word[0].isalpha() or word[0] == "_"):
            raise BadFormula(f"{word!r} stands where a value should", "Check brackets and signs")
        if self._next == "[":
            return Lookup(word, self._keys())
        if word in WORDS:
            raise BadFormula(f"{word!r} stands where a value should", "Check brackets and signs")
        return Name(word)

    def _keys(self) -> tuple[str, ...]:
        self._take("[")
        keys = [self._take()]
        while self._next == ",":
            self._take(",")
            keys.append(self._take())
        self._take("]")
        return tuple(keys)

    def _arguments(self) -> tuple[Node, ...]:
        self._take("(")
        arguments = [self._level(0)]
        while self._next == ",":
            self._take(",")
            arguments.append(self._level(0))
        self._take(")")
        return tuple(arguments)
