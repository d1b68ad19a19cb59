"""However a pack is damaged, it is refused with findings or holds what it promises; `make prove` tries it longer."""

import os
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.packs.damage import ANYTHING, TOKENS, bounded, damaged, facts_of
from tests.packs.xiamen import files

from egret.core.packs.reading import BadPack, read_pack
from egret.core.policy.cases import check_cases, read_cases
from egret.core.policy.clause import Formula, Kind, Term
from egret.core.policy.clause_reading import read_clause
from egret.core.policy.evaluation import CaseRefused, evaluate
from egret.core.policy.explaining import calculation
from egret.core.policy.syntax import Lookup, Name
from egret.core.reading import BadFile, opened

MANY = int(os.environ.get("EGRET_PROVE", "150"))
SLOW = settings(deadline=None, database=None, suppress_health_check=list(HealthCheck))
PACKS = {city: files(city) for city in ("example", "xiamen")}
TEXTS = {
    f"{city}/{name}": text
    for city, pack in PACKS.items()
    for name, text in pack.items()
    if name.startswith("clauses/")
}
CLAUSES = [read_clause(opened(text, name, [])) for name, text in TEXTS.items()]
WORDS = sorted({word for text in TEXTS.values() for word in TOKENS.findall(text) if word.strip()})
TOP = Term("〔此值〕", "this value")


def read(text):
    """The clause, or None after findings that each name a cure."""
    findings = []
    try:
        clause = read_clause(opened(text, "clauses/x.toml", findings))
    except BadFile as bad:
        findings = list(bad.findings)
    assert all(finding.file and finding.wrong and finding.cure for finding in findings)
    return None if findings else clause


def read_or_told(found):
    try:
        return read_pack(found), ()
    except BadPack as bad:
        return None, bad.findings


def value_of(clause, facts, label):
    """What a fact, a step or a parameter is in this case."""
    if label in facts:
        return facts[label]
    params = {param.term.label: param for param in clause.params}
    node = Lookup(label, params[label].by) if label in params and params[label].by else Name(label)
    kind = params[label].kind if label in params else clause.step(label).kind
    plain = replace(clause.steps[-1], id="top", term=TOP, when=(), require=None, as_of="", kind=kind)
    step = replace(plain, formulas=(Formula(date.min, node),))
    return evaluate(replace(clause, steps=(*clause.steps, step)), facts).line(TOP.label).value


def holds_its_promises(clause, facts):
    try:
        found = evaluate(clause, facts)
        for line in found.lines:
            assert calculation(line, "zh")
            assert calculation(line, "en")
            assert line.step.kind not in (Kind.MONEY, Kind.COUNT) or type(line.value) is int
            for name in line.step.at_most:
                assert line.value <= value_of(clause, facts, name), f"{line.step.term.label} > {name}"
    except CaseRefused:
        return


def never_falls(clause, facts, more):
    """With a promised fact raised, and while no other policy takes the case over, no step that promises falls."""
    for step in clause.steps:
        for name in set(step.rises_with) & facts.keys():
            try:
                before = evaluate(clause, facts, due=step.term.label).line(step.term.label)
                raised = {**facts, name: max(facts[name], more[name])}
                after = evaluate(clause, raised, due=step.term.label).line(step.term.label)
            except CaseRefused:
                continue
            assert after.handed_to or before.value <= after.value, f"{step.term.label} falls with {name}"


@settings(SLOW, max_examples=MANY)
@given(st.data())
def test_a_damaged_clause_is_refused_or_keeps_its_promises(data):
    text = data.draw(st.sampled_from(sorted(TEXTS)).flatmap(lambda name: damaged(TEXTS[name], WORDS)))

    with bounded():
        clause = read(text)
        if clause is None:
            return
        assert read(text) == clause
    for _ in range(3):
        facts, more = data.draw(facts_of(clause)), data.draw(facts_of(clause))
        with bounded():
            holds_its_promises(clause, facts)
            never_falls(clause, facts, more)


@settings(SLOW, max_examples=MANY)
@given(st.data())
def test_the_citys_own_clauses_keep_their_promises(data):
    clause = data.draw(st.sampled_from(CLAUSES))
    facts, more = data.draw(facts_of(clause)), data.draw(facts_of(clause))

    holds_its_promises(clause, facts)
    never_falls(clause, facts, more)


@settings(SLOW, max_examples=MANY)
@given(st.data())
def test_facts_of_any_kind_are_evaluated_or_refused(data):
    clause = data.draw(st.sampled_from(CLAUSES))
    facts = data.draw(facts_of(clause))
    for label in data.draw(st.lists(st.sampled_from(sorted(facts)), max_size=3)):
        facts[label] = data.draw(ANYTHING)

    with bounded():
        holds_its_promises(clause, facts)


@settings(SLOW, max_examples=MANY)
@given(st.data())
def test_a_damaged_sheet_is_told_and_never_breaks(data):
    city = data.draw(st.sampled_from(sorted(PACKS)))
    found = PACKS[city]
    name = data.draw(st.sampled_from(sorted(name for name in found if name.startswith("cases/"))))
    [clause] = [
        one
        for text, one in zip(TEXTS, CLAUSES, strict=True)
        if text.endswith(f"/{name[6:-4]}.toml") and text.startswith(city)
    ]
    text, findings = data.draw(damaged(found[name], WORDS)), []

    with bounded():
        cases = read_cases(clause, name, text, findings)
        check_cases(clause, cases, name, findings)
    assert all(finding.file and finding.wrong and finding.cure for finding in findings)


@settings(SLOW, max_examples=max(MANY // 20, 20))
@given(st.data())
def test_a_damaged_pack_is_refused_or_read_the_same_again(data):
    found = dict(PACKS[data.draw(st.sampled_from(sorted(PACKS)))])
    name = data.draw(st.sampled_from(sorted(found)))
    found[name] = data.draw(damaged(found[name], WORDS))

    with bounded():
        pack, findings = read_or_told(found)
        assert all(finding.file and finding.wrong and finding.cure for finding in findings)
        if pack:
            assert read_pack(found) == pack


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_a_clause_reads_the_same_again(name):
    assert read(TEXTS[name]) == read(TEXTS[name]) is not None
