"""What the offices do by themselves: money comes in, providers are admitted, lists are published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from egret.core.identifiers import made_credit_code
from egret.core.money import split
from egret.core.packs.model import Batch, District, Pack, by_id
from egret.core.policy.clause import Clause, Kind
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
from egret.rooms.treasury import queries as orders
from egret.rooms.treasury.actions import Grant, Pot
from egret.rooms.treasury.queries.day import next_month

from .fates import period_of, target
from .firms import city_word, cycle_name
from .world import DAY, NEVER, Story, World

if TYPE_CHECKING:
    pass

LEAST_FEN_A_PLACE = 10_000_000  # where a clause names no amount
GRANTED_PERCENT = (
    125  # of what every place may bring at most, so that something is left for the other policies
)
PERCENT_FOR_CLAIMS, PERCENT_FOR_SERVICES = 5, 10  # demo values
ASSESSORS = 8
LEAST_FREE_FEN = 10_000_00  # a demo value: what a transfer leaves alone
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
    """Where the two ready district officers sit: beside the zone that has no code of its own, and in it."""
    zone = next((district for district in districts if not district.id.isdigit()), districts[-1])
    others = [district for district in districts if district is not zone] or [zone]

    def away(district: District) -> int:
        return abs(district.col - zone.col) + abs(district.row - zone.row)

    # Of two that lie as near, the one in the same row.
    return min(others, key=lambda one: (away(one), abs(one.row - zone.row))).id, zone.id


def open_offices(world: World) -> None:
    """Everybody who serves, and the pack that they serve under."""
    system = known.system()

    def opened(username: str, role: Role, name: str, place=None):
        return people.open_account(
            username, role=role, full_name=f"{name}（演示）", place=place, by=system, at=world.at()
        )

    for username, role in OFFICES.items():
        world.people[username] = opened(username, role, TITLES[username])
    ready = dict(zip(("district2", "district"), reversed(ready_districts(world.pack.districts)), strict=True))
    for district in world.pack.districts:
        names = [name for name, place in ready.items() if place == district.id] or [f"district-{district.id}"]
        for username in names:
            officer = opened(username, Role.DISTRICT, f"{district.term.label}经办", district.id)
            world.officers[district.id] = world.people[username] = officer
    body = people.found_organisation(
        "演示数字化评测中心", kind=OrganisationKind.THIRD_PARTY, by=system, at=world.at()
    )
    for number in range(1, ASSESSORS + 1):
        username = f"assessor-{number}" if number > 1 else "assessor"
        world.people[username] = opened(username, Role.ASSESSOR, f"评测人员{number}", body)
    city.release_pack(by=world.people["city"], at=world.at())


def demo_fen(clause: Clause) -> int:
    """A demo value, appropriated for each place of a batch: the greatest amount that the clause names."""
    amounts = [
        value
        for param in clause.params
        if param.kind == Kind.MONEY
        for version in param.versions
        for value in (*version.cells.values(), *(band.value for band in version.bands))
        if isinstance(value, int)
    ]
    return max(amounts, default=LEAST_FEN_A_PLACE)


def allotted(pack: Pack) -> tuple[str, ...]:
    """The purposes that the demo's money goes to: the batches' own, and one beside it."""
    own = pack.bearing(pack.batches[0].clause).purpose
    return (own, *[purpose.id for purpose in pack.purposes if purpose.id != own][:1])


def budget(world: World, batch: Batch) -> Story:
    """Grant and allot what the batch may cost, by the parts in which its fund sources bear it, and something for the rest."""
    yield batch.opens_on
    bearing = world.pack.bearing(batch.clause)
    a_place = demo_fen(by_id(world.pack.clauses, batch.clause))
    whole = split(batch.places * a_place * GRANTED_PERCENT // 100, tuple(bearing.parts.values()))
    by = world.people["maker"]
    for source, fen in zip(bearing.parts, whole, strict=True):
        told = Grant(source, batch.opens_on.year, f"演示指标〔{batch.id}〕{source}", "试点资金（演示）", fen)
        fund = treasury.grant(told, by=by, at=world.at())
        for pot, part in _pots(world, batch, source, fen):
            key = f"{fund.code}:{pot.policy}"
            treasury.allot(fund, pot, part, key=key, by=by, at=world.at())


def _pots(world: World, batch: Batch, source: str, fen: int) -> Iterator[tuple[Pot, int]]:
    """The batch's own clause has what the others leave, and comes first: no rule of shares is broken on the way."""
    own = world.pack.bearing(batch.clause)
    others = [one for one in world.pack.bearings if source in one.parts and one.clause != batch.clause]
    parts: dict[Pot, int] = {}
    for main, percent in ((True, PERCENT_FOR_CLAIMS), (False, PERCENT_FOR_SERVICES)):
        some = [one for one in others if (one.purpose == own.purpose) is main]
        for bearing in some:
            parts[Pot(bearing.purpose, bearing.clause)] = fen * percent // 100 // len(some)
    yield Pot(own.purpose, own.clause), fen - sum(parts.values())
    yield from parts.items()


