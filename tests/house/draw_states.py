"""`make states`: draws every room's workflow tables into docs/states."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from enum import StrEnum
from types import ModuleType

from tests.house.plan import ROOT, SOURCES

from egret.core.workflow import Moves, diagram

DRAWINGS = ROOT / "docs" / "states"


def modules() -> list[ModuleType]:
    rooms = sorted(path.parent.name for path in SOURCES.glob("rooms/*/states.py"))
    return [importlib.import_module(f"egret.rooms.{room}.states") for room in rooms]


def machines() -> Iterator[tuple[str, type[StrEnum], Moves, StrEnum]]:
    for module in modules():
        for name, (states, moves, start) in getattr(module, "MACHINES", {}).items():
            yield name, states, moves, start


def main() -> None:
    DRAWINGS.mkdir(parents=True, exist_ok=True)
    for stale in DRAWINGS.glob("*.mmd"):
        stale.unlink()
    for name, _states, moves, start in machines():
        (DRAWINGS / f"{name}.mmd").write_text(diagram(moves, start), "utf-8")


if __name__ == "__main__":
    main()
