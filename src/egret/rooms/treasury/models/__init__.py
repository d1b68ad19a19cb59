from .bank import BankMessage, Difference, Statement, StatementLine
from .books import Balance, Books, ClosedMonth, Leg, Posting
from .funds import Fund, Transfer
from .orders import AccountVerification, Attempt, PaymentBatch, PaymentFile, PaymentOrder

__all__ = [
    "AccountVerification",
    "Attempt",
    "Balance",
    "BankMessage",
    "Books",
    "ClosedMonth",
    "Difference",
    "Fund",
    "Leg",
    "PaymentBatch",
    "PaymentFile",
    "PaymentOrder",
    "Posting",
    "Statement",
    "StatementLine",
    "Transfer",
]
