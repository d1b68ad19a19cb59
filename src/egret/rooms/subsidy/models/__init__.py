from .award import Award, AwardLine
from .claim import Claim, ClaimEvidence
from .external import ExternalAward, ExternalReturn
from .objection import AwardObjection
from .record import RecordedFact
from .reform import Reform

__all__ = [
    "Award",
    "AwardLine",
    "AwardObjection",
    "Claim",
    "ClaimEvidence",
    "ExternalAward",
    "ExternalReturn",
    "RecordedFact",
    "Reform",
]
