"""Rule sets of titles, held against a sheet of cases worked by hand; an officer may add lines to it."""

import csv
import io
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egret.core.reading import BadFile
from egret.core.titles import FactRefused, Holds, Kind, Title, fact_of, judge, names_needed, read_titles

STANDARDS = Path(__file__).parents[3] / "standards"
FILES = {path.name: path.read_text("utf-8") for path in (STANDARDS / "titles").glob("*.toml")}
TITLES = read_titles(FILES)
SETS = {rules.id: rules for rules in TITLES.sets}
CASES = list(csv.DictReader(io.StringIO((STANDARDS / "cases" / "titles.csv").read_text("utf-8-sig"))))
BY_NAME = {case["情形"]: case for case in CASES}
SAID = {"符合": Holds.MET, "不符合": Holds.NOT_MET, "待定": Holds.OPEN}


def facts(case):
    """The facts of a line, over those of the line that it starts from."""
    start = facts(BY_NAME[case["起点"]]) if case["起点"] else {}
    pairs = (pair.partition("=") for pair in case["事实"].split("; "))
    return start | {name: fact_of(TITLES.facts[name], text) for name, _, text in pairs}


def verdict(case, **other):
    return judge(TITLES, SETS[case["规则"]], facts(case) | other, recheck=case["复核"] == "是")


@pytest.mark.parametrize("case", CASES, ids=[case["情形"] for case in CASES])
def test_a_worked_case_is_judged_as_by_hand(case):
    found = verdict(case)
    assert (found.holds, ";".join(found.lacking)) == (SAID[case["结论"]], case["未满足"])
    assert found.least == found.most
    assert not case["得分"] or found.least == Fraction(case["得分"])


def test_every_rule_set_has_cases_that_meet_it_and_cases_that_do_not():
    told = {(case["规则"], case["结论"]) for case in CASES}
    assert told == {(rules, said) for rules in SETS for said in ("符合", "不符合")}


@pytest.mark.parametrize(
    ("title", "day", "recheck", "rules"),
    [
        (Title.SPECIALISED, date(2026, 3, 31), False, "specialised-2022"),
        (Title.SPECIALISED, date(2026, 4, 1), False, "specialised-2026"),
        (Title.SPECIALISED, date(2026, 4, 1), True, "specialised-2026"),
        (Title.LITTLE_GIANT, date(2026, 3, 31), False, "little_giant-2022"),
        (Title.LITTLE_GIANT, date(2026, 6, 1), False, "little_giant-2026"),
        (Title.LITTLE_GIANT, date(2026, 6, 1), True, "little_giant-2022"),
        (Title.LITTLE_GIANT, date(2027, 1, 1), True, "little_giant-2026"),
        (Title.INNOVATIVE, date(2026, 6, 1), False, "innovative-2022"),
    ],
)
def test_the_day_picks_the_rules_and_rechecks_of_2026_follow_the_old_ones(title, day, recheck, rules):
    assert TITLES.rules(title, day, recheck=recheck).id == rules


def test_before_the_first_rules_there_are_none():
    with pytest.raises(KeyError):
        TITLES.rules(Title.SPECIALISED, date(2020, 1, 1))


def test_the_digital_level_gives_points_until_april_2026_and_none_after():
    start = BY_NAME["专精特新旧规：60 分以上"]
    worth = [verdict(start, digital_level=level).least for level in range(5)]
    assert [points - worth[0] for points in worth] == [0, 0, 3, 5, 5]
    assert "digital_level" not in names_needed(TITLES, SETS["specialised-2026"])


def test_what_is_not_known_leaves_a_verdict_open_and_names_the_fact():
    case = BY_NAME["小巨人新规：全部满足"]
    known = {
        name: value for name, value in facts(case).items() if name not in ("niche_years", "market_share")
    }
    found = judge(TITLES, SETS["little_giant-2026"], known)
    assert found.holds is Holds.OPEN
    open_needs = {reason.code: reason.missing for reason in found.reasons if reason.holds is Holds.OPEN}
    assert open_needs == {"niche": ("niche_years",), "share_need": ("market_share",)}


def test_a_broken_need_decides_whatever_is_still_open():
    found = judge(TITLES, SETS["little_giant-2026"], {"niche_years": 2})
    assert (found.holds, found.lacking) == (Holds.NOT_MET, ("niche",))


def test_points_still_open_are_told_as_a_range_and_a_floor_reached_is_enough():
    start = BY_NAME["专精特新旧规：60 分以上"]
    known = {name: value for name, value in facts(start).items() if name not in ("local_points", "rd_staff")}
    found = judge(TITLES, SETS["specialised-2022"], known)
    assert (found.least, found.most) == (57, 77)
    assert found.holds is Holds.OPEN
    richer = judge(TITLES, SETS["specialised-2022"], known | {"product_field": "gap", "digital_level": 4})
    assert (richer.least, richer.holds) == (61, Holds.MET)


