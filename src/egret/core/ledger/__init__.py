"""Earmarked money: every account is a state of it, every posting moves it on, nothing is ever changed."""

from egret.core.ledger.accounts import ORIGINS, Account, Place, State
from egret.core.ledger.books import below_floor, check, fold, totals
from egret.core.ledger.funds import Held, Short, Standing, drawn, standing
from egret.core.ledger.postings import ROUTES, Event, Leg, Posting, Unbalanced, post

__all__ = [
    "ORIGINS",
    "ROUTES",
    "Account",
    "Event",
    "Held",
    "Leg",
    "Place",
    "Posting",
    "Short",
    "Standing",
    "State",
    "Unbalanced",
    "below_floor",
    "check",
    "drawn",
    "fold",
    "post",
    "standing",
    "totals",
]
