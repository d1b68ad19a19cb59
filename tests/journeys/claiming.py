"""Brings a claim to a wanted place, through the same actions as in life. Clauses 91 to 93 are those of `tests.packs.claimed`."""

from fractions import Fraction

from tests.journeys import loop

from egret.journeys.claims import decide_claim
from egret.rooms.files import actions as files
from egret.rooms.subsidy.actions import claims
from egret.rooms.subsidy.actions.claims import Decision, Said
from egret.rooms.subsidy.queries import claims as claimed

CLAIMED, CHECKED, DECIDED, DUE = (
    loop.on(2024, 3, 4),
    loop.on(2024, 3, 6),
    loop.on(2024, 3, 8),
    loop.on(2024, 3, 18),
)
FEE = 5_000_000
RATE = "核定比例"


def begun(firm, clause="91", fee=FEE, provider=None):
    row = claims.begin(firm.own, clause, by=firm.user, at=CLAIMED)
    row = claims.keep(row.pk, Said(facts={"诊断费": fee}, provider=provider))
    paper = files.keep("发票.pdf", loop.PAPER, of=firm.own.organisation, by=firm.user, at=CLAIMED)
    claims.attach(row.pk, "fee", paper)
    return row


def submitted(firm, **given):
    row = begun(firm, **given)
    return claims.submit(row.pk, version=row.version, by=firm.user, at=CLAIMED)


def checked(here, row):
    return claims.check(row.pk, passes=True, reason="", version=row.version, by=here.district, at=CHECKED)


def decided(here, row, rate=Fraction(3, 5), reason="", at=DECIDED):
    decision = Decision(awards=True, version=row.version, facts={RATE: rate}, reasons={RATE: reason})
    return decide_claim(row.pk, decision, by=here.city, at=at)


def awarded(here, firm, rate=Fraction(3, 5), reason="", **given):
    row = decided(here, checked(here, submitted(firm, **given)), rate, reason)
    return claimed.awards_of(row).get()
