"""What the offices do by themselves: money comes in, providers are admitted, lists are published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from egret.core.identifiers import made_credit_code
from egret.core.money import split
from egret.core.packs.model import Batch, District
from egret.rooms.call import actions as calls
from egret.rooms.call import queries as submissions
from egret.rooms.city import actions as city
from egret.rooms.indicator import actions as figures
from egret.rooms.people import actions as people
from egret.rooms.people import queries as known
from egret.rooms.people.states import OrganisationKind, Role
from egret.rooms.provider import actions as pool
from egret.rooms.provider.states import ProviderKind
from egret.rooms.treasury import actions as treasury
from egret.rooms.treasury.actions import Grant, Pot

from .fates import target
from .firms import cycle_name
from .world import DAY, NEVER, START, Story, World

if TYPE_CHECKING:
    pass

DEMO_FEN_A_PLACE = 50_000_000  # a demo value: so much is appropriated for each place of a batch
PERCENT_FOR_CLAIMS, PERCENT_FOR_SERVICES = 5, 10  # demo values
ASSESSORS = 8
OFFICES = {
    "city": Role.CITY,
    "city2": Role.CITY,
    "maker": Role.FINANCE,
    "checker": Role.FINANCE,
    "releaser": Role.FINANCE,
    "auditor": Role.AUDITOR,
}
TITLES = {
    "city": "市级经办",
    "city2": "市级经办二",
    "maker": "财政经办",
    "checker": "财政复核",
    "releaser": "财政签发",
    "auditor": "审计人员",
}


def ready_districts(districts: tuple[District, ...]) -> tuple[str, str]:
    """Where the two ready district officers sit: the zone that has no code of its own, and one beside it."""
    zone = next((district for district in districts if not district.id.isdigit()), districts[-1])
    others = [district.id for district in districts if district is not zone]
    return "350206" if "350206" in others else others[0], zone.id


def open_offices(world: World) -> None:
    """Everybody who serves, and the pack that they serve under."""
    system = known.system()

    def opened(username: str, role: Role, name: str, place=None):
        return people.open_account(
            username, role=role, full_name=f"{name}（演示）", place=place, by=system, at=world.at()
        )

    for username, role in OFFICES.items():
        world.people[username] = opened(username, role, TITLES[username])
    names = dict(zip(ready_districts(world.pack.districts), ("district", "torch"), strict=True))
    for district in world.pack.districts:
        username = names.get(district.id, f"district-{district.id}")
        officer = opened(username, Role.DISTRICT, f"{district.term.label}经办", district.id)
        world.officers[district.id] = world.people[username] = officer
    body = people.found_organisation(
        "演示数字化评测中心", kind=OrganisationKind.THIRD_PARTY, by=system, at=world.at()
    )
    for number in range(1, ASSESSORS + 1):
        username = f"assessor-{number}" if number > 1 else "assessor"
        world.people[username] = opened(username, Role.ASSESSOR, f"评测人员{number}", body)
    city.release_pack(by=world.people["city"], at=world.at())


def budget(world: World, batch: Batch) -> Story:
    """Grant and allot what the batch may cost, by the parts in which its fund sources bear it, and something for the rest."""
    yield batch.opens_on
    bearing = world.pack.bearing(batch.clause)
    whole = split(batch.places * DEMO_FEN_A_PLACE, tuple(bearing.parts.values()))
    by = world.people["maker"]
    for source, fen in zip(bearing.parts, whole, strict=True):
        told = Grant(source, batch.opens_on.year, f"演示指标〔{batch.id}〕{source}", "试点资金（演示）", fen)
        fund = treasury.grant(told, by=by, at=world.at())
        for pot, part in _pots(world, batch, source, fen):
            key = f"{fund.code}:{pot.policy}"
            treasury.allot(fund, pot, part, key=key, by=by, at=world.at())


def _pots(world: World, batch: Batch, source: str, fen: int) -> Iterator[tuple[Pot, int]]:
    """The batch's own clause has what the others of its purpose and of other purposes leave."""
    own = world.pack.bearing(batch.clause)
    others = [one for one in world.pack.bearings if source in one.parts and one.clause != batch.clause]
    left = fen
    for main, percent in ((True, PERCENT_FOR_CLAIMS), (False, PERCENT_FOR_SERVICES)):
        some = [one for one in others if (one.purpose == own.purpose) is main]
        for bearing in some:
            part = fen * percent // 100 // len(some)
            left -= part
            yield Pot(bearing.purpose, bearing.clause), part
    yield Pot(own.purpose, own.clause), left


def admissions(world: World, share: float) -> list[Story]:
    """Providers by period, all in its first half-year with a batch open; fewer in a smaller city."""
    stories: list[Story] = []
    for batch, period in zip(world.pack.batches, world.pack.periods, strict=True):
        count = max(2, round(target(world.pack, "providers", period.id) * min(1, share)))
        open_days = (batch.closes_on - batch.opens_on).days
        for place in range(count):
            on = batch.opens_on + (3 + place * (open_days - 20) // count) * DAY
            stories.append(_admission(world, on, len(stories)))
    return stories


def _admission(world: World, on: date, serial: int) -> Story:
    yield on
    by = world.people["city"]
    name = f"厦门{cycle_name(serial)}演示数字服务有限公司"
    organisation = people.found_organisation(name, kind=OrganisationKind.PROVIDER, by=by, at=world.at())
    username = f"provider-{serial + 1:02d}" if serial else "provider"
    user = people.open_account(
        username,
        role=Role.PROVIDER,
        full_name="服务商联系人（演示）",
        place=organisation,
        by=by,
        at=world.at(),
    )
    kind = list(ProviderKind)[serial % len(ProviderKind)]
    code = made_credit_code(world.pack.city_code, 90_000 + serial)
    world.providers.append(
        (pool.admit(code, kind=kind, organisation=organisation, by=by, at=world.at()), user)
    )


def lists(world: World, batch: Batch) -> Story:
    """Round by round: what is approved goes on notice, and after its days onto a list."""
    by = world.people["city"]
    for day in world.rounds(batch):
        yield max(day, world.day)
        if not submissions.approved(batch.id).exists():
            continue
        notice = calls.open_notice(batch.id, by=by, at=world.at())
        yield notice.closes_at.date()
        while submissions.open_objections(notice):
            yield world.day + DAY
        calls.publish_list(notice.pk, by=by, at=world.at())


def reports(world: World) -> Story:
    """Figures that no case yields: at the end of a period, and a first count in the middle of it."""
    for period in world.pack.periods:
        half = max(START, period.from_on + (period.to_on - period.from_on) * 2 // 5)
        for day, percent in ((half, 45), (period.to_on - 10 * DAY, 100)):
            yield max(day, world.day)
            for indicator in world.pack.indicators:
                if indicator.measure == "reported":
                    count = int(indicator.targets[period.id]) * percent * world.rng.randint(92, 108) // 10_000
                    figures.report_figure(
                        indicator.id,
                        period.id,
                        count=count,
                        evidence=f"演示台账：{indicator.term.label}（{world.day}）",
                        by=world.people["city"],
                        at=world.at(),
                    )
    yield NEVER
