from collections.abc import Mapping

from egret.base.errors import Refused
from egret.core.findings import Finding


class AwardRefused(Refused):
    pass


class NotRecomputable(AwardRefused):
    """Nothing of what the award rested on beside its facts was kept, so nobody can say whether it computes again."""


class ClaimRefused(Refused):
    pass


class ShareRefused(Refused):
    pass


class FactsRefused(ClaimRefused):
    """`faults` by fact id, each a sentence."""

    def __init__(self, message: str, faults: Mapping[str, str]) -> None:
        super().__init__(message)
        self.faults = faults


class PaperRefused(ClaimRefused):
    """`place` counts from zero among the documents that came together."""

    def __init__(self, message: str, *, field: str, place: int = 0) -> None:
        super().__init__(message, field=field)
        self.place = place


class ReformRefused(Refused):
    """`findings` where the pack in force can't bear it."""

    def __init__(self, message: str, findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(message)
        self.findings = findings
