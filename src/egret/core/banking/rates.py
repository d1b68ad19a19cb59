"""How a simulated bank behaves: what it does how often, and where its choices come from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields

ALL = 10_000


@dataclass(frozen=True, slots=True)
class Rates:
    """Of ten thousand. The first seven are about messages and files, the next three about payments, the rest about prints."""

    lost: int = 0  # a file never arrives, and nothing is answered
    silent: int = 0  # a file is taken, and nothing is answered
    late_answer: int = 0  # the answer comes in the evening
    answer_twice: int = 0
    other_reference: int = 0  # a second answer under other references
    reorder: int = 0
    wrong_signature: int = 0
    reject: int = 0
    part: int = 0  # a payment waits while the rest of its batch is settled
    back: int = 0  # money comes back one to seven days after it was settled
    withheld: int = 0  # a statement does not come
    told_again: int = 0  # a statement comes twice
    omit: int = 0  # an entry is not on the statement
    misprint: int = 0  # an entry stands there with another amount
    repeat: int = 0  # an entry stands there twice
    extra: int = 0  # an entry of nobody's
    merge: int = 0  # payments to one account stand there as one sum
    wrong_closing: int = 0


HOSTILE = Rates(
    lost=1000,
    silent=1500,
    late_answer=1500,
    answer_twice=1500,
    other_reference=1500,
    reorder=3000,
    wrong_signature=1000,
    reject=500,
    part=1500,
    back=500,
    withheld=500,
    told_again=1000,
    omit=200,
    misprint=200,
    repeat=200,
    extra=1000,
    merge=3000,
    wrong_closing=1000,
)


@dataclass(frozen=True, slots=True)
class Manner:
    """Polite without a seed, whatever the rates say."""

    seed: int | None = None
    rates: Rates = Rates()

    def __post_init__(self) -> None:
        rates = [getattr(self.rates, rate.name) for rate in fields(self.rates)]
        if any(type(rate) is not int or not 0 <= rate <= ALL for rate in rates):
            raise ValueError(f"a rate lies between 0 and {ALL}, got {self.rates}")


def draw(manner: Manner, below: int, *about: str) -> int:
    """A number below `below` that hangs on the seed and on what it is about, and on nothing else."""
    words = "\x1f".join([str(manner.seed), *about])
    return int.from_bytes(hashlib.sha256(words.encode()).digest()[:8], "big") % below


def hits(manner: Manner, rate: str, *about: str) -> bool:
    return manner.seed is not None and draw(manner, ALL, rate, *about) < getattr(manner.rates, rate)
