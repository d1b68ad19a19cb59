from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    text: str
    plain: dict[str, Any]
    well: bool = True


class NotCalledSo(ValueError):
    """The command was called wrongly; says what is there to choose from."""


def progress(text: str) -> None:
    """One line on a screen while long work goes on; nothing where nobody looks."""
    if sys.stderr.isatty():
        print(text, file=sys.stderr)  # noqa: T201


def faulty(findings: tuple[object, ...]) -> Answer:
    faults = [str(finding) for finding in findings]
    return Answer("\n".join(f"✗ {fault}" for fault in faults), {"faults": faults}, well=False)
