from __future__ import annotations

from fractions import Fraction

from django.utils.translation import gettext as _

from egret.core.maturity.standard import LEVELS
from egret.desks.office.reforms.charts import Chart
from egret.desks.shared import words
from egret.desks.shared.board import percent
from egret.desks.shared.level import told
from egret.rooms.assessment import queries
from egret.rooms.assessment.queries.profile import Profile, SceneSpread

LINKED = 2  # from this level on, a scenario is run by a system
GAPS = 5
HUNDRED = 100


def charts(profiles: list[Profile]) -> list[Chart]:
    """Of profiles with enough results."""
    return [_levels(profiles), _questions(profiles), _scenes(profiles)] if profiles else []


def _stages(profiles: list[Profile]) -> list[str]:
    return [words.of("stage", one.stage) for one in profiles]


def _chart(
    key: str, question: str, names: list[str], profiles: list[Profile], shares: list[list[Fraction]]
) -> Chart:
    """`shares`: for each profile, a part of one for each name."""
    stages = _stages(profiles)
    series = [
        {"name": stage, "data": [round(float(share) * HUNDRED, 2) for share in row]}
        for stage, row in zip(stages, shares, strict=True)
    ]
    rows = [[name, *(f"{percent(row[place])}%" for row in shares)] for place, name in enumerate(names)]
    return Chart(
        f"chart-{key}", question, {"unit": "%", "names": names, "series": series}, ["", *stages], rows
    )


def _levels(profiles: list[Profile]) -> Chart:
    names = [words.of("level", level) for level in range(LEVELS + 1)]
    shares = [[Fraction(count, one.results) for count in one.levels] for one in profiles]
    return _chart("levels", _("Which level have the enterprises reached?"), names, profiles, shares)


def _questions(profiles: list[Profile]) -> Chart:
    names = [f"{one.code} {told(one, 'title')}" for one in queries.standard().questions]
    shares = [[spread.mean for spread in one.questions] for one in profiles]
    question = _("Which part of its points does each question bring on average?")
    return _chart("questions", question, names, profiles, shares)


def _scenes(profiles: list[Profile]) -> Chart:
    names = [f"{one.code} {told(one, 'name')}" for one in queries.standard().scenarios]
    shares = [[linked(spread) for spread in one.scenes] for one in profiles]
    return _chart(
        "scenes",
        _("In which scenarios does a system do the work (level 2 or above)?"),
        names,
        profiles,
        shares,
    )


def linked(spread: SceneSpread) -> Fraction:
    return Fraction(sum(spread.levels[LINKED:]), sum(spread.levels))


def gaps(profile: Profile) -> list[tuple[str, list[tuple[str, str]]]]:
    """The questions, and the scenarios, that lag furthest behind, with how far they are, the furthest first."""
    standard = queries.standard()
    names = {one.code: told(one, "title") for one in standard.questions}
    names |= {one.code: told(one, "name") for one in standard.scenarios}
    questions = [(one.mean, one.code) for one in profile.questions]
    scenes = [(linked(one), one.code) for one in profile.scenes]
    return [
        (heading, [(f"{code} {names[code]}", f"{percent(part)}%") for part, code in sorted(found)[:GAPS]])
        for heading, found in (
            (_("Part of its points"), questions),
            (_("Share at level 2 or above"), scenes),
        )
    ]
