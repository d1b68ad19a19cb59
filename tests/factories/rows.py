"""A row of each table, for tests that need one standing there. What has a history comes from `tests.journeys.loop`."""

from datetime import date, datetime, timedelta

import factory
from factory.django import DjangoModelFactory

from egret.base.clock import CHINA
from egret.core.banking.hostile import founded
from egret.core.chain import GENESIS
from egret.core.identifiers import made_credit_code
from egret.core.sizes import SizeClass
from egret.rooms.acceptance.models import Acceptance
from egret.rooms.assessment.models import (
    Assessment,
    EarlierResult,
    LevelPlan,
    PublicAssessment,
    SecondRating,
    WrongCode,
)
from egret.rooms.assessment.states import Stage
from egret.rooms.call.models import Check, Objection, PublicNotice, PublishedList, Serial, Submission
from egret.rooms.call.states import Verdict
from egret.rooms.city.models import PackDraft, PackRelease
from egret.rooms.enterprise.models import Enterprise
from egret.rooms.exchange.models import SimulatedBank
from egret.rooms.files.models import Attachment
from egret.rooms.indicator.models import ReportedFigure
from egret.rooms.notice.models import Message
from egret.rooms.people.models import Organisation, User
from egret.rooms.people.states import OrganisationKind, Role
from egret.rooms.project.models import Contract
from egret.rooms.provider.models import Provider
from egret.rooms.provider.states import ProviderKind
from egret.rooms.subsidy.models import (
    Award,
    AwardLine,
    AwardObjection,
    BudgetShare,
    Claim,
    ClaimDocument,
    ClaimEvidence,
    ExternalAward,
    ExternalReturn,
    RecordedFact,
    Reform,
    SharePart,
)
from egret.rooms.trail.models import Act, Checkpoint, Head

NOON = datetime(2025, 6, 18, 12, tzinfo=CHINA)
SHA = "0" * 64
WEEK = timedelta(days=7)


class ActFactory(DjangoModelFactory):
    class Meta:
        model = Act

    seq = factory.Sequence(lambda n: n + 1)
    at = NOON
    actor, role, verb, subject, case = "user:1", "city", "thing.done", "thing:1", "enterprise:1"
    body = factory.Dict({})
    algorithm = "sha256"
    prev_hash = GENESIS
    hash = factory.Sequence(lambda n: f"{n:064x}")


class HeadFactory(DjangoModelFactory):
    class Meta:
        model = Head

    id = 1
    size = 0
    hash = GENESIS


class CheckpointFactory(DjangoModelFactory):
    class Meta:
        model = Checkpoint

    size = factory.Sequence(lambda n: n + 1)
    hash = SHA
    text = "egret/xiamen"
    at = NOON


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    kind = OrganisationKind.ENTERPRISE
    name = factory.Sequence(lambda n: f"厦门示例{n}号电子有限公司")


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"user-{n}")
    full_name = "示例"
    role = Role.CITY
    password = "!"


class MessageFactory(DjangoModelFactory):
    class Meta:
        model = Message

    organisation = factory.SubFactory(OrganisationFactory)
    text, text_en, path = "收到", "Received", "/"
    sent_at = NOON
    sent_by = factory.SubFactory(UserFactory)


class AttachmentFactory(DjangoModelFactory):
    class Meta:
        model = Attachment

    organisation = factory.SubFactory(OrganisationFactory)
    name, media_type, size, sha256 = "合同.pdf", "application/pdf", 5, SHA
    uploaded_at = NOON
    uploaded_by = factory.SubFactory(UserFactory)


class PackReleaseFactory(DjangoModelFactory):
    class Meta:
        model = PackRelease

    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    pack_id, version = "xiamen", "2024.1"
    files = factory.Dict({})
    released_at = NOON
    released_by = factory.SubFactory(UserFactory)


class PackDraftFactory(DjangoModelFactory):
    class Meta:
        model = PackDraft

    title, why = "提高二级上限", "依据通知"
    base_sha = follows_sha = SHA
    files = factory.Dict({})
    drafted_at = NOON
    drafted_by = factory.SubFactory(UserFactory)


class EnterpriseFactory(DjangoModelFactory):
    class Meta:
        model = Enterprise

    organisation = factory.SubFactory(OrganisationFactory)
    credit_code = factory.Sequence(lambda n: made_credit_code("350206", n))
    name = factory.SelfAttribute("organisation.name")
    district, industry_code, pilot_industry = "350206", "3974", "electronic-devices"
    staff, revenue_fen, size_class, above_scale = 120, 5_000_000_000, SizeClass.SMALL, True
    bank_name, account_no = "示例银行", "95000001"
    registered_at = NOON
    registered_by = factory.SubFactory(UserFactory)


