"""A city that lives from the programme's first day on, through the same journeys and actions as a real one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time
from random import Random

from django.conf import settings
from django.db import transaction
from django.utils import translation

from egret.base import clock
from egret.core.ledger.accounts import State
from egret.core.money import yuan
from egret.journeys import daily
from egret.rooms.acceptance import queries as acceptances
from egret.rooms.call import queries as submissions
from egret.rooms.city import queries as cities
from egret.rooms.enterprise import queries as enterprises
from egret.rooms.project import queries as projects
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.queries import claims as claimed
from egret.rooms.subsidy.states import Occasion
from egret.rooms.trail import queries as trail
from egret.rooms.treasury import queries as books
from egret.rooms.treasury.queries import sanctions, vouchers
from egret.rooms.treasury.states import OrderState

from . import accounts, offices, paying, recount
from .claiming import claimants
from .fates import base_of, destine
from .firms import invent
from .progress import shown
from .promising import promises
from .recalling import audits
from .repeating import repeats
from .stories import life
from .world import DAY, MORNING, World, visiting_day, working

SHOWN_AT = time(9)
FEWEST_FIRMS = 10


@dataclass(frozen=True, slots=True)
class Told:
    figures: dict[str, int | str]
    faults: tuple[str, ...]


def simulate(seed: int, until: date | None = None, enterprises: int | None = None) -> Told:
    """The city at nine o'clock of `until`, or of a day on which every desk has something to do; what it does not keep
    to stands in the faults.
    """
    if trail.size():
        return Told({}, ("This data base holds a city already: simulate only in an empty one.",))
    pack = cities.pack()
    until = until or visiting_day(pack)
    if until <= pack.valid_from:
        return Told({}, (f"The programme begins on {pack.valid_from}: choose a later day.",))
    if enterprises is not None and enterprises < FEWEST_FIRMS:
        return Told({}, (f"A city needs {FEWEST_FIRMS} enterprises or more.",))
    world = World(Random(seed), pack, until)  # noqa: S311 -- the same seed is the same city
    with translation.override("zh-hans"):
        _found(world, enterprises)
        for day in shown([world.start + days * DAY for days in range((until - world.start).days)]):
            _live(world, day)
        _morning(until)
        if settings.DEMO:
            accounts.open_for_visitors()
            clock.set_demo_clock(datetime.combine(until, SHOWN_AT, clock.CHINA))
        told = recount.retold(world.pack)
        return Told(_figures(world, told), tuple(recount.faults(world.pack, told)))


def _found(world: World, wanted: int | None) -> None:
    counts = base_of(world.pack)
    total = sum(counts)
    everybody = wanted or total
    above = round(everybody * counts[0] / total)
    firms = invent(world.rng, world.pack, enterprises.size_rule(), above, everybody - above)
    destined = destine(
        world.rng, world.pack, firms, offices.ready_districts(world.pack.districts), "provider"
    )
    with clock.frozen(datetime.combine(world.start, MORNING, clock.CHINA)), transaction.atomic():
        offices.open_offices(world)
    for batch in world.pack.batches:
        world.send(offices.budget(world, batch))
        world.send(offices.lists(world, batch))
    for story in offices.admissions(world, everybody / total):
        world.send(story)
    world.send(offices.transfers(world, world.pack.batches[0]))
    world.send(offices.month_ends(world))
    world.send(paying.payments(world))
    world.send(offices.reports(world))
    for firm, fate in destined:
        world.send(life(world, firm, fate))
    for story in (*claimants(world), *audits(world), *promises(world), *repeats(world)):
        world.send(story)


def _live(world: World, day: date) -> None:
    """One transaction a day: the city is made at once or not at all, day by day."""
    with transaction.atomic():
        if working(day) == day:
            _morning(day)
        with clock.frozen(datetime.combine(day, SHOWN_AT, clock.CHINA)):
            world.live(day)


def _morning(day: date) -> None:
    at = datetime.combine(day, MORNING, clock.CHINA)
    with clock.frozen(at):
        daily.run(at=at)


def _figures(world: World, told: recount.Retold) -> dict[str, int | str]:
    auditor = world.people["auditor"]
    rows = {
        "enterprises": enterprises.visible_to(auditor),
        "submissions": submissions.visible_to(auditor),
        "contracts": projects.visible_to(auditor),
        "acceptances": acceptances.visible_to(auditor),
        "claims": claimed.visible_to(auditor),
        "awards": awarded.visible_to(auditor),
        "orders": books.visible_to(auditor),
        "batches": books.batches(),
        "vouchers": vouchers.vouchers_visible_to(auditor),
        "services": vouchers.redemptions_visible_to(auditor),
        "sanctions": sanctions.visible_to(auditor),
    }
    figures: dict[str, int | str] = {"acts": trail.size()}
    for name, found in rows.items():
        figures[name] = found.count()
        if name != "enterprises":
            states = Counter(found.order_by("pk").values_list("state", flat=True))
            figures |= {f"{name} {state}": states[state] for state in sorted(states)}
    recalled = awarded.visible_to(auditor).exclude(occasion=Occasion.STAGE).order_by("pk")
    befell = Counter(
        f"recalls {occasion} {state}" for occasion, state in recalled.values_list("occasion", "state")
    )
    figures |= {name: befell[name] for name in sorted(befell)}
    paid = books.visible_to(auditor).filter(state=OrderState.SETTLED).values_list("fen", flat=True)
    recovered = sum(states[State.RECOVERED] for states in books.by_source().values())
    return {
        **figures,
        "listed": sum(submissions.listed(batch.id) for batch in world.pack.batches),
        "differences open": books.differences().count(),
        "messages": books.messages().count(),
        "objections": told.verbs["submission.objected"],
        "paid yuan": yuan(sum(paid)),
        "recovered yuan": yuan(recovered),
        "head": told.head,
        "digest": recount.digest(told, *(found.order_by("pk").values_list() for found in rows.values())),
    }
