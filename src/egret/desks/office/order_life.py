"""Everything that became of one payment order, in the order in which it happened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from egret.desks.shared.templatetags.egret import day
from egret.rooms.trail import queries as trail
from egret.rooms.treasury import queries

from .acts import told


@dataclass(frozen=True, slots=True)
class Moment:
    """`verdict` is what a line of a statement was found to be."""

    at: datetime
    what: str
    who: str = ""
    reason: str = ""
    url: str = ""
    verdict: str = ""


def life_of(order: Any) -> list[Moment]:
    return sorted((*_acts(order), *_lines(order), *_again(order)), key=lambda one: one.at)


def _acts(order: Any) -> Iterator[Moment]:
    subjects = [f"order:{order.pk}"] + ([f"batch:{order.batch_id}"] if order.batch_id else [])
    for one in told(trail.of_subjects(subjects)):
        yield Moment(one.act.at, one.what, one.who, one.reason)


def _lines(order: Any) -> Iterator[Moment]:
    for line in queries.lines_about(order):
        said = {"day": day(line.statement.day), "entry": line.entry_id}
        message = line.statement.message
        yield Moment(
            message.received_at,
            _("On the statement of %(day)s, entry %(entry)s") % said,
            message.received_by.full_name,
            url=reverse("office:statement", args=[line.statement_id]),
            verdict=line.verdict,
        )


def _again(order: Any) -> Iterator[Moment]:
    same = (
        queries.of_awards([order.award_id])
        if order.award_id
        else queries.of_redemptions([order.redemption_id])
    )
    for later in same:
        if later.pk > order.pk:
            url = reverse("office:order", args=[later.pk])
            yield Moment(later.made_at, _("Ordered again as %(no)s") % {"no": later.no}, url=url)
            return
