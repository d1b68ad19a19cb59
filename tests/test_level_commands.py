"""`egret level score, roadmap`: what answers come to, faults by place, 0, 1 and 2."""

import json

import pytest
from tests.core.maturity.drawing import QUESTIONS, SCENARIOS
from tests.packs.xiamen import CITIES, files

from egret.cli import main

BASE = {
    "standard": "2024-manufacturing",
    "choices": {**dict.fromkeys(QUESTIONS, "A"), "F1": ["B", "C"], "F5": "C"},
    "scenes": dict.fromkeys(SCENARIOS, 1),
}


@pytest.fixture
def kept(tmp_path):
    def keep(value, name="answers.json"):
        path = tmp_path / name
        path.write_text(value if isinstance(value, str) else json.dumps(value), "utf-8")
        return str(path)

    return keep


def told(capsys, *words):
    code = main(["level", *words, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_answers_are_scored_with_what_holds_them_back(capsys, kept):
    code, answer = told(capsys, "score", kept(BASE))
    assert (code, answer["score"], answer["level"]) == (0, "9", 0)
    assert (answer["score_level"], answer["scene_level"]) == (0, 1)
    assert answer["holding_back"] == [{"lack": "points", "has": "9", "needs": "20", "open_to": []}]
    assert "level_rule" in answer["unverified"]


def test_doubtful_answers_are_told_and_impossible_ones_exit_1(capsys, kept):
    doubtful = {**BASE, "facts": {"equipment": 40, "digital_equipment": 2, "networked_equipment": 3}}
    code, answer = told(capsys, "score", kept(doubtful))
    assert (code, [one["code"] for one in answer["contradictions"]]) == (0, ["networked_over_digital"])
    impossible = {**BASE, "facts": {"equipment": 4, "digital_equipment": 5}}
    code, answer = told(capsys, "score", kept(impossible))
    assert (code, answer["contradictions"][0]["weight"]) == (1, "impossible")


def test_open_answers_exit_1_with_what_is_still_within_reach(capsys, kept):
    some = {**BASE, "choices": {"F5": "C"}}
    code, answer = told(capsys, "score", kept(some))
    assert (code, answer["score"], answer["level"]) == (1, ["5", "95"], [0, 1])
    assert answer["open"] == [question for question in QUESTIONS if question != "F5"]
    assert told(capsys, "roadmap", kept(some), "--to", "2")[0] == 1


def test_a_road_map_is_proven_priced_and_ordered(capsys, kept):
    code, answer = told(capsys, "roadmap", kept(BASE), "--to", "2", "--pack", str(CITIES / "xiamen"))
    plan = answer["plan"]
    assert (code, plan["proven_least"], plan["then"]["level"]) == (0, True, 2)
    assert plan["low_fen"] == sum(step["low_fen"] for step in plan["steps"])
    assert [step["begins"] for step in plan["steps"]] == sorted(step["begins"] for step in plan["steps"])


def test_a_firm_rules_steps_out_by_option_or_in_its_file(capsys, kept):
    words = ("--to", "2", "--pack", str(CITIES / "xiamen"))
    _, plain = told(capsys, "roadmap", kept(BASE), *words)
    first = plain["plan"]["steps"][0]["id"]
    for asked in (
        ("roadmap", kept(BASE), *words, "--without", first),
        ("roadmap", kept({**BASE, "without": [first]}), *words),
    ):
        code, answer = told(capsys, *asked)
        assert code == 0
        assert first not in [step["id"] for step in answer["plan"]["steps"]]


def test_the_soonest_way_is_no_slower_than_the_cheapest(capsys, kept):
    words = ("roadmap", kept(BASE), "--to", "3", "--pack", str(CITIES / "xiamen"))
    cheapest, soonest = (told(capsys, *words, "--by", by)[1]["plan"] for by in ("cost", "months"))
    assert soonest["months_together"] < cheapest["months_together"]
    assert soonest["low_fen"] + soonest["high_fen"] > cheapest["low_fen"] + cheapest["high_fen"]


def test_a_level_out_of_reach_exits_1_with_the_lack(capsys, kept):
    every = [word for n in range(1, 17) for word in ("--without", f"S{n:02d}.2")]
    code, answer = told(capsys, "roadmap", kept(BASE), "--to", "2", "--pack", str(CITIES / "xiamen"), *every)
    assert (code, answer["plan"]) == (1, None)
    assert [(lack["lack"], lack["has"]) for lack in answer["lacks"]] == [("scenarios", "0"), ("binding", "0")]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_people_read_it_in_either_language(capsys, kept, language):
    assert main(["level", "score", kept(BASE), "--language", language]) == 0
    scored = capsys.readouterr().out
    words = ("--to", "2", "--pack", str(CITIES / "xiamen"), "--language", language)
    assert main(["level", "roadmap", kept(BASE), *words]) == 0
    planned = capsys.readouterr().out
    assert ("得分不足: 9 / 20" in scored) is (language == "zh")
    assert ("proven the least" in planned) is (language == "en")


def test_a_damaged_file_exits_1_and_names_the_place(capsys, kept):
    code, answer = told(capsys, "score", kept({**BASE, "choices": {"F2": "Z"}}))
    assert (code, answer["faults"]) == (
        1,
        ["answers.json · choices.F2: 'Z' is no option. Use one of: A, B, C, D, E."],
    )
    assert told(capsys, "score", kept("{"))[0] == 1


def test_a_damaged_step_table_exits_1(capsys, kept, tmp_path):
    (tmp_path / "steps.toml").write_text(
        files()["steps.toml"].replace('code = "F1"', 'code = "F9"', 1), "utf-8"
    )
    code, answer = told(capsys, "roadmap", kept(BASE), "--to", "2", "--pack", str(tmp_path))
    assert code == 1
    assert "steps.toml · F9.B: is no step of the standard." in answer["faults"][0]


def test_a_wrong_call_exits_2(capsys, kept, tmp_path):
    assert main(["level", "score", str(tmp_path / "missing.json")]) == 2
    assert main(["level", "roadmap", kept(BASE), "--to", "9"]) == 2
    assert main(["level", "roadmap", kept(BASE), "--to", "2", "--without", "F9.B"]) == 2
    assert main(["level", "roadmap", kept(BASE), "--to", "2", "--pack", str(tmp_path)]) == 2
    with pytest.raises(SystemExit) as refused:
        main(["level", "roadmap", kept(BASE)])
    assert refused.value.code == 2
