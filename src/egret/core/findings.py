"""A fault found in data that people write: where it is, what is wrong, how to cure it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    file: str
    key: str
    wrong: str
    cure: str

    def __str__(self) -> str:
        return f"{self.file} · {self.key}: {self.wrong}. {self.cure}."
