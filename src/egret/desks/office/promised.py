"""What waits for an officer of vouchers, plans and sanctions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from egret.base import clock
from egret.rooms.people.states import Permission
from egret.rooms.treasury.queries import recoveries, sanctions, vouchers

# (title, page, rows, row → (name, url, since, due, fen), state): what the home page makes its piles of.
Waiting = tuple[str, str, Any, Callable[[Any], tuple[str, str, datetime, Any, int | None]], str]


def waiting(user: Any) -> Iterator[Waiting]:
    if user.may(Permission.DECIDE_CLAIM):
        rows = vouchers.to_decide(user)
        yield _("Services on vouchers to decide"), "office:vouchers", rows, _service, "presented"
    if user.may(Permission.PAY):
        yield _("Redeemed vouchers to pay"), "office:vouchers", vouchers.to_pay(user), _service, "accepted"
        rows = recoveries.plans_to_decide(user)
        yield _("Plans of instalments to decide"), "office:awards", rows, _plan, "recovery_due"
        yield _("Fines to come in"), "office:sanctions", sanctions.fines_due(user), _sanction, "in_force"
    if user.may(Permission.SANCTION):
        rows = sanctions.to_decide(user)
        yield _("Sanctions to decide"), "office:sanctions", rows, _sanction, "proposed"
        rows = sanctions.to_answer(user)
        yield _("Objections to sanctions"), "office:sanctions", rows, _sanction, "in_force"


def paid_in_parts(user: Any) -> list[tuple[str, str, datetime, Any, int]]:
    """What comes in next of each plan in force, or should have."""
    today = clock.today()
    return [
        (
            plan.row.award.enterprise.name,
            reverse("office:recovery", args=[plan.row.award_id]),
            plan.row.decided_at,
            plan.next_due,
            plan.due_fen(today),
        )
        for plan in recoveries.paid_in_parts(user)
    ]


def _service(row: Any) -> tuple[str, str, datetime, Any, int | None]:
    since = row.decided_at or row.presented_at
    return row.voucher.enterprise.name, reverse("office:voucher", args=[row.pk]), since, None, row.fen or None


def _plan(row: Any) -> tuple[str, str, datetime, Any, int | None]:
    url = reverse("office:recovery", args=[row.award_id])
    return row.award.enterprise.name, url, row.proposed_at, None, None


def _sanction(row: Any) -> tuple[str, str, datetime, Any, int | None]:
    since = row.objected_at or row.decided_at or row.proposed_at
    return row.party.name, reverse("office:sanction", args=[row.pk]), since, None, row.fine_fen or None
