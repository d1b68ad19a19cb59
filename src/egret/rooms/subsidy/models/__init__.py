from .award import Award, AwardLine
from .claim import Claim, ClaimEvidence
from .document import ClaimDocument
from .external import ExternalAward, ExternalReturn
from .objection import AwardObjection
from .record import RecordedFact
from .reform import Reform
from .share import BudgetShare, SharePart

__all__ = [
    "Award",
    "AwardLine",
    "AwardObjection",
    "BudgetShare",
    "Claim",
    "ClaimDocument",
    "ClaimEvidence",
    "ExternalAward",
    "ExternalReturn",
    "RecordedFact",
    "Reform",
    "SharePart",
]
