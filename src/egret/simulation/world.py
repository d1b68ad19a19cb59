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
DAY = timedelta(days=1)
MORNING, OPENING = time(7), time(9)
BETWEEN_ACTS = timedelta(seconds=7)
NEVER = date.max - timedelta(days=366)
SHOWN_AFTER = 167  # days that a batch has been open on the day before a visitor comes
STILL_OPEN = 7  # days that it then stays open, at least
# Days after a batch opens on which approved applications are put on public notice, and days around the last of all.
ROUNDS, LAST_ROUNDS = (45, 75, 105, 135), (-12, -1, 29, 59)


def lived(batch: Batch) -> int:
    """For how many days a batch has been open when a visitor comes: most of its time."""
    return max(min(SHOWN_AFTER, (batch.closes_on - batch.opens_on).days - STILL_OPEN), 1)


def visiting_day(pack: Pack) -> date:
    """A day on which the last batch is still open and everything else has happened once."""
    last = pack.batches[-1]
    return last.opens_on + (lived(last) + 1) * DAY


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
    day: date = field(init=False)
    people: dict = field(default_factory=dict)
    officers: dict = field(default_factory=dict)
    providers: list = field(default_factory=list)
    held: dict[int, str] = field(default_factory=dict)
    _waiting: list = field(default_factory=list)
    _begun: int = 0
    _acts: int = 0

    def __post_init__(self) -> None:
        self.day = self.start

    @property
    def start(self) -> date:
        return self.pack.valid_from

    def at(self) -> datetime:
        """The next moment of the working day."""
        self._acts += 1
        return datetime.combine(self.day, OPENING, CHINA) + self._acts * BETWEEN_ACTS

    def later(self, least: int, most: int) -> date:
        return working(self.day + self.rng.randint(least, most) * DAY)

    def rounds(self, batch: Batch) -> list[date]:
        last = lived(batch)
        rounds = [days for days in ROUNDS if days < last + LAST_ROUNDS[0]]
        rounds += [last + days for days in LAST_ROUNDS if last + days > 0]
        return [working(batch.opens_on + days * DAY) for days in rounds]

    def after_round(self, batch: Batch) -> date:
        """The day after the next round opens, when it is known who is in it."""
        return next((working(day + DAY) for day in self.rounds(batch) if day >= self.day), NEVER)

    def send(self, story: Story) -> None:
        self._begun += 1
        heappush(self._waiting, (self.start, self._begun, story))

    def live(self, day: date) -> None:
        """Let everybody act whose day has come, in the order in which they entered the city."""
        self.day, self._acts = day, 0
        while self._waiting and self._waiting[0][0] <= day:
            _day, place, story = heappop(self._waiting)
            if wake := next(story, None):
                heappush(self._waiting, (working(max(wake, day)), place, story))

    def paper(self, name: str, kind: str, *, of, by, at: datetime):
        return files.keep(name, paper(kind), of=of, by=by, at=at)
