from .award import Award, AwardLine
from .claim import Claim, ClaimEvidence
from .document import ClaimDocument
from .external import ExternalAward
from .objection import AwardObjection
from .record import RecordedFact
from .reform import Reform

__all__ = [
    "Award",
    "AwardLine",
    "AwardObjection",
    "Claim",
    "ClaimDocument",
    "ClaimEvidence",
    "ExternalAward",
    "RecordedFact",
    "Reform",
]
