from __future__ import annotations

from django.utils.translation import gettext as _

from egret.base.errors import Refused
from egret.core.findings import Finding


class PackRefused(Refused):
    """A step on a pack in work. `findings` are the faults that stand in its way, where there are any."""

    def __init__(self, message: str, *, field: str | None = None, findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(message, field=field)
        self.findings = findings


class PackUnreadable(Refused):
    """A pack that is kept, or in force, and that this Egret can't work with: nothing that rests on it is computed here."""


class PackSpoilt(PackUnreadable):
    """What is kept under a pack's hash is not that pack, or is not there at all."""


def in_other_language(written: int, reads: int) -> PackUnreadable:
    return PackUnreadable(
        _(
            "The pack was written in language %(written)s; this Egret reads %(reads)s. Nothing that rests on it can "
            "be computed here: ask whoever runs Egret for a version that reads it."
        )
        % {"written": written, "reads": reads}
    )


def with_faults(name: str, count: int) -> PackUnreadable:
    return PackUnreadable(
        _(
            "This Egret finds %(count)s faults in the pack %(name)s and doesn't work with it. Nothing that rests on it "
            "can be computed here: ask whoever runs Egret for a version that reads it."
        )
        % {"name": name, "count": count}
    )


def spoilt(sha256: str) -> PackSpoilt:
    return PackSpoilt(
        _("No pack is kept under the hash %(sha)s, or it was changed since. Don't pay; tell the auditor.")
        % {"sha": sha256}
    )
