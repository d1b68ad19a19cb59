"""Rows on their way through the loop, made by the same actions and journeys that people take."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from tests.money import granted
from tests.rooms.conftest import PDF, particulars

from egret.base.clock import CHINA
from egret.core.identifiers import made_credit_code
from egret.core.maturity.scoring import Answers
from egret.core.maturity.standard import Kind
from egret.journeys import pay
from egret.journeys.check_contract import check_contract
from egret.journeys.register_enterprise import register_enterprise
from egret.rooms.acceptance import actions as acceptances
from egret.rooms.acceptance.actions import Report
from egret.rooms.acceptance.states import Aspect, Finding
from egret.rooms.assessment import actions as assessing
from egret.rooms.assessment import queries as assessments
from egret.rooms.assessment.states import Stage
from egret.rooms.call import actions as calls
from egret.rooms.call.states import Verdict
from egret.rooms.city import actions as city
from egret.rooms.files import actions as files
from egret.rooms.people import actions as people
from egret.rooms.people import queries as known
from egret.rooms.people.states import OrganisationKind, Role
from egret.rooms.project import actions as projects
from egret.rooms.project.actions import Terms
from egret.rooms.provider import actions as pool
from egret.rooms.provider import queries as providers
from egret.rooms.provider.states import ProviderKind
from egret.rooms.subsidy import queries as awarded
from egret.rooms.treasury import actions as treasury
from egret.rooms.treasury.actions import Pot

HERE, ELSEWHERE = "350206", "350211"
START = datetime(2025, 3, 3, 10, tzinfo=CHINA)  # a Monday
LISTED = datetime(2025, 4, 1, 10, tzinfo=CHINA)
SIGNED = datetime(2025, 4, 7, 10, tzinfo=CHINA)
PAYING = datetime(2025, 4, 21, 10, tzinfo=CHINA)
VISITED = datetime(2025, 9, 1, 10, tzinfo=CHINA)
ROLES = {
    "city": (Role.CITY, None),
    "district": (Role.DISTRICT, HERE),
    "elsewhere": (Role.DISTRICT, ELSEWHERE),
    "maker": (Role.FINANCE, None),
    "checker": (Role.FINANCE, None),
    "releaser": (Role.FINANCE, None),
    "auditor": (Role.AUDITOR, None),
    "assessor": (Role.ASSESSOR, None),
}


def open_offices():
    """Everybody who serves, a provider, the pack and a budget; people by user name afterwards."""
    system = known.system()
    for username, (role, place) in ROLES.items():
        people.open_account(username, role=role, full_name=username, place=place, by=system, at=START)
    finance = known.user("maker")
    city.release_pack(by=known.user("city"), at=START)
    for source, fund in granted({"central": 800_000_000, "city": 200_000_000}, by=finance, at=START).items():
        treasury.allot(fund, Pot("transformation", "8"), fund.fen, key=source, by=finance, at=START)
    place = people.found_organisation("示例服务商", kind=OrganisationKind.PROVIDER, by=system, at=START)
    people.open_account(
        "provider", role=Role.PROVIDER, full_name="provider", place=place, by=system, at=START
    )
    code = made_credit_code("350200", 90_001)
    pool.admit(code, kind=ProviderKind.INTEGRATOR, organisation=place, by=system, at=START)


def handed_in(serial=1, *, district=HERE, at=START, **changed):
    said = replace(particulars(serial), district=district, **changed)
    enterprise, owner = register_enterprise(said, username=f"owner{serial}", full_name="甲", at=at)
    assessing.assess(enterprise, answers(1), stage=Stage.BEFORE, by=owner, at=at)
    draft = calls.begin(enterprise, by=owner, at=at)
    licence = files.keep("licence.pdf", PDF, of=enterprise.organisation, by=owner, at=at)
    said = {
        "contact": "甲", "phone": "0592-5551234", "main_product": "传感器件", "links": ["design", "production"],
        "budget": "600000", "finish_on": "2025-10-01", "licence": licence.pk, "pledge": True,
    }  # fmt: skip
    calls.keep_draft(draft.pk, said)
    return calls.submit(draft.pk, by=owner, at=at)


def approved(serial=1, **changed):
    submission = handed_in(serial, **changed)
    for username in ("district", "city"):
        by = known.user(username)
        submission = calls.check(
            submission.pk, verdict=Verdict.PASS, reason="", version=submission.version, by=by, at=START
        )
    return submission


def on_notice(*serials):
    made = [approved(serial) for serial in serials]
    return made, calls.open_notice("2025", by=known.user("city"), at=START + timedelta(days=1))


def listed(*serials):
    made, notice = on_notice(*serials)
    calls.publish_list(notice.pk, by=known.user("city"), at=LISTED)
    return [submission.enterprise for submission in made]


def confirmed_contract(enterprise):
    owner, seller = owner_of(enterprise), known.user("provider")
    paper = files.keep("contract.pdf", PDF, of=enterprise.organisation, by=owner, at=SIGNED)
    costs = {"software": 400_000_00, "device": 200_000_00}
    provider = providers.of_user(seller)
    terms = Terms(provider, "制造执行系统", SIGNED.date(), 200_000_00, costs, paper)
    filed = projects.file_contract(enterprise, terms, by=owner, at=SIGNED)
    return projects.confirm(filed.pk, version=filed.version, by=seller, at=SIGNED)


def awarded_advances(*serials):
    """Checked contracts and the advances that follow, payable now."""
    awards = []
    for enterprise in listed(*serials):
        contract = confirmed_contract(enterprise)
        check_contract(contract.pk, version=contract.version, by=known.user("district"), at=SIGNED)
        [award] = awarded.of_contract(contract)
        awards.append(pay.close_award_notice(award.pk, by=known.system(), at=PAYING))
    return awards


def orders_made(*serials):
    return [
        pay.make_order(award.pk, by=known.user("maker"), at=PAYING) for award in awarded_advances(*serials)
    ]


def paid(order):
    treasury.check_order(order.pk, by=known.user("checker"), at=PAYING)
    pay.release_order(order.pk, by=known.user("releaser"), at=PAYING)
    return pay.ask_bank(order.pk, by=known.user("releaser"), at=PAYING)


def reported(contract, *, recommends=True):
    owner, assessor, by = owner_of(contract.enterprise), known.user("assessor"), known.user("city")
    proof = files.keep("proof.pdf", PDF, of=contract.enterprise.organisation, by=owner, at=VISITED)
    step = acceptances.request(
        contract.pk, claimed_fen=600_000_00, summary="上线", proof=proof, by=owner, at=VISITED
    )
    step = acceptances.assign(step.pk, assessor=assessor, version=step.version, by=by, at=VISITED)
    aspects = dict.fromkeys(Aspect, (Finding.GOOD, ""))
    found = Report(VISITED.date(), aspects, answers(2), 600_000_00, 5, recommends)
    return acceptances.report(step.pk, found, version=step.version, by=assessor, at=VISITED)


def owner_of(enterprise):
    return known.users_of(enterprise.organisation).get()


def answers(level):
    """The best answers to every question, and every scenario at `level`."""
    standard = assessments.standard()
    best = {}
    for question in standard.questions:
        several = frozenset(option.key for option in question.options if not option.alone)
        one = max(question.options, key=lambda option: option.points)
        best[question.code] = frozenset({one.key}) if question.kind is Kind.SINGLE else several
    return Answers(best, {scenario.code: level for scenario in standard.scenarios})