def test_what_is_not_confirmed_is_named_in_the_verdict():
    found = verdict(BY_NAME["小巨人旧规：全部满足"])
    assert found.unverified == ("from", "fast_track", "recheck_2026", "research_sum")
    assert [reason.code for reason in found.reasons if not reason.verified] == [
        "title_before",
        "chain",
        "product_need",
    ]


def test_figures_behind_a_verdict_are_exact():
    found = verdict(BY_NAME["小巨人新规：全部满足"])
    assert found.figures["revenue_factor"] == Fraction(11025, 10000)
    assert found.figures["debt_ratio"] == Fraction(3, 4)


def test_a_share_of_nothing_is_not_known():
    found = judge(TITLES, SETS["specialised-2026"], {"revenue_last": 0, "rd_last": 0, "main_last": 0})
    assert found.figures == {}


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("colour", 1, "unknown_fact"),
        ("sme", 1, "wrong_kind"),
        ("niche_years", True, "wrong_kind"),
        ("niche_years", -1, "out_of_range"),
        ("revenue_last", Fraction(1, 2), "wrong_kind"),
        ("market_share", Fraction(11, 10), "out_of_range"),
        ("rd_body", "world", "unknown_word"),
        ("rd_body", 3, "wrong_kind"),
    ],
)
def test_a_fact_that_is_none_is_refused(name, value, code):
    with pytest.raises(FactRefused) as refused:
        judge(TITLES, SETS["specialised-2026"], {name: value})
    assert (refused.value.code, refused.value.fact) == (code, name)


@pytest.mark.parametrize(
    ("name", "text"),
    [("revenue_last", "1000"), ("market_share", "0.1"), ("sme", "yes"), ("niche_years", "²")],
)
def test_a_fact_that_cannot_be_read_is_refused(name, text):
    with pytest.raises(FactRefused) as refused:
        fact_of(TITLES.facts[name], text)
    assert refused.value.code == "unreadable"


@pytest.mark.parametrize(
    ("file", "old", "new", "key", "wrong"),
    [
        (
            "specialised-2022.toml",
            'any = [\n  "niche_years ≥ 2"',
            'any = [\n  "years ≥ 2"',
            "need niche",
            "unknown years",
        ),
        (
            "specialised-2022.toml",
            '"niche_years ≥ 2"',
            '"niche_years is A"',
            "need niche",
            "'niche_years is A' does",
        ),
        (
            "specialised-2022.toml",
            "rd_body is nation",
            "rd_body is world",
            "indicator body",
            "world is no word",
        ),
        (
            "specialised-2022.toml",
            'points = "4"',
            'points = "9"',
            "indicator main_growth_points",
            "the tiers do",
        ),
        (
            "specialised-2022.toml",
            'most = "35"',
            'most = "34"',
            "group innovation",
            "its indicators give up to 35",
        ),
        (
            "specialised-2022.toml",
            "score ≥ 60",
            "score > 60",
            "need score_or_merit",
            "'score > 60' asks for no floor",
        ),
        (
            "specialised-2022.toml",
            'group = "character"',
            'group = "luck"',
            "indicator local",
            "unknown group luck",
        ),
        (
            "specialised-2022.toml",
            "to = 2026-03-31",
            "to = 2026-03-30",
            "from",
            "does not begin the day after",
        ),
        (
            "facts.toml",
            'of = ["rd_last", "rd_before"]',
            'of = ["rd_last"]',
            "figure rd_mean.of",
            "1 facts for mean",
        ),
        ("facts.toml", 'id = "rd_last"', 'id = "rd_before"', "rd_before", "is declared twice"),
        ("little_giant-2026.toml", 'id = "little', 'id = "giant', "id", "giant_giant-2026 is not the name"),
    ],
)
def test_a_careless_hand_is_told_where_and_what(file, old, new, key, wrong):
    assert old in FILES[file]
    with pytest.raises(BadFile) as refused:
        read_titles({**FILES, file: FILES[file].replace(old, new, 1)})
    found = [(fault.key, fault.wrong) for fault in refused.value.findings]
    assert [one for one in found if one[0] == key and one[1].startswith(wrong)], found


def values(fact):
    match fact.kind:
        case Kind.MONEY:
            return st.integers(0, 10**12)
        case Kind.SHARE:
            return st.fractions(0, 1)
        case Kind.FLAG:
            return st.booleans()
        case Kind.CHOICE:
            return st.sampled_from(sorted(fact.words))
        case _:
            return st.integers(0, 100)


some_facts = st.fixed_dictionaries({}, optional={name: values(fact) for name, fact in TITLES.facts.items()})


@settings(max_examples=150, deadline=None)
@given(some_facts, st.sampled_from(sorted(SETS)), st.booleans(), st.data())
def test_a_verdict_once_reached_stays_when_more_becomes_known(known, name, recheck, data):
    rules = SETS[name]
    part = {fact: value for fact, value in known.items() if data.draw(st.booleans())}
    early, late = (judge(TITLES, rules, given, recheck=recheck) for given in (part, known))
    assert early.holds in (Holds.OPEN, late.holds)
    assert early.least <= late.least <= late.most <= early.most
