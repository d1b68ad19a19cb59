"""Vouchers and what was bought with them; where a scheme's quota is; whether faces and books agree."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from egret.core import vouchers as core
from egret.core.findings import Finding
from egret.core.ledger.accounts import State
from egret.core.packs.model import VoucherRule, by_id
from egret.core.vouchers import Quota, Service, Standing, VoucherState
from egret.rooms.city import queries as city
from egret.rooms.enterprise import queries as enterprises
from egret.rooms.enterprise.models import Enterprise
from egret.rooms.people.models import User
from egret.rooms.people.states import Role

from ..errors import PaymentRefused
from ..models import Leg, Redemption, Voucher
from ..states import REDEEMED, RedemptionState

R = RedemptionState
# Where money of a redemption stands from its acceptance on.
_OUT = (State.PAYABLE, State.IN_TRANSIT, State.PAID, State.RETURNED)
_WITH = ("voucher__enterprise__organisation", "provider__organisation", "paper", "invoice", "proof")


def schemes() -> tuple[VoucherRule, ...]:
    """What the pack in force offers."""
    return city.pack().vouchers


def scheme(scheme_id: str) -> VoucherRule:
    try:
        return by_id(schemes(), scheme_id)
    except KeyError:
        raise PaymentRefused(_("The pack offers no such voucher.")) from None


def rule_of(voucher: Voucher) -> VoucherRule:
    """The scheme as it was when the voucher was issued."""
    return by_id(city.pack_of(voucher.pack_sha).vouchers, voucher.scheme)


def scope(user: User, path: str = "") -> Q:
    """A provider sees what was locked to it, everybody else the vouchers of the enterprises that it sees."""
    if user.role == Role.PROVIDER:
        return Q(**{f"{path}provider__organisation": user.organisation_id})
    return enterprises.scope(user, f"{path}voucher__enterprise__")


def vouchers_visible_to(user: User) -> QuerySet[Voucher]:
    return Voucher.objects.filter(enterprises.scope(user, "enterprise__")).select_related("enterprise")


def redemptions_visible_to(user: User) -> QuerySet[Redemption]:
    return Redemption.objects.filter(scope(user)).select_related(*_WITH, "decided_by")


def of_enterprise(enterprise: Enterprise) -> QuerySet[Voucher]:
    return Voucher.objects.filter(enterprise=enterprise).order_by("-pk")


def redemptions_of(vouchers: list[int]) -> QuerySet[Redemption]:
    return Redemption.objects.filter(voucher__in=vouchers).select_related(*_WITH).order_by("pk")


def to_decide(user: User) -> QuerySet[Redemption]:
    return redemptions_visible_to(user).filter(state=R.PRESENTED)


def to_pay(user: User) -> QuerySet[Redemption]:
    return redemptions_visible_to(user).filter(state=R.ACCEPTED)


def to_present(user: User) -> QuerySet[Redemption]:
    return redemptions_visible_to(user).filter(state=R.LOCKED)


def expiring(on: object) -> QuerySet[Voucher]:
    """Over by `on`, with nothing presented that waits for a decision."""
    rows = Voucher.objects.filter(state__in=[VoucherState.OPEN, VoucherState.LOCKED], expires_on__lt=on)
    waiting = Redemption.objects.filter(state=R.PRESENTED).values("voucher")
    return rows.exclude(pk__in=waiting).order_by("pk")


def locked_voucher(pk: int) -> Voucher:
    return (
        Voucher.objects.select_for_update(of=("self",)).select_related("enterprise__organisation").get(pk=pk)
    )


def locked_redemption(pk: int) -> Redemption:
    return Redemption.objects.select_for_update(of=("self",)).select_related(*_WITH).get(pk=pk)


def would_pay(redemption: Redemption) -> int:
    """What the voucher pays of a service as it was presented, or, before that, of its contract."""
    rule = rule_of(redemption.voucher)
    invoiced = redemption.invoiced_fen or redemption.contract_fen
    service = Service(redemption.contract_fen, invoiced)
    return core.redeemed(redemption.voucher.left_fen, rule.rate, service, rule.rounding)


def quota_of(rule: VoucherRule) -> Quota:
    rows = Voucher.objects.filter(scheme=rule.id).values_list("state").order_by("state")
    sums = rows.annotate(face=Sum("face_fen"), spent=Sum("redeemed_fen"), back=Sum("returned_fen"))
    return core.quota(
        rule.quota_fen, {VoucherState(state): (face, spent, back) for state, face, spent, back in sums}
    )


def shows_file(user: User, pk: int) -> bool:
    papers = Q(paper=pk) | Q(invoice=pk) | Q(proof=pk)
    return Redemption.objects.filter(scope(user)).filter(papers).exists()


def faults() -> Iterator[Finding]:
    """Each face against its redemptions, each redemption against the books, each quota against what is out."""
    redeemed: dict[int, list[int]] = {}
    for voucher, fen in Redemption.objects.filter(state__in=REDEEMED).values_list("voucher_id", "fen"):
        redeemed.setdefault(voucher, []).append(fen)
    booked = _booked()
    for row in Voucher.objects.order_by("pk").iterator(2000):
        parts = tuple(redeemed.get(row.pk, ()))
        state = VoucherState(row.state)
        yield from core.check(
            [Standing(row.no, state, row.face_fen, row.redeemed_fen, row.returned_fen, parts)]
        )
        if booked.get(row.project, 0) != row.redeemed_fen:
            wrong = f"{row.redeemed_fen} fen are redeemed, the books know {booked.get(row.project, 0)}"
            yield Finding("vouchers", row.no, wrong, "Compare its redemptions with the postings")
    for rule in schemes():
        quota = quota_of(rule)
        if quota.out_fen > quota.whole_fen:
            wrong = f"{quota.out_fen} fen are out, the quota is {quota.whole_fen}"
            yield Finding(
                "vouchers", rule.id, wrong, "Raise the quota in the pack; nothing is issued meanwhile"
            )


def _booked() -> dict[str, int]:
    rows = Leg.objects.filter(project__startswith="voucher:", state__in=_OUT).order_by()
    return dict(rows.values_list("project").annotate(sum=Sum("fen")))
