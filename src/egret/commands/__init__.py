"""What the `egret` commands do; each answers with a text, the same as plain data, and whether all is well."""

from __future__ import annotations

from argparse import Namespace

from django.conf import settings
from django.utils import translation

from egret.base.errors import Refused
from egret.core.chain import Checkpoint
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.checks import share_faults
from egret.rooms.subsidy.queries import shares
from egret.rooms.trail import checks as trail
from egret.rooms.trail import queries as acts
from egret.simulation import accounts as demo
from egret.simulation import city as living

from .answer import Answer, NotCalledSo
from .ledger import ledger
from .level import level
from .policy import policy
from .report import report
from .sharing import share

__all__ = [
    "Answer",
    "NotCalledSo",
    "Refused",
    "accounts",
    "ledger",
    "level",
    "policy",
    "report",
    "share",
    "simulate",
    "verify",
]


def simulate(options: Namespace) -> Answer:
    told = living.simulate(options.seed, options.until, options.enterprises)
    lines = [f"{name}: {value}" for name, value in told.figures.items()] + [
        f"✗ {fault}" for fault in told.faults
    ]
    return Answer("\n".join(lines), {"figures": told.figures, "faults": list(told.faults)}, not told.faults)


def verify(options: Namespace) -> Answer:
    outside = [Checkpoint.parse(options.checkpoint.read_text())] if options.checkpoint else []
    faults = [*map(str, trail.verify(*outside)), *share_faults()]
    if options.export:
        with options.export.open("wb") as out:
            out.writelines(acts.export())
    with translation.override("en"):
        awards = awarded.recount(awarded.every().iterator(acts.AT_ONCE))
    told = [
        *map(str, faults),
        *(f"award {no} does not compute again: {why}" for no, why in awards.wrong.items()),
    ]
    size = acts.size()
    shared = shares.confirmed().count()
    well = f"✓ {size} acts, every link holds; {awards.right} awards compute again to the fen"
    text = [f"✗ {fault}" for fault in told] or [f"{well}, {shared} shares of budget lines too"]
    text += [f"○ award {no} can't be recomputed here: {why}" for no, why in awards.closed.items()]
    counted = {"right": awards.right, "wrong": len(awards.wrong), "not_here": awards.closed}
    figures = {"acts": size, "awards": counted, "shares": shared, "faults": told}
    return Answer("\n".join(text), figures, not told)


def accounts(_options: Namespace) -> Answer:
    if not settings.DEMO:
        return Answer("✗ only the demo has ready accounts", {"accounts": []}, well=False)
    rows = demo.READY
    text = "\n".join(f"{account.username:<12} {demo.PASSWORD}   {account.label}" for account in rows)
    return Answer(text, {"accounts": [account.username for account in rows], "password": demo.PASSWORD})
