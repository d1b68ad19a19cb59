"""Innovation vouchers: a quota is a promise and no cash, until a service was bought with it and proven."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from egret.core.findings import Finding
from egret.core.money import Rounding, rounded


class VoucherState(StrEnum):
    """LOCKED is held by one service contract, USED has nothing left. What an EXPIRED one had left is free again."""

    OPEN = "open"
    LOCKED = "locked"
    USED = "used"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Service:
    """What was bought, net of tax: by its contract, and by its invoice."""

    contract_fen: int
    invoiced_fen: int


def redeemed(left_fen: int, rate: Fraction, service: Service, rounding: Rounding) -> int:
    """Fen that a voucher with `left_fen` pays for a service: the rate of the lower of contract and invoice, rounded as
    named, and never more than is left."""
    paid = Fraction(min(service.contract_fen, service.invoiced_fen))
    return min(left_fen, rounded(paid * rate, rounding))


@dataclass(frozen=True, slots=True)
class Standing:
    """One voucher as it is kept. `redemptions` are the fen of what was accepted, one by one."""

    voucher: str
    state: VoucherState
    face_fen: int
    redeemed_fen: int
    returned_fen: int
    redemptions: tuple[int, ...]

    @property
    def left_fen(self) -> int:
        return self.face_fen - self.redeemed_fen - self.returned_fen


@dataclass(frozen=True, slots=True)
class Quota:
    """Where a scheme's quota is. `expired_fen` came back and is part of what is free."""

    whole_fen: int
    open_fen: int
    locked_fen: int
    redeemed_fen: int
    expired_fen: int

    @property
    def out_fen(self) -> int:
        return self.open_fen + self.locked_fen + self.redeemed_fen

    @property
    def free_fen(self) -> int:
        """What may still be issued; nothing where the pack lowered the quota below what is out."""
        return max(self.whole_fen - self.out_fen, 0)


def quota(whole_fen: int, sums: Mapping[VoucherState, tuple[int, int, int]]) -> Quota:
    """`sums` by state: fen of faces, redeemed, returned."""
    left = {state: face - spent - back for state, (face, spent, back) in sums.items()}
    return Quota(
        whole_fen,
        left.get(VoucherState.OPEN, 0),
        left.get(VoucherState.LOCKED, 0),
        sum(spent for _face, spent, _back in sums.values()),
        sum(back for _face, _spent, back in sums.values()),
    )


def check(standings: Iterable[Standing]) -> Iterator[Finding]:
    """A face is redeemed, open or locked, or came back: nothing else, and nothing twice."""
    for one in standings:
        for wrong in _wrongs(one):
            yield Finding("vouchers", one.voucher, wrong, "Compare with its redemptions and the trail")


def _wrongs(one: Standing) -> Iterator[str]:
    if sum(one.redemptions) != one.redeemed_fen:
        yield f"{one.redeemed_fen} fen are kept as redeemed, its redemptions come to {sum(one.redemptions)}"
    if one.left_fen < 0:
        yield f"{one.redeemed_fen} fen redeemed and {one.returned_fen} returned are more than its face"
    over = one.state in (VoucherState.USED, VoucherState.EXPIRED)
    if over and one.left_fen > 0:
        yield f"it is {one.state}, and {one.left_fen} fen are neither redeemed nor returned"
    if one.returned_fen and one.state != VoucherState.EXPIRED:
        yield f"it is {one.state}, and {one.returned_fen} fen of it came back"
