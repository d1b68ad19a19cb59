"""How an award came about, line by line, in both languages: the award, its letter and its audit print the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from egret.core.money import yuan

from .budget import Pot, WhenShort
from .clause import REVOKED, Clause, Kind, Limit, Term
from .evaluation import Line
from .explaining import calculation, name, rate_text
from .limits import Counts, Grant, Window
from .overlap import EXTERNAL, Overlap, Received
from .settlement import Settlement
from .tallies import LeftOut, Tallied


class Phase(StrEnum):
    TALLY = "tally"
    FORMULA = "formula"
    LIMITS = "limits"
    OVERLAP = "overlap"
    REVOKED = "revoked"
    EARLIER = "earlier"
    BUDGET = "budget"


ORDER: Mapping[Phase, Term] = {
    Phase.TALLY: Term("单据合计", "sums of documents"),
    Phase.FORMULA: Term("条款公式：基数、比例、分级上限", "the clause's formula: base, rate, cap by level"),
    Phase.LIMITS: Term("累计上限", "caps over several claims"),
    Phase.OVERLAP: Term("就高不重复", "overlap with other policies"),
    Phase.REVOKED: Term("奖补撤销", "the grant is revoked"),
    Phase.EARLIER: Term("扣除已拨", "earlier payments netted"),
    Phase.BUDGET: Term("资金余额", "what the budget line has left"),
}

HOW: Mapping[WhenShort, Term] = {
    WhenShort.FIRST_COME: Term("先到先得", "first come, first served"),
    WhenShort.PRO_RATA: Term("按比例", "pro rata"),
    WhenShort.BY_RANK: Term("按排序", "by rank"),
    WhenShort.STOP: Term("停止受理", "no more taken in"),
}


@dataclass(frozen=True, slots=True)
class AwardLine:
    """One line as it is printed. `fen` is what stands after it; None where a step is no money."""

    phase: Phase
    title: Term
    fen: int | None
    article: str
    text: Term

    def printed(self, language: str) -> str:
        return f"{name(self.title, language)}：{name(self.text, language)}" if language == "zh" else (
            f"{name(self.title, language)}: {name(self.text, language)}"
        )  # fmt: skip


LANGUAGES = ("zh", "en")
_WORDS: dict[str, dict[str, str]] = {
    "zh": {
        "yuan": "{yuan} 元", "list": "、", "clause": "条款 {id}", "held": "{member} {fen}〔{evidence}〕",
        "enterprise": "每家企业", "project": "每个项目", "calendar_year": "每一日历年", "rolling_year": "连续一年内",
        "programme": "方案期内", "lifetime": "历次累计", "awarded": "已核定", "paid": "已拨付",
        "limit": "{per}{window}上限：{cap}；此前{counts} {used}，余 {left}；本次 {claimed}，得 {granted}",
        "alone": "无其他资金，应补 {due}",
        "topped_up": "补差：本项 {own}，他项已得 {others}（{list}），补差 {due}",
        "covered": "补差：他项已得 {others}（{list}），不低于本项 {own}，不再补",
        "chosen_before": "择一：已领 {list}，本项不补",
        "returns_lower": "退低领高：本项 {own} 为高，全额补；退回 {list}",
        "lower": "退低领高：已领 {list}，{winner}为高，本项不补",
        "stacked": "可叠加：已领 {list}；本项 {own} × {rate} {rounding} = {due}",
        "down": "向下取整到分", "up": "向上取整到分", "half_up": "四舍五入到分", "half_even": "四舍六入五成双到分",
        "revoked": "原应补 {due}，撤销后应补 {nothing}",
        "pay": "应补 {due}，此前已拨 {settled}，本次拨付 {delta}",
        "recover": "应补 {due}，此前已拨 {settled}，本次追回 {delta}",
        "budget": "余 {left}；本次应拨 {asked}，拨付 {granted}",
        "short": "余 {left}；本次应拨 {asked}，资金不足，{when_short}：拨付 {granted}，未能列支 {short}",
        "shared": "可分配 {of}，各项申领合计 {wanted}，足额分配；本次应拨 {asked}，拨付 {granted}",
        "shared_short": "可分配 {of}，各项申领合计 {wanted}，资金不足，{when_short}分配；本次应拨 {asked}，分得 {granted}，"
        "未能列支 {short}",
        "tally": "{count} 份单据中 {counted} 份计入，合计 {sum}{out}", "out": "；不计：{list}",
        "left_out": "{reason} {count} 份（{fen}）", "struck": "已剔除", "kind": "单据种类不计", "cost": "费用类别不计",
        "too_early": "早于{first}", "too_late": "晚于{last}",
    },
    "en": {
        "yuan": "¥{yuan}", "list": ", ", "clause": "clause {id}", "held": "{member} {fen} [{evidence}]",
        "enterprise": "per enterprise", "project": "per project", "calendar_year": "in a calendar year",
        "rolling_year": "within a year", "programme": "over the programme", "lifetime": "over all claims",
        "awarded": "awarded", "paid": "paid",
        "limit": "cap {per} {window}: {cap}; {counts} before {used}, left {left}; this claim {claimed}, granted {granted}",
        "alone": "no other money; due {due}",
        "topped_up": "topped up: this one {own}, received elsewhere {others} ({list}), difference {due}",
        "covered": "topped up: received elsewhere {others} ({list}), not below this one's {own}; nothing more",
        "chosen_before": "one to choose: {list} was taken; nothing here",
        "returns_lower": "the higher is paid: this one's {own} stands highest and is paid whole; to be returned {list}",
        "lower": "the higher is paid: {list} was taken, {winner} stands highest; nothing here",
        "stacked": "may be stacked: {list} was taken; this one {own} × {rate} {rounding} = {due}",
        "down": "rounded down to the fen", "up": "rounded up to the fen", "half_up": "rounded half up to the fen",
        "half_even": "rounded half to even to the fen",
        "revoked": "{due} was due, {nothing} is due after it",
        "pay": "due {due}, moved before {settled}, now paid {delta}",
        "recover": "due {due}, moved before {settled}, now demanded back {delta}",
        "budget": "left {left}; asked {asked}, paid {granted}",
        "short": "left {left}; asked {asked}, money is short, {when_short}: paid {granted}, not borne {short}",
        "shared": "{of} to share, {wanted} asked by all claims, enough for all; asked {asked}, paid {granted}",
        "shared_short": "{of} to share, {wanted} asked by all claims, money is short, shared {when_short}; asked {asked}, "
        "part {granted}, not borne {short}",
        "tally": "{counted} of {count} documents count, {sum} together{out}", "out": "; left out: {list}",
        "left_out": "{reason} {count} ({fen})", "struck": "struck", "kind": "kind of document", "cost": "kind of cost",
        "too_early": "before {first}", "too_late": "after {last}",
    },
}  # fmt: skip


def tally_line(tallied: Tallied, clause: Clause) -> AwardLine:
    by_language = {
        language: {
            "count": str(len(tallied.documents)),
            "counted": str(len(tallied.counted)),
            "out": words["out"].format(list=left_out) if (left_out := _left_out(tallied, language)) else "",
        }
        for language, words in _WORDS.items()
    }
    term, text = clause.fact(tallied.fact).term, _text("tally", {"sum": tallied.fen}, by_language)
    return AwardLine(Phase.TALLY, term, tallied.fen, clause.article, text)


def _left_out(tallied: Tallied, language: str) -> str:
    """How many are left out by each reason, and what they would have counted for."""
    words, told = _WORDS[language], []
    for reason in LeftOut:
        of = [one.claimed_fen for one in tallied.left_out if one.left_out == reason]
        named = words[reason].format(first=tallied.first, last=tallied.last)
        if of:
            fen = _yuan(sum(of), language)
            told.append(words["left_out"].format(reason=named, count=len(of), fen=fen))
    return words["list"].join(told)


def formula_lines(clause: Clause, lines: tuple[Line, ...]) -> tuple[AwardLine, ...]:
    return tuple(
        AwardLine(
            Phase.FORMULA,
            line.step.term,
            line.fen if line.step.kind == Kind.MONEY else None,
            clause.article,
            Term(calculation(line, "zh"), calculation(line, "en")),
        )
        for line in lines
    )


def limit_line(limit: Limit, grant: Grant, cap: Line) -> AwardLine:
    amounts = {
        "used": grant.used_fen,
        "left": grant.left_fen,
        "claimed": grant.claimed_fen,
        "granted": grant.granted_fen,
    }
    by_language = {
        language: {
            "per": words[limit.per],
            "window": words[Window(limit.window)],
            "counts": words[Counts(limit.counts)],
            "cap": calculation(cap, language),
        }
        for language, words in _WORDS.items()
    }
    text = _text("limit", amounts, by_language)
    return AwardLine(Phase.LIMITS, ORDER[Phase.LIMITS], grant.granted_fen, limit.source, text)


def overlap_line(overlap: Overlap, names: Mapping[str, Term]) -> AwardLine:
    """`names`: what members are called; a clause without a name goes by its id."""
    amounts = {"own": overlap.own_fen, "due": overlap.due_fen, "others": overlap.others_fen}
    group = overlap.group
    by_language = {
        language: {
            "list": words["list"].join(_held(one, names, language) for one in overlap.others),
            "winner": _member(overlap.winner, names, language),
            "rate": rate_text(group.rate),
            "rounding": words[group.rounding] if group.rounding else "",
        }
        for language, words in _WORDS.items()
    }
    text = _text(overlap.reason, amounts, by_language)
    return AwardLine(Phase.OVERLAP, group.term, overlap.due_fen, group.article, text)


def revoked_line(clause: Clause, due_fen: int) -> AwardLine:
    """Cites the clause's own reclaim; a later stage may be computed by a pack that has none any more."""
    reclaim = clause.reclaim_on(REVOKED)
    text = _text("revoked", {"due": due_fen, "nothing": 0}, {})
    source = reclaim.source if reclaim else clause.article
    return AwardLine(Phase.REVOKED, ORDER[Phase.REVOKED], 0, source, text)


