"""Answers as JSON, from a file or an outside system: read whole, or everything that is wrong with them.

    {"standard": "2024-manufacturing", "choices": {"F1": ["B", "C"], "F2": "D"}, "scenes": {"S01": 2},
     "facts": {"equipment": 40, "pass_rate": 98.5}, "without": ["F1.D"]}

`facts` and `without` may be left out; a question that its numbers answer may be too. Decimals are taken exactly.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from egret.core.findings import Finding
from egret.core.maturity.numbers import Rules, derived
from egret.core.maturity.registry import Measure, Registry
from egret.core.maturity.scoring import Answers
from egret.core.maturity.standard import LEVELS, Kind, Question, Standard
from egret.core.maturity.steps import below
from egret.core.reading import BadFile

MOST_BYTES = 1_000_000
MOST_DIGITS = 15
_KEYS = ("standard", "choices", "scenes", "facts", "without")
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Payload:
    """`open_codes` are questions and scenarios still without an answer."""

    measure: Measure
    answers: Answers
    facts: Mapping[str, Fraction]
    without: tuple[str, ...]
    open_codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """A finding for machines. `code`: too_large, not_utf8, too_deep, not_json, no_object, unknown_key, unknown_standard,
    other_standard, unknown_question, unknown_option, several, none_with_others, unknown_scenario, level_out_of_range,
    unknown_number, not_a_number, unknown_step. `question` is the question, scenario or number at fault, else empty.
    """

    code: str
    question: str
    finding: Finding


class BadPayload(BadFile):
    """All that is wrong, typed."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(tuple(fault.finding for fault in faults))
        self.faults = faults


class _Twice(ValueError):
    pass


def read_payload(raw: bytes, file: str, registry: Registry, standard: str = "") -> Payload:
    """Raises BadPayload with all faults, and nothing else, whatever the bytes are.

    `standard` is the one that is meant; then the payload need not name it, and may name no other.
    """
    top = _parsed(raw, file)
    reader = _Reader(file)
    for key in sorted(top.keys() - set(_KEYS)):
        reader.fault("unknown_key", _short(key), "unknown key", f"Use {', '.join(_KEYS)}")
    named = top.get("standard", standard or None)
    if standard and named != standard:
        wrong = f"{_short(named)} is not {standard}"
        reader.fault("other_standard", "standard", wrong, f"Write {standard}, or leave it out")
        raise BadPayload(tuple(reader.faults))
    if not isinstance(named, str) or named not in registry.measures:
        wrong = f"{_short(named)} is no standard that is asked here"
        reader.fault("unknown_standard", "standard", wrong, _use(registry.measures))
        raise BadPayload(tuple(reader.faults))
    measure = registry.measures[named]
    facts = reader.facts(top, measure.standard, measure.rules)
    choices = reader.choices(top, measure.standard)
    scenes = reader.scenes(top, measure.standard)
    without = reader.without(top, measure.standard)
    if reader.faults:
        raise BadPayload(tuple(reader.faults))
    for code, one in derived(measure.standard, measure.rules, facts).items():
        choices.setdefault(code, frozenset({one.option}))
    codes = [question.code for question in measure.standard.questions]
    codes += [scenario.code for scenario in measure.standard.scenarios]
    still_open = tuple(code for code in codes if code not in choices and code not in scenes)
    return Payload(measure, Answers(choices, scenes), facts, without, still_open)


def _parsed(raw: bytes, file: str) -> dict[str, Any]:
    def refused(code: str, why: str) -> BadPayload:
        cure = "Save it as JSON in UTF-8, one object at the top"
        return BadPayload((Fault(code, "", Finding(file, "", why, cure)),))

    if len(raw) > MOST_BYTES:
        raise refused("too_large", f"is larger than {MOST_BYTES} bytes")
    try:
        top = json.loads(
            raw.decode("utf-8-sig"),
            parse_float=_decimal,
            parse_int=_whole,
            parse_constant=_constant,
            object_pairs_hook=_once,
        )
    except UnicodeDecodeError:
        raise refused("not_utf8", "is not UTF-8") from None
    except RecursionError:
        raise refused("too_deep", "is nested too deeply") from None
    except ValueError as fault:
        raise refused("not_json", f"is not JSON: {_short(str(fault))}") from None
    if not isinstance(top, dict):
        raise refused("no_object", "holds no object")
    return top


def _decimal(text: str) -> Fraction:
    """Exact; a number too fine or too large for any field is no number here."""
    if len(text) > MOST_DIGITS + 2 or "e" in text.lower():
        raise ValueError(f"{text[:_SHOWN]} is no plain decimal")
    return Fraction(text)


