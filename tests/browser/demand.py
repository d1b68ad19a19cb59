"""A demand of 80,000 yuan against the one listed enterprise, made by the journeys; its clicks are another test's."""

from datetime import datetime, timedelta
from fractions import Fraction
from random import Random

from tests.rooms.conftest import PDF

from egret.base import clock
from egret.journeys import pay
from egret.journeys.accept_and_award import accept_and_award
from egret.journeys.check_contract import check_contract
from egret.rooms.acceptance import actions as acceptances
from egret.rooms.acceptance.actions import Decision, Report
from egret.rooms.acceptance.states import Aspect, Finding
from egret.rooms.assessment import queries as assessments
from egret.rooms.enterprise import queries as enterprises
from egret.rooms.files import actions as files
from egret.rooms.people import queries as known
from egret.rooms.project import actions as projects
from egret.rooms.project.actions import Terms
from egret.rooms.provider import queries as providers
from egret.rooms.subsidy import queries as awarded
from egret.rooms.treasury import actions as treasury
from egret.simulation.answers import answers

WEEKS = timedelta(days=14)


def demanded():
    own = enterprises.visible_to(known.user("city")).get()
    user, at = known.users_of(own.organisation).get(), clock.now()
    people = {
        name: known.user(name) for name in ("city", "district", "assessor", "maker", "checker", "releaser")
    }
    paper = files.keep("合同.pdf", PDF, of=own.organisation, by=user, at=at)
    seller = providers.of_user(known.user("provider"))
    terms = Terms(seller, "改造", clock.today(), 20_000_000, {"software": 100_000_000}, paper)
    row = projects.file_contract(own, terms, by=user, at=at)
    row = projects.confirm(row.pk, version=row.version, by=known.user("provider"), at=at)
    row = check_contract(row.pk, version=row.version, by=people["district"], at=at)
    award = pay.close_award_notice(awarded.of_contract(row).get().pk, by=people["city"], at=at + WEEKS)
    order = pay.make_order(award.pk, by=people["maker"], at=at + WEEKS)
    treasury.check_order(order.pk, by=people["checker"], at=at + WEEKS)
    pay.release_order(order.pk, by=people["releaser"], at=at + WEEKS)
    pay.ask_bank(order.pk, by=people["releaser"], at=at + WEEKS)
    at = datetime(2025, 9, 1, 9, tzinfo=clock.CHINA)
    step = acceptances.request(row.pk, claimed_fen=100_000_000, summary="完成", proof=paper, by=user, at=at)
    step = acceptances.assign(
        step.pk, assessor=people["assessor"], version=step.version, by=people["city"], at=at
    )
    found = Report(
        visited_on=at.date(),
        aspects=dict.fromkeys(Aspect, (Finding.POOR, "未落实")),
        answers=answers(Random(0), assessments.standard(), 0),
        found_fen=100_000_000,
        satisfaction=1,
        recommends=False,
    )
    step = acceptances.report(step.pk, found, version=step.version, by=people["assessor"], at=at)
    decision = Decision(passes=False, reason="", version=step.version)
    accept_and_award(step.pk, decision, decided_rate=Fraction(0), by=people["city"], at=at)
    balance = awarded.of_contract(row).get(stage="balance")
    award = pay.close_award_notice(balance.pk, by=people["city"], at=at + WEEKS)
    clock.set_demo_clock(at + WEEKS)
    return award
