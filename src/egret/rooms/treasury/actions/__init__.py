"""Money: the books, their funds, what awards bind and bring, and orders to pay."""

from .accounts import verify_account
from .awards import bind, commit, draw_for, parts_of, place_of
from .batches import (
    Declared,
    acknowledge,
    begin_attempt,
    check_batch,
    make_batch,
    release_batch,
    settle_orders,
    take_returned,
    withdraw_batch,
)
from .books import Entry, close_month, draw, enter, enter_all, rebuild
from .funds import Grant, Pot, allot, ask_transfer, decide_transfer, end_year, grant, withdraw_allotment
from .orders import check_order, make_order, release_order, withdraw_order
from .statements import fault_of, keep_message, settle_difference, take_statements

__all__ = [
    "Declared",
    "Entry",
    "Grant",
    "Pot",
    "acknowledge",
    "allot",
    "ask_transfer",
    "begin_attempt",
    "bind",
    "check_batch",
    "check_order",
    "close_month",
    "commit",
    "decide_transfer",
    "draw",
    "draw_for",
    "end_year",
    "enter",
    "enter_all",
    "fault_of",
    "grant",
    "keep_message",
    "make_batch",
    "make_order",
    "parts_of",
    "place_of",
    "rebuild",
    "release_batch",
    "release_order",
    "settle_difference",
    "settle_orders",
    "take_returned",
    "take_statements",
    "verify_account",
    "withdraw_allotment",
    "withdraw_batch",
    "withdraw_order",
]
