"""The first draft of one-enterprise-one-plan (一企一策): the kept way up as a paper to go on with."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from egret.core.maturity.roadmap import Plan
from egret.core.money import yuan
from egret.desks.shared import words
from egret.desks.shared.level import hold_said, points_text
from egret.desks.shared.templatetags.egret import day
from egret.desks.shared.ways import BYS, plan_shown
from egret.rooms.assessment import queries
from egret.rooms.assessment.queries import plans

from .paper import Chapter, Paper, made_on


def plan_paper(row: Any) -> Paper:
    """`row` is a kept plan with its assessment at hand."""
    standard, plan = queries.standard(), plans.as_kept(row)
    shown = plan_shown(standard, plan)
    assessment = row.assessment
    now = queries.result_of(assessment)
    said = {
        "day": day(assessment.assessed_at),
        "stage": words.of("stage", assessment.stage),
        "now": words.of("level", assessment.level),
        "score": points_text(now.score),
    }
    return Paper(
        **made_on(row.planned_at),
        title=_("One enterprise, one plan: first draft"),
        whose=row.enterprise.name,
        lead=[_("Today (%(stage)s, %(day)s): %(now)s, %(score)s of 100 points.") % said, _aim(plan, shown)],
        chapters=[
            Chapter(
                _("What holds it back"),
                points=[hold_said(standard, hold, now.level + 1) for hold in now.holding_back],
            ),
            _steps(shown["steps"]),
            _money(shown["money"], plan),
            Chapter(_("Still to be written"), points=_open()),
        ],
        proof=[
            _("Computed from the city's table of steps of pack %(sha)s: ranges, no offers.")
            % {"sha": row.pack_sha}
        ],
    )


def _aim(plan: Plan, shown: dict[str, Any]) -> str:
    return _(
        "Aim: %(level)s (%(by)s) with %(steps)s steps, %(low)s to %(high)s yuan, %(months)s months side by side, "
        "%(turn)s one after the other; then %(score)s points."
    ) % {
        "level": words.of("level", plan.level),
        "by": BYS[plan.by],
        "steps": len(plan.improvements),
        "low": yuan(plan.low_fen),
        "high": yuan(plan.high_fen),
        "months": plan.months_together,
        "turn": plan.months_in_turn,
        "score": shown["score"],
    }


def _steps(steps: list[Any]) -> Chapter:
    rows = [
        [
            one.id,
            f"{one.title}\n{one.what}",
            one.gives,
            f"{yuan(one.low_fen)} –\n{yuan(one.high_fen)}",
            f"{one.begins}",
            f"{one.months}",
            ", ".join(one.needs),
        ]
        for one in steps
    ]
    columns = [
        _("No."),
        _("Step"),
        _("Gives"),
        _("Cost, yuan"),
        _("Begins in month"),
        _("Months"),
        _("Needs first"),
    ]
    return Chapter(_("Steps"), columns=columns, rows=rows, figures=[0, 3, 4, 5])


def _money(money: Any, plan: Plan) -> Chapter:
    heading = _("Money: an estimate, no promise")
    total = _("Cost: %(low)s to %(high)s yuan.") % {"low": yuan(plan.low_fen), "high": yuan(plan.high_fen)}
    if money is None:
        return Chapter(heading, [total, _("The city's clause can't be estimated from cost and level alone.")])
    said = {
        "clause": money.clause,
        "article": money.article,
        "low": yuan(money.low_fen),
        "high": yuan(money.high_fen),
        "sure": words.of("sure", money.sure),
    }
    own = {"low": yuan(money.own_low_fen), "high": yuan(money.own_high_fen)}
    return Chapter(
        heading,
        [
            total,
            _(
                "“%(clause)s” (%(article)s) might add %(low)s to %(high)s yuan if all of the cost counts (%(sure)s)."
            )
            % said,
            _("The enterprise would pay %(low)s to %(high)s yuan itself.") % own,
        ],
    )


def _open() -> list[str]:
    return [
        _("Who is responsible for each step, and by when"),
        _("Which provider and which product carry it out, at what price"),
        _("What data flow between the steps"),
        _("How the effect is measured, and by whom"),
    ]
