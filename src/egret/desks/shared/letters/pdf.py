"""The letter as PDF/A: typeset by Typst, with Noto Sans CJK inside, so that every name prints on every machine."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import manimgx_fonts_cjk
import typst

from .letter import Letter

_FONTS = Path(manimgx_fonts_cjk.__file__).parent


def pdf(letter: Letter) -> bytes:
    """The same letter gives the same bytes."""
    source = files(__package__).joinpath("letter.typ").read_bytes()
    made = typst.compile(
        source,
        font_paths=[str(_FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"letter": json.dumps(letter.plain, ensure_ascii=False)},
        pdf_standards=["a-2b"],
        timestamp=letter.stamp,
    )
    if not isinstance(made, bytes):
        raise TypeError("a letter is one document")
    return made
