"""The life of one enterprise: it registers, applies, signs, transforms, is accepted and paid."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from egret.core.banking.accounts import Account
from egret.core.banking.hostile import BACK_ENDING
from egret.core.packs.model import by_id
from egret.core.policy.clause import ACCEPTANCE_DECIDED
from egret.core.reading import rate_of
from egret.journeys.accept_and_award import accept_and_award
from egret.journeys.check_contract import check_contract
from egret.journeys.pay import take_back
from egret.journeys.register_enterprise import register_enterprise
from egret.rooms.acceptance import actions as acceptances
from egret.rooms.acceptance.actions import Decision, Report
from egret.rooms.acceptance.states import Aspect, Finding
from egret.rooms.assessment import actions as assessments
from egret.rooms.assessment import queries as standards
from egret.rooms.assessment.states import Stage
from egret.rooms.enterprise import actions as enterprises
from egret.rooms.project import actions as projects
from egret.rooms.project.actions import Terms
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.states import AwardState
from egret.rooms.treasury import queries as money

from .answers import answers
from .applying import application
from .fates import Fate
from .firms import Firm, particulars
from .world import DAY, Story, World, chance, working

FEN_PER_WAN = 1_000_000
KINDS = {"software": 55, "gateway": 12, "router": 8, "device": 20, "other": 5}
NOTES = {
    Finding.GOOD: "现场核对与材料一致（演示）",
    Finding.FAIR: "基本到位，个别环节仍靠人工（演示）",
    Finding.POOR: "未按合同落实（演示）",
}


@dataclass(frozen=True, slots=True)
class Party:
    """An enterprise with the person who acts for it."""

    firm: Firm
    own: Any
    user: Any


def life(world: World, firm: Firm, fate: Fate | None) -> Story:
    yield _registers_on(world, firm, fate)
    own, user = register_enterprise(
        particulars(firm, world.pack), username=firm.username, full_name="演示联系人", at=world.at()
    )
    me = Party(firm, own, user)
    if fate or firm.username == "owner" or chance(world.rng, 35):
        yield world.later(1, 5)
        _assess(world, me, Stage.BEFORE, world.rng.choices([0, 1, 2], [25, 50, 25])[0])
    if not fate:
        return
    yield fate.apply_on
    if not (yield from application(world, me, fate)):
        return
    contract = yield from _contract(world, me, fate)
    if contract and fate.account_ending == BACK_ENDING:
        yield from _other_account(world, me)
    if contract and fate.stop != "working":
        yield from _acceptance(world, me, fate, contract)


def _other_account(world: World, me: Party) -> Story:
    """When money has come back, the enterprise names another account."""
    while not money.came_back(me.own).exists():
        yield world.later(2, 5)
    number = f"9511{me.firm.serial:08d}1234"
    account = Account(me.own.name, number, "演示银行（不存在）")
    enterprises.change_account(me.own.pk, account, by=me.user, at=world.at())


def _registers_on(world: World, firm: Firm, fate: Fate | None) -> date:
    if fate:
        return max(world.start + 30 * DAY, fate.apply_on - world.rng.randint(12, 60) * DAY)
    if firm.username == "owner":
        return world.until - 12 * DAY
    first, last = world.start + 30 * DAY, world.until - DAY
    return first + world.rng.randrange(max((last - first).days, 1)) * DAY


def _assess(world: World, me: Party, stage: Stage, level: int) -> None:
    drawn = answers(world.rng, standards.standard(), level)
    assessments.assess(me.own, drawn, stage=stage, by=me.user, at=world.at())


def _costs(world: World, fate: Fate, *, above: bool) -> dict[str, int]:
    """Parts of an invented price, in whole ten-thousands of fen."""
    kinds = by_id(world.pack.clauses, fate.batch.clause).costs
    whole = world.rng.randint(50, 150) if above else world.rng.randint(15, 60)
    weights = [KINDS.get(kind.id, 10) for kind in kinds]
    return {
        kind.id: whole * FEN_PER_WAN * weight // sum(weights)
        for kind, weight in zip(kinds, weights, strict=True)
    }


def _terms(world: World, me: Party, fate: Fate, at) -> Terms:
    costs = _costs(world, fate, above=me.firm.above_scale)
    chosen = [one for one in world.providers if one[1].username == fate.provider]
    share = world.rng.choice([20, 30, 30, 40, 50]) if fate.first_payment else 0
    return Terms(
        provider=(chosen or [world.rng.choice(world.providers)])[0][0],
        title="数字化改造合同（演示）",
        signed_on=world.day - world.rng.randint(0, 3) * DAY,
        first_payment_fen=sum(costs.values()) * share // 100,
        costs=costs,
        paper=world.paper("改造合同.pdf", "contract", of=me.own.organisation, by=me.user, at=at),
    )


def _contract(world: World, me: Party, fate: Fate) -> Generator[date, None, Any]:
    """The checked contract, or None when the story rests before that."""
    yield world.later(5, 35)
    rests = {"filed": 4, "confirmed": 8, "announced": 9}.get(fate.stop)
    if rests:
        yield max(world.day, world.until - rests * DAY)
    contract = None
    for returned in (True, False) if fate.contract_returned else (False,):
        at = world.at()
        terms = _terms(world, me, fate, at)
        contract = projects.file_contract(me.own, terms, by=me.user, at=at)
        if fate.stop == "filed":
            return None
        yield world.later(1, 1 if rests else 4)
        signer = next(user for provider, user in world.providers if provider.pk == terms.provider.pk)
        contract = projects.confirm(contract.pk, version=contract.version, by=signer, at=world.at())
        if fate.stop == "confirmed":
            return None
        yield world.later(2, 2 if rests else 7)
        officer = world.officers[me.own.district]
        if returned:
            contract = projects.give_back(
                contract.pk,
                reason="合同未列明分项价格，请补充后重报（演示）",
                version=contract.version,
                by=officer,
                at=world.at(),
            )
            yield world.later(4, 9)
    return check_contract(contract.pk, version=contract.version, by=officer, at=world.at())


def _request_on(world: World, fate: Fate) -> date:
    """When the work is done: after two to six months, or so late that the visitor finds it waiting."""
    done = max(world.day + world.rng.randint(60, 200) * DAY, fate.batch.accepts_from)
    before = {"requested": 4, "assigned": 9, "reported": 20}.get(fate.stop, 48 if fate.held else 0)
    return working(max(world.day + 60 * DAY, world.until - before * DAY) if before else done)


def _acceptance(world: World, me: Party, fate: Fate, contract) -> Story:
    yield max(_request_on(world, fate), fate.batch.accepts_from)
    _assess(world, me, Stage.AFTER, fate.level)
    at = world.at()
    acceptance = acceptances.request(
        contract.pk,
        claimed_fen=contract.amount_fen * world.rng.randint(92, 100) // 100,
        summary="改造已按合同完成，系统上线运行（演示）",
        proof=world.paper("付款凭证与发票.pdf", "invoices", of=me.own.organisation, by=me.user, at=at),
        by=me.user,
        at=at,
    )
    if fate.stop == "requested":
        return
    for _visit in range(2 if fate.seen_twice else 1):
        yield world.later(1, 3)
        assessor = _assessor(world, fate)
        acceptance = acceptances.assign(
            acceptance.pk,
            assessor=assessor,
            version=acceptance.version,
            by=world.people["city"],
            at=world.at(),
        )
        if fate.stop == "assigned":
            return
        yield world.later(3, 8)
        acceptance = acceptances.report(
            acceptance.pk,
            _report(world, fate, acceptance),
            version=acceptance.version,
            by=assessor,
            at=world.at(),
        )
    if fate.stop != "reported":
        yield from _decision(world, me, fate, acceptance)


def _assessor(world: World, fate: Fate):
    if fate.stop == "assigned":
        return world.people["assessor"]
    return world.rng.choice([user for name, user in world.people.items() if name.startswith("assessor")])


def _report(world: World, fate: Fate, acceptance) -> Report:
    usual = (Finding.POOR, Finding.FAIR) if fate.fails else (Finding.GOOD, Finding.GOOD, Finding.FAIR)
    found = {aspect: world.rng.choice(usual) for aspect in Aspect}
    return Report(
        visited_on=world.day - timedelta(days=world.rng.randint(0, 1)),
        aspects={aspect: (finding, NOTES[finding]) for aspect, finding in found.items()},
        answers=answers(world.rng, standards.standard(), fate.level),
        found_fen=acceptance.claimed_fen * world.rng.randint(88, 95) // 100,
        satisfaction=world.rng.randint(1, 3) if fate.fails else world.rng.randint(3, 5),
        recommends=not fate.fails,
    )


def _decided(contract, part: Fraction) -> Fraction | None:
    """So much of the ceiling, in whole per cent; None where the clause leaves nothing to decide."""
    ceiling = rate_of(awarded.ceiling_of(contract, ACCEPTANCE_DECIDED, "decided_rate"))
    return Fraction(int(ceiling * part * 100), 100) if ceiling is not None else None


def _decision(world: World, me: Party, fate: Fate, acceptance) -> Story:
    yield world.later(2, 6)
    while awarded.unsettled(acceptance.contract):
        yield world.later(3, 4)
    if fate.held:
        world.held[me.own.pk] = fate.held
    reason = "现场未见系统投入使用，验收不通过（演示）" if fate.fails else "同意评测意见（演示）"
    part = world.rng.choice([Fraction(3, 4), Fraction(7, 8), Fraction(1), Fraction(1)])
    accept_and_award(
        acceptance.pk,
        Decision(passes=not fate.fails, reason=reason, version=acceptance.version),
        decided_rate=_decided(acceptance.contract, part),
        by=world.people["city"],
        at=world.at(),
    )
    if fate.pays_back:
        yield world.later(30, 60)
        for award in awarded.of_enterprise(me.own).filter(state=AwardState.RECOVERY_DUE):
            take_back(award.pk, by=world.people["maker"], at=world.at())
