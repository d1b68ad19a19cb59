from __future__ import annotations

import re
from dataclasses import dataclass

FORM = re.compile(r"(?P<origin>\S[^\n]*)\n(?P<size>[1-9][0-9]{0,15})\n(?P<hash>[0-9a-f]{64})\n")


class NotACheckpoint(ValueError):
    pass


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What an outsider keeps: whose record, how many acts, the hash of the last. Three lines, as C2SP has them."""

    origin: str
    size: int
    hash: str

    def __post_init__(self) -> None:
        if not FORM.fullmatch(str(self)):
            raise NotACheckpoint(f"not a checkpoint: {str(self)!r}")

    def __str__(self) -> str:
        return f"{self.origin}\n{self.size}\n{self.hash}\n"

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        found = FORM.fullmatch(text)
        if not found:
            raise NotACheckpoint(f"not a checkpoint: {text!r}")
        return cls(found["origin"], int(found["size"]), found["hash"])
