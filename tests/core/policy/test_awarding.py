from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.policy.building import fact, made, param, step
from tests.packs.xiamen import files

from egret.core.money import Rounding
from egret.core.packs.model import by_id
from egret.core.packs.reading import read_pack
from egret.core.policy.award_lines import ORDER, Phase
from egret.core.policy.awarding import Circumstances, EarlierClaim, awarded
from egret.core.policy.budget import BudgetLine, Pot, Tie, WhenShort
from egret.core.policy.clause import Term
from egret.core.policy.evaluation import CaseRefused
from egret.core.policy.overlap import OverlapGroup, Received, Rule, Same, Settle, Subject
from egret.core.policy.tallies import Tallied

PROGRAMME = (date(2024, 1, 1), date(2025, 12, 31))
DAY = date(2024, 6, 1)
TECH = "external:技改"
YUAN = 100


def limit(of="应补", **changed):
    row = {"per": "enterprise", "window": "calendar_year", "counts": "awarded", "cap": "上限"} | changed
    keys = "".join(f'{key} = "{value}"\n' for key, value in row.items() if key != "shared_with")
    shared = f"shared_with = {row['shared_with']}\n".replace("'", '"') if "shared_with" in row else ""
    return f'[[limit]]\nof = "{of}"\non = "日"\nsource = "六"\n{keys}{shared}'


def clause(*limits):
    return made(
        fact("日", "date"),
        fact("费", "money"),
        param("比例", "rate", '"30%"'),
        param("上限", "money", '"1000元"'),
        step("基数", "向下取整(费 × 比例)"),
        step("应补", "取低(基数, 基数)"),
        *(limits or [limit()]),
    )


CLOUD = clause()


def circumstances(**given_):
    return Circumstances(
        **{"claim": "c9", "subject": Subject("t", project="p1"), "programme": PROGRAMME} | given_
    )


