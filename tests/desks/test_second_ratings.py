"""A rating on site is repeated by somebody who does not see the first, and the city sees how far the two agree."""

from dataclasses import replace
from fractions import Fraction

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from tests.desks import cases

from egret.base import clock
from egret.core.maturity.standard import Kind
from egret.desks.office.levels.ratings import decimal
from egret.rooms.assessment import actions, queries
from egret.rooms.assessment.actions import second as ratings
from egret.rooms.assessment.errors import AssessmentRefused
from egret.rooms.assessment.models import Assessment, SecondRating
from egret.rooms.assessment.queries import second as seconds
from egret.rooms.assessment.states import Stage
from egret.rooms.people import actions as accounts
from egret.rooms.people import queries as known
from egret.rooms.people.states import Role
from egret.rooms.trail.models import Act

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def people():
    for role, name in (
        (Role.CITY, "city"),
        (Role.AUDITOR, "auditor"),
        (Role.DISTRICT, "district"),
        (Role.ASSESSOR, "first"),
        (Role.ASSESSOR, "second"),
        (Role.ASSESSOR, "third"),
    ):
        place = cases.DISTRICT if role == Role.DISTRICT else None
        accounts.open_account(name, role=role, full_name=name, place=place, by=known.system(), at=cases.EARLY)


def rated(serial=1, level=2):
    """An enterprise that said level 3 of itself and was rated on site."""
    enterprise, owner = cases.enterprise(serial)
    actions.assess(enterprise, cases.answers(3), stage=Stage.BEFORE, by=owner, at=clock.now())
    return actions.assess(
        enterprise, cases.answers(level), stage=Stage.ON_SITE, by=known.user("first"), at=clock.now()
    )


def asked(serial=1, level=2, by="second"):
    return ratings.ask_second(
        rated(serial, level).pk, assessor=known.user(by), by=known.user("city"), at=clock.now()
    )


def at_desk(name, language="zh-hans"):
    client = Client()
    client.force_login(known.user(name))
    client.cookies["django_language"] = language
    return client


def page(name, *args):
    return reverse(name, args=args)


def said(level):
    answers = cases.answers(level)
    kinds = {question.code: question.kind for question in queries.standard().questions}
    chosen = {
        code: sorted(keys) if kinds[code] is Kind.MULTI else next(iter(keys))
        for code, keys in answers.choices.items()
    }
    return {**chosen, **{code: str(reached) for code, reached in answers.scenes.items()}}


@pytest.mark.parametrize(
    ("language", "word", "apart"),
    [("zh-hans", "尚未复评", "共 31 项，其中 16 项不同"), ("en", "Not rated yet", "16 of 31 items")],
)
def test_the_city_asks_the_assessor_rates_and_the_two_stand_side_by_side(people, language, word, apart):
    first, city = rated(), at_desk("city", language)

    assert (
        "first"
        not in city.get(page("office:ask-rating", first.pk))
        .content.decode()
        .split("<form class")[1]
        .split("select")[1]
    )
    told = city.post(page("office:ask-rating", first.pk), {"assessor": known.user("second").pk})
    assert told.url == page("office:ratings")
    row = SecondRating.objects.get()
    assert word in city.get(page("office:ratings")).content.decode()

    assessor = at_desk("second", language)
    assert first.enterprise.name in assessor.get(page("assessor:seconds")).content.decode()
    handed = assessor.post(page("assessor:second", row.pk), {**said(1), "note": "现场另有手工台账"})
    assert handed.url == page("assessor:seconds")

    row.refresh_from_db()
    assert (row.level, row.rated_by, row.note) == (1, known.user("second"), "现场另有手工台账")
    shown = city.get(page("office:rating", row.pk)).content.decode()
    assert (apart in shown, "现场另有手工台账" in shown) == (True, True)
    verbs = (
        Act.objects.filter(verb__startswith="second_rating").order_by("seq").values_list("verb", flat=True)
    )
    assert list(verbs) == ["second_rating.asked", "second_rating.rated"]


def test_the_second_assessor_sees_what_the_enterprise_says_and_nothing_of_the_first(people):
    row = asked(level=2)

    shown = at_desk("second").get(page("assessor:second", row.pk))

    beside = shown.context["form"].fields["S01"].help_text
    assert "3 ·" in beside
    assert not [one for one in shown.context["form"].initial if one.startswith("S")]
    assert "2级" not in shown.content.decode().split("S01")[0]


def test_a_second_rating_counts_for_nothing_else(people):
    row = asked(level=2)
    ratings.rate_second(row.pk, cases.answers(4), by=known.user("second"), at=clock.now())

    enterprise = row.first.enterprise
    assert queries.latest(enterprise, Stage.ON_SITE).pk == row.first_id
    assert {stage: one.level for stage, one in queries.latest_by_stage(enterprise).items()} == {
        Stage.BEFORE: 3,
        Stage.ON_SITE: 2,
    }
    assert Assessment.objects.count() == 2


