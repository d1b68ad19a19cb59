"""Which fund bears a payment, and what a share rule still allows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction


class Short(ValueError):
    """The funds of `source` hold `missing_fen` too little."""

    def __init__(self, source: str, missing_fen: int) -> None:
        super().__init__(f"{source}: {missing_fen} fen are missing")
        self.source, self.missing_fen = source, missing_fen


@dataclass(frozen=True, slots=True, order=True)
class Held:
    """What one account holds of one fund; ordered as it is drawn: the oldest year first, so that it doesn't lapse."""

    year: int
    fund: str
    source: str
    fen: int


def drawn(wanted: Mapping[str, int], held: Iterable[Held]) -> dict[str, int]:
    """Fen by fund for the fen `wanted` by source. Raises Short; nothing is drawn then."""
    left = dict(wanted)
    parts: dict[str, int] = {}
    for one in sorted(held):
        fen = min(left.get(one.source, 0), one.fen)
        if fen > 0:
            parts[one.fund] = fen
            left[one.source] -= fen
    for source, fen in left.items():
        if fen:
            raise Short(source, fen)
    return parts


@dataclass(frozen=True, slots=True)
class Standing:
    """How a rule of shares stands: `others_fen` is for other purposes than the rule's, `most_fen` is what may be."""

    base_fen: int
    others_fen: int
    most_fen: int
    warns: bool

    @property
    def broken(self) -> bool:
        return self.others_fen > self.most_fen

    @property
    def room_fen(self) -> int:
        return max(self.most_fen - self.others_fen, 0)


def standing(at_least: Fraction, warn_at: Fraction, base_fen: int, others_fen: int) -> Standing:
    """Of `base_fen` at least `at_least` is for one purpose; the most for others is rounded down to whole fen.

    It warns from the part `warn_at` of what may be on.
    """
    most = base_fen - -(-base_fen * at_least.numerator // at_least.denominator)
    return Standing(base_fen, others_fen, most, others_fen > most * warn_at)
