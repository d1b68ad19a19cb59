"""What raw numbers say: the answer that they come to, and where answers contradict them or each other.

Both work on part of the numbers and answers: what isn't known yet says nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from string import Formatter

from egret.core.conditions import Condition, Sign, Value, read_condition
from egret.core.findings import Finding
from egret.core.maturity.guidance import Words, read_words
from egret.core.maturity.reader import read_field, read_status
from egret.core.maturity.scoring import band
from egret.core.maturity.standard import LEVELS, Field, Kind, Question, Share, Standard, Status
from egret.core.reading import BadFile, Table, opened, twice

Facts = Mapping[str, Fraction]
DIFFERS = "answer_differs"
_NUMBER = re.compile(r"\d{1,15}(\.\d{1,6})?")


class Weight(StrEnum):
    IMPOSSIBLE = "impossible"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True)
class Change:
    """A product of one year's quotient against the year before; a quotient of one field is that field."""

    question: str
    last: tuple[str, ...]
    before: tuple[str, ...]
    risen: str
    same: str
    fallen: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A contradiction: what can't, or hardly, stand together."""

    code: str
    weight: Weight
    when: Condition
    questions: tuple[str, ...]
    sentence: Words


@dataclass(frozen=True, slots=True)
class Rules:
    """`fields` are asked by us beside the standard's own."""

    standard: str
    statuses: tuple[Status, ...]
    fields: tuple[Field, ...]
    shares: Mapping[str, Share]
    changes: Mapping[str, Change]
    unchanged_within: Fraction
    differs: Words
    contradictions: tuple[Rule, ...]

    def all_fields(self, standard: Standard) -> tuple[Field, ...]:
        return (*(field for question in standard.questions for field in question.fields), *self.fields)


@dataclass(frozen=True, slots=True)
class Derived:
    """The option that numbers come to. `figure` is the share, or the quotient's change, as a part of one."""

    question: str
    option: str
    figure: Fraction


@dataclass(frozen=True, slots=True)
class Contradiction:
    """`data` holds what the sentence names: numbers, or the labels of options in both languages."""

    code: str
    weight: Weight
    questions: tuple[str, ...]
    sentence: Words
    data: Mapping[str, Fraction | Words]

    def told(self, language: str) -> str:
        english = language == "en"
        words = {
            name: (value.en if english else value.zh) if isinstance(value, Words) else plain(value)
            for name, value in self.data.items()
        }
        return (self.sentence.en if english else self.sentence.zh).format_map(words)


def plain(number: Fraction) -> str:
    """`12`, `7.5`; a number without an end in decimals keeps four."""
    whole, rest = divmod(number, 1)
    decimals = f"{int(rest * 10_000):04d}".rstrip("0")
    return f"{whole}.{decimals}" if decimals else str(whole)


def number_text(typed: str) -> str | None:
    """A plain decimal from what people type: full width and separators are welcome; None when it is none."""
    folded = "".join(unicodedata.normalize("NFKC", typed).replace(",", "").split())
    return folded if folded.isascii() and _NUMBER.fullmatch(folded) else None


def fields_of(standard: Standard, rules: Rules, question: Question) -> tuple[Field, ...]:
    """The numbers that a question is asked with: its own and those that its share or change is made of."""
    wanted = dict.fromkeys(field.key for field in question.fields)
    if share := question.share or rules.shares.get(question.code):
        wanted |= dict.fromkeys((share.whole, share.part))
    if change := rules.changes.get(question.code):
        wanted |= dict.fromkeys((*change.last, *change.before))
    known = {field.key: field for field in rules.all_fields(standard)}
    return tuple(known[key] for key in wanted)


def derived(standard: Standard, rules: Rules, facts: Facts) -> dict[str, Derived]:
    """Question → the answer that its numbers come to, where all of them are there and can be true."""
    found = (_derived(question, standard, rules, facts) for question in standard.questions)
    return {one.question: one for one in found if one}


