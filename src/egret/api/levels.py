"""The digital level for other systems: which standards there are, what they ask, what answers come to."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse

from egret.core.maturity.numbers import contradictions
from egret.core.maturity.partial import so_far
from egret.core.maturity.payload import BadPayload, Fault, read_payload
from egret.core.maturity.plain_results import (
    contradiction_plain,
    given_plain,
    result_plain,
    so_far_plain,
    standard_plain,
    standards_plain,
)
from egret.rooms.assessment import queries

from .access import MOST_BYTES, body_of, fault, open_to_machines, said


@open_to_machines("GET")
def standards(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 -- Django passes it
    return said({"standards": standards_plain(queries.registry())})


@open_to_machines("GET")
def standard(request: HttpRequest, standard_id: str) -> JsonResponse:  # noqa: ARG001 -- Django passes it
    registry = queries.registry()
    if standard_id in registry.measures:
        return said(standard_plain(registry.measures[standard_id]))
    if standard_id in registry.given:
        return said(given_plain(registry.given[standard_id]))
    return _unknown(registry.ids)


@open_to_machines("POST")
def score(request: HttpRequest, standard_id: str) -> JsonResponse:
    """What the answers come to. `result` is null while something is open: then `so_far` tells what is possible."""
    registry = queries.registry()
    if standard_id not in registry.measures:
        return _unknown(tuple(registry.measures))
    raw = body_of(request)
    if raw is None:
        return fault(413, "too_large", "The body is too large", f"Send at most {MOST_BYTES} bytes")
    try:
        payload = read_payload(raw, "body", registry, standard_id)
    except BadPayload as bad:
        return said({"faults": [_told(one) for one in bad.faults]}, 422)
    measure, answers = payload.measure, payload.answers
    here = so_far(measure.standard, answers)
    found = contradictions(measure.standard, measure.rules, answers.choices, answers.scenes, payload.facts)
    return said(
        {
            "result": result_plain(measure.standard, here.least) if here.whole else None,
            "so_far": so_far_plain(here),
            "contradictions": [contradiction_plain(one) for one in found],
        }
    )


def _told(one: Fault) -> dict[str, str]:
    finding = one.finding
    return {
        "code": one.code,
        "question": one.question,
        "at": finding.key,
        "wrong": finding.wrong,
        "cure": finding.cure,
    }


def _unknown(known: tuple[str, ...]) -> JsonResponse:
    return fault(404, "unknown_standard", "There is no such standard", f"Use one of: {', '.join(known)}")
