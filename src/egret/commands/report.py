"""`egret report month-end`: what the desk hands out, as a file."""

from __future__ import annotations

import re
from argparse import Namespace
from datetime import date

from django.utils import translation

from egret.base import clock
from egret.desks.office.funds.month_end import made
from egret.rooms.treasury.queries import day
from egret.rooms.treasury.queries.report import statement

from .answer import Answer, NotCalledSo

_PERIOD = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
_LANGUAGES = {"zh": "zh-hans", "en": "en"}


def report(options: Namespace) -> Answer:
    told = statement(_month(options.period))
    with translation.override(_LANGUAGES[options.language]):
        content = made(told, options.format)
    options.out.write_bytes(content)
    closed = told.closed is not None
    plain = {
        "period": options.period,
        "closed": closed,
        "out": str(options.out),
        "postings": told.control.postings,
        "legs": told.control.legs,
        "moved_fen": told.control.moved_fen,
        "payments": len(told.payments),
    }
    state = "closed" if closed else "not closed yet: figures may still change"
    return Answer(f"✓ {options.out}: {options.period}, {state}", plain)


def _month(period: str) -> date:
    found = _PERIOD.fullmatch(period)
    if not found:
        raise NotCalledSo(f"{period!r} is no month; write it as 2025-05")
    month = date(int(found[1]), int(found[2]), 1)
    known = [one.month for one in day.months(clock.today())]
    if month not in known:
        there = f"from {known[-1]:%Y-%m} to {known[0]:%Y-%m}" if known else "none yet"
        raise NotCalledSo(f"the books hold no month {period} that is over; there is {there}")
    return month
