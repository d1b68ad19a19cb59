"""The findings of a pack in the officer's language. Core says them in English; what has no entry here stays so."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext, gettext_noop

from egret.core.findings import Finding


@dataclass(frozen=True, slots=True)
class Told:
    """As core's finding, in words of the screen."""

    file: str
    key: str
    wrong: str
    cure: str


# Core's sentence as a pattern → the screen's. Named groups fill the places of the same name.
_SENTENCES = {
    r"computes to (?P<found>.*), not (?P<wanted>.*)": gettext_noop("computes to %(found)s, not %(wanted)s"),
    r"is refused: (?P<why>.*)": gettext_noop("is refused: %(why)s"),
    r"no case notices when this (?:parameter )?moves": gettext_noop("no case notices when this moves"),
    r"(?P<word>.*) can't be read": gettext_noop("%(word)s can't be read"),
    r"can't be read: (?P<why>.*)": gettext_noop("can't be read: %(why)s"),
    r"is no fact and no step of the clause": gettext_noop("is no fact and no step of the clause"),
    r"clause (?P<id>.*) has no cases": gettext_noop("clause %(id)s has no cases"),
    r"not TOML: (?P<why>.*)": gettext_noop("is no TOML: %(why)s"),
    r"missing|is missing": gettext_noop("is missing"),
    r"unknown key": gettext_noop("is an unknown key"),
    r"(?P<word>.*) is a float": gettext_noop("%(word)s is a bare decimal"),
    r"(?P<word>.*) is no money": gettext_noop("%(word)s is no amount"),
    r"(?P<word>.*) is no whole number of fen": gettext_noop("%(word)s is no whole number of fen"),
    r"(?P<word>.*) is no rate": gettext_noop("%(word)s is no rate"),
    r"(?P<word>.*) is no count": gettext_noop("%(word)s is no count"),
    r"(?P<word>.*) is not declared": gettext_noop("%(word)s is not declared"),
    r"(?P<word>.*) is outside the vocabulary": gettext_noop("%(word)s is outside the vocabulary"),
    r"is outside the vocabulary": gettext_noop("is outside the vocabulary"),
    r"(?P<word>.*) is no date fact": gettext_noop("%(word)s is no date fact"),
    r"(?P<word>.*) is no step of money": gettext_noop("%(word)s is no step of money"),
    r"(?P<word>.*) is no step": gettext_noop("%(word)s is no step"),
    r"has no value": gettext_noop("has no value"),
    r"has a gap: no value on (?P<day>.*), when the clause begins": gettext_noop(
        "has a gap: no value on %(day)s, when the clause begins"
    ),
    r"dates overlap or are out of order": gettext_noop("dates overlap or are out of order"),
    r"lies before valid_from": gettext_noop("lies before valid_from"),
    r"is declared twice": gettext_noop("is declared twice"),
    r"is declared and never used": gettext_noop("is declared and never used"),
    r"is a file nobody reads": gettext_noop("is a file nobody reads"),
    r"is gone, and files of earlier days name it": gettext_noop("is gone, and files of earlier days name it"),
    r"(?P<word>.*) is another city's": gettext_noop("%(word)s is another city's"),
    r"nobody bears clause (?P<id>.*)": gettext_noop("nobody bears clause %(id)s"),
    r"do not sum to 100%": gettext_noop("do not sum to a hundred per cent"),
    r"(?P<word>.*) is not understood": gettext_noop("%(word)s is not understood"),
    r"(?P<word>.*) stands where a value should": gettext_noop("%(word)s stands where a value should"),
    r"(?P<word>.*) stands where the formula should end": gettext_noop(
        "%(word)s stands where the formula should end"
    ),
    r"(?P<found>.*) stands where (?P<wanted>.*) should": gettext_noop(
        "%(found)s stands where %(wanted)s should"
    ),
    r"(?P<word>.*) has no source here": gettext_noop("the number %(word)s has no source here"),
    r"it is not proven that this stays at or below (?P<name>.*)": gettext_noop(
        "it is not proven that this stays at or below %(name)s"
    ),
    r"it is not proven that this never falls with (?P<name>.*)": gettext_noop(
        "it is not proven that this never falls with %(name)s"
    ),
    r"pays without a bound": gettext_noop("pays without a bound"),
    r"rounds what was rounded before": gettext_noop("rounds what was rounded before"),
    r"(?P<where>.*) takes (?P<wanted>.*), not (?P<kind>.*)": gettext_noop(
        "%(where)s takes %(wanted)s, not %(kind)s"
    ),
    r"overlaps the band before": gettext_noop("overlaps the band before"),
    r"leaves a gap after the band before": gettext_noop("leaves a gap after the band before"),
    # Cures
    r"Mend the case or the clause": gettext_noop("Mend the case or the clause"),
    r"Add a case whose amount hangs on it": gettext_noop("Add a case whose amount hangs on it"),
    r"Write yuan, 40%, 2024-05-06, 是 or 否, or the enum's word": gettext_noop(
        "Write yuan, a rate, a day such as 2024-05-06, yes or no in Chinese, or the enum's word"
    ),
    r"Use the labels of facts and steps": gettext_noop("Use the labels of facts and steps"),
    r"Add the sheet": gettext_noop("Add the sheet"),
    r"Add the file": gettext_noop("Add the file"),
    r"Correct the line": gettext_noop("Correct the line"),
    r"Remove it or correct its spelling": gettext_noop("Remove it or correct its spelling"),
    r'Write it like "25万元" or "0.01元"': gettext_noop(
        "Write an amount with its unit, such as 25万元 or 0.01元"
    ),
    r'Write an amount like "25万元" or "0.01元"': gettext_noop(
        "Write an amount with its unit, such as 25万元 or 0.01元"
    ),
    r'Write (?:it|a rate) like "40%" or "2/37"': gettext_noop(
        "Write a rate in per cent, or as a fraction such as 2/37"
    ),
    r"Give every word a value, or add otherwise = .*": gettext_noop(
        "Give every word a value, or fill in “Otherwise”"
    ),
    r"Write each value once, oldest first": gettext_noop("Write each value once, oldest first"),
    r"Give a value from that day or earlier": gettext_noop("Give a value from that day or earlier"),
    r"Swap or mend the dates": gettext_noop("Swap or mend the dates"),
    r"Use it or take it out": gettext_noop("Use it or take it out"),
    r"Move or delete it": gettext_noop("Move or delete it"),
    r"Keep it": gettext_noop("Keep it"),
    r"Check brackets and signs": gettext_noop("Check brackets and signs"),
    r"Check brackets and commas": gettext_noop("Check brackets and commas"),
    r"Use one of: (?P<words>.*)": gettext_noop("Use one of: %(words)s"),
    r"Declare a fact, a parameter or an earlier step of that name": gettext_noop(
        "Declare a fact, a parameter or an earlier step of that name"
    ),
    r"Make it a parameter with a date and a source": gettext_noop(
        "Make it a parameter with a date and a source"
    ),
    r"Round money × rate first; compare like with like": gettext_noop(
        "Round money × rate first; compare like with like"
    ),
    r"Give a text": gettext_noop("Give a text"),
    r"Take the last change back, or write it in another way": gettext_noop(
        "Take the last change back, or write it in another way"
    ),
}
_PATTERNS = [(re.compile(pattern, re.DOTALL), said) for pattern, said in _SENTENCES.items()]
_ROW = re.compile(r"row (\d+)\b")


def told(findings: Iterable[Finding]) -> list[Told]:
    return [Told(one.file, _key(one.key), _said(one.wrong), _said(one.cure)) for one in findings]


def _key(key: str) -> str:
    return _ROW.sub(lambda hit: gettext("row %(number)s") % {"number": hit[1]}, key, count=1)


def _said(sentence: str) -> str:
    for pattern, said in _PATTERNS:
        if hit := pattern.fullmatch(sentence):
            return gettext(said) % hit.groupdict()
    return sentence
