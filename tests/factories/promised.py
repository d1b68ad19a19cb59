"""A row of each table that promises beside the books: vouchers, plans, sanctions, simulated wallets."""

from datetime import date

import factory
from factory.django import DjangoModelFactory
from tests.factories.rows import (
    NOON,
    SHA,
    AttachmentFactory,
    AwardFactory,
    EnterpriseFactory,
    ProviderFactory,
    UserFactory,
)

from egret.rooms.exchange.models import SimulatedWallet
from egret.rooms.treasury.models import (
    Instalment,
    InstalmentPlan,
    Recovery,
    Redemption,
    Sanction,
    Voucher,
)


class VoucherFactory(DjangoModelFactory):
    class Meta:
        model = Voucher

    no = factory.Sequence(lambda n: f"V2025-{n:05d}")
    scheme, pack_sha, face_fen = "innovation", SHA, 2_000_000
    enterprise = factory.SubFactory(EnterpriseFactory)
    expires_on = date(2026, 6, 18)
    issued_at = NOON
    issued_by = factory.SubFactory(UserFactory)


class RedemptionFactory(DjangoModelFactory):
    class Meta:
        model = Redemption

    voucher = factory.SubFactory(VoucherFactory, state="locked")
    no = factory.SelfAttribute("voucher.no")
    provider = factory.SubFactory(ProviderFactory)
    service, signed_on, contract_fen = "software", date(2025, 6, 18), 3_000_000
    contract_no = factory.Sequence(lambda n: f"HT-{n}")
    paper = factory.SubFactory(AttachmentFactory)
    paper_sha = factory.Sequence(lambda n: f"{n:064x}")
    locked_at = NOON
    locked_by = factory.SubFactory(UserFactory)


class RecoveryFactory(DjangoModelFactory):
    class Meta:
        model = Recovery

    award = factory.SubFactory(AwardFactory)
    fen, received_on = 100, date(2025, 6, 18)
    entered_at = NOON
    entered_by = factory.SubFactory(UserFactory)


class InstalmentPlanFactory(DjangoModelFactory):
    class Meta:
        model = InstalmentPlan

    award = factory.SubFactory(AwardFactory)
    came_fen, reason = 0, "资金周转困难"
    proposed_at = NOON
    proposed_by = factory.SubFactory(UserFactory)


class InstalmentFactory(DjangoModelFactory):
    class Meta:
        model = Instalment

    plan = factory.SubFactory(InstalmentPlanFactory)
    place, due_on, fen = 1, date(2025, 7, 18), 100


class SanctionFactory(DjangoModelFactory):
    class Meta:
        model = Sanction

    no = factory.Sequence(lambda n: f"S2025-{n:05d}")
    rule, pack_sha, reason = "warning", SHA, "改造不符合合同要求"
    enterprise = factory.SubFactory(EnterpriseFactory)
    proof = factory.SubFactory(AttachmentFactory)
    proposed_at = NOON
    proposed_by = factory.SubFactory(UserFactory)


class SimulatedWalletFactory(DjangoModelFactory):
    class Meta:
        model = SimulatedWallet

    order_no = factory.Sequence(lambda n: f"2025-{n:05d}-8-advance-1")
    fen, payee, account_no, proof_sha = 6_000_000, "示例", "95000001", SHA
    expires_on, funded_on = date(2025, 7, 18), date(2025, 6, 18)
    state, reference = "funded", "ECNY-SIM"
