from .books import Balance, Books, ClosedMonth, Leg, Posting
from .funds import Fund, Transfer
from .orders import PaymentOrder

__all__ = ["Balance", "Books", "ClosedMonth", "Fund", "Leg", "PaymentOrder", "Posting", "Transfer"]
