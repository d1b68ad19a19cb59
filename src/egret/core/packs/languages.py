"""Which language of packs this Egret reads. A pack says its own: `language` in pack.toml, 0 where it says none (ADR 8)."""

from __future__ import annotations

from collections.abc import Mapping

from egret.core.findings import Finding
from egret.core.reading import BadFile, tables

LANGUAGE = 1
_HEAD = "pack.toml"


def language_of(files: Mapping[str, str]) -> int:
    """The language that a pack was written in; this Egret's own where pack.toml is too broken to say."""
    try:
        head = tables(files.get(_HEAD, ""), _HEAD).get("pack")
    except BadFile:
        return LANGUAGE
    if not isinstance(head, dict) or not head:
        return LANGUAGE
    told = head.get("language", 0)
    return told if type(told) is int and told >= 0 else LANGUAGE


def other_language(written: int) -> Finding:
    """The one finding of a pack in a language that isn't read: whatever else it says can't be judged."""
    cure = (
        f"Write language = {LANGUAGE} and mend what is found then"
        if written < LANGUAGE
        else "Read it with a newer Egret"
    )
    wrong = f"the pack was written in language {written}; this Egret reads {LANGUAGE}"
    return Finding(_HEAD, "pack.language", wrong, cure)