def earlier(fen, on=DAY, *, key="c1", of="t", project="p1"):
    return EarlierClaim(key, of, project, on, fen, fen // 2)


def group(settle=Settle.TOP_UP):
    return OverlapGroup(
        "g", Term("同一项目", "one project"), ("t", TECH), Same.PROJECT, Rule.HIGHEST, settle, Fraction(0), None, "plan", "四1"
    )  # fmt: skip


def pot(left, when_short=WhenShort.FIRST_COME):
    line = BudgetLine(
        "2024", Term("2024年资金", "money of 2024"), ("t",), *PROGRAMME, 10**9, when_short, "", Tie.EARLIER, "plan", "预算"
    )  # fmt: skip
    return Pot(line, left)


def award(fee=5000 * YUAN, on=DAY, which=CLOUD, **given_):
    return awarded(which, {"日": on, "费": fee}, due="应补", circumstances=circumstances(**given_))


def moved(**given_):
    return award(**given_).delta_fen


def test_a_yearly_cap_leaves_what_earlier_claims_of_the_year_did_not_draw():
    assert moved() == 1000 * YUAN
    assert moved(claims=(earlier(400 * YUAN),)) == 600 * YUAN
    assert moved(claims=(earlier(400 * YUAN, date(2025, 1, 1)),)) == 1000 * YUAN
    assert moved(claims=(earlier(1000 * YUAN),)) == 0


def test_a_claims_own_earlier_stage_is_netted_and_draws_on_no_limit():
    own = earlier(400 * YUAN, key="c9")

    assert moved(claims=(own,), moved=(400 * YUAN,)) == 600 * YUAN


def test_a_limit_is_shared_only_with_the_clauses_that_it_names_and_kept_per_project_where_it_says_so():
    others = (
        earlier(100 * YUAN, of="7"),
        earlier(200 * YUAN, of="6", key="c2"),
        earlier(50 * YUAN, project="p2", key="c3"),
    )

    assert moved(claims=others) == 950 * YUAN
    assert moved(claims=others, which=clause(limit(shared_with=["7"]))) == 850 * YUAN
    assert moved(claims=others, which=clause(limit(per="project"))) == 1000 * YUAN


def test_what_counts_as_drawn_is_awarded_or_paid():
    assert moved(claims=(earlier(400 * YUAN),), which=clause(limit(counts="paid"))) == 800 * YUAN


def test_a_limit_on_an_earlier_step_changes_what_later_steps_make_of_it():
    which = made(
        fact("日", "date"),
        fact("费", "money"),
        param("比例", "rate", '"30%"'),
        param("上限", "money", '"1000元"'),
        param("加码", "money", '"7元"'),
        step("基数", "向下取整(费 × 比例)"),
        step("应补", "基数 + 加码"),
        limit(of="基数"),
    )

    found = award(which=which, claims=(earlier(400 * YUAN),))

    assert found.delta_fen == 607 * YUAN
    assert [(line.phase, line.fen) for line in found.lines] == [
        (Phase.FORMULA, 1500 * YUAN),
        (Phase.FORMULA, 607 * YUAN),
        (Phase.LIMITS, 600 * YUAN),
        (Phase.EARLIER, 607 * YUAN),
    ]


def test_the_tightest_of_several_limits_binds():
    which = clause(limit(), limit(window="lifetime", cap="取低(上限, 基数)"))

    assert moved(which=which, fee=2000 * YUAN, claims=(earlier(500 * YUAN, date(2023, 1, 1)),)) == 100 * YUAN


def test_a_day_outside_the_programme_is_refused():
    with pytest.raises(CaseRefused) as refused:
        award(which=clause(limit(window="programme")), on=date(2026, 1, 1))

    assert refused.value.code == "not_open"


def test_the_day_that_a_limit_counts_by_must_be_known():
    which = made(
        fact("日", "date"),
        fact("签日", "date"),
        fact("费", "money"),
        param("上限", "money", '"1000元"'),
        step("应补", "取低(费, 费)"),
        limit().replace('on = "日"', 'on = "签日"'),
    )

    with pytest.raises(CaseRefused) as refused:
        award(which=which)
    assert (refused.value.code, refused.value.term.label) == ("missing", "签日")


def test_an_overlap_takes_what_the_limits_left_and_demands_back_what_lost():
    received = (Received(TECH, 300 * YUAN, "拨款通知", project="p1"),)

    assert moved(groups=(group(),), received=received) == 700 * YUAN
    found = award(groups=(group(Settle.RETURN_LOWER),), received=received)
    assert (found.delta_fen, found.demanded) == (1000 * YUAN, received)


def test_another_policys_money_found_later_brings_back_what_was_paid_above_it():
    received = (Received(TECH, 300 * YUAN, "拨款通知", project="p1"),)

    assert moved(groups=(group(),), received=received, moved=(1000 * YUAN,)) == -300 * YUAN


def test_a_pot_that_runs_short_pays_what_is_left_or_nothing_as_its_line_says():
    assert moved(pot=pot(1000 * YUAN)) == 1000 * YUAN
    assert moved(pot=pot(999 * YUAN)) == 999 * YUAN
    assert moved(pot=pot(999 * YUAN, WhenShort.STOP)) == 0
    assert moved(pot=pot(0), moved=(1200 * YUAN,)) == -200 * YUAN


@given(
    st.integers(0, 10**6),
    st.lists(st.integers(0, 10**5), max_size=3),
    st.integers(0, 10**5),
    st.lists(st.integers(0, 10**5), max_size=3),
    st.integers(0, 10**5),
)
def test_due_is_moved_before_plus_moving_now_plus_what_the_line_could_not_bear(
    fee, drawn, other, before, left
):
    claims = tuple(earlier(fen, key=f"c{i}") for i, fen in enumerate(drawn))
    received = (Received(TECH, other, "", project="p1"),)

    found = award(
        fee, claims=claims, groups=(group(),), received=received, moved=tuple(before), pot=pot(left)
    )

    room = max(1000 * YUAN - sum(drawn), 0)
    assert found.due_fen == max(min(fee * 3 // 10, room) - other, 0)
    assert found.due_fen == sum(before) + found.delta_fen + found.short_fen
    assert found.short_fen >= 0
    assert found.delta_fen <= max(left, 0) or not found.short_fen


def test_every_line_prints_its_fen_article_and_reason_in_both_languages():
    found = award(
        claims=(earlier(400 * YUAN),),
        groups=(group(),),
        received=(Received(TECH, 100 * YUAN, "厦财〔2024〕5号", project="p1"),),
        names={TECH: Term("市技改补助", "city renovation grant")},
        moved=(50 * YUAN,),
        pot=pot(420 * YUAN),
    )

    assert [(line.phase, line.fen, line.article) for line in found.lines] == [
        (Phase.FORMULA, 150_000, "一"),
        (Phase.FORMULA, 150_000, "一"),
        (Phase.LIMITS, 60_000, "六"),
        (Phase.OVERLAP, 50_000, "四1"),
        (Phase.EARLIER, 45_000, "一"),
        (Phase.BUDGET, 42_000, "预算"),
    ]
    assert [line.printed("zh") for line in found.lines[2:]] == [
        "累计上限：每家企业每一日历年上限：上限 1,000.00 元〔一，2024-01-01起〕；此前已核定 400.00 元，余 600.00 元；本次 1,500.00 元，得 600.00 元",
        "同一项目：补差：本项 600.00 元，他项已得 100.00 元（市技改补助 100.00 元〔厦财〔2024〕5号〕），补差 500.00 元",
        "扣除已拨：应补 500.00 元，此前已拨 50.00 元，本次拨付 450.00 元",
        "2024年资金：余 420.00 元；本次应拨 450.00 元，资金不足，先到先得：拨付 420.00 元，未能列支 30.00 元",
    ]
    assert [line.printed("en") for line in found.lines[2:]] == [
        "caps over several claims: cap per enterprise in a calendar year: 上限 ¥1,000.00 [一, since 2024-01-01]; awarded before ¥400.00, left ¥600.00; this claim ¥1,500.00, granted ¥600.00",
        "one project: topped up: this one ¥600.00, received elsewhere ¥100.00 (city renovation grant ¥100.00 [厦财〔2024〕5号]), difference ¥500.00",
        "earlier payments netted: due ¥500.00, moved before ¥50.00, now paid ¥450.00",
        "money of 2024: left ¥420.00; asked ¥450.00, money is short, first come, first served: paid ¥420.00, not borne ¥30.00",
    ]


@pytest.mark.parametrize("settle", [*Settle])
@pytest.mark.parametrize("other", [0, 100 * YUAN, 1000 * YUAN, 5000 * YUAN])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_outcome_of_an_overlap_has_its_sentence(settle, other, language):
    found = award(groups=(group(settle),), received=(Received(TECH, other, "通知", project="p1"),))
    (line,) = [line for line in found.lines if line.phase == Phase.OVERLAP]

    assert line.printed(language).startswith("同一项目：" if language == "zh" else "one project: ")


def test_a_stacked_award_prints_its_rate_and_rounding():
    stacking = replace(group(), rule=Rule.STACK, settle=None, rate=Fraction(1, 2), rounding=Rounding.DOWN)
    found = award(groups=(stacking,), received=(Received(TECH, 100, "通知", project="p1"),))

    assert found.lines[-2].printed("zh") == (
        "同一项目：可叠加：已领 技改 1.00 元〔通知〕；本项 1,000.00 元 × 50% 向下取整到分 = 500.00 元"
    )


def test_lines_come_in_the_printed_order():
    documents = (Tallied("费", ()),)
    found = award(groups=(group(),), pot=pot(10**9), tallied=documents)
    revoked = award(groups=(group(),), pot=pot(10**9), tallied=documents, revoked=True)

    assert list(ORDER) == [*Phase]
    assert _phases(found) == [one for one in Phase if one != Phase.REVOKED]
    assert _phases(revoked) == [one for one in Phase if one != Phase.BUDGET]


def _phases(found):
    return list(dict.fromkeys(line.phase for line in found.lines))


def test_the_citys_own_clause_is_paid_in_two_stages_and_nets_the_first():
    renovation = by_id(read_pack(files()).clauses, "8")
    facts = {
        "是试点企业": True, "合同签订日": date(2024, 5, 6), "合同首付": 25_000_000, "验收通过": True,
        "实际投入": 100_000_000, "改造后水平": "三级", "核定比例": Fraction(2, 5),
    }  # fmt: skip
    first = awarded(renovation, facts, due="首期款", circumstances=circumstances(subject=Subject("8")))
    rest = awarded(
        renovation,
        facts,
        due="应补金额",
        circumstances=circumstances(subject=Subject("8"), moved=(first.delta_fen,)),
    )

    assert (first.delta_fen, rest.due_fen, rest.delta_fen) == (10_000_000, 35_000_000, 25_000_000)
