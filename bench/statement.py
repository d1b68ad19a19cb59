"""Pays so many awards in one batch through the simulated bank of a migrated, empty data base, then measures how long its
statement takes to be taken in: one transaction, a line an order, every award and every payee following.

Its argument is the number of lines; EGRET_VAR or DATABASE_URL names the data base. Prints JSON.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from datetime import datetime, timedelta

import django

django.setup()

from egret.base.clock import CHINA
from egret.core.banking.statements import read_statements
from egret.core.identifiers import made_credit_code
from egret.core.ledger.postings import Event
from egret.core.money import split
from egret.journeys import daily, pay
from egret.journeys.register_enterprise import register_enterprise
from egret.rooms.city import actions as city
from egret.rooms.city import queries as packs
from egret.rooms.enterprise.actions import Particulars
from egret.rooms.exchange import actions as bank
from egret.rooms.people import actions as people
from egret.rooms.people import queries as known
from egret.rooms.people.states import Role
from egret.rooms.subsidy.models import Award, Claim
from egret.rooms.treasury import actions as treasury
from egret.rooms.treasury import queries as books
from egret.rooms.treasury.actions import Entry, Grant, Pot
from egret.rooms.treasury.models import PaymentBatch, PaymentOrder

AT = datetime(2025, 4, 21, 9, tzinfo=CHINA)
EACH, AT_ONCE = 1_000_000, 500


def payable(lines, officer):
    """Claims and their awards, ordered; the money of each bound and payable."""
    pack, clause = packs.pack(), "6"
    said = Particulars(
        "压测企业", made_credit_code(pack.city_code, 1), pack.districts[0].id, "3974", 10, 10**9, above_scale=False,
        bank_name="压测银行", account_no="950012345678",
    )  # fmt: skip
    own, _user = register_enterprise(said, username="owner", full_name="压测", at=AT)
    stamps = {"begun_at": AT, "begun_by": officer, "decided_at": AT, "decided_by": officer}
    claims = Claim.objects.bulk_create(
        [
            Claim(
                no=f"C{number}", enterprise=own, clause=clause, period="2025", way="claim", pack_sha=pack.sha256,
                state="awarded", checked_at=AT, checked_by=officer, **stamps,
            )
            for number in range(lines)
        ],
        batch_size=AT_ONCE,
    )  # fmt: skip
    return Award.objects.bulk_create(
        [
            Award(
                no=f"A{claim.pk}", enterprise=own, claim=claim, clause=clause, stage="once", event="核定",
                pack_sha=pack.sha256, facts={}, due_fen=EACH, settled_fen=0, delta_fen=EACH, state="ordered",
                awarded_at=AT - timedelta(days=9), notice_closes_at=AT - timedelta(days=1),
                confirmed_at=AT, confirmed_by=officer,
            )
            for claim in claims
        ],
        batch_size=AT_ONCE,
    )  # fmt: skip


def bound(awards, officer):
    bearing = packs.pack().bearing(awards[0].clause)
    whole = split(EACH * len(awards), tuple(bearing.parts.values()))
    codes = {}
    for source, fen in zip(bearing.parts, whole, strict=True):
        fund = treasury.grant(Grant(source, 2025, "压测1号", "压测", fen * 10), by=officer, at=AT)
        treasury.allot(fund, Pot(bearing.purpose, bearing.clause), fen, key=source, by=officer, at=AT)
        codes[source] = fund.code
    for start in range(0, len(awards), AT_ONCE):
        some = awards[start : start + AT_ONCE]
        for event in (Event.COMMIT, Event.MAKE_PAYABLE):
            entries = [
                Entry(event, parts(one, codes), treasury.place_of(one), f"{event}:{one.no}") for one in some
            ]
            treasury.enter_all(entries, by=officer, at=AT)
    return codes


def parts(award, codes):
    return {codes[source]: fen for source, fen in treasury.parts_of(award).items()}


def checked(awards, codes, makers):
    stamps = {"made_at": AT, "made_by": makers[0], "checked_at": AT, "checked_by": makers[1]}
    batch = PaymentBatch.objects.create(
        no="B1",
        template="iso",
        declared_count=len(awards),
        declared_fen=EACH * len(awards),
        state="checked",
        **stamps,
    )
    PaymentOrder.objects.bulk_create(
        [
            PaymentOrder(
                no=f"{award.no}-1", batch=batch, award=award, fen=EACH, parts=parts(award, codes), payee="压测企业",
                bank_name="压测银行", account_no="950012345678", state="checked", **stamps,
            )
            for award in awards
        ],
        batch_size=AT_ONCE,
    )  # fmt: skip
    return batch


def main(lines):
    system = known.system()
    officers = [
        people.open_account(name, role=Role.FINANCE, full_name=name, place=None, by=system, at=AT)
        for name in ("maker", "checker", "releaser")
    ]
    city.release_pack(by=officers[0], at=AT)
    awards = payable(lines, officers[0])
    batch = checked(awards, bound(awards, officers[0]), officers)
    begun = time.monotonic()
    pay.release_batch(batch.pk, by=officers[2], at=AT)
    released = time.monotonic()
    [signed] = bank.end_of_day(books.payer().number, on=AT.date())
    printed, busy = time.monotonic(), time.process_time()
    message = pay.receive(pay.kind_of(signed), signed, by=system, at=AT)
    taken, busy = time.monotonic(), time.process_time() - busy
    assert message.fault == "", message.fault
    assert PaymentOrder.objects.filter(state="settled").count() == lines
    assert Award.objects.filter(state="paid").count() == lines
    assert daily.fetch_evening(by=system, at=AT) == []
    told = {
        "lines": sum(len(one.entries) for one in read_statements(signed.data)),
        "released s": round(released - begun, 2),
        "the bank's evening s": round(printed - released, 2),
        "taken in s": round(taken - printed, 2),
        "of it computing s": round(busy, 2),
        "lines a second": round(lines / (taken - printed)),
        "most memory MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    print(json.dumps(told))


main(int(sys.argv[1]))
