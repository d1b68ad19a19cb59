"""Writes a ledger of so many legs straight into the tables of a migrated, empty data base, then measures how long reading it takes.

Its argument is the number of legs; EGRET_VAR or DATABASE_URL names the data base. Prints JSON.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from datetime import datetime, timedelta

import django

django.setup()

from django.db import connection, transaction

from egret.base.clock import CHINA
from egret.core.ledger.accounts import Place
from egret.core.ledger.postings import Event, post
from egret.rooms.people import queries as people
from egret.rooms.treasury import actions as treasury
from egret.rooms.treasury import queries as books
from egret.rooms.treasury.models import Fund, Leg, Posting
from egret.rooms.treasury.queries import day, report, trace

BEGUN = datetime(2024, 1, 2, 9, tzinfo=CHINA)
FUNDS, DAYS, AT_ONCE, LEGS_A_PROJECT = 6, 500, 500, 16
PART_FEN = 1_000_000
STEPS = (Event.COMMIT, Event.MAKE_PAYABLE, Event.ORDER, Event.SETTLE)


def opened(projects, officer):
    """Funds in pairs, each with enough for all of the projects."""
    rows = [
        Fund(
            code=f"{source}-2024-{number}",
            source=source,
            year=2024,
            document_no=f"压测{source}{number}",
            title="压测",
            fen=projects * PART_FEN,
            received_at=BEGUN,
            received_by=officer,
        )
        for number in range(1, FUNDS // 2 + 1)
        for source in ("central", "city")
    ]
    return [one.code for one in Fund.objects.bulk_create(rows)]


def moves(projects, codes):
    """(key, posting of core, moment), in the order in which they are entered."""
    pot = Place("transformation", "8")
    for event, place in ((Event.APPROPRIATE, Place()), (Event.ALLOT, pot)):
        for code in codes:
            yield f"{event}:{code}", post(event, {code: projects * PART_FEN}, place), BEGUN
    for number in range(projects):
        pair = codes[number % (FUNDS // 2) * 2 :][:2]
        amounts = dict(zip(pair, (PART_FEN * 8 // 10, PART_FEN * 2 // 10), strict=True))
        place = Place("transformation", "8", f"contract:{number}", f"enterprise:{number}", f"O-{number:07d}")
        at = BEGUN + timedelta(days=number * DAYS // projects)
        for event in STEPS:
            yield f"{event}:O-{number:07d}", post(event, amounts, place), at


def written(entries, officer):
    legs, postings = [], []
    for pk, (key, moved, at) in enumerate(entries, 1):
        for leg in moved.legs:
            place = leg.account.place
            legs.append(
                Leg(
                    posting_id=pk,
                    state=leg.account.state,
                    purpose=place.purpose,
                    policy=place.policy,
                    project=place.project,
                    payee=place.payee,
                    order=place.order,
                    fund_id=leg.fund,
                    fen=leg.fen,
                )
            )
        postings.append(
            Posting(
                id=pk,
                event=moved.event,
                key=key,
                body_sha="0" * 64,
                leg_count=len(moved.legs),
                posted_at=at,
                posted_by=officer,
            )
        )
        if len(postings) == AT_ONCE:
            flush(legs, postings)
    flush(legs, postings)


def flush(legs, postings):
    with transaction.atomic():
        Leg.objects.bulk_create(legs, batch_size=AT_ONCE)
        Posting.objects.bulk_create(postings, batch_size=AT_ONCE)
    legs.clear()
    postings.clear()


def timed(name, act):
    begun = time.perf_counter()
    told = act()
    spent = round(time.perf_counter() - begun, 2)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"what": name, "seconds": spent, "peak_mb": peak, "found": told}


def main() -> int:
    officer = people.system()
    projects = max(int(sys.argv[1]) // LEGS_A_PROJECT, 1)
    if not Posting.objects.exists():
        written(moves(projects, opened(projects, officer)), officer)
        treasury.rebuild(by=officer, at=BEGUN)
    fund = Fund.objects.order_by("pk").first()
    month = day.months(BEGUN.date() + timedelta(days=DAYS))[0].month
    figures = [
        timed(
            "ledger check", lambda: f"{len(books.checked().findings)} findings in {Leg.objects.count()} legs"
        ),
        timed("month-end statement", lambda: f"{len(report.statement(month).payments)} payments"),
        timed(
            "first page of a fund's projects", lambda: f"{len(trace.went_to(fund, officer, None).rows)} rows"
        ),
        timed("every posting of one project", lambda: f"{trace.postings_for('contract:1').count()} postings"),
    ]
    print(json.dumps([{"data base": connection.vendor, **one} for one in figures]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
