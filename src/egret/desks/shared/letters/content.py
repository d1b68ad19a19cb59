"""What an award letter says, in the reader's language; how it looks is the business of its files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from egret.core.days import china_day
from egret.core.money import yuan
from egret.core.packs.model import by_id
from egret.desks.shared.award_facts import award_facts, reasons_said
from egret.desks.shared.reckoning import language
from egret.desks.shared.templatetags.egret import day, own
from egret.rooms.city import queries as city
from egret.rooms.subsidy import queries
from egret.rooms.treasury import actions as treasury


@dataclass(frozen=True, slots=True)
class Section:
    """`numbers` are the columns of the table, from 0, that stand to the right."""

    heading: str
    text: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    language: str
    title: str
    demo: str
    issuer: str
    dated: date
    dated_said: str
    no: str
    to: str
    lead: str
    why: str
    paragraphs: tuple[str, ...]
    sections: tuple[Section, ...]
    footer: str


def letter_of(award: Any) -> Letter:
    """`award` with its enterprise, claim and provider."""
    clause, pack = queries.clause_of(award), city.pack_of(award.pack_sha)
    names = {"title": own(clause.term), "article": clause.article}
    return Letter(
        language=language(),
        title=_("Award letter"),
        demo=_("Simulated data: no money moves and nothing is due."),
        issuer=own(pack.issuer),
        dated=china_day(award.awarded_at),
        dated_said=day(award.awarded_at),
        no=award.no,
        to=award.enterprise.name,
        lead=_lead(award),
        why=_("%(title)s, article %(article)s.") % names + " " + own(clause.gist),
        paragraphs=_after(award),
        sections=(_facts(award), _lines(award), *_reasons(award), _funds(award, pack), _objecting(award)),
        footer=_("City pack %(pack)s %(version)s, SHA-256 %(sha)s. The same facts give the same amount.")
        % {"pack": pack.id, "version": pack.version, "sha": award.pack_sha},
    )


def _lead(award: Any) -> str:
    said = {
        "amount": yuan(abs(award.delta_fen)),
        "due": yuan(award.due_fen),
        "before": yuan(award.settled_fen),
        "payee": queries.account_of(award).name,
    }
    if award.delta_fen > 0:
        return (
            _(
                "¥%(amount)s is awarded, to be paid to %(payee)s: ¥%(due)s is due in all, ¥%(before)s moved before."
            )
            % said
        )
    if award.delta_fen < 0:
        return _("¥%(amount)s is to be paid back: ¥%(due)s is due in all, ¥%(before)s moved before.") % said
    return _("Nothing moves: ¥%(due)s is due in all, ¥%(before)s moved before.") % said


def _after(award: Any) -> tuple[str, ...]:
    if award.state == "withdrawn":
        return (_("This award was withdrawn: %(reason)s") % {"reason": award.reason},)
    return (
        _("It is on public notice until %(day)s; nothing moves before.")
        % {"day": day(award.notice_closes_at)},
    )


def _facts(award: Any) -> Section:
    rows = tuple(
        (
            own(one["fact"].term),
            one["value"],
            one["record"],
            _(", ").join(file.name for file in one["files"]) or _(", ").join(one["fact"].evidence),
        )
        for one in award_facts(award)
    )
    head = (_("Fact"), _("Value"), _("Comes from"), _("Evidence"))
    return Section(_("Facts that it rests on"), "", head, rows)


def _lines(award: Any) -> Section:
    english = language() == "en"
    rows = [
        (
            line.label_en if english else line.label,
            line.calculation_en if english else line.calculation,
            (line.value_en if english else line.value) if line.fen is None else yuan(line.fen),
        )
        for line in queries.lines_of([award])
    ]
    rows.append((_("less what moved before"), "", yuan(award.settled_fen)))
    last = _("to be paid back") if award.delta_fen < 0 else _("to be paid now")
    rows.append((last, "", yuan(award.delta_fen)))
    head = (_("Step"), _("Calculation"), _("Yuan"))
    return Section(_("How it was computed"), "", head, tuple(rows), (2,))


def _reasons(award: Any) -> tuple[Section, ...]:
    rows = tuple(reasons_said(award))
    if not rows:
        return ()
    head = (_("Fact"), _("Decided"), _("Reason"))
    return (Section(_("Decided below the ceiling"), "", head, rows),)


def _funds(award: Any, pack: Any) -> Section:
    rows = tuple(
        (own(by_id(pack.fund_sources, source).term), yuan(fen))
        for source, fen in treasury.parts_of(award).items()
    )
    return Section(_("Which fund bears it"), "", (_("Fund"), _("Yuan")), rows, (1,))


def _objecting(award: Any) -> Section:
    text = _(
        "Until the notice closes on %(day)s you, and anybody else, may object: signed in, on the award's page under "
        "Money; without an account, on the public page of awards on notice. Nothing is paid before an objection is "
        "decided, and the decision says why."
    ) % {"day": day(award.notice_closes_at)}
    return Section(_("How to object"), text, (), ())
