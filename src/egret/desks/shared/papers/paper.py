from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from egret.core.days import CHINA
from egret.desks.shared.reckoning import language
from egret.desks.shared.templatetags.egret import day, own
from egret.rooms.city import queries as city


@dataclass(frozen=True, slots=True)
class Chapter:
    """`figures` are the columns that hold figures and stand at the right."""

    heading: str
    sentences: list[str] = field(default_factory=list)
    points: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    figures: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Paper:
    """Everything that is printed, as text. `stamp` is its moment in seconds, so that bytes repeat."""

    lang: str
    region: str
    stamp: int
    year: int
    month: int
    day: int
    dated: str
    demo: str
    issuer: str
    title: str
    whose: str
    lead: list[str]
    chapters: list[Chapter]
    proof: list[str]

    @property
    def plain(self) -> dict[str, Any]:
        return asdict(self)


def made_on(at: datetime) -> dict[str, Any]:
    """The fields of a paper that its language and its moment give."""
    local, english = at.astimezone(CHINA), language() == "en"
    return {
        "lang": "en" if english else "zh",
        "region": "gb" if english else "cn",
        "stamp": int(at.timestamp()),
        "year": local.year,
        "month": local.month,
        "day": local.day,
        "dated": day(at),
        "demo": _("Simulated: everybody and everything in this paper is invented.") if settings.DEMO else "",
        "issuer": own(city.pack().issuer),
    }
