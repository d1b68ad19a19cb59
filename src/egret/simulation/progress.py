from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import date

WIDTH = 40


def shown(days: list[date]) -> Iterator[date]:
    """The days one by one, with a bar on the error stream when somebody looks."""
    looking = sys.stderr.isatty() or os.environ.get("EGRET_PROGRESS") == "1"
    for done, day in enumerate(days, 1):
        yield day
        if looking:
            bar = "█" * (WIDTH * done // len(days))
            sys.stderr.write(f"\r{bar:·<{WIDTH}} {100 * done // len(days):3d} % {day}")
    if looking:
        sys.stderr.write("\n")
