"""Vouchers, demands and sanctions for the desks' tests, made by the same actions as in life."""

from tests.journeys import loop

from egret.journeys import pay, vouchers
from egret.rooms.files import actions as files
from egret.rooms.treasury import actions as treasury
from egret.rooms.treasury.actions import Delivered, Service

AT = loop.SIGNED


def paper(text, *, of, by):
    return files.keep(f"{text}.pdf", loop.PAPER + text.encode(), of=of, by=by, at=AT)


def locked(here, firm, no="HT-1"):
    voucher = treasury.issue(firm.own, "innovation", by=firm.user, at=AT)
    told = Service(
        provider=here.provider,
        service="software",
        contract_no=no,
        signed_on=AT.date(),
        contract_fen=3_000_000,
        paper=paper(f"合同{no}", of=firm.own.organisation, by=firm.user),
    )
    return vouchers.lock(voucher.pk, told, by=firm.user, at=AT)


def presented(here, firm, no="HT-1", invoice="12345678"):
    row = locked(here, firm, no)
    body = here.provider.organisation
    told = Delivered(
        invoice,
        3_000_000,
        paper(f"发票{no}", of=body, by=here.signer),
        paper(f"验收单{no}", of=body, by=here.signer),
    )
    return treasury.present(row.pk, told, version=row.version, by=here.signer, at=AT)


def accepted(here, firm, **told):
    row = presented(here, firm, **told)
    return vouchers.accept(row.pk, version=row.version, by=here.city, at=AT)


def demanded(here, serial=1):
    """Somebody whose advance of 80,000 yuan is demanded back; `case.award` is the demand."""
    case = loop.advanced(here, serial)
    loop.decided(here, loop.reported(here, case, level=0, recommends=False), passes=False)
    balance = loop.award_of(case.contract, "balance")
    case.award = pay.close_award_notice(balance.pk, by=here.city, at=loop.DUE)
    return case
