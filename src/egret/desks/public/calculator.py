"""What might I get? A few facts, every clause that might apply, how sure, what to do. Nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from egret.base import clock
from egret.core.money import yuan
from egret.core.packs.model import Pack
from egret.core.policy.answers import Cause, Change, Why
from egret.core.policy.clause import Clause, Fact, Value, Way
from egret.core.policy.estimating import Estimate, Sure, advice, estimate
from egret.core.policy.explaining import calculation, fact_text
from egret.desks.shared.access import public
from egret.desks.shared.fact_forms import FactForm
from egret.desks.shared.reckoning import language
from egret.desks.shared.templatetags.egret import day, own
from egret.rooms.city import queries as city

ORDER = (Sure.AS_TOLD, Sure.UP_TO, Sure.ASSUMING, Sure.NOTHING, Sure.CLOSED, Sure.UNTOLD)


@dataclass(frozen=True, slots=True)
class Answer:
    """One clause's answer in the reader's words."""

    clause: Clause
    sure: Sure
    fen: int
    assumed: list[str]
    decided: list[str]
    missing: list[str]
    causes: list[str]
    changes: list[str]
    lines: list[tuple[str, str]]
    refusal: str
    way: Way


@public
def calculator(request: HttpRequest) -> HttpResponse:
    pack = city.pack()
    asked = _asked(pack)
    form = FactForm(request.GET or None, facts=asked, labels={ask.fact: own(ask.term) for ask in pack.asks})
    told: dict[str, Value] = {}
    if form.is_bound and form.is_valid():
        said = form.said()
        told = {fact.id: said[fact.term.label] for fact in asked if fact.term.label in said}
    answers = (
        sorted(_answers(pack, told), key=lambda answer: (ORDER.index(answer.sure), -answer.fen))
        if told
        else []
    )
    return render(
        request,
        "public/calculator.html",
        {
            "form": form,
            "answers": answers,
            "asked": form.is_bound,
            "most_fen": sum(answer.fen for answer in answers),
            "pack": pack,
        },
        status=422 if form.is_bound and form.errors else 200,
    )


def _asked(pack: Pack) -> list[Fact]:
    facts = {fact.id: fact for clause in reversed(pack.clauses) for fact in clause.facts}
    return [facts[ask.fact] for ask in pack.asks]


def _answers(pack: Pack, told: Mapping[str, Value]) -> list[Answer]:
    today = clock.today()
    clauses = [clause for clause in pack.clauses if {fact.id for fact in clause.facts} & told.keys()]
    return [_answer(estimate(clause, told, on=today), told) for clause in clauses]


def _answer(found: Estimate, told: Mapping[str, Value]) -> Answer:
    tongue = language()
    lines = found.evaluation.lines if found.evaluation else ()
    return Answer(
        clause=found.clause,
        sure=found.sure,
        fen=found.fen,
        assumed=[_named(fact, found.facts) for fact in found.assumed],
        decided=[_named(fact, found.facts) for fact in found.decided],
        missing=[own(fact.term) for fact in found.missing],
        causes=[_cause(cause) for cause in found.causes],
        changes=[_change(change) for change in advice(found, told)],
        lines=[(own(line.step.term), calculation(line, tongue)) for line in lines],
        refusal=_refusal(found),
        way=found.clause.way,
    )


def _refusal(found: Estimate) -> str:
    if found.refused is None:
        return ""
    if found.refused.code in ("not_open", "closed", "ended"):
        days = {"first": day(found.clause.valid_from), "last": day(found.clause.valid_to)}
        return _("This clause runs from %(first)s to %(last)s.") % days
    return _("The clause can't be applied to this: “%(name)s”.") % {"name": own(found.refused.term)}


def _named(fact: Fact, facts: Mapping[str, Any]) -> str:
    return f"{own(fact.term)} {fact_text(fact, facts[fact.term.label], language())}"


def _cause(cause: Cause) -> str:
    name = {"name": own(cause.term)}
    match cause.why:
        case Why.CONDITION:
            return _("“%(name)s” must be so.") % name
        case Why.COMPARISON:
            return _("“%(name)s” does not hold.") % name
        case Why.NOTHING:
            return _("“%(name)s” is zero.") % name
        case Why.HANDED:
            return _("“%(name)s” applies instead.") % name
        case _:
            return _("The clause sets “%(name)s” to zero here.") % name


def _change(change: Change) -> str:
    """`再投入…即可多得…`, in the fact's own words."""
    amount = {
        "name": own(change.fact.term),
        "value": fact_text(change.fact, change.value, language()),
        "more": yuan(change.by),
    }
    return _("With “%(name)s” at %(value)s it would be ¥%(more)s more.") % amount
