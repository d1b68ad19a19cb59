"""A visitor's self-assessment: one question at a time, kept by a code, to a result and a way up."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from tests.desks import cases
from tests.desks.public.visits import begun, code_of, drawn, finish, given, page

from egret.base import clock
from egret.journeys import daily
from egret.rooms.assessment import queries
from egret.rooms.assessment.actions import visitors
from egret.rooms.assessment.checks import sha_of
from egret.rooms.assessment.models import PublicAssessment, WrongCode
from egret.rooms.assessment.queries import visitors as known
from egret.rooms.people.states import Role
from egret.rooms.trail.models import Act

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
RESULT, WAY = reverse("public:assess-result"), reverse("public:assess-way")


def text(answer):
    return answer.content.decode()


def test_only_the_fingerprint_of_the_code_is_kept(client):
    row = begun(client)
    code = code_of(client)

    assert len(code) == 16
    assert row.code_sha == sha_of(code)
    assert code not in str(PublicAssessment.objects.values().get(pk=row.pk))
    assert "-".join(re.findall("....", code)) in text(client.get(reverse("public:assess-code")))


def test_a_visitor_leaves_no_act_in_the_trail(client):
    begun(client)
    finish(client)

    assert Act.objects.count() == 0


def test_the_industry_chooses_the_example(client):
    begun(client, industry_code="3821")

    assert "数控绕线机、数控折弯机一般算" in text(client.get(page("F2")))


def test_next_and_back_keep_what_is_answered(client):
    row = begun(client)

    on = client.post(page("F1"), {"F1": ["B", "C"], "go": "next"})
    back = client.post(page("F2"), {"number_equipment": "４０", "number_digital_equipment": "", "go": "back"})
    row.refresh_from_db()

    assert (on.url, back.url) == (page("F2"), page("F1"))
    assert (row.choices, row.facts) == ({"F1": ["B", "C"]}, {"equipment": "40"})


def test_numbers_choose_the_answer(client):
    row = begun(client)

    client.post(page("F2"), {"number_equipment": "40", "number_digital_equipment": "18"})
    row.refresh_from_db()

    assert row.choices == {"F2": ["D"]}
    assert "按所填数据计算为 45%：(40%，60%]" in text(client.get(page("F2")))


def test_a_question_without_an_answer_is_refused_where_it_stands_and_numbers_stay(client):
    row = begun(client)

    answer = client.post(page("F2"), {"number_equipment": "40", "number_digital_equipment": "很多"})
    row.refresh_from_db()

    assert answer.status_code == 422
    assert 'value="很多"' in text(answer)
    assert (row.choices, row.facts) == ({}, {})


def test_what_does_not_fit_is_pointed_out_once_kept_and_let_go_on(client):
    row = begun(client)
    client.post(page("F1"), {"F1": ["A"]})

    first = client.post(page("F3"), {"F3": "C", "number_networked_equipment": "12"})
    row.refresh_from_db()
    seen = re.findall(r'name="seen" value="(\w+)"', text(first))
    second = client.post(page("F3"), {"F3": "C", "number_networked_equipment": "12", "seen": seen})

    assert first.status_code == 200
    assert "有 12 台设备联网，网络建设却选“无”" in text(first)
    assert row.choices["F3"] == ["C"]
    assert sorted(seen) == ["networked_share_without_network", "networked_without_network"]
    assert second.url == page("F4")


def test_contradictions_are_told_while_typing_and_nothing_is_kept(client):
    row = begun(client)
    check = reverse("public:assess-check", args=["F2"])

    answer = client.post(
        check, {"number_equipment": "10", "number_digital_equipment": "12"}, headers={"HX-Request": "true"}
    )
    row.refresh_from_db()

    assert "数字化生产设备 12 台，多于全部生产设备 10 台" in text(answer)
    assert (row.choices, row.facts) == ({}, {})


def test_the_level_within_reach_narrows_with_each_answer(client):
    row = begun(client)
    before = known.stands(row)
    for code in ("S06", "S07", "S08", "S09", "S10", "S11"):
        client.post(page(code), {code: "0"})
    row.refresh_from_db()
    after = known.stands(row)

    assert (before.least.level, before.most.level) == (0, 4)
    assert after.most.level < 4


def test_the_last_answer_scores_the_whole_and_an_open_one_has_no_result(client):
    row = begun(client)
    assert client.get(RESULT).url == page("F1")

    finish(client, level=2)
    row.refresh_from_db()

    assert row.level == 2
    assert client.get(RESULT).status_code == 200


def test_the_result_tells_level_parts_scenarios_and_what_holds_it_back(client):
    begun(client)
    finish(client, level=1)

    shown = text(client.get(RESULT))

    assert "距离 2 级还差什么" in shown
    assert shown.count('class="egret-shade-') == len(queries.standard().scenarios)
    assert shown.count("<text ") == 7
    assert len(re.findall(r'<polygon class="shape" points="(?:\d+,\d+ ?){7}"', shown)) == 1


def test_peers_are_shown_from_five_on_and_the_visitor_is_none_of_them(client):
    for seed in range(1, 6):
        begun(client)
        finish(client, level=seed % 3, seed=seed)
    begun(client, district="")
    finish(client, level=1)

    shown = text(client.get(RESULT))

    assert re.findall(r'<td class="egret-num" data-name="\w+">(\d+)</td>', shown) == ["1", "2", "2"] * 2
    assert "您所在的区" not in shown

    begun(client, industry_code="3821", size_class="", district="350211")
    finish(client, level=1)
    assert text(client.get(RESULT)).count("不足 5 家，暂不显示") == 2


def test_the_code_brings_the_answers_back_on_another_device(client):
    row = begun(client)
    client.post(page("F1"), {"F1": ["B"]})
    code = code_of(client)
    client.post(reverse("public:assess-leave"))
    assert client.get(page("F1")).url == reverse("public:assess")

    typed = f" {code[:4].lower()}-{code[4:8]}–{code[8:]} "
    back = client.post(reverse("public:assess-resume"), {"code": typed})

    assert back.url == page("F2")
    assert client.get(page("F1")).context["form"].row.pk == row.pk


def test_a_wrong_code_is_told_and_kept_to_be_compared(client):
    answer = client.post(reverse("public:assess-resume"), {"code": "0000-0000-0000-0000"})

    assert answer.status_code == 422
    assert 'value="0000-0000-0000-0000"' in text(answer)


def test_who_tries_too_many_codes_has_to_wait_for_the_next_hour(client, noon):
    begun(client)
    code = code_of(client)
    client.post(reverse("public:assess-leave"))
    for _try in range(known.rules().wrong_codes):
        client.post(reverse("public:assess-resume"), {"code": "0000-0000-0000-0000"})

    assert client.post(reverse("public:assess-resume"), {"code": code}).status_code == 429
    with clock.frozen(noon + timedelta(hours=1)):
        assert client.post(reverse("public:assess-resume"), {"code": code}).status_code == 302


def test_an_address_is_counted_by_a_keyed_hash_and_forgotten(client, noon):
    client.post(reverse("public:assess-resume"), {"code": "0000-0000-0000-0000"})

    assert "127.0.0.1" not in str(WrongCode.objects.values().get())
    visitors.clear(at=noon + timedelta(hours=1))
    assert WrongCode.objects.count() == 0


def test_what_nobody_goes_on_with_is_deleted(client, noon):
    row = begun(client)
    cases.officer(Role.CITY)

    daily.run(at=noon + timedelta(days=known.rules().keep_days))
    assert PublicAssessment.objects.filter(pk=row.pk).exists()
    daily.run(at=noon + timedelta(days=known.rules().keep_days + 1))
    assert not PublicAssessment.objects.filter(pk=row.pk).exists()
    with clock.frozen(noon + timedelta(days=known.rules().keep_days + 1)):
        assert client.get(page("F1")).url == reverse("public:assess") + "?lost=1"


def test_a_visitor_may_have_everything_deleted(client):
    begun(client)
    client.post(reverse("public:assess-forget"))

    assert PublicAssessment.objects.count() == 0


def test_the_way_up_is_told_with_its_money_and_is_computed_anew_without_a_step(client):
    begun(client)
    finish(client, level=1)

    first = client.get(WAY)
    steps = [one.id for one in first.context["steps"]]
    second = client.get(WAY, {"to": "2", "without": steps[0]}, headers={"HX-Request": "true"})

    assert steps
    assert "估算，不是承诺" in text(first)
    assert steps[0] not in [one.id for one in second.context["steps"]]
    assert text(second).lstrip()[:5] == "<form"


def test_the_estimate_is_the_clause_of_the_batch_at_that_level(client):
    begun(client)
    finish(client, level=1)

    shown = client.get(WAY, {"to": "2"}).context

    plan, money = shown["plan"], shown["money"]
    assert money.low_fen == min(plan.low_fen * 40 // 100, 25_000_000)
    assert money.high_fen == min(plan.high_fen * 40 // 100, 25_000_000)
    assert (money.own_low_fen, money.own_high_fen) == (
        plan.low_fen - money.low_fen,
        plan.high_fen - money.high_fen,
    )
    assert money.sure == "assuming"


def test_ticked_steps_tell_what_they_bring_and_what_they_lack(client):
    begun(client)
    for code, value in (given(drawn(1)) | {"F1": ["A"], "F2": "A", "F3": "A"}).items():
        client.post(page(code), {code: value, "seen": "x"})

    trial = client.get(WAY, {"take": ["F3.B"]}).context["trial"]

    assert len(trial.bought) == 1
    assert len(trial.lacking[0][1]) == 2


def test_a_level_out_of_reach_says_what_lacks(client):
    begun(client)
    finish(client, level=1)
    every = [step.id for step in client.get(WAY).context["table"].steps]

    answer = client.get(WAY, {"to": "3", "without": every})

    assert answer.status_code == 200
    assert "无法达到 3 级" in text(answer)


@pytest.mark.parametrize("query", [{"to": "9"}, {"by": "magic"}, {"without": "X9"}, {"take": "S01.9"}])
def test_a_choice_that_is_not_offered_is_refused(client, query):
    begun(client)
    finish(client, level=1)

    assert client.get(WAY, query).status_code == 422


def test_a_page_of_questions_asks_few_queries(client, django_assert_num_queries):
    begun(client)
    with django_assert_num_queries(2):
        client.get(page("F4"))


def test_pages_speak_english(client):
    client.cookies["django_language"] = "en"
    begun(client)
    finish(client, level=1)

    assert "What holds you back from level 2" in text(client.get(RESULT))
    assert "Question 4 of 31" in text(client.get(page("F4")))
    assert "The cheapest way up" in text(client.get(WAY))
