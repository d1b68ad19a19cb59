"""Money: the books, their funds, what awards bind and bring, and orders to pay."""

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

__all__ = [
    "Declared",
    "acknowledge",
    "begin_attempt",
    "check_batch",
    "make_batch",
    "release_batch",
    "settle_orders",
    "take_returned",
    "withdraw_batch",
    "Entry",
    "Grant",
    "Pot",
    "allot",
    "ask_transfer",
    "bind",
    "check_order",
    "close_month",
    "commit",
    "decide_transfer",
    "draw",
    "draw_for",
    "end_year",
    "enter",
    "enter_all",
    "grant",
    "make_order",
    "parts_of",
    "place_of",
    "rebuild",
    "release_order",
    "withdraw_allotment",
    "withdraw_order",
]
