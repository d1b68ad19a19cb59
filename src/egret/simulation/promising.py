"""Vouchers in every state, money that is paid back in parts, and one fine: a little of each, beside the rest of the city."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

from egret.core.banking.accounts import Account
from egret.core.instalments import Part
from egret.core.packs.model import Party, VoucherRule
from egret.core.sanctions import fine_bounds
from egret.journeys import pay, recovery, sanctions, vouchers, wallets
from egret.rooms.call import queries as calls
from egret.rooms.call.states import SubmissionState
from egret.rooms.people import queries as people
from egret.rooms.provider import actions as pool
from egret.rooms.subsidy import queries as awarded
from egret.rooms.treasury import actions as treasury
from egret.rooms.treasury.actions import CameIn, Charge, Delivered, Service
from egret.rooms.treasury.queries import sanctions as rules
from egret.rooms.treasury.queries import vouchers as held
from egret.rooms.treasury.states import Rail

from .claiming import FIRST_AFTER, READY
from .world import DAY, Story, World, working

if TYPE_CHECKING:
    from egret.rooms.enterprise.models import Enterprise
    from egret.rooms.treasury.models import Redemption, Voucher

# How many days before the visitor comes a voucher is asked for, and how far it gets.
FAR = {
    "open": 12,
    "locked": 15,
    "presented": 18,
    "refused": 40,
    "accepted": 24,
    "paid": 80,
    "digital yuan held": 20,
    "digital yuan paid": 90,
}
ACCOUNT = "6200{:08d}"


def promises(world: World) -> list[Story]:
    # Dice of their own: the lives of the others don't change with what is promised.
    dice = Random(repr(world.rng.getstate()) + "promises")  # noqa: S311 -- the same seed is the same city
    stories = [_paid_back(world)]
    for rule in world.pack.vouchers[:1]:
        stories += [_voucher(world, rule, dice, far, world.until - days * DAY) for far, days in FAR.items()]
        stories += [_expiring(world, rule, dice), _for_the_visitor(world, rule)]
    return stories


def _voucher(world: World, rule: VoucherRule, dice: Random, far: str, on: Any) -> Story:
    yield max(world.start + FIRST_AFTER, working(on))
    if not (enterprise := _somebody(world, rule, dice)):
        return
    voucher = _issued(world, rule, enterprise)
    if far == "open":
        return
    yield working(world.day + DAY)
    row = _locked(world, rule, voucher, dice.choice(world.providers)[0], dice.randint(20, 45))
    if far == "locked":
        return
    yield working(world.day + 2 * DAY)
    row = _presented(world, row)
    if far == "presented":
        return
    yield working(world.day + 2 * DAY)
    by = world.people["city"]
    if far == "refused":
        reason = "服务与合同约定不符（演示）"
        vouchers.refuse(row.pk, reason=reason, version=row.version, by=by, at=world.at())
        return
    row = vouchers.accept(row.pk, version=row.version, by=by, at=world.at())
    if far != "accepted":
        yield from _ordered(world, row, far)


def _ordered(world: World, row: Redemption, far: str) -> Story:
    """Checked and released with all the others; digital yuan is paid out a few days after it was released."""
    yield working(world.day + DAY)
    rail = Rail.ECNY if far.startswith("digital") else Rail.BANK
    order = pay.make_redemption_order(row.pk, rail=rail, by=world.people["maker"], at=world.at())
    if far == "digital yuan paid":
        yield working(world.day + 9 * DAY)
        wallets.release(order.pk, by=world.people["maker"], at=world.at())


def _expiring(world: World, rule: VoucherRule, dice: Random) -> Story:
    """Asked for early and never used."""
    yield world.start + FIRST_AFTER
    if enterprise := _somebody(world, rule, dice):
        _issued(world, rule, enterprise)


def _for_the_visitor(world: World, rule: VoucherRule) -> Story:
    """A voucher of the second ready owner, locked to the ready provider: to be presented."""
    yield max(world.start + FIRST_AFTER, working(world.until - 10 * DAY))
    ready = people.organisations_of(READY[1:])
    rows = _listed(world).filter(enterprise__organisation__in=ready)
    row = rows.select_related("enterprise__organisation").first()
    chosen = [one for one, user in world.providers if user.username == "provider"]
    if row and chosen:
        _locked(world, rule, _issued(world, rule, row.enterprise), chosen[0], 30)


def _listed(world: World) -> Any:
    rows = calls.visible_to(world.people["auditor"]).filter(state=SubmissionState.LISTED)
    return rows.order_by("pk")


def _somebody(world: World, rule: VoucherRule, dice: Random) -> Enterprise | None:
    """A listed enterprise that has had no voucher, while the quota lasts."""
    if held.quota_of(rule).free_fen < rule.face_fen:
        return None
    ready = people.organisations_of(READY)
    had = held.vouchers_visible_to(world.people["auditor"]).values("enterprise")
    rows = _listed(world).exclude(enterprise__in=had).exclude(enterprise__organisation__in=ready)
    found = [row.enterprise for row in rows.select_related("enterprise__organisation")]
    return dice.choice(found) if found else None


def _issued(world: World, rule: VoucherRule, enterprise: Enterprise) -> Voucher:
    owner = people.users_of(enterprise.organisation).first()
    return treasury.issue(enterprise, rule.id, by=owner, at=world.at())


def _locked(world: World, rule: VoucherRule, voucher: Voucher, provider: Any, thousands: int) -> Redemption:
    of, at = voucher.enterprise.organisation, world.at()
    owner = people.users_of(of).first()
    told = Service(
        provider=provider,
        service=rule.services[0].id,
        contract_no=f"演示-{voucher.no}",
        signed_on=world.day,
        contract_fen=thousands * 100_000,
        paper=world.paper("服务合同.pdf", f"service contract {voucher.no}", of=of, by=owner, at=at),
    )
    return vouchers.lock(voucher.pk, told, by=owner, at=at)


def _presented(world: World, row: Redemption) -> Redemption:
    """The provider names its account where it had none."""
    body, at = row.provider.organisation, world.at()
    by = people.users_of(body).first()
    row = held.redemptions_visible_to(by).get(pk=row.pk)
    if not row.provider.account_no:
        number = ACCOUNT.format(row.provider_id)
        pool.name_account(row.provider_id, Account(row.provider.name, number, "演示银行"), by=by, at=at)
    told = Delivered(
        invoice_no=f"{world.day:%Y%m%d}{row.pk:08d}",
        invoiced_fen=row.contract_fen,
        invoice=world.paper("发票.pdf", f"invoice {row.no}", of=body, by=by, at=at),
        proof=world.paper("验收单.pdf", f"service rendered {row.no}", of=body, by=by, at=at),
    )
    return treasury.present(row.pk, told, version=row.version, by=by, at=at)


def _paid_back(world: World) -> Story:
    """Who owes money longest may pay it in three parts: the first came in, the second is late. A fine was confirmed."""
    yield max(world.start + FIRST_AFTER, working(world.until - 45 * DAY))
    maker, checker = world.people["maker"], world.people["checker"]
    award = awarded.to_recover(maker).order_by("pk").first()
    if award is None:
        return
    owed = -award.delta_fen
    third = owed // 3
    days = [world.until - 25 * DAY, world.until - 6 * DAY, world.until + 25 * DAY]
    parts = [Part(day, fen) for day, fen in zip(days, (third, third, owed - 2 * third), strict=True)]
    reason = "企业资金周转困难，申请分期退还（演示）"
    plan = treasury.propose_plan(award.pk, parts, reason=reason, by=maker, at=world.at())
    yield working(world.day + DAY)
    recovery.decide_plan(plan.pk, agrees=True, by=checker, at=world.at())
    yield from _fined(world, award)
    yield max(world.day, working(days[0] - DAY))
    told = CameIn(third, world.day, f"SIM-IN-{award.pk}")
    recovery.recover_part(award.pk, told, by=maker, at=world.at())


def _fined(world: World, award: Any) -> Story:
    fines = [one for one in rules.rules(Party.ENTERPRISE) if one.fines]
    if not fines:
        return
    rule, of = fines[0], award.enterprise.organisation
    least, _most = fine_bounds(rule.fine_from, rule.fine_to, -award.delta_fen)
    maker, at = world.people["maker"], world.at()
    proof = world.paper("核查记录.pdf", f"inspection {award.no}", of=of, by=maker, at=at)
    charge = Charge(award.enterprise, rule.id, "材料与现场不符（演示）", proof, least, award)
    made = treasury.propose_sanction(charge, by=maker, at=at)
    yield working(world.day + DAY)
    sanctions.decide(made.pk, confirms=True, by=world.people["checker"], at=world.at())
