from __future__ import annotations

from egret.core import chain

from . import queries
from .models import Head


def verify(*outside: chain.Checkpoint) -> tuple[chain.Fault, ...]:
    """The faults of the whole trail, against its own checkpoints and those that outsiders kept.

    What must be found is read before the acts are: acts recorded meanwhile do no harm.
    """
    kept = [row.kept for row in queries.checkpoints()]
    kept += [chain.Checkpoint("head", row.size, row.hash) for row in Head.objects.filter(size__gt=0)]
    acts = (act.exported for act in queries.acts().iterator(queries.AT_ONCE))
    return chain.verify(acts, *outside, *kept)
