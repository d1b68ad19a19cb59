"""The cheapest way up as a page: a target, what is ruled out, the steps, their price, what the city might add."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from egret.base import clock
from egret.core.maturity.numbers import plain
from egret.core.maturity.registry import Measure
from egret.core.maturity.roadmap import (
    By,
    OutOfReach,
    Plan,
    Roadmaps,
    longest_chain,
    reached,
    unmet,
    with_steps,
)
from egret.core.maturity.scoring import Answers, Lack, score
from egret.core.maturity.standard import LEVELS, Standard
from egret.core.maturity.steps import StepTable, below
from egret.core.packs.model import Pack, by_id
from egret.core.policy.estimating import Estimate, estimate
from egret.core.policy.explaining import fact_text
from egret.desks.shared import words
from egret.desks.shared.forms import DeskForm
from egret.desks.shared.level import points_text, told
from egret.desks.shared.reckoning import language
from egret.desks.shared.templatetags.egret import own
from egret.rooms.assessment import queries as standards
from egret.rooms.city import queries as city

BYS = {
    By.COST: gettext_lazy("least cost"),
    By.MONTHS: gettext_lazy("least time"),
    By.STEPS: gettext_lazy("fewest steps"),
}
KEPT_WAYS = 512


def table_for(standard: Standard) -> StepTable | None:
    """The city's prices of steps, where it has some for this standard."""
    found = city.pack().steps
    return found if found and found.standard == standard.id else None


class WayForm(DeskForm):
    """`to` a level above the present one, `by` what is least, `without` steps ruled out, `take` steps tried out."""

    to = forms.TypedChoiceField(label=gettext_lazy("Level to reach"), coerce=int)
    by = forms.ChoiceField(label=gettext_lazy("Wanted is"), choices=[*BYS.items()])
    without = forms.MultipleChoiceField(required=False)
    take = forms.MultipleChoiceField(required=False)

    def __init__(self, data: Any, standard: Standard, level: int) -> None:
        defaults = {"to": min(level + 1, LEVELS), "by": By.COST}
        given = data.copy() if data else None
        if given is not None:
            for name, value in defaults.items():
                given.setdefault(name, value)
        super().__init__(given if given is not None else defaults)
        self.fields["to"].choices = [(one, words.of("level", one)) for one in range(level + 1, LEVELS + 1)]
        steps = [(step, step) for step in below(standard)]
        self.fields["without"].choices = self.fields["take"].choices = steps


@dataclass(frozen=True, slots=True)
class StepShown:
    id: str
    title: str
    what: str
    gives: str
    low_fen: int
    high_fen: int
    months: int
    begins: int
    needs: list[str]


@dataclass(frozen=True, slots=True)
class Money:
    """What the batch's clause might add at that level, for either end of the price; `sure` is the weaker one."""

    clause: str
    article: str
    sure: str
    low_fen: int
    high_fen: int
    own_low_fen: int
    own_high_fen: int
    assumed: list[str]


@dataclass(frozen=True, slots=True)
class Trial:
    """What ticked steps would bring: `lacking` are steps among them that need others."""

    level: int
    score: str
    low_fen: int
    high_fen: int
    bought: list[str]
    unpriced: list[str]
    lacking: list[tuple[str, list[str]]]


@lru_cache(maxsize=KEPT_WAYS)
def _found(
    standard_id: str, table: StepTable, choices: Any, scenes: Any, wanted: tuple[tuple[str, ...], int, By]
) -> Plan | OutOfReach:
    """One search a question, however often its page is asked for."""
    without, to, by = wanted
    answers = Answers({code: frozenset(keys) for code, keys in choices}, dict(scenes))
    standard = standards.registry().measure(standard_id).standard
    return Roadmaps(standard, answers, table, without=without).to(to, by)


