"""Who will apply, and what will become of it: every outcome that the programme knows, in plausible numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from egret.core.banking.hostile import BACK_ENDING, CLOSED_ENDING, SILENT_ENDING
from egret.core.packs.model import Batch, Indicator, Pack
from egret.rooms.enterprise.states import Title

from .firms import Firm
from .world import DAY, SHOWN_AFTER, chance, lived

FEWEST = 24  # pilots of a batch that show every outcome
FULL = 300  # the numbers below are for so many pilots
EARLY, EARLY_TO, LATE_TO = 6, 60, 134  # days after a batch opens, where it lives as long as it may

# What becomes of a listed enterprise, beside those that simply finish; `stop` is where its story rests.
FIRST_BATCH: dict[str, tuple[int, dict]] = {
    "work goes on": (10, {"stop": "working"}),
    "acceptance requested": (4, {"stop": "requested"}),
    "assessor assigned": (6, {"stop": "assigned"}),
    "assessor reported": (5, {"stop": "reported"}),
    "to be made": (5, {"held": "maker"}),
    "to be checked": (4, {"held": "checker"}),
    "to be released": (3, {"held": "releaser"}),
    "account closed": (4, {"stop": "working", "account_ending": CLOSED_ENDING}),
    "money sent back": (2, {"stop": "working", "account_ending": BACK_ENDING}),
    "bank silent": (2, {"stop": "working", "account_ending": SILENT_ENDING}),
    "failed, paid back": (3, {"fails": True, "level": 1, "pays_back": True}),
    "failed, to pay back": (3, {"fails": True, "level": 1}),
    "level one": (3, {"level": 1, "pays_back": True}),
    "seen twice": (8, {"seen_twice": True}),
    "contract returned": (14, {"contract_returned": True, "level": 3}),
    "no first payment": (3, {"first_payment": False}),
    "application returned": (30, {"returned": True, "level": 3}),
    "objection dismissed": (8, {"objection": True}),
    "level four": (25, {"level": 4}),
}
SECOND_BATCH: dict[str, tuple[int, dict]] = {
    "award announced": (6, {"stop": "announced"}),
    "at the provider": (4, {"stop": "filed"}),
    "at the first desk": (4, {"stop": "confirmed", "desk": 0}),
    "at the second desk": (3, {"stop": "confirmed", "desk": 1}),
    "contract returned": (12, {"contract_returned": True}),
    "application returned": (30, {"returned": True}),
    "objection dismissed": (6, {"objection": True}),
}
NOT_LISTED: dict[str, tuple[int, dict]] = {
    "refused by the district": (14, {"ending": "district"}),
    "refused by the city": (9, {"ending": "city"}),
    "objection upheld": (4, {"ending": "upheld", "objection": True}),
    "never handed in again": (4, {"ending": "abandoned", "returned": True}),
    "draft": (8, {"ending": "draft"}),
}
WAITING: dict[str, tuple[int, dict]] = {
    "at the first desk": (5, {"ending": "at_district", "desk": 0}),
    "at the second desk": (5, {"ending": "at_district", "desk": 1}),
    "at the city": (8, {"ending": "at_city"}),
}


Days = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Windows:
    """When to apply, in days after the batch opens, so that the visitor finds the application at the wanted place."""

    early: Days
    late: Days
    on_notice: Days
    at_city: Days
    in_review: Days


def windows(batch: Batch) -> Windows:
    last = lived(batch)
    early_to = max(EARLY_TO * last // SHOWN_AFTER, 1)

    def before(first: int, end: int) -> Days:
        return max(last - first, 0), max(last - end, 0)

    return Windows(
        early=(EARLY * last // SHOWN_AFTER, early_to),
        late=(early_to + 1, max(early_to + 1, last - (SHOWN_AFTER - LATE_TO))),
        on_notice=before(14, 13),
        at_city=before(13, 9),
        in_review=before(7, 0),
    )


@dataclass(frozen=True, slots=True)
class Fate:
    batch: Batch
    apply_on: date
    ending: str = "listed"
    returned: bool = False
    objection: bool = False
    contract_returned: bool = False
    first_payment: bool = True
    level: int = 2
    fails: bool = False
    pays_back: bool = False
    seen_twice: bool = False
    account_ending: str = ""
    stop: str = ""
    held: str = ""
    provider: str = ""
    desk: int | None = None  # which of the two ready districts it must be in


def base_of(pack: Pack) -> tuple[int, int]:
    """How many enterprises a city has above and below scale, by the denominators of its shares of them."""
    counts = {base.id: base.count for base in pack.bases}
    found = []
    for side in ("above", "below"):
        measures = (f"contracted_{side}", f"level_2_{side}")
        named = [one.base for one in pack.indicators if one.base and one.measure in measures]
        found.append(counts[named[0]] if named else 0)
    if all(found):
        return found[0], found[1]
    places = sum(batch.places for batch in pack.batches)
    return places, 2 * places


def period_of(pack: Pack, batch: Batch) -> str:
    """The period of the indicators that a batch opens in, or else the nearest before it."""
    begun = [period for period in pack.periods if period.from_on <= batch.opens_on]
    return (begun or list(pack.periods[:1]))[-1].id


def target(pack: Pack, measure: str, period: str) -> int:
    """What the plan wants in a period, counted in enterprises; nothing where it has no such indicator."""

    def counts(indicator: Indicator) -> bool:
        return indicator.measure == measure and not indicator.base

    found = next(filter(counts, pack.indicators), None)
    return int(found.targets[period]) if found else 0


def shares(kinds: dict[str, tuple[int, dict]], count: int) -> Iterator[dict]:
    """The outcomes of `kinds` for `count` enterprises, each at least once."""
    for full, outcome in kinds.values():
        for _each in range(max(1, round(full * count / FULL))):
            yield outcome


def _places(batch: Batch, firms: int, share: float) -> int:
    return min(batch.places, max(round(batch.places * share), min(FEWEST, firms * 2 // 5)))


def _apply_on(rng: Random, batch: Batch, window: Days) -> date:
    return batch.opens_on + rng.randint(*window) * DAY


def _finishing(rng: Random) -> dict:
    return {"level": 3 if chance(rng, 45) else 2}


def _listed(rng: Random, batch: Batch, count: int, *, last: bool) -> list[Fate]:
    """The last batch is under way: some are on notice, some in review."""
    days = windows(batch)
    outcomes = list(shares(SECOND_BATCH if last else FIRST_BATCH, count))[:count]
    fates = [Fate(batch, _apply_on(rng, batch, days.early), **outcome) for outcome in outcomes]
    rest = count - len(fates)
    waiting = [] if not last else list(shares(WAITING, count))[: rest // 2]
    on_notice = min(max(1, count // 8), rest // 3) if last else 0
    for outcome in waiting:
        window = days.at_city if outcome["ending"] == "at_city" else days.in_review
        fates.append(Fate(batch, _apply_on(rng, batch, window), **outcome))
    fates += [Fate(batch, _apply_on(rng, batch, days.on_notice)) for _each in range(on_notice)]
    while len(fates) < count:
        window = days.late if chance(rng, 60) else days.early
        fates.append(Fate(batch, _apply_on(rng, batch, window), **_finishing(rng)))
    return fates


class Pools:
    """Enterprises that have no fate yet, to be drawn by district and scale."""

    def __init__(self, rng: Random, firms: list[Firm]) -> None:
        self._free = rng.sample(firms, len(firms))

    def __len__(self) -> int:
        return len(self._free)

    def rest(self) -> list[Firm]:
        return list(self._free)

    def draw(self, *, above: bool | None = None, district: str = "") -> Firm:
        """The nearest to what is wanted: the scale gives way before the district does."""
        for fits in (
            lambda firm: above in (None, firm.above_scale) and district in ("", firm.district),
            lambda firm: district in ("", firm.district),
            lambda _firm: True,
        ):
            found = next((firm for firm in self._free if fits(firm)), None)
            if found:
                self._free.remove(found)
                return found
        raise ValueError("no enterprise is left")


def _titled(rng: Random, firm: Firm, *, innovative: bool) -> Firm:
    graded = rng.choices([Title.INNOVATIVE, Title.SPECIALISED, Title.LITTLE_GIANT], [60, 32, 8])[0]
    return replace(firm, title=graded if innovative else Title.NONE)


def destine(
    rng: Random, pack: Pack, firms: list[Firm], desks: tuple[str, str], provider: str
) -> list[tuple[Firm, Fate | None]]:
    """A fate for each enterprise that applies; `desks` are the districts whose officers are ready accounts."""
    pools = Pools(rng, firms)
    share = len(firms) / sum(base_of(pack))
    destined: list[tuple[Firm, Fate | None]] = [
        (replace(pools.draw(above=True, district=desks[0]), username=owner), fate)
        for owner, fate in _owners(pack, provider)
    ]
    counts = [_places(batch, len(firms), share) for batch in pack.batches]
    counts[0] -= 1
    pilots = []
    for batch, count in zip(pack.batches, counts, strict=True):
        fates = _listed(rng, batch, count, last=batch is pack.batches[-1])
        period = period_of(pack, batch)
        of_all = count / sum(one.places for one in pack.batches if period_of(pack, one) == period)
        scales = _flags(rng, count, target(pack, "contracted_above", period) * of_all)
        titles = _flags(rng, count, target(pack, "contracted_innovative", period) * of_all)
        pilots += zip(fates, scales, titles, strict=True)
    for fate, above, innovative in sorted(pilots, key=lambda pilot: pilot[0].desk is None):
        firm = pools.draw(above=above, district="" if fate.desk is None else desks[fate.desk])
        firm = replace(firm, account_ending=fate.account_ending)
        signer = provider if fate.stop == "filed" else fate.provider
        destined.append((_titled(rng, firm, innovative=innovative), replace(fate, provider=signer)))
    for batch, count in zip(pack.batches, counts, strict=True):
        for outcome in list(shares(NOT_LISTED, count))[: len(pools)]:
            window = windows(batch).early if chance(rng, 50) else windows(batch).late
            fate = Fate(batch, _apply_on(rng, batch, window), **outcome)
            destined.append((_titled(rng, pools.draw(above=False), innovative=chance(rng, 30)), fate))
    destined += [(_titled(rng, firm, innovative=chance(rng, 8)), None) for firm in pools.rest()]
    return sorted(destined, key=lambda pair: pair[0].serial)


def _flags(rng: Random, count: int, of: float) -> list[bool]:
    """Which of `count` are so, when about `of` are."""
    return rng.sample([number < round(of) for number in range(count)], count)


def _owners(pack: Pack, provider: str) -> Iterator[tuple[str, Fate | None]]:
    """The two ready enterprises: one that may still apply, one whose work is done and not yet accepted."""
    first = pack.batches[0]
    yield "owner", None
    yield "owner2", Fate(first, first.opens_on + 20 * DAY, stop="working", provider=provider)
