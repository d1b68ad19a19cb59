"""What a step promises of its result, proven from its formula: never above a name, never falling with a fact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from .bounds import Ranges, range_of
from .clause import Param, Step
from .syntax import CHOICES, ROUNDINGS, Call, Literal, Lookup, Name, Node, Not, Operation, Word


class Trend(StrEnum):
    """How a result moves when one fact rises."""

    STILL = "still"
    UP = "up"
    DOWN = "down"
    UNKNOWN = "unknown"


_TURNED = {Trend.UP: Trend.DOWN, Trend.DOWN: Trend.UP, Trend.STILL: Trend.STILL, Trend.UNKNOWN: Trend.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Proof:
    """What the formulas of a clause rest on, as far as it has been read."""

    ranges: Ranges
    params: Mapping[str, Param]
    steps: Mapping[str, Step]

    def step_at_most(self, step: Step, name: str) -> bool:
        return all(self.at_most(formula.expr, name) for formula in step.formulas)

    def at_most(self, node: Node, name: str) -> bool:
        """Whether `node` is never above the value of `name` in the same case."""
        match node:
            case Name(label) | Lookup(label, _) if label == name:
                return True
            case Name(label) if label in self.steps:
                return self.step_at_most(self.steps[label], name)
            case Literal():
                return self.ranges[name].lo >= 0
            case Call(function, arguments) if function == "取低":
                return any(self.at_most(part, name) for part in arguments)
            case Call(function, arguments) if function == "取高" or function in ROUNDINGS:
                # A whole amount of fen that bounds the exact one also bounds it rounded up.
                return all(self.at_most(part, name) for part in arguments)
            case Call("如果", (_, one, other)):
                return self.at_most(one, name) and self.at_most(other, name)
            case Call("不含税", (amount, _)):
                return self.at_most(amount, name)
            case Call("分段累计", (amount, Name(table))):
                return self.ranges[table].hi <= 1 and self.at_most(amount, name)
            case Operation("×", left, right):
                return self._product_at_most(left, right, name)
            case Operation("-", left, right):
                return self._range_lo(right) >= 0 and self.at_most(left, name)
            case _:
                return False

    def _product_at_most(self, left: Node, right: Node, name: str) -> bool:
        """A share of at most the whole of what is at most `name`."""
        for amount, share in ((left, right), (right, left)):
            if self._share(share) and self._range_lo(amount) >= 0 and self.at_most(amount, name):
                return True
        return False

    def _share(self, node: Node) -> bool:
        found = range_of(node, self.ranges, self.params)
        return found.lo >= 0 and found.hi <= 1

    def _range_lo(self, node: Node) -> Fraction:
        return range_of(node, self.ranges, self.params).lo

    def step_trend(self, step: Step, fact: str) -> Trend:
        if step.as_of == fact:
            return Trend.UNKNOWN
        # Where a condition comes true as the fact rises, the result rises from nothing.
        conditions = [self.trend(Name(condition), fact) for condition in step.when]
        return _together([*conditions, *(self.trend(formula.expr, fact) for formula in step.formulas)])

    def trend(self, node: Node, fact: str) -> Trend:
        """How `node` moves when the number `fact` rises and all else stands still."""
        match node:
            case Name(label) if label == fact:
                return Trend.UP
            case Name(label) if label in self.steps:
                return self.step_trend(self.steps[label], fact)
            case Name(label) | Lookup(label, _) if label in self.params:
                return Trend.UNKNOWN if fact == self.params[label].as_of else Trend.STILL
            case Name() | Lookup() | Literal() | Word():
                return Trend.STILL
            case Not(operand):
                return Trend.STILL if self.trend(operand, fact) == Trend.STILL else Trend.UNKNOWN
            case Operation(sign, left, right):
                return self._operation(sign, left, right, fact)
            case Call(function, arguments):
                return self._call(function, arguments, fact)

    def _operation(self, sign: str, left: Node, right: Node, fact: str) -> Trend:
        one, other = self.trend(left, fact), self.trend(right, fact)
        if sign == "-":
            return _together([one, _TURNED[other]])
        if sign == "+" or (sign == "×" and self._range_lo(left) >= 0 and self._range_lo(right) >= 0):
            return _together([one, other])
        if sign in ("≥", ">"):
            return _together([one, _TURNED[other]])
        if sign in ("≤", "<"):
            return _together([_TURNED[one], other])
        if sign in ("且", "或"):
            return _together([one, other])
        return Trend.STILL if one == other == Trend.STILL else Trend.UNKNOWN

    def _call(self, function: str, arguments: tuple[Node, ...], fact: str) -> Trend:
        ways = [self.trend(part, fact) for part in arguments if not self._is_table(part)]
        if all(way == Trend.STILL for way in ways):
            return Trend.STILL
        if function in ROUNDINGS or function in CHOICES:
            return _together(ways)
        if function == "分段" and isinstance(arguments[1], Name) and self._rises(arguments[1].label):
            return ways[0]
        if function == "分段累计":
            return ways[0]
        if function in ("每满", "不含税") and ways[1] == Trend.STILL:
            return ways[0]
        if function == "比例":
            return _together([ways[0], _TURNED[ways[1]]])
        if function == "如果" and ways[0] == Trend.STILL:
            return _together(ways[1:])
        return Trend.UNKNOWN

    def _is_table(self, node: Node) -> bool:
        return isinstance(node, Name) and node.label in self.params and bool(self.params[node.label].scale)

    def _rises(self, label: str) -> bool:
        return all(
            earlier.value <= later.value
            for version in self.params[label].versions
            for earlier, later in pairwise(version.bands)
        )


def _together(ways: list[Trend]) -> Trend:
    moving = {way for way in ways if way != Trend.STILL}
    if not moving:
        return Trend.STILL
    return moving.pop() if len(moving) == 1 else Trend.UNKNOWN
