"""A clause as SQL, so that an auditor computes it without this program."""

from .query import HANDED, REFUSED, sql

__all__ = ["HANDED", "REFUSED", "sql"]
