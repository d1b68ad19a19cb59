from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any

from egret.base.portfolio import FileRefused


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


def unreadable(bad: FileRefused) -> str:
    """A file's fault as a sentence: the column, its first bad row, and what to write there."""
    where = f"row {bad.row} · {bad.column}" if bad.row else bad.column
    return " ".join(filter(None, (f"{where}:" if where else "", _SAID[bad.code].format(text=bad.text))))


_SAID = {
    "suffix": "{text!r} is neither .csv nor .parquet",
    "unreadable": "{text}",
    "absent": "the column is missing; name it by the fact's label or id",
    "float": "holds floats; write decimals or text",
    "wants": "{text}",
    "cell": "{text!r} can't be read; write it as in a golden case",
}
