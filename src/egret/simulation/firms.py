"""Enterprises that do not exist: every name says so, every number fits its size."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from egret.core.identifiers import made_credit_code
from egret.core.packs.model import Pack, by_id
from egret.core.sizes import FEN_PER_WAN, SizeRule
from egret.rooms.enterprise.actions import Particulars
from egret.rooms.enterprise.states import Title

from .world import chance

STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
WORDS = "青白云山江海星月晨晖松竹梅兰泉溪石岚禾舟帆桥亭川原野林枫荷菊"
WEIGHTS = (14, 16, 12, 15, 16, 20, 7)
CODE_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Firm:
    serial: int
    username: str
    district: str
    industry: str
    industry_code: str
    staff: int
    revenue_fen: int
    above_scale: bool
    title: Title = Title.NONE
    account_ending: str = ""


def cycle_name(serial: int) -> str:
    """`甲子` to `癸亥`, with a word behind from the second round on counted through."""
    pair = STEMS[serial % len(STEMS)] + BRANCHES[serial % len(BRANCHES)]
    turn = serial // 60
    again = turn // len(WORDS)
    return pair + WORDS[turn % len(WORDS)] + (str(again + 1) if again else "")


def city_word(pack: Pack) -> str:
    """The city as names of enterprises begin with it."""
    return pack.city.label.removesuffix("市")


def particulars(firm: Firm, pack: Pack) -> Particulars:
    ending = firm.account_ending or f"{1000 + firm.serial * 7 % 9000}"
    trade = by_id(pack.industries, firm.industry).term.label.removesuffix("制造")
    return Particulars(
        name=f"{city_word(pack)}{cycle_name(firm.serial)}演示{trade}有限公司",
        credit_code=made_credit_code(pack.city_code, firm.serial),
        district=firm.district,
        industry_code=firm.industry_code,
        staff=firm.staff,
        revenue_fen=firm.revenue_fen,
        above_scale=firm.above_scale,
        bank_name="演示银行（不存在）",
        account_no=f"9500{firm.serial:08d}{ending}",
        title=firm.title,
    )


def invent(rng: Random, pack: Pack, rule: SizeRule, above: int, below: int) -> list[Firm]:
    districts = [district.id for district in pack.districts]
    weights = [WEIGHTS[place % len(WEIGHTS)] for place in range(len(districts))]
    firms = []
    for serial in range(above + below):
        industry = rng.choice(pack.industries)
        code = rng.choice(industry.codes)
        staff, revenue = _size(rng, rule, above_scale=serial < above)
        firms.append(
            Firm(
                serial=serial,
                username=f"firm-{serial:05d}",
                district=rng.choices(districts, weights)[0],
                industry=industry.id,
                industry_code=code + "".join(rng.choice("1239") for _ in range(CODE_DIGITS - len(code))),
                staff=staff,
                revenue_fen=revenue,
                above_scale=serial < above,
            )
        )
    return firms


def _size(rng: Random, rule: SizeRule, *, above_scale: bool) -> tuple[int, int]:
    """Staff and revenue of a medium, small or micro enterprise, on the right side of the scale."""
    large, medium, small = rule.floors
    scale = rule.above_scale.revenue_fen if rule.above_scale else medium.revenue_fen
    if above_scale and chance(rng, 25):
        return rng.randint(medium.staff, large.staff - 1), _wan(rng, 2 * scale, large.revenue_fen)
    if above_scale:
        return rng.randint(small.staff * 2, medium.staff - 1), _wan(rng, scale, 6 * scale)
    if chance(rng, 70):
        return rng.randint(small.staff, small.staff * 6), _wan(rng, small.revenue_fen, scale)
    return rng.randint(5, small.staff - 1), _wan(rng, small.revenue_fen // 6, small.revenue_fen)


def _wan(rng: Random, low: int, high: int) -> int:
    return rng.randint(low // FEN_PER_WAN, high // FEN_PER_WAN - 1) * FEN_PER_WAN
