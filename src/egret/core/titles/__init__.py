"""Titles of good SMEs (创新型、专精特新、小巨人): dated rule sets as data, facts in, a verdict with its reasons out."""

from egret.core.titles.judging import (
    FactRefused,
    Holds,
    Indicated,
    Reason,
    Verdict,
    fact_of,
    judge,
    names_needed,
)
from egret.core.titles.reading import read_titles
from egret.core.titles.rules import Fact, Kind, Title, TitleRules, Titles

__all__ = [
    "Fact",
    "FactRefused",
    "Holds",
    "Indicated",
    "Kind",
    "Reason",
    "Title",
    "TitleRules",
    "Titles",
    "Verdict",
    "fact_of",
    "judge",
    "names_needed",
    "read_titles",
]