class ProviderFactory(DjangoModelFactory):
    class Meta:
        model = Provider

    organisation = factory.SubFactory(OrganisationFactory, kind=OrganisationKind.PROVIDER)
    credit_code = factory.Sequence(lambda n: made_credit_code("350203", n))
    name = factory.SelfAttribute("organisation.name")
    kind = ProviderKind.SPECIALIST
    admitted_at = NOON
    admitted_by = factory.SubFactory(UserFactory)


class SerialFactory(DjangoModelFactory):
    class Meta:
        model = Serial

    batch = factory.Sequence(str)


class PublicNoticeFactory(DjangoModelFactory):
    class Meta:
        model = PublicNotice

    no = factory.Sequence(lambda n: f"2025-{n:02d}")
    batch = "2025"
    opened_at = NOON
    opened_by = factory.SubFactory(UserFactory)
    closes_at = NOON + WEEK


class SubmissionFactory(DjangoModelFactory):
    class Meta:
        model = Submission

    batch = "2025"
    enterprise = factory.SubFactory(EnterpriseFactory)
    pack_sha = SHA


class CheckFactory(DjangoModelFactory):
    class Meta:
        model = Check

    submission = factory.SubFactory(SubmissionFactory)
    step, verdict = "district", Verdict.PASS
    checked_at = NOON
    checked_by = factory.SubFactory(UserFactory)


class ObjectionFactory(DjangoModelFactory):
    class Meta:
        model = Objection

    submission = factory.SubFactory(SubmissionFactory)
    name, contact, text = "市民", "someone@example.invalid", "不符"
    filed_at = NOON


class PublishedListFactory(DjangoModelFactory):
    class Meta:
        model = PublishedList

    notice = factory.SubFactory(PublicNoticeFactory)
    no = factory.SelfAttribute("notice.no")
    batch = "2025"
    content, sha256 = "{}", SHA
    published_at = NOON
    published_by = factory.SubFactory(UserFactory)


class AssessmentFactory(DjangoModelFactory):
    class Meta:
        model = Assessment

    enterprise = factory.SubFactory(EnterpriseFactory)
    stage, standard = Stage.BEFORE, "2024-manufacturing"
    choices = factory.Dict({})
    scenes = factory.Dict({})
    score_milli, level = 30_000, 1
    assessed_at = NOON
    assessed_by = factory.SubFactory(UserFactory)


class SecondRatingFactory(DjangoModelFactory):
    class Meta:
        model = SecondRating

    first = factory.SubFactory(AssessmentFactory, stage=Stage.ON_SITE)
    assessor = factory.SubFactory(UserFactory)
    asked_at = NOON
    asked_by = factory.SubFactory(UserFactory)


class PublicAssessmentFactory(DjangoModelFactory):
    class Meta:
        model = PublicAssessment

    code_sha = factory.Sequence(lambda n: f"{n:064x}")
    standard = "2024-manufacturing"
    industry_code, size_class, district = "3974", SizeClass.SMALL, "350206"
    begun_at = changed_at = NOON
    expires_on = date(2025, 12, 18)


class WrongCodeFactory(DjangoModelFactory):
    class Meta:
        model = WrongCode

    source, hour, count = SHA, 486_000, 1


class LevelPlanFactory(DjangoModelFactory):
    class Meta:
        model = LevelPlan

    assessment = factory.SubFactory(AssessmentFactory)
    enterprise = factory.SelfAttribute("assessment.enterprise")
    target, by, steps = 2, "cost", ["F1.B"]
    low_fen, high_fen, months, proven = 3_000_000, 8_000_000, 2, True
    pack_sha = SHA
    planned_at = NOON
    planned_by = factory.SubFactory(UserFactory)


class EarlierResultFactory(DjangoModelFactory):
    class Meta:
        model = EarlierResult

    enterprise = factory.SubFactory(EnterpriseFactory)
    standard, level, given_on, source = "2022-manufacturing", 1, date(2023, 5, 1), "诊断报告"
    recorded_at = NOON
    recorded_by = factory.SubFactory(UserFactory)


class ContractFactory(DjangoModelFactory):
    class Meta:
        model = Contract

    enterprise = factory.SubFactory(EnterpriseFactory)
    provider = factory.SubFactory(ProviderFactory)
    batch, title = "2025", "数字化改造"
    signed_on = date(2025, 6, 18)
    amount_fen, first_payment_fen = 50_000_000, 15_000_000
    costs = factory.Dict({"software": 50_000_000})
    paper = factory.SubFactory(AttachmentFactory)
    filed_at = NOON
    filed_by = factory.SubFactory(UserFactory)


class AcceptanceFactory(DjangoModelFactory):
    class Meta:
        model = Acceptance

    contract = factory.SubFactory(ContractFactory)
    claimed_fen, summary = 50_000_000, "完成"
    proof = factory.SubFactory(AttachmentFactory)
    requested_at = NOON
    requested_by = factory.SubFactory(UserFactory)