def test_what_is_typed_stays_when_a_question_is_open(people):
    row = asked()
    typed = {**said(2), "note": "看过"}
    del typed["F2"]

    answer = at_desk("second").post(page("assessor:second", row.pk), typed)

    assert answer.status_code == 422
    assert (answer.context["form"]["note"].value(), list(answer.context["form"].errors)) == ("看过", ["F2"])
    assert SecondRating.objects.get().rated_at is None


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"assessor": "first"}, "choose somebody else"),
        ({"assessor": "city"}, "Choose an assessor"),
        ({"first": Stage.BEFORE}, "Only a rating on site"),
        ({"twice": True}, "asked for already"),
    ],
)
def test_what_can_not_be_repeated_is_refused(people, change, why):
    first = rated()
    if change.get("first"):
        first = Assessment.objects.get(stage=Stage.BEFORE)
    assessor = known.user(change.get("assessor", "second"))
    if change.get("twice"):
        ratings.ask_second(first.pk, assessor=assessor, by=known.user("city"), at=clock.now())

    with translation.override("en"), pytest.raises(AssessmentRefused, match=why):
        ratings.ask_second(first.pk, assessor=assessor, by=known.user("city"), at=clock.now())


def test_only_whom_it_was_asked_of_rates_and_once(people):
    row = asked()

    with translation.override("en"), pytest.raises(AssessmentRefused, match="somebody else"):
        ratings.rate_second(row.pk, cases.answers(2), by=known.user("third"), at=clock.now())
    ratings.rate_second(row.pk, cases.answers(2), by=known.user("second"), at=clock.now())
    with translation.override("en"), pytest.raises(AssessmentRefused, match="already"):
        ratings.rate_second(row.pk, cases.answers(1), by=known.user("second"), at=clock.now())
    assert SecondRating.objects.get().level == 2


@pytest.mark.parametrize(
    ("who", "name", "status"),
    [
        ("third", "assessor:second", 404),
        ("first", "assessor:second", 404),
        ("district", "office:rating", 403),
        ("second", "office:rating", 403),
        ("auditor", "office:rating", 200),
        ("auditor", "office:ask-rating", 403),
        ("city", "office:rating", 200),
        ("city", "assessor:second", 403),
    ],
)
def test_who_may_look_at_a_second_rating(people, who, name, status):
    row = asked()

    assert at_desk(who).get(page(name, row.pk)).status_code == status


def shifted(level, by):
    """The same answers with every scenario `by` levels away."""
    answers = cases.answers(level)
    return replace(answers, scenes={code: one + by for code, one in answers.scenes.items()})


def test_who_stands_out_is_told_by_the_levels_of_scenarios(people):
    """`second` is a level milder than `first` each time, `third` the same as `first`."""
    for level, name, by in ((2, "second", 1), (1, "third", 0), (2, "third", 0), (3, "third", 0)):
        row = asked(10 * level + by, level, by=name)
        ratings.rate_second(row.pk, shifted(level, by), by=known.user(name), at=clock.now())

    shown = at_desk("city").get(page("office:ratings")).context

    assert shown["rated"] == 4
    assert [
        (name, one.ratings, distance, leaning, one.outlier)
        for name, one, distance, leaning in shown["standings"]
    ] == [
        ("first", 64, "0.25", "-0.25", False),
        ("second", 16, "1.00", "+1.00", True),
        ("third", 48, "0.00", "0.00", False),
    ]
    assert [(first, second, one.ratings) for first, second, one, _said in shown["pairs"]] == [
        ("first", "second", 16),
        ("first", "third", 48),
    ]
    assert shown["pairs"][1][3] == ("1.00", "1.00")
    assert [(one.alike, one.of) for _name, one in shown["items"]] == [(3, 4)] * 16 + [(4, 4)] * 15


def test_too_few_ratings_are_said_to_be_too_few(people, monkeypatch):
    more = replace(seconds.limits(), least=17)
    monkeypatch.setattr(seconds, "limits", lambda: more)
    row = asked()
    ratings.rate_second(row.pk, shifted(2, 2), by=known.user("second"), at=clock.now())

    shown = at_desk("city").get(page("office:ratings")).content.decode()

    assert ("数量太少" in shown, "明显偏离</span>" in shown) == (True, False)


def test_the_pages_ask_as_often_for_many_as_for_one(people):
    def queries_of(name):
        client = at_desk("city" if name.startswith("office") else "second")
        client.get(page(name))
        with CaptureQueriesContext(connection) as asked_for:
            assert client.get(page(name)).status_code == 200
        return len(asked_for)

    names = ("office:ratings", "office:ratings-to-ask", "assessor:seconds", "office:ratings-workbook")
    for serial in (1, 2):
        row = asked(serial)
        ratings.rate_second(row.pk, cases.answers(1), by=known.user("second"), at=clock.now())
    rated(9)
    few = [queries_of(name) for name in names]
    for serial in (3, 4, 5):
        row = asked(serial)
        ratings.rate_second(row.pk, cases.answers(2), by=known.user("second"), at=clock.now())
        rated(serial + 10)

    assert [queries_of(name) for name in names] == few
    assert max(few) <= 14


def test_a_workbook_holds_pairs_assessors_and_every_answer(people):
    row = asked()
    ratings.rate_second(row.pk, cases.answers(1), by=known.user("second"), at=clock.now())

    answer = at_desk("auditor").get(page("office:ratings-workbook"))

    assert answer["Content-Type"].startswith("application/vnd.openxml")
    assert answer.content[:2] == b"PK"


@pytest.mark.parametrize(
    ("value", "sign", "text"),
    [("1/3", False, "0.33"), ("-1/200", True, "-0.01"), ("-1/1000", True, "0.00"), ("5/2", True, "+2.50")],
)
def test_a_fraction_is_said_with_two_decimals(value, sign, text):
    assert decimal(Fraction(value), sign=sign) == text
    assert decimal(None) == "—"