def earlier_line(settlement: Settlement, article: str) -> AwardLine:
    delta = settlement.delta_fen
    amounts = {"due": settlement.due_fen, "settled": settlement.settled_fen, "delta": abs(delta)}
    text = _text("pay" if delta >= 0 else "recover", amounts, {})
    return AwardLine(Phase.EARLIER, ORDER[Phase.EARLIER], delta, article, text)


def pot_line(pot: Pot, asked_fen: int, granted_fen: int) -> AwardLine:
    short = asked_fen - granted_fen
    amounts = {"left": pot.left_fen, "asked": asked_fen, "granted": granted_fen, "short": short}
    kind = "short" if short else "budget"
    if pot.of_fen is not None and pot.wanted_fen is not None:
        amounts |= {"of": pot.of_fen, "wanted": pot.wanted_fen}
        kind = "shared_short" if short else "shared"
    how = {language: {"when_short": name(HOW[pot.line.when_short], language)} for language in LANGUAGES}
    text = _text(kind, amounts, how)
    return AwardLine(Phase.BUDGET, pot.line.term, granted_fen, pot.line.article, text)


def _text(key: str, amounts: Mapping[str, int], more: Mapping[str, Mapping[str, str]]) -> Term:
    zh, en = (
        _WORDS[language][key].format(
            **{name: _yuan(fen, language) for name, fen in amounts.items()}, **more.get(language, {})
        )
        for language in LANGUAGES
    )
    return Term(zh, en)


def _yuan(fen: int, language: str) -> str:
    return _WORDS[language]["yuan"].format(yuan=yuan(fen))


def _held(one: Received, names: Mapping[str, Term], language: str) -> str:
    member, fen = _member(one.member, names, language), _yuan(one.fen, language)
    return _WORDS[language]["held"].format(member=member, fen=fen, evidence=one.evidence)


def _member(member: str, names: Mapping[str, Term], language: str) -> str:
    if member in names:
        return name(names[member], language)
    if member.startswith(EXTERNAL):
        return member.removeprefix(EXTERNAL)
    return _WORDS[language]["clause"].format(id=member)
