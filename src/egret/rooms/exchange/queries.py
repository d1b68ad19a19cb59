"""The simulated bank's true books: what it carried out, which nobody outside sees but proofs."""

from __future__ import annotations

from egret.core.banking.hostile import carried_out
from egret.core.banking.statements import Kind

from .models import SimulatedBank


def movements() -> list[tuple[str, Kind, int]]:
    """End-to-end id, kind and fen, once for each time that money moved."""
    found = SimulatedBank.objects.first()
    return list(carried_out(found.state)) if found else []
