"""Whatever is sent to a visitor's pages: a clear message, never a broken page, never half an answer."""

import os
from random import Random

import pytest
from django.urls import reverse
from tests.desks.public.visits import SAID, begun, code_of, page

from egret.core.maturity.standard import Kind
from egret.desks.shared.resuming import COOKIE
from egret.rooms.assessment import queries
from egret.rooms.assessment.models import PublicAssessment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
TRIES = int(os.environ.get("EGRET_PROVE", "600"))  # `make prove` sends 20,000
ODD = [
    "Z",
    "",
    "無",
    "\x00",
    "A\x00",
    "-1",
    "1e9",
    "NaN",
    "∞",
    "½",
    "9" * 40,
    "1.2.3",
    "<b>",
    "' OR 1=1",
    "A" * 3000,
    "\u202e",
    "５．",
]


def strange(rng):
    return rng.choice(ODD) + rng.choice(["", "x", "\t", "；"])


def answer(rng, standard):
    """A question answered in a way that no form offers."""
    one = rng.choice((*standard.questions, *standard.scenarios))
    several = getattr(one, "kind", None) is Kind.MULTI
    alone = [option.key for option in getattr(one, "options", ()) if option.alone]
    body = {one.code: [strange(rng) + "!"]}
    if several and alone and rng.random() < 0.3:
        body = {one.code: [option.key for option in one.options]}
    elif rng.random() < 0.2:
        body = {}
    elif getattr(one, "fields", ()) and rng.random() < 0.6:
        body = {
            one.code: ["A"],
            f"number_{one.fields[0].key}": rng.choice(["-1", "1e9", "NaN", "多", "9" * 16, "½", "\x00"]),
        }
    return page(one.code), body | {"go": rng.choice(["next", "", "?"]), "seen": strange(rng)}


def start(rng, _standard):
    return reverse("public:assess"), SAID | {
        rng.choice(["industry_code", "size_class", "district"]): strange(rng) + "?"
    }


def resume(rng, _standard):
    return reverse("public:assess-resume"), {"code": strange(rng) + "?"}


def lost(rng, _standard):
    return page(f"X{rng.randint(0, 99)}"), {"X": "A"}


def test_malformed_submissions_get_a_clear_message_and_are_not_half_stored(client):
    rng, standard = Random(56), queries.standard()
    row = begun(client)
    client.post(page("F1"), {"F1": ["B"]})
    kept = PublicAssessment.objects.values().get(pk=row.pk)
    code = code_of(client)
    for number in range(TRIES):
        client.cookies[COOKIE] = code
        url, body = rng.choices([answer, start, resume, lost], [7, 1, 0.02, 1])[0](rng, standard)
        got = client.post(url, body)

        told = {404: "未找到", 422: ("egret-error", "alert-danger"), 429: "尝试次数过多"}
        assert (number, url, got.status_code in told) == (number, url, True), body
        if got.status_code == 422:
            assert any(mark in got.content.decode() for mark in told[422]), (url, body)
    assert PublicAssessment.objects.values().get() == kept


@pytest.mark.parametrize("code", ["", "x", "\x00", "é" * 30, "0" * 16, "A" * 5000])
def test_a_cookie_that_opens_nothing_leads_to_the_start(client, code):
    client.cookies[COOKIE] = code

    assert client.get(page("F1")).url in (reverse("public:assess"), reverse("public:assess") + "?lost=1")


def test_too_many_fields_are_told(client):
    begun(client)

    got = client.post(page("F1"), {f"f{number}": "1" for number in range(10_001)})

    assert got.status_code == 400
    assert "无法识别所提交的内容" in got.content.decode()
