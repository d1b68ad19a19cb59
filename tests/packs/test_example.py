"""The invented city says so everywhere, uses all of the language, and runs."""

import math

import pytest
from django.urls import reverse
from tests.packs.xiamen import files

from egret.core.packs.reading import read_pack
from egret.core.policy.budget import WhenShort
from egret.core.policy.clause import Kind, Payee, Way
from egret.core.policy.clause_checks import nodes_of
from egret.core.policy.limits import Counts, Window
from egret.core.policy.overlap import Rule, Same, Settle
from egret.core.policy.syntax import FUNCTIONS, functions_in
from egret.rooms.city import queries as city

EXAMPLE, XIAMEN = read_pack(files("example")), read_pack(files())
BOTH = (*EXAMPLE.clauses, *XIAMEN.clauses)


def test_nothing_of_it_passes_for_law():
    [document] = EXAMPLE.documents

    assert not document.verified
    for term in (EXAMPLE.term, EXAMPLE.issuer, document.term):
        assert "虚构" in term.label
        assert "invented" in term.label_en
    decisions = (*EXAMPLE.decisions, *(one for clause in EXAMPLE.clauses for one in clause.decisions))
    assert {(one.by, one.verified) for one in decisions} == {("示例市（虚构）", False)}


def test_its_clauses_use_every_function_kind_and_shape():
    used = frozenset().union(*(functions_in(node) for clause in EXAMPLE.clauses for node in nodes_of(clause)))
    limits = [limit for clause in BOTH for limit in clause.limits]

    assert used == set(FUNCTIONS)
    assert {fact.kind for clause in EXAMPLE.clauses for fact in clause.facts} == {*Kind} - {
        Kind.EXACT,
        Kind.RATIO,
    }
    assert {clause.way for clause in EXAMPLE.clauses} == {*Way}
    assert {clause.payee for clause in EXAMPLE.clauses} == {*Payee}
    assert {limit.window for limit in limits} == {*Window}
    assert {limit.counts for limit in limits} == {*Counts}
    assert {limit.per for limit in limits} == {"enterprise", "project"}
    groups = (*EXAMPLE.overlaps, *XIAMEN.overlaps)
    assert {group.rule for group in groups} == {*Rule}
    assert {group.settle for group in groups} == {*Settle, None}
    assert {group.same for group in groups} == {*Same}
    assert {line.when_short for line in EXAMPLE.budget} == {*WhenShort}


def test_it_shares_no_number_of_parts_with_xiamen():
    assert {d.id for d in EXAMPLE.districts} & {d.id for d in XIAMEN.districts} == set()
    assert {i.codes for i in EXAMPLE.industries} & {i.codes for i in XIAMEN.industries} == set()
    assert [len(route.steps) for route in EXAMPLE.routes] != [len(route.steps) for route in XIAMEN.routes]


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_its_public_pages_stand_and_compute(client, monkeypatch, language):
    monkeypatch.setattr(city, "_found", city.InForce(EXAMPLE, math.inf))
    client.cookies["django_language"] = language
    calculator = reverse("public:calculator")

    assert client.get("/", follow=True).status_code == 200
    page = client.get(
        calculator, {"fact_spend": "1000000", "fact_level": "引领级", "fact_equipment": "1000000"}
    ).content.decode()
    assert "¥550,000.00" in page
    assert "¥40,000.00" in page
