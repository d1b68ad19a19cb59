"""Brings one enterprise to a wanted place of the loop, through the same actions as in life."""

from datetime import date, datetime
from fractions import Fraction
from random import Random
from types import SimpleNamespace

from tests.money import funded

from egret.base.clock import CHINA
from egret.core.identifiers import made_credit_code
from egret.journeys import pay
from egret.journeys.accept_and_award import accept_and_award
from egret.journeys.check_contract import check_contract
from egret.journeys.register_enterprise import register_enterprise
from egret.rooms.acceptance import actions as acceptances
from egret.rooms.acceptance.actions import Decision, Report
from egret.rooms.acceptance.states import Aspect, Finding
from egret.rooms.assessment import queries as assessments
from egret.rooms.call import actions as calls
from egret.rooms.call.states import Verdict
from egret.rooms.city import actions as city
from egret.rooms.enterprise.actions import Particulars
from egret.rooms.files import actions as files
from egret.rooms.people import actions as people
from egret.rooms.people import queries as known
from egret.rooms.people.states import OrganisationKind, Role
from egret.rooms.project import actions as projects
from egret.rooms.project.actions import Terms
from egret.rooms.provider import actions as providers
from egret.rooms.provider.states import ProviderKind
from egret.rooms.subsidy import queries as awarded
from egret.rooms.treasury import actions as treasury
from egret.simulation.answers import answers

PAPER = b"%PDF-1.4\n%%EOF\n"
DISTRICT = "350206"


def on(year, month, day):
    return datetime(year, month, day, 10, tzinfo=CHINA)


OPENED, APPLIED, NOTICED, LISTED = on(2024, 1, 2), on(2024, 1, 8), on(2024, 1, 15), on(2024, 1, 23)
SIGNED, CHECKED, CONFIRMED, PAID = on(2024, 2, 1), on(2024, 2, 5), on(2024, 2, 19), on(2024, 2, 20)
REQUESTED, REPORTED, DECIDED, DUE = on(2024, 9, 2), on(2024, 9, 9), on(2024, 9, 12), on(2024, 9, 24)
SPEND = 100_000_000


def offices(allotted=10**10):
    """Everybody who serves; `allotted` fen lie ready in each of two fund sources."""
    system = known.system()

    def opened(username, role, place=None):
        return people.open_account(username, role=role, full_name=username, place=place, by=system, at=OPENED)

    body = people.found_organisation("服务商", kind=OrganisationKind.PROVIDER, by=system, at=OPENED)
    here = SimpleNamespace(
        city=opened("city", Role.CITY),
        district=opened("district", Role.DISTRICT, DISTRICT),
        assessor=opened("assessor", Role.ASSESSOR),
        maker=opened("maker", Role.FINANCE),
        checker=opened("checker", Role.FINANCE),
        releaser=opened("releaser", Role.FINANCE),
        signer=opened("signer", Role.PROVIDER, body),
    )
    code = made_credit_code("350200", 99_999)
    here.provider = providers.admit(
        code, kind=ProviderKind.INTEGRATOR, organisation=body, by=here.city, at=OPENED
    )
    city.release_pack(by=here.city, at=OPENED)
    funded(allotted, by=here.maker, at=OPENED, sources={"central", "city"})
    return here


def listed(here, serial=1, account_no="95000001"):
    """A pilot enterprise of the first batch, with its owner."""
    said = Particulars(
        name=f"厦门示例{serial}号电子有限公司",
        credit_code=made_credit_code("350200", serial),
        district=DISTRICT,
        industry_code="3974",
        staff=120,
        revenue_fen=5_000_000_000,
        above_scale=True,
        bank_name="示例银行",
        account_no=account_no,
    )
    own, user = register_enterprise(said, username=f"owner-{serial}", full_name="甲", at=OPENED)
    licence = files.keep("执照.pdf", PAPER, of=own.organisation, by=user, at=APPLIED)
    draft = calls.begin(own, by=user, at=APPLIED)
    given = {
        "contact": "甲",
        "phone": "0592-5551234",
        "main_product": "传感器件",
        "links": ["production"],
        "budget": "1,000,000.00",
        "finish_on": "2024-12-31",
        "licence": str(licence.pk),
        "pledge": True,
    }
    calls.keep_draft(draft.pk, given)
    row = calls.submit(draft.pk, by=user, at=APPLIED)
    for officer in (here.district, here.city):
        row = calls.check(
            row.pk, verdict=Verdict.PASS, reason="", version=row.version, by=officer, at=APPLIED
        )
    notice = calls.open_notice("2024", by=here.city, at=NOTICED)
    calls.publish_list(notice.pk, by=here.city, at=LISTED)
    return SimpleNamespace(own=own, user=user)


def confirmed(here, firm, first_payment_fen=20_000_000):
    """The contract that the provider signed too; the district has it before it."""
    paper = files.keep("合同.pdf", PAPER, of=firm.own.organisation, by=firm.user, at=SIGNED)
    terms = Terms(
        provider=here.provider,
        title="数字化改造",
        signed_on=date(2024, 2, 1),
        first_payment_fen=first_payment_fen,
        costs={"software": SPEND, "other": 0},
        paper=paper,
    )
    contract = projects.file_contract(firm.own, terms, by=firm.user, at=SIGNED)
    return projects.confirm(contract.pk, version=contract.version, by=here.signer, at=SIGNED)


def checked(here, contract):
    return check_contract(contract.pk, version=contract.version, by=here.district, at=CHECKED)


def award_of(contract, stage):
    return awarded.of_contract(contract).get(stage=stage)


def sent(here, award, at=PAID):
    """An order for the award, at the bank."""
    order = pay.make_order(award.pk, by=here.maker, at=at)
    treasury.check_order(order.pk, by=here.checker, at=at)
    return pay.release_order(order.pk, by=here.releaser, at=at)


def advanced(here, serial=1, **given):
    """A contract whose advance has arrived."""
    firm = listed(here, serial)
    contract = checked(here, confirmed(here, firm, **given))
    award = pay.close_award_notice(award_of(contract, "advance").pk, by=here.city, at=CONFIRMED)
    pay.ask_bank(sent(here, award).pk, by=known.system(), at=PAID)
    return SimpleNamespace(own=firm.own, user=firm.user, contract=contract)


def reported(here, case, level=2, recommends=True):
    """An acceptance that the assessor has reported on."""
    proof = files.keep("发票.pdf", PAPER, of=case.own.organisation, by=case.user, at=REQUESTED)
    row = acceptances.request(
        case.contract.pk, claimed_fen=SPEND, summary="完成", proof=proof, by=case.user, at=REQUESTED
    )
    row = acceptances.assign(row.pk, assessor=here.assessor, version=row.version, by=here.city, at=REQUESTED)
    found = Report(
        visited_on=REPORTED.date(),
        aspects=dict.fromkeys(Aspect, (Finding.GOOD, "一致")),
        answers=answers(Random(level), assessments.standard(), level),
        found_fen=SPEND,
        satisfaction=5,
        recommends=recommends,
    )
    return acceptances.report(row.pk, found, version=row.version, by=here.assessor, at=REPORTED)


def decided(here, row, passes=True, rate=Fraction(2, 5)):
    return accept_and_award(
        row.pk,
        Decision(passes=passes, reason="范围核减" if rate < Fraction(2, 5) else "", version=row.version),
        decided_rate=rate,
        by=here.city,
        at=DECIDED,
    )
