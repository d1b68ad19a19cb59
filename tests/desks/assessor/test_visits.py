import pytest
from django.urls import reverse
from tests.desks import cases

from egret.base import clock
from egret.core.maturity.standard import Kind
from egret.rooms.acceptance import actions, queries
from egret.rooms.assessment import actions as assessments
from egret.rooms.assessment import queries as standards
from egret.rooms.assessment.states import Stage
from egret.rooms.enterprise import queries as enterprises
from egret.rooms.files import actions as files
from egret.rooms.people import actions as people
from egret.rooms.people import queries as known
from egret.rooms.people.states import Role

pytestmark = pytest.mark.django_db
LATE = cases.moment(2024, 8, 1)


@pytest.fixture
def visits(client):
    """Three visits assigned to the assessor, who is signed in."""
    cases.published({}, {}, {})
    seller, _by = cases.provider()
    assessor = cases.officer(Role.ASSESSOR)
    with clock.frozen(LATE):
        client.force_login(assessor)
        yield [_assigned(f"owner{serial}", seller, assessor) for serial in (1, 2, 3)]


def _assigned(username, seller, assessor):
    by = known.user(username)
    enterprise = enterprises.of_user(by)
    assessments.assess(enterprise, cases.answers(3), stage=Stage.BEFORE, by=by, at=LATE)
    signed = cases.contract(enterprise, seller, at=LATE)
    proof = files.keep("proof.pdf", cases.PAPER, of=enterprise.organisation, by=by, at=LATE)
    asked = actions.request(signed.pk, claimed_fen=8_000_000, summary="Done", proof=proof, by=by, at=LATE)
    return actions.assign(asked.pk, assessor=assessor, version=1, by=known.user("city"), at=LATE)


def url(acceptance):
    return reverse("assessor:visit", args=[acceptance.pk])


def report(level=2, **other):
    answers = cases.answers(level)
    kinds = {question.code: question.kind for question in standards.standard().questions}
    said = {
        code: sorted(keys) if kinds[code] is Kind.MULTI else next(iter(keys))
        for code, keys in answers.choices.items()
    }
    said |= {code: str(reached) for code, reached in answers.scenes.items()}
    for aspect in ("application", "data_flow", "input_output", "management"):
        said |= {f"finding_{aspect}": "good", f"note_{aspect}": "看过"}
    return said | {
        "version": 2,
        "visited_on": "2024-08-01",
        "found": "７５,０００",
        "satisfaction": "5",
        "recommends": "yes",
        **other,
    }


def test_the_list_costs_the_same_for_one_and_for_three(client, visits, django_assert_num_queries):
    with django_assert_num_queries(3):
        three = client.get(reverse("assessor:home"))
    client.post(url(visits[0]), report(), follow=True)
    with django_assert_num_queries(3):
        one = client.get(reverse("assessor:home"), {"state": "reported"})

    assert (len(three.context["page"].rows), len(one.context["page"].rows)) == (3, 1)


def test_the_enterprise_s_own_answers_stand_beside(client, visits):
    page = client.get(url(visits[0]))

    standard = standards.standard()
    assert page.content.decode().count('_helptext">') >= len(standard.questions) + len(standard.scenarios)
    assert standard.scenarios[0].levels[2] in page.context["form"]["S01"].help_text


def test_a_report_is_handed_in_once(client, visits):
    assert client.post(url(visits[0]), report()).status_code == 302
    again = client.post(url(visits[0]), report())

    found = queries.locked(visits[0].pk)
    assert (found.state, found.found_fen, found.on_site.level, found.recommends) == (
        "reported",
        7_500_000,
        2,
        True,
    )
    assert found.aspects["data_flow"] == {"finding": "good", "note": "看过"}
    assert again.status_code == 422
    assert "alert-danger" in again.content.decode()
    assert client.get(url(visits[0])).status_code == 200


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("found", "80,000.01"),
        ("found", "x"),
        ("visited_on", "2024-08-02"),
        ("visited_on", "2024-02-30"),
        ("satisfaction", "6"),
        ("recommends", ""),
        ("finding_management", "fine"),
        ("F1", []),
        ("S16", "5"),
    ],
)
def test_a_slip_stands_at_its_field_and_loses_nothing(client, visits, field, typed):
    answer = client.post(url(visits[0]), report(**{field: typed}))

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert "看过" in answer.content.decode()
    assert queries.locked(visits[0].pk).state == "assigned"


def test_another_s_visit_is_not_there(client, visits):
    other = people.open_account("other", role=Role.ASSESSOR, full_name="Other", by=known.system(), at=LATE)
    client.force_login(other)

    assert client.get(url(visits[0])).status_code == 404
    assert client.post(url(visits[0]), report()).status_code == 404
    assert client.get(reverse("shared:attachment", args=[visits[0].proof_id])).status_code == 404
    assert client.get(reverse("assessor:home")).context["page"].rows == ()


def test_the_proof_opens_for_its_assessor(client, visits):
    assert client.get(reverse("shared:attachment", args=[visits[0].proof_id])).content == cases.PAPER


def test_an_enterprise_visits_nobody(client, visits):
    client.force_login(known.user("owner1"))

    assert client.get(reverse("assessor:home")).status_code == 403
    assert client.post(url(visits[0]), report()).status_code == 403
