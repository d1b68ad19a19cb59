"""A sanction takes hold of its party: the ban is written where applications, claims and contracts are checked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from egret.core.money import yuan
from egret.rooms.enterprise import actions as enterprises
from egret.rooms.notice import actions as notices
from egret.rooms.provider import actions as providers
from egret.rooms.treasury import actions as treasury
from egret.rooms.treasury.queries import sanctions
from egret.rooms.treasury.states import SanctionState

if TYPE_CHECKING:
    from egret.rooms.people.models import User
    from egret.rooms.treasury.models import Sanction


@transaction.atomic
def decide(pk: int, *, confirms: bool, reason: str = "", by: User, at: datetime) -> Sanction:
    sanction = treasury.decide_sanction(pk, confirms=confirms, reason=reason, by=by, at=at)
    if not confirms:
        return sanction
    _ban(sanction, by=by, at=at)
    said = {"no": sanction.no, "fine": yuan(sanction.fine_fen), "day": sanction.banned_until}

    def sentence() -> str:
        if sanction.fine_fen:
            return _("Sanction %(no)s is in force: a fine of ¥%(fine)s. You may object.") % said
        if sanction.banned_until:
            return _("Sanction %(no)s is in force: banned until %(day)s. You may object.") % said
        return _("Sanction %(no)s is in force: a warning. You may object.") % said

    _tell(sanction, sentence, by=by, at=at)
    return sanction


@transaction.atomic
def answer(pk: int, *, uphold: bool, answer: str, by: User, at: datetime) -> Sanction:
    return _followed(treasury.answer_objection(pk, uphold=uphold, answer=answer, by=by, at=at), by=by, at=at)


@transaction.atomic
def drop(pk: int, *, answer: str, by: User, at: datetime) -> Sanction:
    return _followed(treasury.drop_sanction(pk, answer=answer, by=by, at=at), by=by, at=at)


@transaction.atomic
def pay_fine(pk: int, *, bank_entry: str, by: User, at: datetime) -> Sanction:
    sanction = treasury.pay_fine(pk, bank_entry=bank_entry, by=by, at=at)
    said = {"no": sanction.no, "fine": yuan(sanction.fine_fen)}
    _tell(sanction, lambda: _("The fine of ¥%(fine)s came in (%(no)s).") % said, by=by, at=at)
    return sanction


def _followed(sanction: Sanction, *, by: User, at: datetime) -> Sanction:
    said = {"no": sanction.no, "answer": sanction.answer}
    dropped = sanction.state == SanctionState.DROPPED
    if dropped:
        _ban(sanction, by=by, at=at)

    def sentence() -> str:
        if dropped:
            return _("Sanction %(no)s was dropped: %(answer)s") % said
        return _("Sanction %(no)s stands: %(answer)s") % said

    _tell(sanction, sentence, by=by, at=at)
    return sanction


def _ban(sanction: Sanction, *, by: User, at: datetime) -> None:
    """The party's last day of all that is in force against it; nothing is written where nothing changes."""
    party = sanction.party
    until = sanctions.ban_of(party)
    if until != party.banned_until:
        (enterprises if sanction.enterprise else providers).ban(party.pk, until, by=by, at=at)


def _tell(sanction: Sanction, sentence: Callable[[], str], *, by: User, at: datetime) -> None:
    path = "/enterprise/sanctions/" if sanction.enterprise else "/provider/sanctions/"
    notices.tell(sanction.party.organisation, sentence, path=path, by=by, at=at)
