"""The one clock. Law is kept in China time; tests and the simulated city freeze it, the demo may move it on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

CHINA = ZoneInfo("Asia/Shanghai")

_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)


def now() -> datetime:
    if frozen := _frozen.get():
        return frozen
    return datetime.now(CHINA) + _demo_offset()


def today() -> date:
    return now().astimezone(CHINA).date()


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    token = _frozen.set(at)
    try:
        yield
    finally:
        _frozen.reset(token)


def _demo_offset() -> timedelta:
    if not settings.DEMO or not settings.DEMO_CLOCK.exists():
        return timedelta()
    return timedelta(seconds=int(settings.DEMO_CLOCK.read_text()))


def set_demo_clock(at: datetime) -> None:
    """From now on the demo's clock shows `at` and runs on. Refused outside the demo."""
    if not settings.DEMO:
        raise RuntimeError("only the demo has a clock that can be set")
    offset = int((at - datetime.now(CHINA)).total_seconds())
    settings.DEMO_CLOCK.parent.mkdir(parents=True, exist_ok=True)
    settings.DEMO_CLOCK.write_text(str(offset))
