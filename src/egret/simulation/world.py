"""The simulated city's days: who lives in it, what each waits for, what time it is."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from heapq import heappop, heappush
from random import Random

from egret.base.clock import CHINA
from egret.core.days import OFFICIAL
from egret.core.packs.model import Batch, Pack
from egret.rooms.files import actions as files

from .papers import paper

Story = Generator[date, None, None]
START = date(2023, 9, 1)
DAY = timedelta(days=1)
MORNING, OPENING = time(7), time(9)
BETWEEN_ACTS = timedelta(seconds=7)
NEVER = date.max - timedelta(days=366)
# Days after a batch opens on which approved applications are put on public notice.
ROUNDS = (45, 75, 105, 135, 155, 166, 196, 226)


def working(day: date) -> date:
    """The day itself, or the next one on which offices are open; beyond the calendar every day is."""
    while day.year in OFFICIAL.years and not OFFICIAL.is_working(day):
        day += DAY
    return day


def chance(rng: Random, percent: int) -> bool:
    return rng.randrange(100) < percent


@dataclass(slots=True)
class World:
    """`people` by user name; `held` says at whose desk the balance of an enterprise waits for the visitor."""

    rng: Random
    pack: Pack
    until: date
    day: date = START
    people: dict = field(default_factory=dict)
    officers: dict = field(default_factory=dict)
    providers: list = field(default_factory=list)
    held: dict[int, str] = field(default_factory=dict)
    _waiting: list = field(default_factory=list)
    _begun: int = 0
    _acts: int = 0

    def at(self) -> datetime:
        """The next moment of the working day."""
        self._acts += 1
        return datetime.combine(self.day, OPENING, CHINA) + self._acts * BETWEEN_ACTS

    def later(self, least: int, most: int) -> date:
        return working(self.day + self.rng.randint(least, most) * DAY)

    def rounds(self, batch: Batch) -> list[date]:
        return [working(batch.opens_on + days * DAY) for days in ROUNDS]

    def after_round(self, batch: Batch) -> date:
        """The day after the next round opens, when it is known who is in it."""
        return next((working(day + DAY) for day in self.rounds(batch) if day >= self.day), NEVER)

    def send(self, story: Story) -> None:
        self._begun += 1
        heappush(self._waiting, (START, self._begun, story))

    def live(self, day: date) -> None:
        """Let everybody act whose day has come, in the order in which they entered the city."""
        self.day, self._acts = day, 0
        while self._waiting and self._waiting[0][0] <= day:
            _day, place, story = heappop(self._waiting)
            if wake := next(story, None):
                heappush(self._waiting, (working(max(wake, day)), place, story))

    def paper(self, name: str, kind: str, *, of, by, at: datetime):
        return files.keep(name, paper(kind), of=of, by=by, at=at)
