"""A face is redeemed, open, locked or back; nothing is ever paid beyond it."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egret.core.money import Rounding, rounded
from egret.core.vouchers import Service, Standing, VoucherState, check, quota, redeemed

V = VoucherState
fen = st.integers(0, 10**12)
rates = st.fractions(0, 1, max_denominator=10_000)


@pytest.mark.parametrize(
    ("left", "rate", "contract", "invoiced", "rounding", "paid"),
    [
        (2_000_000, Fraction(1, 2), 3_000_000, 3_000_000, Rounding.DOWN, 1_500_000),
        (2_000_000, Fraction(1, 2), 4_000_000, 4_000_000, Rounding.DOWN, 2_000_000),
        (2_000_000, Fraction(1, 2), 4_000_001, 4_000_003, Rounding.UP, 2_000_000),
        (2_000_000, Fraction(1, 2), 3_000_000, 1_000_001, Rounding.DOWN, 500_000),
        (2_000_000, Fraction(1, 2), 3_000_000, 1_000_001, Rounding.HALF_UP, 500_001),
        (500_000, Fraction(1, 2), 3_000_000, 3_000_000, Rounding.DOWN, 500_000),
        (0, Fraction(1, 2), 3_000_000, 3_000_000, Rounding.DOWN, 0),
        (2_000_000, Fraction(2, 3), 1, 1, Rounding.DOWN, 0),
    ],
)
def test_a_voucher_pays_its_rate_of_the_lower_of_contract_and_invoice_and_no_more_than_is_left(
    left, rate, contract, invoiced, rounding, paid
):
    assert redeemed(left, rate, Service(contract, invoiced), rounding) == paid


@given(fen, rates, fen, fen, st.sampled_from(Rounding))
def test_what_is_paid_never_passes_the_face_the_contract_or_the_invoice(left, rate, contract, invoiced, how):
    paid = redeemed(left, rate, Service(contract, invoiced), how)

    assert 0 <= paid <= min(left, contract, invoiced)
    assert paid == min(left, rounded(min(contract, invoiced) * rate, how))


@given(st.lists(st.tuples(st.sampled_from(V), st.integers(1, 10**9), st.integers(0, 100)), max_size=30))
def test_a_quota_is_open_locked_redeemed_or_free_whatever_happens_to_its_vouchers(vouchers):
    sums, whole = {}, 0
    for state, face, percent in vouchers:
        spent = face if state == V.USED else face * percent // 100
        back = face - spent if state == V.EXPIRED else 0
        old = sums.get(state, (0, 0, 0))
        sums[state] = (old[0] + face, old[1] + spent, old[2] + back)
        whole += face
    stands = quota(whole, sums)

    assert stands.open_fen + stands.locked_fen + stands.redeemed_fen + stands.free_fen == whole
    assert stands.free_fen == stands.expired_fen


def test_a_quota_that_was_lowered_below_what_is_out_has_nothing_free():
    stands = quota(100, {V.OPEN: (300, 0, 0)})

    assert (stands.free_fen, stands.out_fen) == (0, 300)


@pytest.mark.parametrize(
    ("state", "spent", "back", "redemptions"),
    [(V.OPEN, 0, 0, ()), (V.LOCKED, 40, 0, (40,)), (V.USED, 100, 0, (40, 60)), (V.EXPIRED, 40, 60, (40,))],
)
def test_a_true_voucher_has_no_finding(state, spent, back, redemptions):
    assert list(check([Standing("V1", state, 100, spent, back, redemptions)])) == []


@pytest.mark.parametrize(
    ("state", "spent", "back", "redemptions", "wrong"),
    [
        (V.OPEN, 40, 0, (), "its redemptions come to 0"),
        (V.OPEN, 120, 0, (120,), "more than its face"),
        (V.USED, 40, 0, (40,), "60 fen are neither redeemed nor returned"),
        (V.EXPIRED, 40, 0, (40,), "60 fen are neither redeemed nor returned"),
        (V.OPEN, 0, 60, (), "60 fen of it came back"),
    ],
)
def test_each_fault_of_a_voucher_is_found_by_its_number(state, spent, back, redemptions, wrong):
    [found] = check([Standing("V1", state, 100, spent, back, redemptions)])

    assert found.key == "V1"
    assert wrong in found.wrong
