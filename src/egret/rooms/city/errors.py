from __future__ import annotations

from egret.base.errors import Refused
from egret.core.findings import Finding


class PackRefused(Refused):
    """A step on a pack in work. `findings` are the faults that stand in its way, where there are any."""

    def __init__(self, message: str, *, field: str | None = None, findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(message, field=field)
        self.findings = findings
