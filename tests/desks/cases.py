"""Rows for the public desk and the board, made by the rooms' own actions."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from egret.base.clock import CHINA
from egret.core.identifiers import made_credit_code
from egret.core.maturity.scoring import Answers
from egret.core.maturity.standard import Kind
from egret.rooms.acceptance import actions as acceptances
from egret.rooms.acceptance.actions import Decision, Report
from egret.rooms.acceptance.states import Aspect, Finding
from egret.rooms.assessment import queries as assessments
from egret.rooms.call import actions as calls
from egret.rooms.call.states import Verdict
from egret.rooms.enterprise import actions as enterprises
from egret.rooms.enterprise.actions import Particulars
from egret.rooms.files import actions as files
from egret.rooms.people import actions as people
from egret.rooms.people import queries as known
from egret.rooms.people.states import OrganisationKind, Role
from egret.rooms.project import actions as projects
from egret.rooms.project.actions import Terms
from egret.rooms.provider import actions as providers
from egret.rooms.provider.states import ProviderKind

PAPER = b"%PDF-1.4\n%%EOF\n"
DISTRICT, ELSEWHERE = "350211", "350212"


def moment(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 12, tzinfo=CHINA)


EARLY = moment(2024, 2, 1)


def officer(role: Role, place: str | None = None):
    return people.open_account(
        f"{role}{place or ''}", role=role, full_name=role.title(), place=place, by=known.system(), at=EARLY
    )


def provider():
    place = people.found_organisation("Provider", kind=OrganisationKind.PROVIDER, by=known.system(), at=EARLY)
    by = people.open_account(
        "provider", role=Role.PROVIDER, full_name="Provider", place=place, by=known.system(), at=EARLY
    )
    code = made_credit_code("350200", 99_999)
    return providers.admit(
        code, kind=next(iter(ProviderKind)), organisation=place, by=known.system(), at=EARLY
    ), by


def enterprise(serial: int, *, district: str = DISTRICT, above_scale: bool = True):
    place = people.found_organisation(
        f"Enterprise {serial}",
        kind=OrganisationKind.ENTERPRISE,
        district=district,
        by=known.system(),
        at=EARLY,
    )
    by = people.open_account(
        f"owner{serial}", role=Role.ENTERPRISE, full_name="Owner", place=place, by=known.system(), at=EARLY
    )
    said = Particulars(
        name=f"Enterprise {serial}",
        credit_code=made_credit_code("350200", serial),
        district=district,
        industry_code="3974",
        staff=120,
        revenue_fen=5_000_000_000,
        above_scale=above_scale,
        bank_name="Bank",
        account_no="95000001",
    )
    return enterprises.register(said, organisation=place, by=by, at=EARLY), by


def approved(serial: int, **particulars):
    """An application that both steps of the route passed."""
    found, by = enterprise(serial, **particulars)
    submission = calls.begin(found, by=by, at=EARLY)
    paper = files.keep("licence.pdf", PAPER, of=found.organisation, by=by, at=EARLY)
    answers = {
        "contact": "Lin", "phone": "0592-1234567", "main_product": "Chips", "links": ["design"],
        "budget": "100000", "finish_on": "2024-12-01", "licence": paper.pk, "pledge": True,
    }  # fmt: skip
    calls.keep_draft(submission.pk, answers)
    submission = calls.submit(submission.pk, by=by, at=EARLY)
    for role, place in ((Role.DISTRICT, found.district), (Role.CITY, None)):
        username = f"{role}{place or ''}"
        checker = known.user(username) if known.taken(username) else officer(role, place)
        submission = calls.check(
            submission.pk, verdict=Verdict.PASS, reason="", version=submission.version, by=checker, at=EARLY
        )
    return submission


def on_notice(count: int, first: int = 1):
    made = [approved(first + place) for place in range(count)]
    return made, calls.open_notice("2024", by=known.user("city"), at=EARLY)


def published(*enterprises_said):
    """A list of the enterprises that `approved` makes of each, published ten days after the notice opened."""
    for serial, said in enumerate(enterprises_said, 1):
        approved(serial, **said)
    notice = calls.open_notice("2024", by=known.user("city"), at=EARLY)
    return calls.publish_list(notice.pk, by=known.user("city"), at=EARLY + timedelta(days=10))


def contract(found, seller, *, at: datetime):
    by = known.users_of(found.organisation).get()
    paper = files.keep("contract.pdf", PAPER, of=found.organisation, by=by, at=at)
    terms = Terms(seller, "MES", date(2024, 3, 1), 10_000_00, {"software": 100_000_00}, paper)
    filed = projects.file_contract(found, terms, by=by, at=at)
    confirmed = projects.confirm(filed.pk, version=filed.version, by=by, at=at)
    return projects.check(
        filed.pk, version=confirmed.version, by=known.user(f"district{found.district}"), at=at
    )


def answers(level: int) -> Answers:
    """The best answers to every question, and every scenario at `level`."""
    standard = assessments.standard()
    best = {}
    for question in standard.questions:
        several = frozenset(option.key for option in question.options if not option.alone)
        one = max(question.options, key=lambda option: option.points)
        best[question.code] = frozenset({one.key}) if question.kind is Kind.SINGLE else several
    return Answers(best, {scenario.code: level for scenario in standard.scenarios})


def accepted(signed, *, level: int, at: datetime, passes: bool = True):
    by = known.users_of(signed.enterprise.organisation).get()
    city = known.user("city")
    assessor = known.user("assessor") if known.taken("assessor") else officer(Role.ASSESSOR)
    proof = files.keep("proof.pdf", PAPER, of=signed.enterprise.organisation, by=by, at=at)
    step = acceptances.request(signed.pk, claimed_fen=80_000_00, summary="Done", proof=proof, by=by, at=at)
    step = acceptances.assign(step.pk, assessor=assessor, version=step.version, by=city, at=at)
    aspects = dict.fromkeys(Aspect, (Finding.GOOD, ""))
    found = Report(at.date(), aspects, answers(level), 80_000_00, 5, recommends=passes)
    step = acceptances.report(step.pk, found, version=step.version, by=assessor, at=at)
    return acceptances.decide(step.pk, Decision(passes, "", step.version), by=city, at=at)
