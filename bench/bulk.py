"""Puts many cases into the data base at once, past actions and trail: for measuring alone, never for a city."""

from __future__ import annotations

import sys
from datetime import date, datetime

import django

django.setup()

from django.db import transaction

from egret.base.clock import CHINA
from egret.core.policy.clause import Way
from egret.rooms.acceptance.models import Acceptance
from egret.rooms.assessment.models import Assessment
from egret.rooms.call.models import PublicNotice, Submission
from egret.rooms.city import queries as city
from egret.rooms.enterprise.models import Enterprise
from egret.rooms.people import queries as people
from egret.rooms.people.models import Organisation
from egret.rooms.project.models import Contract
from egret.rooms.subsidy.models import Award
from egret.rooms.treasury.models import PaymentOrder

AT_ONCE = 1000
YEAR_ONE, YEAR_TWO = (2024, 5, 6), (2025, 3, 4)


def load(count: int) -> None:
    officer, pack = people.user("city"), city.pack()
    districts = [district.id for district in pack.districts]
    with transaction.atomic():
        for first in range(0, count, AT_ONCE):
            year = YEAR_ONE if first % (2 * AT_ONCE) else YEAR_TWO
            at = datetime(*year, 10, tzinfo=CHINA)
            serials = range(first, min(first + AT_ONCE, count))
            firms = enterprises(serials, districts, officer, at)
            applications(firms, serials, officer, at)
            signed = contracts(firms, officer, at)
            orders(awards(acceptances(signed, officer, at), officer, at), officer, at)


def enterprises(serials, districts, officer, at):
    places = Organisation.objects.bulk_create(
        Organisation(kind="enterprise", name=f"压测企业{serial:06d}") for serial in serials
    )
    return Enterprise.objects.bulk_create(
        Enterprise(
            organisation=place,
            credit_code=f"BENCH{serial:013d}",
            name=place.name,
            district=districts[serial % len(districts)],
            industry_code="3974",
            pilot_industry="electronic-devices",
            staff=120,
            revenue_fen=5_000_000_000,
            size_class="small",
            above_scale=serial % 3 == 0,
            bank_name="压测银行",
            account_no=f"96{serial:010d}",
            registered_at=at,
            registered_by=officer,
        )
        for serial, place in zip(serials, places, strict=True)
    )


def applications(firms, serials, officer, at):
    notice = PublicNotice.objects.order_by("pk").first()
    Submission.objects.bulk_create(
        Submission(
            batch=notice.batch,
            enterprise=firm,
            pack_sha=city.pack().sha256,
            answers={},
            state="listed" if serial % 2 else "in_review",
            step="" if serial % 2 else "city",
            no=f"BENCH-{serial:06d}",
            submitted_at=at,
            submitted_by=officer,
            notice=notice if serial % 2 else None,
        )
        for serial, firm in zip(serials, firms, strict=True)
    )


def contracts(firms, officer, at):
    known = Contract.objects.order_by("pk").first()
    return Contract.objects.bulk_create(
        Contract(
            enterprise=firm,
            provider=known.provider,
            batch=known.batch,
            title="压测合同",
            signed_on=date(2024, 3, 1),
            amount_fen=100_000_00,
            first_payment_fen=10_000_00,
            costs={},
            paper=known.paper,
            state="checked",
            filed_at=at,
            filed_by=officer,
            confirmed_at=at,
            confirmed_by=officer,
            checked_at=at,
            checked_by=officer,
        )
        for firm in firms
    )


def acceptances(signed, officer, at):
    known = Acceptance.objects.filter(state="passed").order_by("pk").first()
    levels = Assessment.objects.bulk_create(
        Assessment(
            enterprise=contract.enterprise,
            stage="on_site",
            standard=known.on_site.standard,
            choices={},
            scenes={},
            score_milli=50_000,
            level=1 + place % 4,
            assessed_at=at,
            assessed_by=known.assessor,
        )
        for place, contract in enumerate(signed)
    )
    return Acceptance.objects.bulk_create(
        Acceptance(
            contract=contract,
            state="passed",
            claimed_fen=90_000_00,
            summary="压测",
            proof=known.proof,
            requested_at=at,
            requested_by=officer,
            assessor=known.assessor,
            assigned_at=at,
            assigned_by=officer,
            visited_on=at.date(),
            aspects=known.aspects,
            on_site=level,
            found_fen=90_000_00,
            satisfaction=5,
            recommends=True,
            reported_at=at,
            reported_by=known.assessor,
            decided_at=at,
            decided_by=officer,
        )
        for contract, level in zip(signed, levels, strict=True)
    )


def awards(accepted, officer, at):
    clause = next(clause for clause in city.pack().clauses if clause.way == Way.PROJECT)
    return Award.objects.bulk_create(
        Award(
            no=f"BENCH-{acceptance.pk:08d}",
            enterprise=acceptance.contract.enterprise,
            contract=acceptance.contract,
            acceptance=acceptance,
            clause=clause.id,
            stage=clause.stages[-1].id,
            event=clause.stages[-1].on,
            pack_sha=city.pack().sha256,
            facts={},
            due_fen=36_000_00,
            settled_fen=0,
            delta_fen=36_000_00,
            state="ordered",
            awarded_at=at,
            awarded_by=officer,
            notice_closes_at=at,
            confirmed_at=at,
            confirmed_by=officer,
        )
        for acceptance in accepted
    )


def orders(awarded, officer, at):
    PaymentOrder.objects.bulk_create(
        PaymentOrder(
            no=f"BENCH-{award.pk:08d}",
            award=award,
            fen=award.delta_fen,
            parts={},
            payee=award.contract.enterprise.name,
            bank_name="压测银行",
            account_no=award.contract.enterprise.account_no,
            made_at=at,
            made_by=officer,
        )
        for award in awarded
    )


def main() -> int:
    load(int(sys.argv[1]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
