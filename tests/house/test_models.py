from django.db.models import DateTimeField
from factory.base import FactoryMetaClass
from tests import factories
from tests.house.plan import models

# Moments that nobody brings about, each with the reason.
NO_ACTOR = {
    "call.PublicNotice.closes_at": "a deadline, set with the notice by opened_by",
    "call.Objection.filed_at": "the public objects; the objector is kept as text",
    "treasury.PaymentFile.written_at": "written by the release of its batch, released_by",
    "treasury.Difference.found_at": "found by taking the statement, whose message has received_by",
    "assessment.PublicAssessment.begun_at": "a visitor answers; nobody is signed in",
    "assessment.PublicAssessment.changed_at": "as begun_at",
    "subsidy.Award.notice_closes_at": "a deadline, set with the award by awarded_by",
}


def test_every_model_has_a_factory():
    known = vars(factories)
    made = {one._meta.model for one in known.values() if isinstance(one, FactoryMetaClass)}

    assert [model._meta.label for model in models() if model not in made] == []


def moments():
    for model in models():
        names = {field.name for field in model._meta.local_fields}
        for field in model._meta.local_fields:
            if isinstance(field, DateTimeField) and field.name.endswith("_at"):
                yield f"{model._meta.label}.{field.name}", field.name.removesuffix("_at") + "_by" in names


def test_every_moment_names_its_person():
    assert [where for where, has_person in moments() if not has_person and where not in NO_ACTOR] == []


def test_every_exemption_is_still_needed():
    assert [where for where in NO_ACTOR if (where, False) not in set(moments())] == []


def test_datetimes_end_in_at():
    # Django names the first; the trail says when and by whom in the chain's own words.
    inherited = {"people.User.last_login", "trail.Act.at", "trail.Checkpoint.at"}
    wrong = {
        f"{model._meta.label}.{field.name}"
        for model in models()
        for field in model._meta.local_fields
        if isinstance(field, DateTimeField) and not field.name.endswith("_at")
    }

    assert wrong == inherited
