"""The trail's verbs in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from egret.core.packs.model import by_id
from egret.desks.shared import words
from egret.desks.shared.templatetags.egret import own
from egret.rooms.city import queries as city
from egret.rooms.people import queries as people

SAID = {
    "organisation.founded": gettext_lazy("Organisation entered"),
    "account.opened": gettext_lazy("Account opened"),
    "pack.released": gettext_lazy("City pack released"),
    "pack.drafted": gettext_lazy("Draft of the city pack begun"),
    "pack.edited": gettext_lazy("Draft of the city pack changed"),
    "pack.proposed": gettext_lazy("Draft of the city pack signed"),
    "pack.returned": gettext_lazy("Draft of the city pack returned"),
    "pack.withdrawn": gettext_lazy("Draft of the city pack withdrawn"),
    "reform.made": gettext_lazy("Reform written, to be compared"),
    "reform.changed": gettext_lazy("Reform rewritten, to be compared"),
    "provider.admitted": gettext_lazy("Provider admitted to the pool"),
    "figure.reported": gettext_lazy("Figure of an indicator reported"),
    "attachment.kept": gettext_lazy("File handed in"),
    "enterprise.registered": gettext_lazy("Enterprise registered"),
    "submission.begun": gettext_lazy("Application begun"),
    "submission.submitted": gettext_lazy("Application handed in"),
    "submission.put_on_notice": gettext_lazy("Put on public notice"),
    "submission.objected": gettext_lazy("Objection received"),
    "submission.objection_upheld": gettext_lazy("Objection upheld"),
    "submission.objection_dismissed": gettext_lazy("Objection dismissed"),
    "submission.listed": gettext_lazy("Put on the published list"),
    "assessment.before": gettext_lazy("Digital level assessed by itself, before"),
    "assessment.after": gettext_lazy("Digital level assessed by itself, after"),
    "assessment.on_site": gettext_lazy("Digital level assessed on site"),
    "assessment.earlier": gettext_lazy("Level by an earlier edition entered"),
    "claim.account_corrected": gettext_lazy("Account of the third party corrected"),
    "second_rating.asked": gettext_lazy("A second rating was asked for"),
    "second_rating.rated": gettext_lazy("A second rating was handed in"),
    "level.planned": gettext_lazy("Way up to a digital level planned"),
    "contract.filed": gettext_lazy("Contract filed"),
    "contract.confirmed": gettext_lazy("Contract confirmed by the provider"),
    "contract.checked": gettext_lazy("Contract checked by the district"),
    "contract.returned": gettext_lazy("Contract given back"),
    "acceptance.requested": gettext_lazy("Acceptance requested"),
    "acceptance.assigned": gettext_lazy("Assessor sent"),
    "acceptance.reported": gettext_lazy("Visit reported"),
    "acceptance.passed": gettext_lazy("Acceptance passed"),
    "acceptance.failed": gettext_lazy("Acceptance failed"),
    "award.awarded": gettext_lazy("Award computed and put on notice"),
    "award.confirmed": gettext_lazy("Award waits to be paid"),
    "award.ordered": gettext_lazy("Award being paid"),
    "award.paid": gettext_lazy("Award paid"),
    "award.recovery_due": gettext_lazy("Recovery due"),
    "award.recovered": gettext_lazy("Money recovered"),
    "award.closed": gettext_lazy("Award closed, nothing moves"),
    "award.withdrawn": gettext_lazy("Award withdrawn"),
    "award.objected": gettext_lazy("Objection against an award received"),
    "award.objection_upheld": gettext_lazy("Objection against an award upheld"),
    "award.objection_dismissed": gettext_lazy("Objection against an award dismissed"),
    "claim.begun": gettext_lazy("Claim begun"),
    "claim.submitted": gettext_lazy("Claim handed in"),
    "claim.returned": gettext_lazy("Claim given back"),
    "claim.checked": gettext_lazy("Claim checked by the district"),
    "claim.matched": gettext_lazy("Found entitled without asking"),
    "claim.confirmed": gettext_lazy("Confirmed by the enterprise"),
    "claim.declined": gettext_lazy("Declined by the enterprise"),
    "claim.approved": gettext_lazy("Claim approved, to be shared"),
    "claim.awarded": gettext_lazy("Claim awarded"),
    "claim.refused": gettext_lazy("Claim refused"),
    "claim.reopened": gettext_lazy("Claim to be decided anew"),
    "share.proposed": gettext_lazy("Share of a budget line proposed"),
    "share.confirmed": gettext_lazy("Budget line shared"),
    "share.withdrawn": gettext_lazy("Proposal to share a budget line taken back"),
    "fact.recorded": gettext_lazy("Fact entered by an officer"),
    "external.recorded": gettext_lazy("Money from another policy entered"),
    "external.given_back": gettext_lazy("Money of another policy given back to it"),
    "provider.account_named": gettext_lazy("Provider named its account"),
    "order.made": gettext_lazy("Payment order made"),
    "order.checked": gettext_lazy("Payment order checked"),
    "order.released": gettext_lazy("Payment order released to the bank"),
    "order.withdrawn": gettext_lazy("Payment order withdrawn"),
    "order.settled": gettext_lazy("Bank: the money arrived"),
    "order.rejected": gettext_lazy("Bank: the payment was rejected"),
    "order.returned": gettext_lazy("Bank: the money came back"),
    "batch.made": gettext_lazy("Batch of payments made"),
    "batch.checked": gettext_lazy("Batch of payments checked"),
    "batch.released": gettext_lazy("Batch of payments released"),
    "batch.handed_over": gettext_lazy("File handed over to the bank"),
    "batch.sent": gettext_lazy("Bank: the file is there"),
    "batch.refused": gettext_lazy("Bank: the file was refused"),
    "batch.withdrawn": gettext_lazy("Batch of payments withdrawn"),
    "bank.received": gettext_lazy("Message of the bank taken in"),
    "bank.refused": gettext_lazy("Message of the bank refused"),
    "bank.statement_taken": gettext_lazy("Statement compared with the orders"),
    "bank.difference_settled": gettext_lazy("Difference settled"),
    "payee.account_verified": gettext_lazy("Account of a payee verified"),
    "enterprise.account_changed": gettext_lazy("Enterprise changed its account"),
    "money.appropriate": gettext_lazy("Books: appropriated"),
    "money.allot": gettext_lazy("Books: allotted"),
    "money.withdraw_allotment": gettext_lazy("Books: allotment taken back"),
    "money.undo_payable": gettext_lazy("Books: no longer payable"),
    "money.return": gettext_lazy("Books: sent back by the bank"),
    "money.pay_again": gettext_lazy("Books: payable again"),
    "money.drop_demand": gettext_lazy("Books: demand dropped"),
    "money.carry_over": gettext_lazy("Books: carried over"),
    "money.lapse": gettext_lazy("Books: lapsed"),
    "money.fine": gettext_lazy("Books: fined"),
    "money.drop_fine": gettext_lazy("Books: fine dropped"),
    "money.pay_fine": gettext_lazy("Books: fine paid"),
    "money.closed_month": gettext_lazy("Books: month closed"),
    "fund.opened": gettext_lazy("Fund granted"),
    "transfer.asked": gettext_lazy("Transfer asked for"),
    "transfer.agreed": gettext_lazy("Transfer agreed"),
    "transfer.refused": gettext_lazy("Transfer refused"),
    "money.commit": gettext_lazy("Books: committed"),
    "money.release_commitment": gettext_lazy("Books: commitment released"),
    "money.make_payable": gettext_lazy("Books: made payable"),
    "money.order": gettext_lazy("Books: on its way"),
    "money.settle": gettext_lazy("Books: paid"),
    "money.reject": gettext_lazy("Books: came back from the bank"),
    "money.demand_back": gettext_lazy("Books: demanded back"),
    "money.recover": gettext_lazy("Books: recovered"),
    "money.rebuilt": gettext_lazy("Books: balances made anew"),
    "voucher.issued": gettext_lazy("Voucher issued"),
    "voucher.expired": gettext_lazy("Voucher expired, its quota is free again"),
    "redemption.locked": gettext_lazy("Voucher locked to a service"),
    "redemption.released": gettext_lazy("Service on a voucher came to nothing"),
    "redemption.presented": gettext_lazy("Service on a voucher presented"),
    "redemption.given_back": gettext_lazy("Service on a voucher given back"),
    "redemption.accepted": gettext_lazy("Service on a voucher accepted"),
    "redemption.refused": gettext_lazy("Service on a voucher refused"),
    "redemption.ordered": gettext_lazy("Service on a voucher being paid"),
    "redemption.paid": gettext_lazy("Service on a voucher paid"),
    "wallet.handed_over": gettext_lazy("Digital yuan (simulated): handed to the operator"),
    "wallet.funded": gettext_lazy("Digital yuan (simulated): held for the payee"),
    "recovery.entered": gettext_lazy("Part of a recovery came in"),
    "plan.proposed": gettext_lazy("Plan of instalments proposed"),
    "plan.agreed": gettext_lazy("Plan of instalments agreed"),
    "plan.refused": gettext_lazy("Plan of instalments refused"),
    "sanction.proposed": gettext_lazy("Sanction proposed"),
    "sanction.in_force": gettext_lazy("Sanction confirmed"),
    "sanction.refused": gettext_lazy("Sanction not confirmed"),
    "sanction.objected": gettext_lazy("Objection against a sanction received"),
    "sanction.objection_dismissed": gettext_lazy("Objection against a sanction dismissed"),
    "sanction.dropped": gettext_lazy("Sanction dropped"),
    "sanction.paid": gettext_lazy("Fine paid"),
    "enterprise.banned": gettext_lazy("Enterprise banned"),
    "enterprise.ban_lifted": gettext_lazy("Ban of the enterprise lifted"),
    "provider.banned": gettext_lazy("Provider banned"),
    "provider.ban_lifted": gettext_lazy("Ban of the provider lifted"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """An act as it is told: what, by whom, and why where a reason was given."""

    act: Any
    what: str
    who: str
    reason: str


def told(acts: Iterable[Any]) -> list[Told]:
    acts = list(acts)
    names = people.names({act.actor for act in acts})
    return [
        Told(act, said(act.verb), names.get(act.actor, act.actor), act.body.get("reason", "")) for act in acts
    ]


def said(verb: str) -> str:
    if verb in SAID:
        return str(SAID[verb])
    room, _dot, rest = verb.partition(".")
    step, _dot, verdict = rest.partition(".")
    steps = [one for route in city.pack().routes for one in route.steps if one.id == step]
    if room != "submission" or not steps or verdict not in words.WORDS["verdict"]:
        return verb
    term = by_id(tuple(steps), step).term
    return _("%(step)s: %(verdict)s") % {"step": own(term), "verdict": words.of("verdict", verdict)}
