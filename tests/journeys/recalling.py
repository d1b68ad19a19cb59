"""Brings a case to where money comes back, through the same actions as in life."""

from tests.journeys import claiming, loop

from egret.core.ledger.accounts import State
from egret.journeys import pay, recalls
from egret.journeys.recalls import Correction
from egret.rooms.files import actions as files
from egret.rooms.people import queries as known
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.queries.recalls import faults
from egret.rooms.treasury import queries as books

FOUND, OVER, LATER = loop.on(2024, 10, 8), loop.on(2024, 10, 21), loop.on(2024, 12, 2)
SPEND, FEE, RATE = "实际投入", "诊断费", "核定比例"


def paper(case, name="审计报告.pdf"):
    return files.keep(name, loop.PAPER, of=case.own.organisation, by=case.user, at=FOUND)


def facts_of(award, **changed):
    return {**awarded.from_plain(awarded.clause_of(award), award.facts), **changed}


def correction(case, award, ground="发票重复列支", **changed):
    return Correction(ground, paper(case), facts_of(award, **changed))


def cut(here, case, award, at=FOUND, **changed):
    return recalls.cut(award.pk, correction(case, award, **changed), by=here.city, at=at)


def revoked(here, case, award, at=FOUND):
    return recalls.revoke(award.pk, Correction("骗取补助", paper(case)), by=here.city, at=at)


def arrived(here, award, at):
    """The award's money is at the enterprise."""
    award = pay.close_award_notice(award.pk, by=here.city, at=at)
    pay.ask_bank(loop.sent(here, award, at).pk, by=known.system(), at=at)
    award.refresh_from_db()
    return award


def balanced(here, level=2, **given):
    """A contract of which advance (80,000) and balance (170,000 at level 2) were paid."""
    case = loop.advanced(here, **given)
    loop.decided(here, loop.reported(here, case, level=level))
    case.award = arrived(here, loop.award_of(case.contract, "balance"), loop.DUE)
    return case


def claimed(here, firm, at=claiming.DUE):
    """A claim of which 30,000 were paid."""
    firm.award = arrived(here, claiming.awarded(here, firm), at)
    return firm


def closed(here, award, at=OVER):
    return pay.close_award_notice(award.pk, by=here.city, at=at)


def moved(award):
    return award.due_fen, award.settled_fen, award.delta_fen


def held(state):
    return sum(states[State(state)] for states in books.by_source().values())


def all_is_well():
    """Every award computes again, every case comes to what is due, the books balance."""
    again = [award.no for award in awarded.every() if not awarded.proof_of(award).holds]
    return (again, faults(), books.faults()) == ([], (), ())
