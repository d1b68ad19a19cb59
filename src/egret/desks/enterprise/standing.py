"""Where an enterprise stands in the loop, and the one thing to do next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from egret.core.days import china_day
from egret.core.policy.clause import ACCEPTANCE_DECIDED, CONTRACT_CHECKED
from egret.desks.shared.templatetags.egret import day, own
from egret.rooms.acceptance import queries as acceptances
from egret.rooms.assessment import queries as assessments
from egret.rooms.assessment.states import Stage
from egret.rooms.call import queries as calls
from egret.rooms.city import queries as city
from egret.rooms.project import queries as projects
from egret.rooms.subsidy import queries as awarded

ARRIVED = {"paid", "recovered", "closed"}


@dataclass(frozen=True, slots=True)
class Standing:
    enterprise: Any
    assessed: Any
    submission: Any
    contract: Any
    acceptance: Any
    awards: tuple[Any, ...]

    def arrived(self, event: str) -> bool:
        """Whether the money that `event` brings has come, or there is none to come."""
        brought = [award for award in self.awards if award.event == event and award.state != "withdrawn"]
        return bool(brought) and all(award.state in ARRIVED for award in brought)

    def pays(self, event: str) -> bool:
        """Whether the contract's clause brings money at `event`; before a contract it is taken to do so."""
        return not self.contract or bool(awarded.clause_for(self.contract).stages_on(event))


@dataclass(frozen=True, slots=True)
class Step:
    """`url` is empty where the enterprise can only wait."""

    sentence: str
    button: str = ""
    url: str = ""


def of(enterprise: Any) -> Standing:
    return Standing(
        enterprise,
        assessments.latest(enterprise, Stage.BEFORE),
        calls.of_enterprise(enterprise).first(),
        projects.of_enterprise(enterprise),
        acceptances.of_enterprise(enterprise),
        tuple(awarded.of_enterprise(enterprise)),
    )


def steps(standing: Standing) -> list[tuple[str, str]]:
    """Every step of the loop with where it stands: done, now (the first that is not done), later."""
    submission, contract, acceptance = standing.submission, standing.contract, standing.acceptance
    done = [
        (_("Registered"), True),
        (_("Self-assessed"), standing.assessed is not None),
        (_("Applied"), bool(submission and submission.state not in ("draft", "returned"))),
        (_("Listed"), bool(submission and submission.state == "listed")),
        (_("Contract"), bool(contract and contract.state == "checked")),
        *([(_("Advance"), standing.arrived(CONTRACT_CHECKED))] if standing.pays(CONTRACT_CHECKED) else []),
        (_("Acceptance"), bool(acceptance and acceptance.state in ("passed", "failed"))),
        *(
            [(_("Balance"), standing.arrived(ACCEPTANCE_DECIDED))]
            if standing.pays(ACCEPTANCE_DECIDED)
            else []
        ),
    ]
    now = next((place for place, (_label, is_done) in enumerate(done) if not is_done), len(done))
    return [
        (label, "done" if is_done else "now" if place == now else "later")
        for place, (label, is_done) in enumerate(done)
    ]


def following(standing: Standing, at: datetime) -> Step:
    """The ONE next thing."""
    if standing.contract:
        return _after_contract(standing, at)
    if standing.submission and standing.submission.state == "listed":
        return Step(
            _("You are a pilot enterprise. Sign a contract with a provider of the pool, then file it here."),
            _("File the contract"),
            reverse("enterprise:contract"),
        )
    if not standing.assessed:
        return Step(
            _("Begin with your digital level: 15 questions and 16 scenarios, about half an hour."),
            _("Assess my digital level"),
            reverse("enterprise:assess"),
        )
    if not standing.enterprise.pilot_industry:
        return Step(_("The programme is for the pilot industries; your industry code is not among them."))
    return _application(standing, at)


def _application(standing: Standing, at: datetime) -> Step:
    submission, batch = standing.submission, city.open_batch(china_day(at))
    url = reverse("enterprise:apply")
    match submission.state if submission else "":
        case "returned":
            return Step(
                _("Your application came back: see why, mend it, hand it in again."), _("Mend it"), url
            )
        case "in_review":
            return Step(_("Your application is being checked. There is nothing to do now."))
        case "approved":
            return Step(_("Your application was approved. It goes on public notice next; nothing to do now."))
        case "on_notice":
            return Step(_("You are on public notice. When it is over, the list is published."))
        case "draft" if batch and submission.batch == batch.id:
            return Step(_("Your application is begun and not handed in yet."), _("Go on with it"), url)
        case "refused" if not batch or submission.batch == batch.id:
            return Step(_("Your application was refused."), _("See why"), url)
    if not batch:
        return Step(_("No batch is open for applications today."), _("See the batches"), url)
    names = {"batch": own(batch.term), "day": day(batch.closes_on)}
    return Step(_("%(batch)s is open until %(day)s.") % names, _("Apply"), url)


def _after_contract(standing: Standing, at: datetime) -> Step:
    contract, acceptance = standing.contract, standing.acceptance
    match contract.state:
        case "filed":
            return Step(_("Your contract is with the provider, who confirms it."))
        case "confirmed":
            return Step(_("Your provider confirmed the contract; your district checks it now."))
        case "returned":
            return Step(
                _("Your contract came back: see why, mend it, file it again."),
                _("Mend it"),
                reverse("enterprise:contract"),
            )
    if any(award.state == "recovery_due" for award in standing.awards):
        return Step(
            _("Money that you received must be paid back."), _("See how"), reverse("enterprise:money")
        )
    if acceptance:
        return _after_request(standing)
    batch = city.batch(contract.batch)
    days = {"first": day(batch.accepts_from), "last": day(batch.accepts_to)}
    if china_day(at) > batch.accepts_to:
        return Step(_("Acceptance of your batch ended on %(last)s. Speak with your district.") % days)
    if china_day(at) < batch.accepts_from:
        return Step(_("Do the work. Acceptance of your batch runs from %(first)s to %(last)s.") % days)
    return Step(
        _("Is the work finished and in use? Then ask for acceptance, until %(last)s.") % days,
        _("Request acceptance"),
        reverse("enterprise:acceptance"),
    )


def _after_request(standing: Standing) -> Step:
    match standing.acceptance.state:
        case "requested":
            return Step(_("You asked for acceptance. An assessor will be sent to you."))
        case "assigned":
            return Step(_("An assessor will visit you. Have contract, invoices and the systems at hand."))
        case "reported":
            return Step(_("The assessor has reported. The city decides next."))
    if standing.arrived(ACCEPTANCE_DECIDED) or not standing.pays(ACCEPTANCE_DECIDED):
        return Step(_("All is done."), _("See the money"), reverse("enterprise:money"))
    return Step(
        _("The acceptance is decided. Your money is on its way."),
        _("See the money"),
        reverse("enterprise:money"),
    )
