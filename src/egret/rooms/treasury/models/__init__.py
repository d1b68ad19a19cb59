from .bank import BankMessage, Difference, Statement, StatementLine
from .books import Balance, Books, ClosedMonth, Leg, Posting
from .funds import Fund, Transfer
from .orders import AccountVerification, Attempt, PaymentBatch, PaymentFile, PaymentOrder
from .recoveries import Instalment, InstalmentPlan, Recovery
from .sanctions import Sanction
from .vouchers import Redemption, Voucher

__all__ = [
    "AccountVerification",
    "Attempt",
    "Balance",
    "BankMessage",
    "Books",
    "ClosedMonth",
    "Difference",
    "Fund",
    "Instalment",
    "InstalmentPlan",
    "Leg",
    "PaymentBatch",
    "PaymentFile",
    "PaymentOrder",
    "Posting",
    "Recovery",
    "Redemption",
    "Sanction",
    "Statement",
    "StatementLine",
    "Transfer",
    "Voucher",
]
