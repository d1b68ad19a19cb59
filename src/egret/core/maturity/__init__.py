"""The digital level of an enterprise by a national standard, exact and with its reasons."""

from egret.core.maturity.reader import BadStandard, read_standard
from egret.core.maturity.scoring import (
    AnswerRefused,
    Answers,
    Hold,
    Lack,
    Points,
    Result,
    SceneCount,
    band,
    score,
)
from egret.core.maturity.standard import Kind, Standard

__all__ = [
    "AnswerRefused",
    "Answers",
    "BadStandard",
    "Hold",
    "Kind",
    "Lack",
    "Points",
    "Result",
    "SceneCount",
    "Standard",
    "band",
    "read_standard",
    "score",
]
