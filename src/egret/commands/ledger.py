"""`egret ledger`: the books read from the first posting on, or their cache made anew."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from egret.base import clock
from egret.core.money import yuan
from egret.core.policy.explaining import rate_text
from egret.rooms.people import queries as people
from egret.rooms.subsidy.queries import recalls
from egret.rooms.treasury import actions as treasury
from egret.rooms.treasury import queries as books

from .answer import Answer, progress


def ledger(options: Namespace) -> Answer:
    if options.what == "rebuild":
        count = treasury.rebuild(by=people.system(), at=clock.now())
        return Answer(f"✓ {count} accounts made anew from their legs", {"accounts": count})
    progress("reading the books from the first posting on …")
    checked = books.checked()
    shares = books.shares()
    faults = [str(finding) for finding in (*checked.findings, *recalls.faults())]
    whole = checked.whole
    lines = [f"✗ {fault}" for fault in faults] or [
        f"✓ the books balance: {whole.postings} postings, {whole.legs} legs, ¥{yuan(whole.moved_fen)} moved"
    ]
    plain = {
        "faults": faults,
        "postings": whole.postings,
        "legs": whole.legs,
        "moved_fen": whole.moved_fen,
        "months": [_month(checked, month) for month in sorted(checked.months)],
        "shares": [_share(one) for one in shares],
    }
    broken = any(one.standing.broken for one in shares)
    return Answer("\n".join([*lines, *map(_said, shares)]), plain, not faults and not broken)


def _month(checked: books.Checked, month: Any) -> dict[str, Any]:
    """All up to the end of the month: what a month-end report calls its control totals."""
    told = checked.up_to(month)
    return {
        "month": f"{month:%Y-%m}",
        "postings": told.postings,
        "legs": told.legs,
        "moved_fen": told.moved_fen,
    }


def _share(one: books.Share) -> dict[str, Any]:
    standing = one.standing
    return {
        "source": one.rule.fund_source,
        "purpose": one.rule.purpose,
        "at_least": str(one.rule.at_least),
        "base": one.rule.base,
        "base_fen": standing.base_fen,
        "others_fen": standing.others_fen,
        "most_fen": standing.most_fen,
        "room_fen": standing.room_fen,
        "warns": standing.warns,
        "broken": standing.broken,
    }


def _said(one: books.Share) -> str:
    standing = one.standing
    mark = "✗" if standing.broken else "!" if standing.warns else "✓"
    return (
        f"{mark} {one.rule.fund_source}: at least {rate_text(one.rule.at_least)} for {one.rule.purpose}; "
        f"others hold ¥{yuan(standing.others_fen)} of ¥{yuan(standing.most_fen)}"
    )
