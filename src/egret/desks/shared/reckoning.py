"""A computation as its lines, before or after it is kept; a fact's value and source in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from egret.core.policy.award_lines import AwardLine, Phase
from egret.core.policy.awarding import Awarding
from egret.core.policy.clause import Clause, Value
from egret.core.policy.explaining import fact_text, value_text
from egret.desks.shared import words


def language() -> str:
    return "en" if get_language() == "en" else "zh"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of `shared/ui/lines.html` that no award keeps yet."""

    label: str
    label_en: str
    fen: int | None
    value: str
    value_en: str
    article: str
    calculation: str
    calculation_en: str


def lines_of(computed: Awarding) -> list[Line]:
    """What an award would keep as its lines."""
    steps = {line.step.term: line for line in computed.evaluated}
    return [_line(line, steps.get(line.title)) for line in computed.lines if line.phase != Phase.EARLIER]


def _line(line: AwardLine, step: Any) -> Line:
    zh, en = (
        value_text(step.value, step.step.kind, tongue) if step and line.fen is None else ""
        for tongue in ("zh", "en")
    )
    title, text = line.title, line.text
    return Line(title.label, title.label_en, line.fen, zh, en, line.article, text.label, text.label_en)


def moves_of(computed: Awarding) -> dict[str, int]:
    """What moved before and what moves now, as `shared/ui/lines.html` tells it."""
    return {"settled_fen": computed.settlement.settled_fen, "delta_fen": computed.delta_fen}


def fact_said(fact: Any, value: Value | None) -> str:
    """A fact's value in the reader's language, empty while nobody said it."""
    return "" if value is None else fact_text(fact, value, language())


def record_said(record: tuple[str, str] | None) -> str:
    """`Contract · MES`: which record of the platform a fact was taken from."""
    if record is None:
        return ""
    kind, about = record
    return f"{words.of('record', kind)} · {about}" if about else words.of("record", kind)


def facts_shown(stated: list[Any]) -> list[dict[str, Any]]:
    """Each fact with its value, where it comes from and the files behind it."""
    return [
        {
            "fact": one.fact,
            "value": fact_said(one.fact, one.value),
            "record": record_said(one.record) or _by_whom(one.fact.given_by),
            "files": one.files,
        }
        for one in stated
    ]


def _by_whom(supplier: str) -> str:
    return _("the officer who decides") if supplier == "officer" else _("the enterprise")


def ceilings_said(clause: Clause, texts: dict[str, str]) -> dict[str, str]:
    """By label `at most 60%`."""
    return {
        fact.term.label: _("at most %(ceiling)s") % {"ceiling": texts[fact.id]}
        for fact in clause.facts
        if fact.id in texts
    }
