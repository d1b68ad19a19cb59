"""The reasoning of one line as a calculation and as a sentence, in the pack's own words, Chinese or English."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache
from typing import cast

from egret.core.days import CHINA
from egret.core.money import yuan

from .clause import Fact, Kind, Term, Value
from .evaluation import NOTHING, Line, Trace
from .syntax import BANDS, CHOICES, ROUNDINGS, Call, Not, Operation, Word

_WORDS = {
    "zh": {
        "取低": "取低者", "取高": "取高者", "如果": "按条件取", "down": "向下取整到分", "up": "向上取整到分",
        "half_up": "四舍五入到分", "half_even": "四舍六入五成双到分", "since": "{day}起", "taken": "★",
        "failed": "未满足：{names}，故为{nothing}", "handed": "由“{to}”办理〔{source}〕，本条不补",
        "yes": "是", "no": "否", "yuan": "{yuan} 元", "且": "且", "或": "或", "非": "非", "listed": "在“{name}”之列",
        "unlisted": "不在“{name}”之列", "band": "第 {place} 段", "marginal": "分段累计", "months": "{count} 个月",
        "list": "、", "stop": "；", "gap": "", "left": "〔", "right": "〕", "comma": "，", "half": "{text}",
        "每满": "含整 {value} 个", "不含税": "不含税额", "比例": "占", "天数": "天数", "周年": "满周年数",
        "工作日后": "工作日后", "自然日后": "自然日后", "月后": "个月后", "连续": "连续各月高于", "合计": "合计",
    },
    "en": {
        "取低": "the lower of", "取高": "the higher of", "如果": "by condition", "down": "rounded down to the fen",
        "up": "rounded up to the fen", "half_up": "rounded half up to the fen",
        "half_even": "rounded half to even to the fen", "since": "since {day}", "taken": "★",
        "failed": "not met: {names}; so it is {nothing}", "handed": "taken over by “{to}” [{source}]; nothing here",
        "yes": "yes", "no": "no", "yuan": "¥{yuan}", "且": "and", "或": "or", "非": "not", "listed": "on “{name}”",
        "unlisted": "not on “{name}”", "band": "band {place}", "marginal": "band by band", "months": "{count} months",
        "list": ", ", "stop": "; ", "gap": " ", "left": " [", "right": "]", "comma": ", ", "half": "{text}",
        "每满": "full units", "不含税": "net of tax", "比例": "of", "天数": "days", "周年": "full years",
        "工作日后": "working days after", "自然日后": "days after", "月后": "months after",
        "连续": "months in a row above", "合计": "sum",
    },
}  # fmt: skip


def name(term: Term, language: str) -> str:
    return term.label if language == "zh" else term.label_en


def calculation(line: Line, language: str) -> str:
    """`取低者{ ★实际投入 423,894.58 元 × 核定比例 40% 向下取整到分 = 169,557.83 元；分级上限 250,000.00 元 }`"""
    words = _WORDS[language]
    if line.handed_to:
        to = name(line.handed_to.to, language)
        return words["handed"].format(to=to, source=line.handed_to.source)
    if line.trace is None:
        names = words["list"].join(name(term, language) for term in line.failed)
        nothing = value_text(NOTHING[line.step.kind], line.step.kind, language)
        return words["failed"].format(names=names, nothing=nothing)
    return _text(line.trace, language)


def value_text(value: Value, kind: Kind, language: str) -> str:
    """A value as people read it; an enum's word stays in the pack's Chinese, see `fact_text`."""
    return _VALUES.get(kind, _as_it_is)(value, _WORDS[language])


def fact_text(fact: Fact, value: Value, language: str) -> str:
    if fact.kind == Kind.ENUM and language != "zh":
        return fact.words_en[cast(str, value)]
    return value_text(value, fact.kind, language)


def rate_text(rate: Fraction) -> str:
    """`40%` where the per cent ends within six places, else `2/37`."""
    percent = rate * 100
    whole = percent * 10**6
    if whole.denominator != 1:
        return f"{rate.numerator}/{rate.denominator}"
    head, tail = divmod(int(whole), 10**6)
    places = f"{tail:06d}".rstrip("0")
    return f"{head}.{places}%" if places else f"{head}%"


def quantity_text(quantity: Fraction) -> str:
    """`1.5` where the decimals end within six places, else `1/3`."""
    percent = rate_text(quantity / 100)
    return percent.removesuffix("%")


def _as_it_is(value: Value, _words: dict[str, str]) -> str:
    return str(value)


_VALUES: dict[Kind, Callable[[Value, dict[str, str]], str]] = {
    Kind.MONEY: lambda value, words: words["yuan"].format(yuan=yuan(cast(int, value))),
    Kind.EXACT: lambda value, words: words["yuan"].format(
        yuan=quantity_text(Fraction(cast(Fraction, value)) / 100)
    ),
    Kind.COUNT: lambda value, _: f"{value:,}",
    Kind.RATE: lambda value, _: rate_text(Fraction(cast(Fraction, value))),
    Kind.RATIO: lambda value, _: str(value),
    Kind.QUANTITY: lambda value, _: quantity_text(Fraction(cast(Fraction, value))),
    Kind.BOOL: lambda value, words: words["yes" if value else "no"],
    Kind.DATE: lambda value, _: cast(date, value).isoformat(),
    Kind.MOMENT: lambda value, _: f"{cast(datetime, value).astimezone(CHINA):%Y-%m-%d %H:%M:%S}",
    Kind.SERIES: lambda value, _: "; ".join(f"{count:,}" for count in cast(tuple[int, ...], value)),
}


def _text(trace: Trace, language: str) -> str:
    kind = type(trace.node)
    if kind is Call:
        return _call(trace.node.function, trace, language)  # type: ignore[union-attr]
    if kind is Operation:
        left, right = (_grouped(part, language) for part in trace.of)
        sign = trace.node.sign  # type: ignore[union-attr]
        return f"{left} {_WORDS[language].get(sign, sign)} {right}"
    if trace.term:
        value = (
            trace.twin if trace.twin and language != "zh" else value_text(trace.value, trace.kind, language)
        )
        source = _source(trace.version.source, trace.version.from_on, language) if trace.version else ""
        return f"{name(trace.term, language)} {value}{source}"
    if kind is Not:
        return f"{_WORDS[language]['非']} {_grouped(trace.of[0], language)}"
    if kind is Word:
        return trace.twin if language != "zh" else str(trace.value)
    return value_text(trace.value, trace.kind, language)


def _grouped(trace: Trace, language: str) -> str:
    """A sum inside a product needs its brackets back."""
    text = _text(trace, language)
    return f"({text})" if type(trace.node) is Operation and trace.node.sign in "+-且或" else text


@lru_cache(maxsize=1024)
def _source(source: str, from_on: date, language: str) -> str:
    words = _WORDS[language]
    since = words["since"].format(day=from_on.isoformat())
    return f"{words['left']}{source}{words['comma']}{since}{words['right']}"


def _call(function: str, trace: Trace, language: str) -> str:
    words = _WORDS[language]
    if function in CHOICES or function == "如果":
        parts = [
            (words["taken"] if place == trace.bound else "") + _text(part, language)
            for place, part in enumerate(trace.of)
        ]
        return f"{words[function]}{words['gap']}{{ {words['stop'].join(parts)} }}"
    value = value_text(trace.value, trace.kind, language)
    if function in ROUNDINGS:
        return f"{_text(trace.of[0], language)} {words[ROUNDINGS[function]]} = {value}"
    inner = words["list"].join(_text(part, language) for part in trace.of)
    if function == "在列" and trace.term:
        found = words["listed" if trace.value else "unlisted"].format(name=name(trace.term, language))
        return f"{inner} {found}"
    if function in BANDS and trace.term:
        how = words["marginal"] if trace.bound is None else words["band"].format(place=trace.bound + 1)
        source = _source(trace.version.source, trace.version.from_on, language) if trace.version else ""
        return f"{inner} → {name(trace.term, language)} {how} {value}{source}"
    return f"{words[function].format(value=value)}({inner}) = {value}"
