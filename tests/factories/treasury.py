"""Rows of the treasury: funds, the books, payments, what the bank says."""

from datetime import date

import factory
from factory.django import DjangoModelFactory
from tests.factories.rows import NOON, SHA, AwardFactory, UserFactory

from egret.core.ledger.accounts import State
from egret.core.ledger.postings import Event
from egret.rooms.treasury.models import (
    AccountVerification,
    Attempt,
    Balance,
    BankMessage,
    Books,
    ClosedMonth,
    Difference,
    Fund,
    Leg,
    PaymentBatch,
    PaymentFile,
    PaymentOrder,
    Posting,
    Statement,
    StatementLine,
    Transfer,
)


class BooksFactory(DjangoModelFactory):
    class Meta:
        model = Books

    size = 0


class FundFactory(DjangoModelFactory):
    class Meta:
        model = Fund

    code = factory.Sequence(lambda n: f"central-2025-{n + 1}")
    source, year, title, fen = "central", 2025, "示例资金", 1_000_000_000
    document_no = factory.Sequence(lambda n: f"示例指标{n + 1}号")
    received_at = NOON
    received_by = factory.SubFactory(UserFactory)


class TransferFactory(DjangoModelFactory):
    class Meta:
        model = Transfer

    fund = factory.SubFactory(FundFactory)
    from_purpose, from_policy, to_purpose, to_policy = "transformation", "8", "transformation", "6"
    fen, reason = 100, "调剂"
    asked_at = NOON
    asked_by = factory.SubFactory(UserFactory)


class ClosedMonthFactory(DjangoModelFactory):
    class Meta:
        model = ClosedMonth

    month = factory.Sequence(lambda n: date(2000 + n // 12, n % 12 + 1, 1))
    closed_at = NOON
    closed_by = factory.SubFactory(UserFactory)


class LegFactory(DjangoModelFactory):
    """A leg never comes alone: this is the first of a whole posting."""

    class Meta:
        model = Leg

    fen = 100

    @classmethod
    def _create(cls, model, *args, **given):
        return model.objects.filter(posting=PostingFactory(fen=given["fen"])).order_by("pk").first()


class PostingFactory(DjangoModelFactory):
    """Legs first, the posting last, as the data base wants it."""

    class Meta:
        model = Posting

    class Params:
        fen = 100

    id = factory.Sequence(lambda n: n + 1)
    event = Event.APPROPRIATE
    key = factory.Sequence(lambda n: f"key-{n}")
    body_sha, leg_count = SHA, 2
    posted_at = NOON
    posted_by = factory.SubFactory(UserFactory)

    @classmethod
    def create(cls, **given):
        fen = given.setdefault("fen", 100)
        whole, fund = cls.build(posted_by=UserFactory(), **given), FundFactory()
        for state, moved in ((State.APPROPRIATED, -fen), (State.UNALLOCATED, fen)):
            Leg.objects.create(posting_id=whole.pk, state=state, fund=fund, fen=moved)
        whole.save(force_insert=True)
        return whole


class BalanceFactory(DjangoModelFactory):
    class Meta:
        model = Balance

    fund = factory.SubFactory(FundFactory)
    state, fen = State.UNALLOCATED, 100


class PaymentBatchFactory(DjangoModelFactory):
    class Meta:
        model = PaymentBatch

    no = factory.Sequence(lambda n: f"B20250618{n:04d}")
    template, declared_count, declared_fen = "iso", 1, 6_000_000
    made_at = NOON
    made_by = factory.SubFactory(UserFactory)


class PaymentFileFactory(DjangoModelFactory):
    class Meta:
        model = PaymentFile

    batch = factory.SubFactory(PaymentBatchFactory)
    content, sha256 = b"file", SHA
    written_at = NOON


class AccountVerificationFactory(DjangoModelFactory):
    class Meta:
        model = AccountVerification

    payee, name, bank_name, account_no = "enterprise:1", "示例", "示例银行", "95000001"
    how = "按原登记电话回拨"
    verified_at = NOON
    verified_by = factory.SubFactory(UserFactory)


class AttemptFactory(DjangoModelFactory):
    class Meta:
        model = Attempt

    batch = factory.SubFactory(PaymentBatchFactory)
    begun_at = NOON
    begun_by = factory.SubFactory(UserFactory)


class BankMessageFactory(DjangoModelFactory):
    class Meta:
        model = BankMessage

    kind = "statement"
    content = b"message"
    sha256 = factory.Sequence(lambda n: f"{n:064d}")
    received_at = NOON
    received_by = factory.SubFactory(UserFactory)


class StatementFactory(DjangoModelFactory):
    class Meta:
        model = Statement

    message = factory.SubFactory(BankMessageFactory)
    bank_id = factory.Sequence(lambda n: f"S{n}")
    number = factory.Sequence(lambda n: n + 1)
    account_no, day = "9900000000000001", date(2025, 6, 18)
    opening_fen = closing_fen = books_fen = 10**12


class StatementLineFactory(DjangoModelFactory):
    class Meta:
        model = StatementLine

    statement = factory.SubFactory(StatementFactory)
    place, fen, booked_on, verdict = 1, -6_000_000, date(2025, 6, 18), "unknown"
    entry_id = factory.Sequence(lambda n: f"E{n}")
    said = factory.Dict({})


class DifferenceFactory(DjangoModelFactory):
    class Meta:
        model = Difference

    statement = factory.SubFactory(StatementFactory)
    kind, fen = "unknown", -6_000_000
    found_at = NOON


class PaymentOrderFactory(DjangoModelFactory):
    class Meta:
        model = PaymentOrder

    award = factory.SubFactory(AwardFactory)
    no = factory.Sequence(lambda n: f"2025-{n:05d}-8-advance-1")
    fen = 6_000_000
    parts = factory.Dict({"central": 4_800_000, "city": 1_200_000})
    payee, bank_name, account_no = "示例", "示例银行", "95000001"
    made_at = NOON
    made_by = factory.SubFactory(UserFactory)
