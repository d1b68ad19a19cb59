"""The findings of a pack in the officer's language. Core says them in English; what has no entry here stays so."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext

from egret.core.findings import Finding

from .sentences import FIXED, PLACED


@dataclass(frozen=True, slots=True)
class Told:
    """As core's finding, in words of the screen."""

    file: str
    key: str
    wrong: str
    cure: str


_PATTERNS = [(re.compile(pattern, re.DOTALL), said) for pattern, said in PLACED.items()]
_ROW = re.compile(r"row (\d+)\b")


def told(findings: Iterable[Finding]) -> list[Told]:
    return [Told(one.file, _key(one.key), _said(one.wrong), _said(one.cure)) for one in findings]


def _key(key: str) -> str:
    return _ROW.sub(lambda hit: gettext("row %(number)s") % {"number": hit[1]}, key, count=1)


def _said(sentence: str) -> str:
    if sentence in FIXED:
        return gettext(sentence)
    for pattern, said in _PATTERNS:
        if hit := pattern.fullmatch(sentence):
            return gettext(said) % hit.groupdict()
    return sentence