def found(
    standard: Standard, answers: Answers, table: StepTable, wanted: tuple[tuple[str, ...], int, By]
) -> Plan | OutOfReach:
    """`wanted`: steps ruled out, level, what is least."""
    choices = tuple((code, tuple(sorted(keys))) for code, keys in sorted(answers.choices.items()))
    return _found(standard.id, table, choices, tuple(sorted(answers.scenes.items())), wanted)


def way_shown(measure: Measure, answers: Answers, data: Any) -> dict[str, Any]:
    """What `shared/level/way.html` shows; `plan` None with `lacks` where the level is out of reach."""
    standard, now = measure.standard, score(measure.standard, answers)
    table = table_for(standard)
    shown: dict[str, Any] = {"now": now.level, "table": table, "top": now.level == LEVELS, "form": None}
    if table is None or now.level == LEVELS:
        return shown
    form = WayForm(data, standard, now.level)
    shown |= {"form": form, "plan": None, "lacks": [], "money": None, "trial": None, "steps": [], "chain": []}
    if not form.is_valid():
        return shown | {"ruled_out": [], "offers": []}
    said = form.cleaned_data
    without, take = tuple(sorted(said["without"])), tuple(said["take"])
    plan = found(standard, answers, table, (without, said["to"], By(said["by"])))
    shown |= {
        "to": said["to"],
        "ruled_out": [(step, *titles_of(standard)[step]) for step in without],
        "offers": _offers(standard, answers, table, take),
        "taken": take,
        "query": _query(form),
    }
    if take:
        shown["trial"] = _trial(standard, answers, table, take)
    if isinstance(plan, OutOfReach):
        return shown | {"lacks": _lacks(standard, plan)}
    return shown | plan_shown(standard, plan)


def wanted_plan(measure: Measure, answers: Answers, data: Any) -> Plan | OutOfReach | None:
    """The plan that a form asks for; None where the form asks for none that there is."""
    standard, now = measure.standard, score(measure.standard, answers)
    table = table_for(standard)
    if table is None or now.level == LEVELS:
        return None
    form = WayForm(data, standard, now.level)
    if not form.is_valid():
        return None
    said = form.cleaned_data
    return found(standard, answers, table, (tuple(sorted(said["without"])), said["to"], By(said["by"])))


def _query(form: WayForm) -> list[tuple[str, str]]:
    said = form.cleaned_data
    return [("to", said["to"]), ("by", said["by"]), *(("without", step) for step in said["without"])]


def plan_shown(standard: Standard, plan: Plan) -> dict[str, Any]:
    chain = longest_chain(standard, plan)
    titles = titles_of(standard)
    return {
        "plan": plan,
        "by_said": BYS[plan.by],
        "score": points_text(plan.result.score),
        "steps": steps_shown(standard, plan),
        "chain": [titles[step.id] for step in chain],
        "money": money_of(city.pack(), plan),
    }


def titles_of(standard: Standard) -> dict[str, tuple[str, str]]:
    """Step → question or scenario, and what it leads to."""
    found = {
        f"{question.code}.{option.key}": (told(question, "title"), told(option, "label"))
        for question in standard.questions
        for option in question.options
    }
    for scenario in standard.scenarios:
        for rung, text in enumerate(told(scenario, "levels"), 1):
            found[f"{scenario.code}.{rung}"] = (f"{told(scenario, 'name')} {rung}", text)
    return found


def steps_shown(standard: Standard, plan: Plan) -> list[StepShown]:
    titles = titles_of(standard)
    binding = {scenario.code for scenario in standard.scenarios if scenario.binding}
    taken = {one.step.id for one in plan.improvements}
    under = below(standard)
    rows = []
    for one in plan.improvements:
        step = one.step
        needs = [need for need in dict.fromkeys((under[step.id], *step.needs)) if need in taken]
        if one.points:
            gives = _("+%(points)s points") % {"points": plain(one.points)}
        elif int(step.to) < plan.level:
            gives = _("a rung on the way")
        else:
            gives = _("a binding scenario") if step.code in binding else _("a scenario")
        rows.append(
            StepShown(
                step.id,
                *titles[step.id],
                gives,
                step.low_fen,
                step.high_fen,
                step.months,
                one.begins + 1,
                [need for need in needs if need],
            )
        )
    return rows


