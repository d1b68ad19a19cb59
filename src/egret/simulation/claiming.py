"""Claims beside the contracts: now and then a listed enterprise claims under another clause, and the offices decide."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from random import Random
from typing import TYPE_CHECKING, Any

from egret.base.clock import CHINA
from egret.base.errors import Refused
from egret.core.policy.clause import Clause, Fact, Kind, Payee, Supplier, Value, Way
from egret.core.policy.evaluation import needed_for
from egret.journeys.claims import decide_claim
from egret.rooms.call import queries as calls
from egret.rooms.call.states import SubmissionState
from egret.rooms.people import queries as people
from egret.rooms.subsidy.actions import claims
from egret.rooms.subsidy.actions.claims import Decision, Said
from egret.rooms.subsidy.queries import claims as claimed
from egret.rooms.subsidy.queries.known import known_facts

from .offices import allotted
from .world import DAY, Story, World, chance, working

if TYPE_CHECKING:
    from egret.rooms.enterprise.models import Enterprise
    from egret.rooms.subsidy.models import Claim

FIRST_AFTER = timedelta(days=240)  # by then the first lists are out
READY = ("owner", "owner2")  # theirs is for the visitor to go on with
CLAIMANTS = 3  # who walk through the city side by side
RETURNED_PERCENT = 15
LEFT_DAYS = 9
FEN_LEAST, FEN_MOST = 2_000_000, 40_000_000
COUNT_MOST, SERIES_MOST, RATE = 200, 2_000_000, Fraction(13, 100)  # what is typed, not what a rule says


def claimants(world: World) -> list[Story]:
    clauses = [clause for clause in world.pack.clauses if _plain(world, clause)]
    # Dice of their own: the lives of the others don't change with what is claimed.
    dice = Random(repr(world.rng.getstate()))  # noqa: S311 -- the same seed is the same city
    if not clauses:
        return []
    walking = [_claimant(world, clauses, dice) for _ in range(CLAIMANTS)]
    return [*walking, *(_left(world, clauses, dice, at_city=at_city) for at_city in (False, True))]


def _left(world: World, clauses: list[Clause], dice: Random, *, at_city: bool) -> Story:
    """A claim that waits for the visitor, at the district's desk or at the city's."""
    yield max(world.start + FIRST_AFTER, working(world.until - LEFT_DAYS * DAY))
    for clause in dice.sample(clauses, len(clauses)):
        if enterprise := _somebody(world, clause, dice):
            with suppress(Refused):
                steps = _claim(world, enterprise, clause, dice, smoothly=True)
                for _ in range(2 if at_city else 1):
                    next(steps, None)
                return


def _plain(world: World, clause: Clause) -> bool:
    """Claimed by enterprises, paid to them, without single documents, and borne by money that the demo has."""
    funded = world.pack.bearing(world.pack.batches[0].clause).parts.keys()
    bearing = world.pack.bearing(clause.id)
    borne = bearing.parts.keys() <= funded and bearing.purpose in allotted(world.pack)
    plainly = clause.way == Way.CLAIM and clause.payee == Payee.ENTERPRISE and not clause.tallies
    return plainly and borne


def _claimant(world: World, clauses: list[Clause], dice: Random) -> Story:
    yield world.start + FIRST_AFTER
    while True:
        clause = dice.choice(clauses)
        if enterprise := _somebody(world, clause, dice):
            # What was typed at random may meet no rule of the clause, or its money is spent: the claim rests then.
            with suppress(Refused):
                yield from _claim(world, enterprise, clause, dice)
        yield _later(world, dice, 12, 30)


def _somebody(world: World, clause: Clause, dice: Random) -> Enterprise | None:
    """A listed enterprise that has not claimed under the clause."""
    rows = calls.visible_to(world.people["auditor"]).filter(state=SubmissionState.LISTED).order_by("pk")
    found = [row.enterprise for row in rows.select_related("enterprise__organisation")]
    ready = people.organisations_of(READY)
    free = [
        one
        for one in found
        if one.organisation_id not in ready
        and not claimed.of_enterprise(one).filter(clause=clause.id).exists()
    ]
    return dice.choice(free) if free else None


def _claim(
    world: World, enterprise: Enterprise, clause: Clause, dice: Random, *, smoothly: bool = False
) -> Story:
    owner = people.users_of(enterprise.organisation).first()
    row = claims.begin(enterprise, clause.id, by=owner, at=world.at())
    asked = _asked(world, enterprise, clause)
    claims.keep(row.pk, Said({fact.term.label: _value(world, clause, fact, dice) for fact in asked}))
    for fact in asked:
        if fact.given_by == Supplier.ENTERPRISE and fact.evidence:
            paper = world.paper(
                "佐证.pdf", f"proof {fact.id}", of=enterprise.organisation, by=owner, at=world.at()
            )
            claims.attach(row.pk, fact.id, paper)
    row = claims.submit(row.pk, version=row.version, by=owner, at=world.at())
    yield _later(world, dice, 2, 5)
    district = world.officers[enterprise.district]
    if not smoothly and chance(dice, RETURNED_PERCENT):
        claims.check(
            row.pk,
            passes=False,
            reason="发票抬头与企业名称不符",
            version=row.version,
            by=district,
            at=world.at(),
        )
        yield _later(world, dice, 2, 6)
        row = claims.submit(row.pk, version=claimed.locked(row.pk).version, by=owner, at=world.at())
        yield _later(world, dice, 2, 5)
    row = claims.check(row.pk, passes=True, reason="", version=row.version, by=district, at=world.at())
    yield _later(world, dice, 2, 6)
    decision = Decision(awards=True, version=row.version, facts=_found(world, clause, row, dice))
    decide_claim(row.pk, decision, by=world.people["city"], at=world.at())


def _asked(world: World, enterprise: Enterprise, clause: Clause) -> list[Fact]:
    """What the enterprise must say: its own facts, and those of the platform that no record holds."""
    known = known_facts(clause, enterprise, world.day)
    wanted = needed_for(clause, claimed.stage_of(clause).due)
    return [
        fact
        for fact in clause.facts
        if fact.given_by != Supplier.OFFICER and fact.term.label not in known and fact.term.label in wanted
    ]


def _found(world: World, clause: Clause, row: Claim, dice: Random) -> dict[str, Value]:
    """What the officer adds: what was found out, and the whole of each ceiling."""
    given = [fact for fact in clause.facts if fact.given_by == Supplier.OFFICER]
    facts = {fact.term.label: _value(world, clause, fact, dice) for fact in given if not fact.decided}
    case = claimed.case_for(row, clause, {**claimed.facts_of(row, clause), **facts}).at_best
    return {fact.term.label: case.facts[fact.term.label] for fact in given if fact.term.label in case.facts}


def _later(world: World, dice: Random, least: int, most: int) -> date:
    return working(world.day + dice.randint(least, most) * DAY)


def _value(world: World, clause: Clause, fact: Fact, dice: Random) -> Value:
    if fact.assumed is not None and fact.given_by == Supplier.OFFICER:
        return fact.assumed
    day = max(world.day - 30 * DAY, clause.valid_from)
    typed: dict[Kind, Any] = {
        Kind.MONEY: lambda: min(dice.randint(FEN_LEAST, FEN_MOST), int(fact.most)),
        Kind.DATE: lambda: day,
        Kind.MOMENT: lambda: datetime.combine(day, time(10), CHINA),
        Kind.CODE: lambda: clause.registers[0].entries[0].code,
        Kind.BOOL: lambda: True,
        Kind.ENUM: lambda: dice.choice(list(fact.values)),
        Kind.COUNT: lambda: dice.randint(1, min(int(fact.most), COUNT_MOST)),
        Kind.QUANTITY: lambda: min(Fraction(dice.randint(1, COUNT_MOST)), fact.most),
        Kind.RATE: lambda: min(RATE, fact.most),
        Kind.SERIES: lambda: (min(dice.randint(1, SERIES_MOST), int(fact.most)),) * fact.months,
    }
    return typed[fact.kind]()