class AwardFactory(DjangoModelFactory):
    class Meta:
        model = Award

    no = factory.Sequence(lambda n: f"2025-{n:05d}-8-advance")
    contract = factory.SubFactory(ContractFactory)
    enterprise = factory.SelfAttribute("contract.enterprise")
    clause, stage, event, pack_sha = "8", "advance", "contract_checked", SHA
    facts = factory.Dict({})
    due_fen, settled_fen, delta_fen = 6_000_000, 0, 6_000_000
    awarded_at = NOON
    awarded_by = factory.SubFactory(UserFactory)
    notice_closes_at = NOON + WEEK


class AwardLineFactory(DjangoModelFactory):
    class Meta:
        model = AwardLine

    award = factory.SubFactory(AwardFactory)
    place, label, label_en, fen = 1, "首期款", "advance", 6_000_000
    article, calculation, calculation_en = "四（五）8", "150,000.00 × 40%", "150,000.00 × 40%"


class ClaimFactory(DjangoModelFactory):
    class Meta:
        model = Claim

    enterprise = factory.SubFactory(EnterpriseFactory)
    clause, period, way, pack_sha = "8", "2025", "claim", SHA
    begun_at = NOON
    begun_by = factory.SubFactory(UserFactory)


class ClaimEvidenceFactory(DjangoModelFactory):
    class Meta:
        model = ClaimEvidence

    claim = factory.SubFactory(ClaimFactory)
    fact = "fee"
    file = factory.SubFactory(AttachmentFactory)


class ClaimDocumentFactory(DjangoModelFactory):
    class Meta:
        model = ClaimDocument

    claim = factory.SubFactory(ClaimFactory)
    fact, kind, cost = "software_net", "发票", "software"
    no = factory.Sequence(lambda n: f"2435{n:016d}")
    dated_on = date(2025, 3, 3)
    fen, tax_fen = 11_300_00, 1_300_00
    file = factory.SubFactory(AttachmentFactory)


class BudgetShareFactory(DjangoModelFactory):
    class Meta:
        model = BudgetShare

    line, pack_sha, digest = "equipment", SHA, SHA
    left_fen, wanted_fen, claims = 6_000_000, 9_000_000, 1
    proposed_at = NOON
    proposed_by = factory.SubFactory(UserFactory)


class SharePartFactory(DjangoModelFactory):
    class Meta:
        model = SharePart

    share = factory.SubFactory(BudgetShareFactory)
    claim = factory.SubFactory(ClaimFactory)
    place, claimed_on = 1, date(2025, 6, 1)
    want_fen, part_fen = 9_000_000, 6_000_000


class ExternalAwardFactory(DjangoModelFactory):
    class Meta:
        model = ExternalAward

    enterprise = factory.SubFactory(EnterpriseFactory)
    external, fen, received_on = "city-upgrade", 6_000_000, date(2025, 6, 1)
    evidence = factory.SubFactory(AttachmentFactory)
    recorded_at = NOON
    recorded_by = factory.SubFactory(UserFactory)


class ExternalReturnFactory(DjangoModelFactory):
    class Meta:
        model = ExternalReturn

    award = factory.SubFactory(ExternalAwardFactory)
    fen, returned_on = 6_000_000, date(2025, 6, 10)
    evidence = factory.SubFactory(AttachmentFactory)
    recorded_at = NOON
    recorded_by = factory.SubFactory(UserFactory)


class RecordedFactFactory(DjangoModelFactory):
    class Meta:
        model = RecordedFact

    enterprise = factory.SubFactory(EnterpriseFactory)
    fact, value = "benchmark_title", "智能制造优秀场景"
    evidence = factory.SubFactory(AttachmentFactory)
    recorded_at = NOON
    recorded_by = factory.SubFactory(UserFactory)


class AwardObjectionFactory(DjangoModelFactory):
    class Meta:
        model = AwardObjection

    award = factory.SubFactory(AwardFactory)
    name, contact, text = "市民", "someone@example.invalid", "不符"
    filed_at = NOON


class ReformFactory(DjangoModelFactory):
    class Meta:
        model = Reform

    title, title_en = "二级上限提高到30万元", "Cap of level 2 to 300,000"
    changes = factory.LazyFunction(
        lambda: [{"clause": "8", "param": "分级上限", "cell": "二级", "value": "30万元"}]
    )
    pack_sha = SHA
    made_at = NOON
    made_by = factory.SubFactory(UserFactory)


class ReportedFigureFactory(DjangoModelFactory):
    class Meta:
        model = ReportedFigure

    indicator, period, count, evidence = "cloud", "year-1", 500, "台账"
    reported_at = NOON
    reported_by = factory.SubFactory(UserFactory)


class SimulatedBankFactory(DjangoModelFactory):
    class Meta:
        model = SimulatedBank

    state = factory.LazyFunction(lambda: founded("9900000000000001", 10**12))
