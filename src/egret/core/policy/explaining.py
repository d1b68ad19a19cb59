"""The reasoning of one line as a calculation and as a sentence, in the pack's own words, Chinese or English."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import cast

from egret.core.money import yuan

from .clause import Kind, Term, Value
from .evaluation import Line, Trace
from .syntax import CHOICES, ROUNDINGS, Call, Literal, Operation

_WORDS = {
    "zh": {
        "取低": "取低者", "取高": "取高者", "如果": "按条件取", "down": "向下取整到分", "up": "向上取整到分",
        "half_up": "四舍五入到分", "half_even": "四舍六入五成双到分", "since": "{day}起", "taken": "★",
        "failed": "未满足：{names}，故为 0 元", "yes": "是", "no": "否", "yuan": "{yuan} 元", "且": "且", "或": "或",
    },
    "en": {
        "取低": "the lower of", "取高": "the higher of", "如果": "by condition", "down": "rounded down to the fen",
        "up": "rounded up to the fen", "half_up": "rounded half up to the fen",
        "half_even": "rounded half to even to the fen", "since": "since {day}", "taken": "★",
        "failed": "not met: {names}; so it is ¥0", "yes": "yes", "no": "no", "yuan": "¥{yuan}", "且": "and", "或": "or",
    },
}  # fmt: skip


def name(term: Term, language: str) -> str:
    return term.label if language == "zh" else term.label_en


def calculation(line: Line, language: str) -> str:
    """`取低者{ ★实际投入 423,894.58 元 × 核定比例 40% 向下取整到分 = 169,557.83 元；分级上限 250,000.00 元 }`"""
    words = _WORDS[language]
    if line.trace is None:
        names = "、".join(name(term, language) for term in line.failed)
        return words["failed"].format(names=names)
    return _text(line.trace, language)


def value_text(value: Value, kind: Kind, language: str) -> str:
    words = _WORDS[language]
    match kind:
        case Kind.MONEY:
            return words["yuan"].format(yuan=yuan(cast(int, value)))
        case Kind.RATE:
            return rate_text(cast(Fraction, value))
        case Kind.BOOL:
            return words["yes" if value else "no"]
        case Kind.DATE:
            return cast(date, value).isoformat()
        case _:
            return str(value)


def rate_text(rate: Fraction) -> str:
    """`40%` where the per cent ends within six places, else `2/37`."""
    percent = rate * 100
    whole = percent * 10**6
    if whole.denominator != 1:
        return f"{rate.numerator}/{rate.denominator}"
    head, tail = divmod(int(whole), 10**6)
    places = f"{tail:06d}".rstrip("0")
    return f"{head}.{places}%" if places else f"{head}%"


def _text(trace: Trace, language: str) -> str:
    words = _WORDS[language]
    value = value_text(trace.value, trace.kind, language)
    match trace.node:
        case Literal():
            return value
        case Call(function, _) if function in ROUNDINGS:
            return f"{_text(trace.of[0], language)} {words[ROUNDINGS[function]]} = {value}"
        case Call(function, _) if function in CHOICES:
            parts = [
                (words["taken"] if place == trace.bound else "") + _text(part, language)
                for place, part in enumerate(trace.of)
            ]
            gap, stop = ("", "；") if language == "zh" else (" ", "; ")
            return f"{words[function]}{gap}{{ {stop.join(parts)} }}"
        case Operation(sign, _, _):
            left, right = (_text(part, language) for part in trace.of)
            return f"{left} {words.get(sign, sign)} {right}"
        case _ if trace.term:
            source = ""
            if trace.version:
                since = words["since"].format(day=trace.version.from_on.isoformat())
                source = (
                    f"〔{trace.version.source}，{since}〕"
                    if language == "zh"
                    else f" [{trace.version.source}, {since}]"
                )
            return f"{name(trace.term, language)} {value}{source}"
        case _:
            return f"{words['如果']} {value}"