def _offers(standard: Standard, answers: Answers, table: StepTable, take: tuple[str, ...]) -> list[Any]:
    """By question and scenario, the priced steps that are not there yet: id, words, whether it is ticked."""
    there, titles, prices = reached(standard, answers), titles_of(standard), table.by_id
    groups: dict[str, list[tuple[str, str, bool]]] = {}
    for step in below(standard):
        if step in prices and step not in there:
            heading, text = titles[step]
            code = step.split(".", 1)[0]
            name = next((told(one, "name") for one in standard.scenarios if one.code == code), heading)
            groups.setdefault(f"{code} {name}", []).append((step, text, step in take))
    return [(name, steps, any(ticked for _step, _text, ticked in steps)) for name, steps in groups.items()]


def _trial(standard: Standard, answers: Answers, table: StepTable, take: tuple[str, ...]) -> Trial:
    then = with_steps(standard, answers, take)
    bought = sorted(reached(standard, then) - reached(standard, answers))
    prices, result = table.by_id, score(standard, then)
    titles = titles_of(standard)
    return Trial(
        result.level,
        points_text(result.score),
        sum(prices[step].low_fen for step in bought if step in prices),
        sum(prices[step].high_fen for step in bought if step in prices),
        [" · ".join(titles[step]) for step in bought],
        [" · ".join(titles[step]) for step in bought if step not in prices],
        [
            (" · ".join(titles[step]), [" · ".join(titles[need]) for need in needs])
            for step, needs in unmet(standard, answers, table, bought).items()
        ],
    )


def _lacks(standard: Standard, out: OutOfReach) -> list[tuple[str, list[str]]]:
    titles = titles_of(standard)
    said = {
        Lack.POINTS: _(
            "With every step that is offered and not ruled out: %(has)s points, %(needs)s are needed."
        ),
        Lack.SCENARIOS: _(
            "With every step that is offered and not ruled out: %(has)s scenarios, %(needs)s are needed."
        ),
        Lack.BINDING: _(
            "With every step that is offered and not ruled out: %(has)s binding scenarios, %(needs)s are needed."
        ),
    }
    return [
        (
            said[hold.lack] % {"has": points_text(hold.has), "needs": points_text(hold.needs)},
            [" · ".join(titles[step]) for step in hold.open_to],
        )
        for hold in out.lacks
    ]


def money_of(pack: Pack, plan: Plan) -> Money | None:
    """An estimate by the clause of the batch that is open, or of the newest; None where it does not ask for spend and level."""
    batches = sorted(pack.batches, key=lambda batch: batch.opens_on)
    batch = city.open_batch(clock.today()) or (batches[-1] if batches else None)
    clause = by_id(pack.clauses, batch.clause) if batch else None
    facts = {fact.id: fact for fact in clause.facts} if clause else {}
    if not clause or not {"spend", "level"} <= facts.keys() or not plan.improvements:
        return None
    level = facts["level"].word(plan.level)
    low, high = (
        estimate(clause, {"spend": fen, "level": level}, on=clock.today())
        for fen in (plan.low_fen, plan.high_fen)
    )
    return Money(
        own(clause.term),
        clause.article,
        high.sure if low.fen else low.sure,
        low.fen,
        high.fen,
        plan.low_fen - low.fen,
        plan.high_fen - high.fen,
        _assumed(high),
    )


def _assumed(high: Estimate) -> list[str]:
    return [
        f"{own(fact.term)} {fact_text(fact, high.facts[fact.term.label], language())}"
        for fact in (*high.assumed, *high.decided)
    ]
