import pytest
from django.db import DatabaseError, connection
from tests.rooms.conftest import NOON, PDF

from egret.core.days import china_day
from egret.rooms.call import actions, queries
from egret.rooms.call.actions import AnswersRefused
from egret.rooms.call.errors import CallRefused
from egret.rooms.call.states import Verdict
from egret.rooms.files import actions as files
from egret.rooms.notice import queries as notices
from egret.rooms.people import queries as people
from egret.rooms.people.states import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(owner):
    """A complete draft: `draft(1)` → the submission and its owner."""

    def made(serial=1):
        enterprise, user = owner(serial)
        submission = actions.begin(enterprise, by=user, at=NOON)
        licence = files.keep("执照.pdf", PDF, of=enterprise.organisation, by=user, at=NOON)
        answers = {
            "contact": "甲", "phone": "0592-5551234", "main_product": "示例", "links": ["production"],
            "budget": "500000", "finish_on": "2025-10-01", "licence": licence.pk, "pledge": True,
        }  # fmt: skip
        actions.keep_draft(submission.pk, answers)
        return submission, user

    return made


@pytest.fixture
def approved(draft, officer, city_officer):
    """A submission that district and city passed: `approved(1)`."""
    district = officer(Role.DISTRICT, "350206")

    def made(serial=1):
        submission, user = draft(serial)
        submission = actions.submit(submission.pk, by=user, at=NOON)
        for person in (district, city_officer):
            submission = actions.check(
                submission.pk, verdict=Verdict.PASS, reason="", version=submission.version, by=person, at=NOON
            )
        return submission

    return made


def test_handing_in_gives_a_number_and_the_time_to_the_second(draft):
    submission, user = draft(1)
    other, other_user = draft(2)

    submission = actions.submit(submission.pk, by=user, at=NOON)
    other = actions.submit(other.pk, by=other_user, at=NOON)

    assert (submission.no, submission.submitted_at, submission.step) == (
        "350200-2025-00001",
        NOON,
        "district",
    )
    assert other.no == "350200-2025-00002"


def test_an_incomplete_draft_is_kept_and_its_faults_named(draft):
    submission, user = draft(1)
    actions.keep_draft(submission.pk, {"budget": "十万", "phone": ""})

    with pytest.raises(AnswersRefused) as refused:
        actions.submit(submission.pk, by=user, at=NOON)

    submission.refresh_from_db()
    assert set(refused.value.faults) == {"budget", "phone"}
    assert (submission.state, submission.answers["budget"]) == ("draft", "十万")


def test_another_enterprises_file_cannot_be_attached(draft, owner):
    submission, user = draft(1)
    stranger, stranger_user = owner(2)
    foreign = files.keep("b.pdf", PDF, of=stranger.organisation, by=stranger_user, at=NOON)
    actions.keep_draft(submission.pk, {"licence": foreign.pk})

    with pytest.raises(AnswersRefused) as refused:
        actions.submit(submission.pk, by=user, at=NOON)

    assert set(refused.value.faults) == {"licence"}


def test_handing_in_twice_is_refused_and_doubles_nothing(draft):
    submission, user = draft(1)
    actions.submit(submission.pk, by=user, at=NOON)

    with pytest.raises(CallRefused):
        actions.submit(submission.pk, by=user, at=NOON)


def test_a_returned_application_comes_back_under_its_first_number(draft, officer):
    submission, user = draft(1)
    submission = actions.submit(submission.pk, by=user, at=NOON)
    district = officer(Role.DISTRICT, "350206")

    returned = actions.check(
        submission.pk,
        verdict=Verdict.RETURN,
        reason="请补正",
        version=submission.version,
        by=district,
        at=NOON,
    )
    again = actions.submit(submission.pk, by=user, at=NOON)

    assert (returned.state, queries.last_return(submission).reason) == ("returned", "请补正")
    assert [message.text for message in notices.newest(user.organisation)] == [
        "申报被退回：请查看原因，修改后重新提交。"
    ]
    assert (again.state, again.no, again.step) == ("in_review", submission.no, "district")


def test_of_two_officers_at_once_the_second_is_told(draft, officer):
    submission, user = draft(1)
    submission = actions.submit(submission.pk, by=user, at=NOON)
    one, two = officer(Role.DISTRICT, "350206", "one"), officer(Role.DISTRICT, "350206", "two")
    seen = {"verdict": Verdict.PASS, "reason": "", "version": submission.version, "at": NOON}

    actions.check(submission.pk, **seen, by=one)
    with pytest.raises(CallRefused):
        actions.check(submission.pk, **seen, by=two)

    assert queries.checks_of(submission).count() == 1


def test_only_the_role_of_the_step_decides(draft, city_officer):
    submission, user = draft(1)
    submission = actions.submit(submission.pk, by=user, at=NOON)

    with pytest.raises(CallRefused):
        actions.check(
            submission.pk,
            verdict=Verdict.PASS,
            reason="",
            version=submission.version,
            by=city_officer,
            at=NOON,
        )


def test_a_verdict_against_the_enterprise_says_why(draft, officer):
    submission, user = draft(1)
    submission = actions.submit(submission.pk, by=user, at=NOON)

    with pytest.raises(CallRefused) as refused:
        actions.check(
            submission.pk,
            verdict=Verdict.REFUSE,
            reason=" ",
            version=submission.version,
            by=officer(Role.DISTRICT, "350206"),
            at=NOON,
        )

    assert refused.value.field == "reason"


def test_a_notice_runs_its_seven_days_before_the_list(approved, city_officer):
    approved(1)
    notice = actions.open_notice("2025", by=city_officer, at=NOON)

    with pytest.raises(CallRefused):
        actions.publish_list(notice.pk, by=city_officer, at=NOON)
    published = actions.publish_list(notice.pk, by=city_officer, at=notice.closes_at)

    assert (china_day(notice.closes_at) - china_day(NOON)).days == 8
    assert [entry["no"] for entry in queries.entries(published)] == ["350200-2025-00001"]


def test_an_open_objection_holds_the_list_and_an_upheld_one_takes_the_name_off(approved, city_officer):
    good, doubted = approved(1), approved(2)
    notice = actions.open_notice("2025", by=city_officer, at=NOON)
    objection = actions.object_to(
        doubted.pk, name="市民", contact="1", text="已停产", by=people.system(), at=NOON
    )

    with pytest.raises(CallRefused):
        actions.publish_list(notice.pk, by=city_officer, at=notice.closes_at)
    actions.decide_objection(objection.pk, uphold=True, reason="属实", by=city_officer, at=notice.closes_at)
    published = actions.publish_list(notice.pk, by=city_officer, at=notice.closes_at)

    doubted.refresh_from_db()
    assert doubted.state == "refused"
    assert [entry["no"] for entry in queries.entries(published)] == [good.no]


def test_a_published_list_can_not_be_altered(approved, city_officer):
    approved(1)
    notice = actions.open_notice("2025", by=city_officer, at=NOON)
    actions.publish_list(notice.pk, by=city_officer, at=notice.closes_at)

    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute("UPDATE call_publishedlist SET content = '{}'")


def test_only_pilot_industries_apply_and_only_once(owner):
    other, user = owner(1, industry_code="1311")

    with pytest.raises(CallRefused):
        actions.begin(other, by=user, at=NOON)

    enterprise, user = owner(2)
    assert actions.begin(enterprise, by=user, at=NOON) == actions.begin(enterprise, by=user, at=NOON)
