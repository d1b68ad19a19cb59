"""What an award letter says, in the reader's language, from the same lines that the award was stored with."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from egret.core.days import CHINA
from egret.core.money import yuan
from egret.core.packs.model import Pack, by_id
from egret.core.policy.clause import Clause
from egret.core.policy.explaining import fact_text, rate_text
from egret.desks.shared.anew import why_anew
from egret.desks.shared.award_facts import award_facts
from egret.desks.shared.reckoning import language
from egret.desks.shared.templatetags.egret import day, moment, own
from egret.rooms.city import queries as city
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.queries import recalls


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    value: str
    reason: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class LineRow:
    name: str
    calculation: str
    amount: str


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything that is printed, as text. `stamp` is the moment of the award in seconds, so that bytes repeat."""

    lang: str
    region: str
    title: str
    no: str
    stamp: int
    year: int
    month: int
    day: int
    dated: str
    demo: str
    recipient: str
    sentence: str
    paragraphs: list[str]
    clause: str
    gist: str
    decided: list[Row]
    facts: list[Row]
    lines: list[LineRow]
    next: list[str]
    issuer: str
    proof: str
    words: dict[str, Any]

    @property
    def plain(self) -> dict[str, Any]:
        return asdict(self)


def letter_of(award: Any) -> Letter:
    """The letter about `award` (with its enterprise at hand), as it was awarded."""
    clause, pack = awarded.clause_of(award), city.pack_of(award.pack_sha)
    at = award.awarded_at.astimezone(CHINA)
    english = language() == "en"
    return Letter(
        lang="en" if english else "zh",
        region="gb" if english else "cn",
        title=_("Notice of an award"),
        no=award.no,
        stamp=int(award.awarded_at.timestamp()),
        year=at.year,
        month=at.month,
        day=at.day,
        dated=day(award.awarded_at),
        demo=_("Simulated: everybody and everything in this letter is invented.") if settings.DEMO else "",
        recipient=award.enterprise.name,
        sentence=_sentence(award, clause),
        paragraphs=_paragraphs(award),
        clause=_rests_on(clause, pack),
        gist=own(clause.gist),
        decided=_decided(award),
        facts=_facts(award),
        lines=_lines(award, english=english),
        next=_next(award, pack),
        issuer=own(pack.issuer),
        proof=_(
            "Computed by pack %(pack)s %(version)s, %(sha)s. The same facts give the same amount for ever."
        )
        % {"pack": pack.id, "version": pack.version, "sha": pack.sha256},
        words=_words(),
    )


def _words() -> dict[str, Any]:
    return {
        "colon": _(":"),
        "rests_on": _("What it rests on"),
        "decided": _("What was decided"),
        "facts": _("Facts and their proof"),
        "fact_columns": [_("Fact"), _("Value"), _("Proof")],
        "computed": _("How it is computed"),
        "line_columns": [_("Step"), _("Calculation"), _("Yuan")],
        "next": _("What happens now"),
    }


def _sentence(award: Any, clause: Clause) -> str:
    said = {"amount": yuan(abs(award.delta_fen)), "clause": own(clause.term)}
    if award.delta_fen > 0:
        return _("You are awarded ¥%(amount)s under “%(clause)s”.") % said
    if award.delta_fen < 0:
        return _("Under “%(clause)s” you are to pay back ¥%(amount)s.") % said
    return _("Under “%(clause)s” nothing more is paid.") % said


def _paragraphs(award: Any) -> list[str]:
    said = {
        "due": yuan(award.due_fen),
        "before": yuan(award.settled_fen),
        "short": yuan(award.short_fen),
        "left": yuan(award.share.left_fen) if award.share_id else "",
        "wanted": yuan(award.share.wanted_fen) if award.share_id else "",
    }
    told = []
    if award.settled_fen:
        told.append(_("¥%(due)s is due to you in all; ¥%(before)s was awarded before.") % said)
    if why := why_anew(award):
        told.append(why)
    if award.share_id and (award.delta_fen > 0 or not award.recalls):
        told.append(
            _("¥%(left)s was shared among all approved claims, which asked for ¥%(wanted)s together.") % said
        )
    if award.short_fen:
        told.append(_("¥%(short)s of what is due to you could not be borne by the budget line.") % said)
    if award.short_fen and award.share_id:
        told.append(_("A claim takes part in one share: what its part lacks is not owed later."))
    return told


def _rests_on(clause: Clause, pack: Pack) -> str:
    document = by_id(pack.documents, clause.document)
    said = {"document": own(document.term), "article": clause.article}
    sentence = _("“%(document)s”, article %(article)s.") % said
    unverified = _("(The text itself was not verified.)")
    return sentence if document.verified else f"{sentence} {unverified}"


def _facts(award: Any) -> list[Row]:
    return [
        Row(
            own(one["fact"].term),
            one["value"],
            evidence=f"{one['record']} · {_papers(one)}",
        )
        for one in award_facts(award)
    ]


def _papers(one: dict[str, Any]) -> str:
    """The files that were handed in, or what the clause wants as proof."""
    return _(", ").join(
        [file.name for file in one["files"]] or [own(paper) for paper in one["fact"].evidence]
    )


def _decided(award: Any) -> list[Row]:
    return [
        Row(own(fact.term), fact_text(fact, value, language()), award.reasons.get(fact.term.label, ""))
        for fact, value in awarded.facts_of(award)
        if fact.decided
    ]


def _lines(award: Any, *, english: bool) -> list[LineRow]:
    return [
        LineRow(
            line.label_en if english else line.label,
            line.calculation_en if english else line.calculation,
            yuan(line.fen) if line.fen is not None else (line.value_en if english else line.value),
        )
        for line in awarded.lines_of([award])
    ]


def _next(award: Any, pack: Pack) -> list[str]:
    until = {"moment": moment(award.notice_closes_at)}
    said = [_("The award is on public notice until %(moment)s; nothing moves before.") % until]
    said.append(
        _("Until then you and everybody else may object on the platform; the answer comes in writing.")
    )
    if term := recalls.term_of(award):
        told = {"days": term.within_days, "source": term.source}
        said.append(_("It is to be paid back within %(days)s days after the notice (%(source)s).") % told)
    if award.pay_back_by:
        said.append(_("It is to be paid back by %(day)s.") % {"day": day(award.pay_back_by)})
    if award.delta_fen > 0:
        bearing = pack.bearing(award.clause)
        parts = [
            f"{own(by_id(pack.fund_sources, source).term)} {rate_text(part)}"
            for source, part in bearing.parts.items()
        ]
        said.append(_("It is borne by: %(parts)s.") % {"parts": " · ".join(parts)})
    return said
