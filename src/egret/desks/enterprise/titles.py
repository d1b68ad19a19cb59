"""Which title could I reach? Facts from the file and a form, judged by the rules of today; nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from egret.base import clock
from egret.core.conditions import Value
from egret.core.maturity.numbers import number_text, plain
from egret.core.sizes import SizeClass
from egret.core.titles import Fact, FactRefused, Kind, Title, TitleRules, Verdict, judge, names_needed
from egret.desks.shared import words
from egret.desks.shared.access import needs
from egret.desks.shared.forms import DeskForm, MoneyField, dress
from egret.desks.shared.level import said
from egret.rooms.assessment import queries as levels
from egret.rooms.assessment.states import Stage
from egret.rooms.enterprise import queries as enterprises
from egret.rooms.enterprise.states import Title as Held
from egret.rooms.people.states import Permission

LADDER = (Title.INNOVATIVE, Title.SPECIALISED, Title.LITTLE_GIANT)
PERCENT = 100


class NumberField(forms.CharField):
    """A plain decimal of zero or more → an exact number; `whole` numbers and `per_cent` shares are those."""

    def __init__(self, *, whole: bool = False, per_cent: bool = False, **kwargs: Any) -> None:
        self.whole, self.per_cent = whole, per_cent
        super().__init__(max_length=40, **kwargs)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def clean(self, value: Any) -> Value | None:
        typed = super().clean(value)
        if not typed.strip():
            return None
        text = number_text(typed)
        if text is None or (self.whole and "." in text):
            raise forms.ValidationError(_("Write a plain number of zero or more, for instance 12."))
        number = Fraction(text)
        if self.per_cent:
            return number / PERCENT
        return int(number) if self.whole else number


def _field(fact: Fact) -> forms.Field:
    label = said(fact.label)
    match fact.kind:
        case Kind.MONEY:
            return MoneyField(
                label=_("%(name)s (%(unit)s)") % {"name": label, "unit": _("yuan")}, required=False
            )
        case Kind.SHARE:
            name = _("%(name)s (%(unit)s)") % {"name": label, "unit": "%"}
            return NumberField(per_cent=True, label=name, required=False)
        case Kind.COUNT | Kind.POINTS:
            return NumberField(whole=fact.kind is Kind.COUNT, label=label, required=False)
        case Kind.FLAG:
            choices = [("", _("not known")), ("yes", _("Yes")), ("no", _("No"))]
        case _:
            choices = [("", _("not known")), *((key, said(word)) for key, word in fact.words.items())]
    return forms.ChoiceField(label=label, choices=choices, required=False)


class TitleForm(DeskForm):
    def __init__(self, data: Any, facts: list[Fact], initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.facts = facts
        for fact in facts:
            self.fields[fact.id] = _field(fact)
            dress(self.fields[fact.id])

    def said(self) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for fact in self.facts:
            value = self.cleaned_data.get(fact.id)
            if value not in (None, ""):
                found[fact.id] = value == "yes" if fact.kind is Kind.FLAG else value
        return found


@dataclass(frozen=True, slots=True)
class Rung:
    """One title: its rules, the verdict, and each need with its facts that are missing."""

    rules: TitleRules
    name: str
    verdict: Verdict
    needs: list[tuple[str, str, list[str], bool]]
    points: str


@needs(Permission.OWN_FILE)
def titles(request: HttpRequest) -> HttpResponse:
    enterprise = enterprises.of_user(request.user)
    known, today = enterprises.titles(), clock.today()
    sets = [known.rules(title, today) for title in LADDER if _in_force(title, today)]
    wanted = {name for rules in sets for name in names_needed(known, rules)}
    form = TitleForm(
        request.GET or None,
        [fact for name, fact in known.facts.items() if name in wanted],
        _of_file(enterprise),
    )
    rungs: list[Rung] = []
    if not form.is_bound or form.is_valid():
        facts = form.said() if form.is_bound else _values(_of_file(enterprise), wanted)
        try:
            rungs = [_rung(rules, judge(known, rules, facts)) for rules in sets]
        except FactRefused as refused:
            form.add_error(refused.fact, _("This answer is not among those offered."))
    return render(
        request,
        "enterprise/titles.html",
        {"form": form, "rungs": rungs, "held": enterprise.title},
        status=422 if form.errors else 200,
    )


def _in_force(title: Title, today: Any) -> bool:
    try:
        enterprises.titles().rules(title, today)
    except KeyError:
        return False
    return True


def _of_file(enterprise: Any) -> dict[str, Any]:
    """What the file says, as the form shows it."""
    level = next(
        (
            found.level
            for stage in (Stage.ON_SITE, Stage.AFTER, Stage.BEFORE)
            if (found := levels.latest(enterprise, stage))
        ),
        None,
    )
    held = Held(enterprise.title)
    facts: dict[str, Any] = {
        "sme": "no" if enterprise.size_class == SizeClass.LARGE else "yes",
        "staff": enterprise.staff,
        "revenue_last": enterprise.revenue_fen,
        "first_tier_valid": "no" if held is Held.NONE else "yes",
        "specialised_valid": "yes" if held in (Held.SPECIALISED, Held.LITTLE_GIANT) else "no",
    }
    return facts if level is None else {**facts, "digital_level": level}


def _values(shown: dict[str, Any], wanted: set[str]) -> dict[str, Value]:
    return {
        name: {"yes": True, "no": False}[value] if isinstance(value, str) else value
        for name, value in shown.items()
        if name in wanted
    }


def _rung(rules: TitleRules, verdict: Verdict) -> Rung:
    known = enterprises.titles()
    labels = {need.code: said(need.label) for need in rules.needs}
    named = {**known.facts, **known.made}
    groups = {group.code: group for group in rules.groups}
    rows = [
        (
            labels[reason.code],
            reason.holds,
            [said(named[name].label) if name in named else _("points") for name in reason.missing],
            reason.verified,
        )
        for reason in verdict.reasons
    ]
    points = ""
    if groups:
        least, most = plain(verdict.least), plain(verdict.most)
        points = _("Points so far: %(least)s, at most %(most)s") % {"least": least, "most": most}
    return Rung(rules, words.of("title", rules.title), verdict, rows, points)
