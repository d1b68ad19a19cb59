"""Brings a claim with single documents to a wanted place, through the same actions as in life. Clauses of `tests.packs.tallied`."""

from datetime import date
from fractions import Fraction

from tests.journeys import claiming, loop

from egret.journeys.claims import decide_claim
from egret.rooms.files import actions as files
from egret.rooms.subsidy.actions import claims, documents
from egret.rooms.subsidy.actions.claims import Decision
from egret.rooms.subsidy.actions.documents import Paper
from egret.rooms.subsidy.queries import claims as claimed
from egret.rooms.subsidy.queries import documents as shown

IN_TIME, TOO_EARLY = date(2024, 2, 2), date(2024, 1, 22)
FEE = "诊断费"
SOFTWARE = ("i-1", IN_TIME, 2_260_000, 260_000)
SERVICE = ("i-2", IN_TIME, 1_060_000, 60_000)
EARLY = ("i-3", TOO_EARLY, 5_650_000, 650_000)


def scan(firm, name="发票.pdf"):
    return files.keep(name, loop.PAPER, of=firm.own.organisation, by=firm.user, at=claiming.CLAIMED)


def paper(row, no, day, fen, tax_fen=0, *, kind="发票", cost="software", file=None):
    return Paper(f"fee_{row.clause}", no, kind, cost, day, fen, tax_fen, file)


def begun(firm, clause="94", *, given=(SOFTWARE, SERVICE, EARLY)):
    row = claims.begin(firm.own, clause, by=firm.user, at=claiming.CLAIMED)
    file = scan(firm)
    documents.add(row.pk, [paper(row, *one, file=file) for one in given], at=claiming.CLAIMED)
    return row


def submitted(firm, clause="94", **given):
    row = begun(firm, clause, **given)
    return claims.submit(row.pk, version=row.version, by=firm.user, at=claiming.CLAIMED)


def struck(by, row, no="I-2", reason="不是本项目的发票", at=claiming.CHECKED):
    document = shown.of_claim(row).get(no=no)
    documents.strike(row.pk, document.pk, reason=reason, version=row.version, by=by, at=at)
    return claimed.locked(row.pk)


def decided(here, row, *, at=claiming.DECIDED, **facts):
    added = {"核定比例": Fraction(3, 5), **facts}
    return decide_claim(row.pk, Decision(awards=True, version=row.version, facts=added), by=here.city, at=at)


def awarded(here, firm, clause="94", **given):
    row = decided(here, claiming.checked(here, submitted(firm, clause, **given)))
    return claimed.awards_of(row).last()
