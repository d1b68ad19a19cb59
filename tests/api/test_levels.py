"""The level for machines: what is asked, what answers come to, and a typed fault for everything else."""

import json
from random import Random

import pytest
from tests.core.maturity.payloads import malformed

from egret.core.maturity.scoring import score
from egret.rooms.assessment import queries
from egret.simulation.answers import answers

STANDARD = "2024-manufacturing"
SCORE = f"/api/levels/{STANDARD}/score"
TRIES = 10_000


def sent(client, body, path=SCORE):
    raw = body if isinstance(body, bytes | str) else json.dumps(body)
    return client.post(path, raw, content_type="application/json")


def told(level=2):
    found = answers(Random(5), queries.standard(), level)
    choices = {code: sorted(keys) for code, keys in found.choices.items()}
    return found, {"choices": choices, "scenes": dict(found.scenes)}


def test_every_standard_is_listed_with_whether_it_is_scored(client):
    listed = client.get("/api/levels/standards").json()["standards"]

    assert [(one["id"], one["scored"]) for one in listed] == [
        ("2022-manufacturing", False),
        ("2022-other", False),
        ("2022-producer-services", False),
        (STANDARD, True),
    ]


def test_a_standard_tells_what_it_asks_and_what_is_not_verified(client):
    shown = client.get(f"/api/levels/standards/{STANDARD}").json()

    assert (len(shown["questions"]), len(shown["scenarios"]), len(shown["levels"])) == (15, 16, 4)
    assert shown["questions"][1]["options"][3] == {
        "key": "D",
        "label": "(40%，60%]",
        "label_en": "Above 40 to 60 %",
        "points": "4.5",
        "alone": False,
    }
    assert [one["part"] for one in shown["statuses"] if not one["verified"]] == [
        one.part for one in queries.standard().unverified
    ]
    assert len(client.get("/api/levels/standards/2022-manufacturing").json()["levels"]) == 4


def test_answers_come_to_what_core_says(client):
    found, body = told()

    answer = sent(client, body)

    assert answer.status_code == 200
    assert answer.json()["result"]["level"] == score(queries.standard(), found).level
    assert answer.json()["so_far"]["open"] == []


def test_open_answers_tell_what_is_possible(client):
    _found, body = told()
    del body["scenes"]["S01"]

    said = sent(client, body).json()

    assert said["result"] is None
    assert said["so_far"]["open"] == ["S01"]


def test_numbers_answer_and_contradict(client):
    body = {"choices": {"F1": "A"}, "scenes": {}, "facts": {"equipment": 40, "networked_equipment": 18.5}}

    said = sent(client, body).json()

    assert {one["code"] for one in said["contradictions"]} == {
        "networked_without_network",
        "networked_share_without_network",
    } - ({"networked_share_without_network"} if "F3" in said["so_far"]["open"] else set())


FAULTS = [
    ({"choices": {"F2": ["A", "B"]}, "scenes": {}}, "several", "F2"),
    ({"choices": {"F1": ["A", "B"]}, "scenes": {}}, "none_with_others", "F1"),
    ({"choices": {"F2": "Z"}, "scenes": {}}, "unknown_option", "F2"),
    ({"choices": {"X": "A"}, "scenes": {}}, "unknown_question", "'X'"),
    ({"choices": {}, "scenes": {"S01": 5}}, "level_out_of_range", "S01"),
    ({"choices": {}, "scenes": {"S99": 1}}, "unknown_scenario", "'S99'"),
    ({"choices": {}, "scenes": {}, "facts": {"equipment": -1}}, "not_a_number", "equipment"),
    ({"choices": {}, "scenes": {}, "facts": {"moon": 1}}, "unknown_number", "'moon'"),
    ({"choices": {}, "scenes": {}, "standard": "2022-other"}, "other_standard", ""),
    ({"choices": {}, "scenes": {}, "more": 1}, "unknown_key", ""),
    ({"choices": [], "scenes": {}}, "no_object", ""),
    ("[]", "no_object", ""),
    ("{", "not_json", ""),
    (b"\xff", "not_utf8", ""),
]


@pytest.mark.parametrize(("body", "code", "question"), FAULTS, ids=[code for _b, code, _q in FAULTS])
def test_a_fault_names_its_code_and_its_question(client, body, code, question):
    answer = sent(client, body)

    assert answer.status_code == 422
    assert [(one["code"], one["question"]) for one in answer.json()["faults"]] == [(code, question)]


def test_a_body_beyond_the_limit_is_refused_unread(client):
    answer = sent(client, b" " * (64 * 1024 + 1))

    assert (answer.status_code, answer.json()["faults"][0]["code"]) == (413, "too_large")


@pytest.mark.parametrize("path", ["/api/levels/standards/1999", "/api/levels/1999/score"])
def test_an_unknown_standard_is_no_page(client, path):
    answer = client.get(path) if "standards" in path else sent(client, {}, path)

    assert (answer.status_code, answer.json()["faults"][0]["code"]) == (404, "unknown_standard")


def test_an_edition_kept_as_given_is_not_scored(client):
    assert sent(client, {}, "/api/levels/2022-manufacturing/score").status_code == 404


def test_another_method_is_told_which_one_is_answered(client):
    answer = client.get(SCORE)

    assert (answer.status_code, answer["Allow"]) == (405, "POST")


def test_no_session_and_no_cookie(client):
    answer = sent(client, told()[1])

    assert answer.cookies == {}


def test_ten_thousand_malformed_bodies_each_get_a_typed_fault(client):
    rng = Random(20240904)
    standard = queries.standard()
    for number in range(TRIES):
        raw = malformed(rng, standard)
        answer = sent(client, raw)
        faults = answer.json().get("faults", [])

        assert (number, answer.status_code) == (number, 422), raw[:200]
        assert all(one["code"] and one["wrong"] and one["cure"] for one in faults)
        assert faults
