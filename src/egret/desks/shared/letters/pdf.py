"""The letter as PDF/A: typeset by Typst, with Noto Sans CJK inside, so that every name prints on every machine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import manimgx_fonts_cjk
import typst

from .letter import Letter

_FONTS = Path(manimgx_fonts_cjk.__file__).parent


def pdf(letter: Letter) -> bytes:
    """The same letter gives the same bytes."""
    source = files(__package__).joinpath("letter.typ").read_bytes()
    return typeset(source, {"letter": letter.plain}, letter.stamp)


def typeset(source: bytes, inputs: Mapping[str, Any], stamp: int) -> bytes:
    """A Typst source over JSON by name, as PDF/A; `stamp` is its moment in seconds, so that bytes repeat."""
    made = typst.compile(
        source,
        font_paths=[str(_FONTS)],
        ignore_system_fonts=True,
        sys_inputs={name: json.dumps(value, ensure_ascii=False) for name, value in inputs.items()},
        pdf_standards=["a-2b"],
        timestamp=stamp,
    )
    if not isinstance(made, bytes):
        raise TypeError("a letter is one document")
    return made
