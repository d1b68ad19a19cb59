"""An enterprise's level: taken over, its results apart, a plan kept, papers handed out."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document
from tests.desks import cases
from tests.desks.public.visits import begun, code_of, drawn, finish, page
from tests.factories import ContractFactory

from egret.base import clock
from egret.rooms.assessment import actions, queries
from egret.rooms.assessment.actions import earlier
from egret.rooms.assessment.actions.earlier import AsGiven
from egret.rooms.assessment.models import Assessment, LevelPlan, PublicAssessment
from egret.rooms.assessment.queries import plans
from egret.rooms.assessment.states import Stage
from egret.rooms.people import queries as known
from egret.rooms.trail.models import Act

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
LEVEL, TAKE, WAY = reverse("enterprise:level"), reverse("enterprise:take-over"), reverse("enterprise:way")
KEEP, PLAN = reverse("enterprise:keep-plan"), reverse("enterprise:plan")


@pytest.fixture
def owner(client):
    enterprise, user = cases.enterprise(1)
    client.force_login(user)
    return enterprise, user


def text(answer):
    return answer.content.decode()


def assessed(enterprise, user, level=1, stage=Stage.BEFORE, at=None):
    return actions.assess(enterprise, drawn(level), stage=stage, by=user, at=at or clock.now())


def test_answers_of_a_visit_become_the_self_assessment_before_the_work(client, owner):
    row = begun(client)
    client.post(page("F2"), {"number_equipment": "40", "number_digital_equipment": "18"})
    finish(client, level=2)
    row.refresh_from_db()
    code = code_of(client)
    shown = client.get(TAKE)

    answer = client.post(TAKE, {"code": code.lower()})
    became = Assessment.objects.get()
    row.refresh_from_db()

    assert code[:4] in text(shown)
    assert answer.url == LEVEL
    assert (became.stage, became.level, became.score_milli) == (Stage.BEFORE, 2, row.score_milli)
    assert (became.choices, became.scenes, became.facts) == (row.choices, row.scenes, row.facts)
    assert became.facts == {"equipment": "40", "digital_equipment": "18"}
    assert row.became == became
    assert Act.objects.order_by("-seq").first().verb == "assessment.before"
    assert client.cookies["egret_assessment"].value == ""


def test_a_code_that_was_taken_over_opens_nothing(client, owner):
    begun(client)
    finish(client)
    code = code_of(client)
    client.post(TAKE, {"code": code})

    again = client.post(TAKE, {"code": code})

    assert again.status_code == 422
    assert Assessment.objects.count() == 1
    assert client.post(reverse("public:assess-resume"), {"code": code}).status_code == 422


def test_unfinished_answers_are_not_taken_over_and_stay(client, owner):
    row = begun(client)
    client.post(page("F1"), {"F1": ["B"]})

    answer = client.post(TAKE, {"code": code_of(client)})

    assert answer.status_code == 422
    assert "还有 30 题未答" in text(answer)
    assert PublicAssessment.objects.get(pk=row.pk).choices == {"F1": ["B"]}


def test_after_the_contract_an_assessment_before_comes_too_late(client):
    enterprise, user = cases.enterprise(1)
    client.force_login(user)
    done = {"confirmed_at": clock.now(), "confirmed_by": user, "checked_at": clock.now(), "checked_by": user}
    ContractFactory(enterprise=enterprise, state="checked", filed_by=user, **done)
    begun(client)
    finish(client)

    assert client.post(TAKE, {"code": code_of(client)}).status_code == 422
    assert Assessment.objects.count() == 0


def test_results_stand_apart_with_their_days_and_earlier_ones_as_given(client, owner, noon):
    enterprise, user = owner
    assessed(enterprise, user, 1)
    assessed(enterprise, user, 3, Stage.AFTER, noon + timedelta(days=200))
    given = AsGiven("2022-manufacturing", 2, noon.date(), "诊断报告 2023-7")
    earlier.record(enterprise, given, by=known.system(), at=noon)

    shown = client.get(LEVEL)
    before = client.get(LEVEL, {"stage": "before"})

    assert (shown.context["level"], before.context["level"]) == (3, 1)
    assert shown.context["assessment"].stage == "after"
    assert "2026年1月4日" in text(shown)
    assert "诊断报告 2023-7" in text(shown)
    assert "2022 · 制造业" in text(shown)
    assert Assessment.objects.count() == 2


def test_a_way_is_kept_as_the_plan_with_its_prices_and_an_act(client, owner):
    enterprise, user = owner
    assessed(enterprise, user, 1)
    shown = client.get(WAY).context["plan"]

    answer = client.post(KEEP, {"to": "2", "by": "cost"})
    row = LevelPlan.objects.get()
    act = Act.objects.order_by("-seq").first()

    assert answer.url == PLAN
    assert [one["id"] for one in row.steps] == [one.step.id for one in shown.improvements]
    assert (row.low_fen, row.high_fen, row.months) == (shown.low_fen, shown.high_fen, shown.months_together)
    assert (act.verb, act.case, act.body["target"]) == ("level.planned", enterprise.case, 2)
    assert plans.as_kept(row).improvements == tuple(
        type(one)(
            type(one.step)(*(getattr(one.step, name) for name in one.step.__slots__[:7]), "", ""),
            one.begins,
            one.points,
        )
        for one in shown.improvements
    )
    assert client.get(PLAN).status_code == 200


def test_a_step_that_is_ruled_out_is_in_no_plan(client, owner):
    assessed(*owner, 1)
    steps = [one.id for one in client.get(WAY).context["steps"]]

    client.post(KEEP, {"to": "2", "by": "cost", "without": steps[:2]})
    row = LevelPlan.objects.get()

    assert row.without == sorted(steps[:2])
    assert {one["id"] for one in row.steps} & set(steps[:2]) == set()


@pytest.mark.parametrize("said", [{"to": "1"}, {"to": "9"}, {"by": "magic"}, {"without": "X"}])
def test_what_is_not_offered_is_not_kept(client, owner, said):
    assessed(*owner, 1)

    assert client.post(KEEP, {"to": "2", "by": "cost"} | said).url == WAY
    assert LevelPlan.objects.count() == 0


def test_without_a_plan_there_is_no_draft(client, owner):
    assessed(*owner, 1)

    assert client.get(PLAN).url == WAY
    assert client.get(reverse("enterprise:plan-file", args=["docx"])).status_code == 404


@pytest.mark.parametrize("form", ["pdf", "docx"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_report_and_draft_have_the_same_bytes_each_time(client, owner, form, language):
    client.cookies["django_language"] = language
    assessed(*owner, 1)
    client.post(KEEP, {"to": "2", "by": "cost"})
    for name in ("level-report", "plan-file"):
        url = reverse(f"enterprise:{name}", args=[form])

        assert client.get(url).content == client.get(url).content


def test_the_report_tells_every_answer_and_what_holds_back(client, owner):
    enterprise, user = owner
    assessed(enterprise, user, 1)

    document = Document(BytesIO(client.get(reverse("enterprise:level-report", args=["docx"])).content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    said = "\n".join(one.text for one in document.paragraphs)

    assert [one.title in cells for one in queries.standard().questions] == [True] * 15
    assert "约束性场景" in said.partition("差在哪里")[2]
    assert enterprise.name in said


def test_the_draft_holds_every_step_and_what_is_still_to_be_written(client, owner):
    assessed(*owner, 1)
    client.post(KEEP, {"to": "2", "by": "cost"})

    document = Document(BytesIO(client.get(reverse("enterprise:plan-file", args=["docx"])).content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]

    assert [one["id"] in cells for one in LevelPlan.objects.get().steps] == [True] * len(
        LevelPlan.objects.get().steps
    )
    assert "有待补充" in "\n".join(one.text for one in document.paragraphs)


def test_a_report_is_of_the_own_file_alone(client):
    _enterprise, other = cases.enterprise(2)
    client.force_login(other)

    assert client.get(reverse("enterprise:level-report", args=["pdf"])).status_code == 404
