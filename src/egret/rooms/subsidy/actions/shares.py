from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from egret.core.policy.budget import BudgetLine
from egret.core.workflow import MoveRefused, check_move
from egret.rooms.people.models import User
from egret.rooms.trail import actions as trail

from ..errors import ShareRefused
from ..models import BudgetShare, SharePart
from ..queries import shares as queries
from ..queries.computing import Case
from ..queries.shares import Table
from ..states import SHARE_MOVES, ShareState
from . import claims


def _recorded(share: BudgetShare, verb: str, *, by: User, at: datetime, **body: Any) -> None:
    trail.record(
        verb=f"share.{verb}",
        subject=f"share:{share.pk}",
        case=f"line:{share.line}",
        by=by.actor,
        at=at,
        body={"line": share.line, "digest": share.digest, **body},
    )


def _told(share: BudgetShare) -> dict[str, Any]:
    return {
        "pack": share.pack_sha,
        "left_fen": share.left_fen,
        "wanted_fen": share.wanted_fen,
        "claims": share.claims,
    }


def _moved(share: BudgetShare, there: ShareState) -> None:
    try:
        check_move(SHARE_MOVES, ShareState(share.state), there)
    except MoveRefused:
        raise ShareRefused(_("This share has moved on already: look at the line anew.")) from None
    share.state = there


def _line(line_id: str) -> BudgetLine:
    line = queries.line_of(line_id)
    if line is None:
        raise ShareRefused(_("The pack in force has no such line that is shared."))
    return line


def _as_shown(line: BudgetLine, digest: str, at: datetime) -> Table:
    """The table under which the officer signs; refused when it is another by now."""
    table = queries.table(line, at)
    if table.digest != digest:
        raise ShareRefused(
            _(
                "Who waits, what they ask for or what is left has changed since this page was made: look at it anew."
            )
        )
    return table


@transaction.atomic
def propose(line_id: str, digest: str, *, by: User, at: datetime) -> BudgetShare:
    """The first officer signs the table with that digest. One proposal a line is open at a time."""
    trail.await_turn()
    line = _line(line_id)
    if queries.proposed(line):
        raise ShareRefused(_("A share of this line is proposed already: confirm it or take it back."))
    table = _as_shown(line, digest, at)
    if not table.rows:
        raise ShareRefused(_("No claim waits for this line: there is nothing to share."))
    share = BudgetShare.objects.create(
        line=line.id,
        pack_sha=table.pack_sha,
        left_fen=table.left_fen,
        wanted_fen=table.wanted_fen,
        claims=len(table.rows),
        digest=table.digest,
        proposed_at=at,
        proposed_by=by,
    )
    _recorded(share, "proposed", by=by, at=at, **_told(share))
    return share


@transaction.atomic
def withdraw(pk: int, *, by: User, at: datetime) -> BudgetShare:
    """A proposal that is no longer meant, or no longer fits, makes room for another."""
    trail.await_turn()
    share = queries.locked(pk)
    _moved(share, ShareState.WITHDRAWN)
    share.withdrawn_at, share.withdrawn_by = at, by
    share.save()
    _recorded(share, "withdrawn", by=by, at=at)
    return share


@transaction.atomic
def confirm(pk: int, digest: str, *, by: User, at: datetime) -> list[Case]:
    """The second officer signs what the first signed. The cases that are to be awarded, each with its part."""
    trail.await_turn()
    share = queries.locked(pk)
    line = _line(share.line)
    claims_here = {claim.pk: claim for claim in queries.locked_claims(line, at)}
    _moved(share, ShareState.CONFIRMED)
    if share.proposed_by_id == by.pk:
        raise ShareRefused(_("You proposed this share: somebody else has to confirm it."))
    table = _as_shown(line, share.digest, at)
    if digest != share.digest:
        raise ShareRefused(_("Your page shows another share than the one that is proposed: look at it anew."))
    share.confirmed_at, share.confirmed_by = at, by
    share.save()
    _keep_parts(share, table)
    parts = {row.claim.no: row.part.fen for row in table.rows}
    _recorded(share, "confirmed", by=by, at=at, **_told(share), parts=parts)
    for row in table.rows:
        claims.give_part(claims_here[row.claim.pk], by=by, at=at)
    return [replace(case, share=share, claim=claims_here[case.claim.pk]) for case in queries.in_turn(table)]


def _keep_parts(share: BudgetShare, table: Table) -> None:
    SharePart.objects.bulk_create(
        SharePart(
            share=share,
            claim=row.claim,
            place=row.place,
            claimed_on=row.part.wanted.on,
            rank=row.part.wanted.rank,
            want_fen=row.part.wanted.fen,
            part_fen=row.part.fen,
        )
        for row in table.rows
    )