def _derived(question: Question, standard: Standard, rules: Rules, facts: Facts) -> Derived | None:
    if share := question.share or rules.shares.get(question.code):
        part, whole = facts.get(share.part), facts.get(share.whole)
        if part is None or whole is None or not 0 <= part <= whole or whole == 0:
            return None
        option = band(standard, question.code, part, whole)
        return Derived(question.code, option, part / whole)
    change = rules.changes.get(question.code)
    if change is None:
        return None
    last, before = _quotient(change.last, facts), _quotient(change.before, facts)
    if last is None or not before:
        return None
    moved = last / before - 1
    if abs(moved) <= rules.unchanged_within:
        return Derived(question.code, change.same, moved)
    return Derived(question.code, change.risen if moved > 0 else change.fallen, moved)


def _quotient(names: tuple[str, ...], facts: Facts) -> Fraction | None:
    values = [facts.get(name) for name in names]
    first, *others = values
    if first is None or first < 0:
        return None
    if not others:
        return first
    (below,) = others
    return first / below if below is not None and below > 0 else None


def contradictions(
    standard: Standard,
    rules: Rules,
    choices: Mapping[str, frozenset[str]],
    scenes: Mapping[str, int],
    facts: Facts,
) -> tuple[Contradiction, ...]:
    """Over what is answered so far: answers beside their own numbers first, then the rules in their order."""
    values = _values(standard, choices, scenes, facts)
    found = [*_differing(standard, rules, choices, facts)]
    for rule in rules.contradictions:
        if rule.when.holds(values):
            data = {
                name: Fraction(value)
                for name in _names(rule.sentence)
                if isinstance(value := values[name], int | Fraction)
            }
            found.append(Contradiction(rule.code, rule.weight, rule.questions, rule.sentence, data))
    return tuple(found)


def _differing(
    standard: Standard, rules: Rules, choices: Mapping[str, frozenset[str]], facts: Facts
) -> list[Contradiction]:
    found = []
    for code, one in derived(standard, rules, facts).items():
        question = next(question for question in standard.questions if question.code == code)
        labels = {option.key: Words(option.label, option.label_en) for option in question.options}
        given = choices.get(code)
        if given and given <= labels.keys() and given != {one.option}:
            data: dict[str, Fraction | Words] = {
                "question": Words(question.title, question.title_en),
                "given": labels[min(given)],
                "derived": labels[one.option],
            }
            found.append(Contradiction(DIFFERS, Weight.DOUBTFUL, (code,), rules.differs, data))
    return found


def _values(
    standard: Standard, choices: Mapping[str, frozenset[str]], scenes: Mapping[str, int], facts: Facts
) -> dict[str, Value]:
    """`F1` its chosen keys, `F2_rank` the place of a single answer, `S10` a level, `reached_2` how many are so far."""
    values: dict[str, Value] = dict(facts)
    for question in standard.questions:
        if chosen := choices.get(question.code):
            values[question.code] = chosen
            keys = [option.key for option in question.options]
            if question.kind is Kind.SINGLE and len(chosen) == 1 and chosen <= set(keys):
                values[f"{question.code}_rank"] = keys.index(min(chosen))
    values |= scenes
    return values | {
        f"reached_{level}": sum(reached >= level for reached in scenes.values())
        for level in range(1, LEVELS + 1)
    }


def read_rules(text: str, file: str, standard: Standard) -> Rules:
    """Raises BadFile with all findings."""
    findings: list[Finding] = []
    top = opened(text, file, findings)
    changes = tuple(_change(row) for row in top.each("change", needed=False))
    shares = tuple((row.text("question"), _share(row)) for row in top.each("share", needed=False))
    rules = Rules(
        standard=top.text("standard"),
        statuses=tuple(read_status(row) for row in top.tables("status")),
        fields=tuple(read_field(row) for row in top.tables("field")) if top.has("field") else (),
        shares=dict(shares),
        changes={change.question: change for change in changes},
        unchanged_within=top.rate("unchanged_within"),
        differs=read_words(top, "differs"),
        contradictions=tuple(_rule(row) for row in top.each("contradiction")),
    )
    top.close()
    if not findings:
        _check(rules, standard, top)
    if findings:
        raise BadFile(tuple(findings))
    return rules


