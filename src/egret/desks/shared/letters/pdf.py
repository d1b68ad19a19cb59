"""The letter as PDF/A."""

from __future__ import annotations

from importlib.resources import files

from egret.desks.shared.typesetting import typeset

from .letter import Letter


def pdf(letter: Letter) -> bytes:
    """The same letter gives the same bytes."""
    source = files(__package__).joinpath("letter.typ").read_bytes()
    return typeset(source, {"letter": letter.plain}, letter.stamp)