def transfers(world: World, batch: Batch) -> Story:
    """Money of the batch's first fund moves to another pot of its purpose; a second transfer waits for the visitor."""
    yield batch.opens_on + 30 * DAY
    for waits in (False, True):
        if waits:
            yield max(world.until - 6 * DAY, world.day + DAY)
        asked = _ask(
            world, batch, "申领增加，拟再调剂一笔（演示）" if waits else "申领较多，调剂一笔（演示）"
        )
        if asked and not waits:
            yield world.later(1, 2)
            treasury.decide_transfer(asked, agrees=True, by=world.people["checker"], at=world.at())
    yield NEVER


def _ask(world: World, batch: Batch, reason: str) -> int | None:
    """From the pot of the batch's own clause, a hundredth of what is free there."""
    own = world.pack.bearing(batch.clause)
    fund = next(fund for fund in orders.funds().reverse() if fund.source in own.parts)
    here = Pot(own.purpose, own.clause)
    free = next((fen for place, fen in orders.free_in_pots(fund) if place == here.place), 0)
    others = (one for one in world.pack.bearings if fund.source in one.parts and one.purpose == own.purpose)
    there = next((one for one in others if one.clause != own.clause), None)
    if there is None or free < LEAST_FREE_FEN:
        return None
    pots = (here, Pot(there.purpose, there.clause))
    fen = free // LEAST_FREE_FEN * (LEAST_FREE_FEN // 100)
    return treasury.ask_transfer(fund, pots, fen, reason=reason, by=world.people["maker"], at=world.at()).pk


def month_ends(world: World) -> Story:
    """Every month is closed when the next has begun; the last that is over is left for the visitor."""
    yield world.pack.batches[0].opens_on
    month = world.day.replace(day=1)
    while True:
        following = next_month(month)
        if next_month(following) > world.until:
            yield NEVER
        yield following + 4 * DAY
        treasury.close_month(month, by=world.people["maker"], at=world.at())
        month = following


def admissions(world: World, share: float) -> list[Story]:
    """Providers by period, all in its first half-year with a batch open; fewer in a smaller city."""
    stories: list[Story] = []
    for batch in world.pack.batches:
        wanted = target(world.pack, "providers", period_of(world.pack, batch))
        count = max(2, round(wanted * min(1, share)))
        open_days = (batch.closes_on - batch.opens_on).days
        for place in range(count):
            on = batch.opens_on + (3 + place * max(open_days - 20, 0) // count) * DAY
            stories.append(_admission(world, on, len(stories)))
    return stories


def _admission(world: World, on: date, serial: int) -> Story:
    yield on
    by = world.people["city"]
    name = f"{city_word(world.pack)}{cycle_name(serial)}演示数字服务有限公司"
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
        half = max(world.start, period.from_on + (period.to_on - period.from_on) * 2 // 5)
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
