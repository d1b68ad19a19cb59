"""What the `egret` commands do; each answers with a text, the same as plain data, and whether all is well."""

from __future__ import annotations

from argparse import Namespace

from django.conf import settings

from egret.core.chain import Checkpoint
from egret.rooms.trail import checks as trail
from egret.rooms.trail import queries as acts
from egret.simulation import accounts as demo
from egret.simulation import city as living

from .answer import Answer, NotCalledSo
from .ledger import ledger
from .policy import policy
from .report import report

__all__ = ["Answer", "NotCalledSo", "accounts", "ledger", "policy", "report", "simulate", "verify"]


def simulate(options: Namespace) -> Answer:
    told = living.simulate(options.seed, options.until, options.enterprises)
    lines = [f"{name}: {value}" for name, value in told.figures.items()] + [
        f"✗ {fault}" for fault in told.faults
    ]
    return Answer("\n".join(lines), {"figures": told.figures, "faults": list(told.faults)}, not told.faults)


def verify(options: Namespace) -> Answer:
    outside = [Checkpoint.parse(options.checkpoint.read_text())] if options.checkpoint else []
    faults = trail.verify(*outside)
    if options.export:
        with options.export.open("wb") as out:
            out.writelines(acts.export())
    size = acts.size()
    text = "\n".join(f"✗ {fault}" for fault in faults) or f"✓ {size} acts, every link holds"
    return Answer(text, {"acts": size, "faults": [str(fault) for fault in faults]}, not faults)


def accounts(_options: Namespace) -> Answer:
    if not settings.DEMO:
        return Answer("✗ only the demo has ready accounts", {"accounts": []}, well=False)
    rows = demo.READY
    text = "\n".join(f"{account.username:<12} {demo.PASSWORD}   {account.label}" for account in rows)
    return Answer(text, {"accounts": [account.username for account in rows], "password": demo.PASSWORD})
