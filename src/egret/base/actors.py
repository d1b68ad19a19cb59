from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it, as the trail writes it: `user:12` and the role that person held at that time."""

    name: str
    role: str
