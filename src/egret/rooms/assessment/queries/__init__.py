"""What the standard says and what enterprises came to by it; visitors, peers and profiles by their own names."""

from .results import (
    answers_of,
    assessment,
    latest,
    latest_by_stage,
    measure,
    registry,
    result_of,
    standard,
)

__all__ = [
    "answers_of",
    "assessment",
    "latest",
    "latest_by_stage",
    "measure",
    "registry",
    "result_of",
    "standard",
]