def _whole(text: str) -> int:
    if len(text) > MOST_DIGITS + 1:
        raise ValueError(f"{text[:_SHOWN]} is too large")
    return int(text)


def _constant(text: str) -> object:
    raise ValueError(f"{text} is no number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _Twice(f"{next(key for key in keys if keys.count(key) > 1)!r} is given twice")
    return found


def _short(value: object) -> str:
    """What was typed, on one line of letters that any screen can show."""
    text = ascii(value) if not isinstance(value, str) or not value.isprintable() else repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _use(words: Mapping[str, object] | tuple[str, ...]) -> str:
    return f"Use one of: {', '.join(words)}"


class _Reader:
    def __init__(self, file: str) -> None:
        self._file = file
        self.faults: list[Fault] = []

    def fault(self, code: str, key: str, wrong: str, cure: str) -> None:
        question = key.partition(".")[2]
        self.faults.append(Fault(code, question, Finding(self._file, key, wrong, cure)))

    def _table(self, top: Mapping[str, Any], key: str, *, needed: bool) -> Mapping[str, Any]:
        value = top.get(key)
        if isinstance(value, dict):
            return value
        if needed or value is not None:
            wrong = "is missing" if value is None else f"{_short(value)} is no object"
            self.fault("no_object", key, wrong, "Give an object by code")
        return {}

    def choices(self, top: Mapping[str, Any], standard: Standard) -> dict[str, frozenset[str]]:
        questions = {question.code: question for question in standard.questions}
        found: dict[str, frozenset[str]] = {}
        for code, given in self._table(top, "choices", needed=True).items():
            if code not in questions:
                self.fault("unknown_question", f"choices.{_short(code)}", "unknown question", _use(questions))
                continue
            chosen = self._chosen(questions[code], given)
            if chosen:
                found[code] = chosen
        return found

    def _chosen(self, question: Question, given: object) -> frozenset[str]:
        key = f"choices.{question.code}"
        options = tuple(option.key for option in question.options)
        several = given if isinstance(given, list) else [given]
        strange = [one for one in several if not isinstance(one, str) or one not in options]
        if strange:
            self.fault("unknown_option", key, f"{_short(strange[0])} is no option", _use(options))
            return frozenset()
        chosen = frozenset(several)
        alone = {option.key for option in question.options if option.alone}
        if question.kind is Kind.SINGLE and len(chosen) > 1:
            self.fault("several", key, f"{len(chosen)} options of a single choice", "Choose one")
        elif len(chosen) > 1 and chosen & alone:
            self.fault(
                "none_with_others", key, "none goes together with other options", "Take one of the two out"
            )
        return chosen

    def scenes(self, top: Mapping[str, Any], standard: Standard) -> dict[str, int]:
        codes = tuple(scenario.code for scenario in standard.scenarios)
        found: dict[str, int] = {}
        for code, given in self._table(top, "scenes", needed=True).items():
            if code not in codes:
                self.fault("unknown_scenario", f"scenes.{_short(code)}", "unknown scenario", _use(codes))
            elif type(given) is not int or not 0 <= given <= LEVELS:
                self.fault(
                    "level_out_of_range",
                    f"scenes.{code}",
                    f"{_short(given)} is no level",
                    f"Give 0 to {LEVELS}",
                )
            else:
                found[code] = given
        return found

    def facts(self, top: Mapping[str, Any], standard: Standard, rules: Rules) -> dict[str, Fraction]:
        known = tuple(field.key for field in rules.all_fields(standard))
        found: dict[str, Fraction] = {}
        for key, given in self._table(top, "facts", needed=False).items():
            if key not in known:
                self.fault("unknown_number", f"facts.{_short(key)}", "unknown number", _use(known))
            elif type(given) not in (int, Fraction) or given < 0:
                wrong = f"{_short(given)} is no number of zero or more"
                self.fault("not_a_number", f"facts.{key}", wrong, "Write a plain number")
            else:
                found[key] = Fraction(given)
        return found

    def without(self, top: Mapping[str, Any], standard: Standard) -> tuple[str, ...]:
        given = top.get("without", [])
        known = below(standard)
        if not isinstance(given, list):
            self.fault(
                "no_object", "without", f"{_short(given)} is no list", "Give a list of steps such as F2.C"
            )
            return ()
        for step in given:
            if not isinstance(step, str) or step not in known:
                self.fault(
                    "unknown_step",
                    "without",
                    f"{_short(step)} is no step",
                    "Write it like F2.C, F4.G or S10.3",
                )
        return tuple(step for step in given if isinstance(step, str))
