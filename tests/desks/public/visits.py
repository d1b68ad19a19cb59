"""A visitor's way through the self-assessment by the test client."""

from __future__ import annotations

from random import Random

from django.urls import reverse

from egret.core.maturity.standard import Kind
from egret.desks.shared.resuming import COOKIE
from egret.rooms.assessment import queries
from egret.rooms.assessment.models import PublicAssessment
from egret.simulation.answers import answers

SAID = {"industry_code": "3974", "size_class": "small", "district": "350206"}


def begun(client, **other) -> PublicAssessment:
    answer = client.post(reverse("public:assess"), SAID | other)
    assert (answer.status_code, answer.url) == (302, reverse("public:assess-code"))
    return PublicAssessment.objects.order_by("-pk").first()


def code_of(client) -> str:
    return client.cookies[COOKIE].value


def page(code: str) -> str:
    return reverse("public:assess-question", args=[code])


def given(answered) -> dict[str, object]:
    """What the form of each question is sent for these answers, by its code."""
    kinds = {one.code: one.kind for one in queries.standard().questions}
    said = {
        code: sorted(keys) if kinds[code] is Kind.MULTI else min(keys)
        for code, keys in answered.choices.items()
    }
    return said | {code: str(level) for code, level in answered.scenes.items()}


def drawn(level: int, seed: int = 7):
    return answers(Random(seed), queries.standard(), level)


def finish(client, level: int = 1, seed: int = 7) -> None:
    """Every question, in order; what does not fit together is left so."""
    for code, value in given(drawn(level, seed)).items():
        answer = client.post(page(code), {code: value, "go": "next"})
        assert answer.status_code in (200, 302)
