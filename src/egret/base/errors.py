"""A refusal is an answer for the reader: what is wrong, where, and what to do."""

from __future__ import annotations


class Refused(Exception):
    """`field` names the form field that the message belongs to; None is the whole form."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message, self.field = message, field
