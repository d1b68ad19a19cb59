from __future__ import annotations

from importlib.resources import files

from egret.desks.shared.typesetting import typeset

from .paper import Paper


def pdf(paper: Paper) -> bytes:
    source = files(__package__).joinpath("paper.typ").read_bytes()
    return typeset(source, {"paper": paper.plain}, paper.stamp)
