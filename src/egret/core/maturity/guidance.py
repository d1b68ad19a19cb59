"""Our own plain words about a standard: what a question means, an example, what an assessor should look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from egret.core.findings import Finding
from egret.core.maturity.standard import Standard
from egret.core.reading import BadFile, Table, opened, twice


@dataclass(frozen=True, slots=True)
class Words:
    """The same in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class QuestionHelp:
    """`examples` by prefix of the GB/T 4754 code; `example` serves every other industry of the table."""

    code: str
    help: Words
    example: Words
    examples: Mapping[str, Words]

    def example_for(self, industry_code: str) -> Words:
        """The example of the longest prefix that fits."""
        fitting = [prefix for prefix in self.examples if industry_code.startswith(prefix)]
        return self.examples[max(fitting, key=len)] if fitting else self.example


@dataclass(frozen=True, slots=True)
class ScenarioHelp:
    """A question that an owner understands, and what an assessor asks to see."""

    code: str
    question: Words
    evidence: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Guidance:
    standard: str
    note: Words
    questions: Mapping[str, QuestionHelp]
    scenarios: Mapping[str, ScenarioHelp]


def read_guidance(text: str, file: str, standard: Standard) -> Guidance:
    """Raises BadFile: every question and scenario has its words, and nothing else has."""
    findings: list[Finding] = []
    top = opened(text, file, findings)
    questions = tuple(_question(row) for row in top.each("question"))
    scenarios = tuple(_scenario(row) for row in top.each("scenario"))
    guidance = Guidance(
        standard=top.text("standard"),
        note=read_words(top, "note"),
        questions={one.code: one for one in questions},
        scenarios={one.code: one for one in scenarios},
    )
    top.close()
    if guidance.standard != standard.id:
        top.fault("standard", f"{guidance.standard!r} is another standard", f"Write {standard.id}")
    asked = {
        "question": (tuple(one.code for one in questions), {one.code for one in standard.questions}),
        "scenario": (tuple(one.code for one in scenarios), {one.code for one in standard.scenarios}),
    }
    for key, (told, known) in asked.items():
        for code in twice(told):
            top.fault(key, f"{code} is given twice", "Give each once")
        for code in sorted(known ^ set(told)):
            wrong = f"{code} is missing" if code in known else f"unknown {code}"
            top.fault(key, wrong, "Give each code of the standard and no other")
    if findings:
        raise BadFile(tuple(findings))
    return guidance


def read_words(table: Table, key: str) -> Words:
    return Words(table.text(key), table.text(f"{key}_en"))


def _question(row: Table) -> QuestionHelp:
    examples = {}
    for one in row.each("examples", needed=False):
        prefix = one.text("industry")
        if not (prefix.isascii() and prefix.isdigit()):
            one.fault(
                "industry", f"{prefix!r} is no GB/T 4754 code", "Write the digits of a code or its beginning"
            )
        examples[prefix] = read_words(one, "example")
    return QuestionHelp(row.text("code"), read_words(row, "help"), read_words(row, "example"), examples)


def _scenario(row: Table) -> ScenarioHelp:
    code, question = row.text("code"), read_words(row, "question")
    evidence, evidence_en = row.texts("evidence"), row.texts("evidence_en")
    if len(evidence) != len(evidence_en):
        row.fault("evidence_en", f"{len(evidence_en)} lines beside {len(evidence)}", "Translate each line")
        return ScenarioHelp(code, question, ())
    return ScenarioHelp(code, question, tuple(map(Words, evidence, evidence_en)))
