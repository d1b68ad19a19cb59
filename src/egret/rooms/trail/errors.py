from __future__ import annotations

from egret.base.errors import Refused


class NothingToKeep(Refused):
    """A checkpoint of a trail without acts."""
