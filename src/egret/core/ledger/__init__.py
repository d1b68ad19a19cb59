"""Earmarked money: every account is a state of it, every posting moves it on, nothing is ever changed."""

from egret.core.ledger.accounts import Account, Place, State
from egret.core.ledger.books import below_floor, check, fold, totals
from egret.core.ledger.postings import ROUTES, Event, Leg, Posting, Unbalanced, post

__all__ = [
    "ROUTES",
    "Account",
    "Event",
    "Leg",
    "Place",
    "Posting",
    "State",
    "Unbalanced",
    "below_floor",
    "check",
    "fold",
    "post",
    "totals",
]