def _share(row: Table) -> Share:
    return Share(row.text("part"), row.text("whole"))


def _change(row: Table) -> Change:
    last, before = row.texts("last"), row.texts("before")
    for key, names in (("last", last), ("before", before)):
        if len(names) > 2:  # noqa: PLR2004 -- a quotient has two parts
            row.fault(key, f"{len(names)} fields", "Give one field, or two to be divided")
    words = row.text("risen"), row.text("same"), row.text("fallen")
    return Change(row.text("question"), last, before, *words)


def _rule(row: Table) -> Rule:
    return Rule(
        code=row.text("code"),
        weight=Weight(row.word("weight", [*Weight]) or Weight.DOUBTFUL),
        when=read_condition(row, "when"),
        questions=row.texts("questions"),
        sentence=read_words(row, "sentence"),
    )


def _names(sentence: Words) -> tuple[str, ...]:
    parsed = [*Formatter().parse(sentence.zh), *Formatter().parse(sentence.en)]
    return tuple(dict.fromkeys(name for _, name, _, _ in parsed if name))


def _check(rules: Rules, standard: Standard, top: Table) -> None:
    if rules.standard != standard.id:
        top.fault("standard", f"{rules.standard!r} is another standard", f"Write {standard.id}")
    fields = tuple(field.key for field in rules.all_fields(standard))
    for key in twice(fields):
        top.fault("field", f"{key} is asked already", "Give each its own key")
    questions = {question.code: question for question in standard.questions}
    for code, share in rules.shares.items():
        if code not in questions or questions[code].share or not questions[code].options[0].band:
            top.fault("share", f"{code} is no question with bands and without a share", "Name one that is")
        _known(top, f"share {code}", {share.part, share.whole}, fields)
    for code, change in rules.changes.items():
        _known(top, f"change {code}", {code}, questions)
        _known(top, f"change {code}", {*change.last, *change.before}, fields)
        options = {option.key for option in questions[code].options} if code in questions else set()
        _known(top, f"change {code}", {change.risen, change.same, change.fallen}, options)
    _check_contradictions(rules, standard, top, fields)


def _check_contradictions(rules: Rules, standard: Standard, top: Table, fields: tuple[str, ...]) -> None:
    for code in twice(tuple(rule.code for rule in rules.contradictions)):
        top.fault("contradiction", f"{code} is given twice", "Give each its own code")
    scenarios = {scenario.code for scenario in standard.scenarios}
    asked = {question.code: question for question in standard.questions}
    counts = {f"reached_{level}" for level in range(1, LEVELS + 1)}
    ranks = {f"{code}_rank" for code, question in asked.items() if question.kind is Kind.SINGLE}
    numbers = {*fields, *scenarios, *counts, *ranks}
    for rule in rules.contradictions:
        key = f"contradiction {rule.code}"
        _known(top, f"{key}.questions", set(rule.questions), {*asked, *scenarios})
        for part in rule.when.parts:
            if part.sign in (Sign.IS, Sign.LACKS):
                _known(top, f"{key}.when", {part.name}, asked)
                options = {option.key for option in asked[part.name].options} if part.name in asked else set()
                assert isinstance(part.right, frozenset)
                _known(top, f"{key}.when", set(part.right), options)
            elif part.sign in (Sign.TRUE, Sign.NOT):
                top.fault(f"{key}.when", f"{part.text!r} compares nothing", "Compare with a number or a name")
            else:
                _known(top, f"{key}.when", set(part.names), numbers)
            # A count of what is answered so far only grows.
            if part.name in counts and part.sign not in (Sign.ABOVE, Sign.AT_LEAST):
                top.fault(f"{key}.when", f"{part.text!r} may be undone by later answers", "Use ≥ or >")
        _known(top, f"{key}.sentence", set(_names(rule.sentence)), set(rule.when.names) & numbers)


def _known(top: Table, key: str, names: set[str], known: Container[str]) -> None:
    for name in sorted(name for name in names if name not in known):
        top.fault(key, f"unknown {name}", "Name what the standard or this file gives")
