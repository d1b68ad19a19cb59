"""PDF/A by Typst, with Noto Sans CJK inside, so that every name prints on every machine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import manimgx_fonts_cjk
import typst

_FONTS = Path(manimgx_fonts_cjk.__file__).parent


def typeset(source: bytes, inputs: Mapping[str, Any], stamp: int) -> bytes:
    """`source` reads each of `inputs` as JSON; the same content and `stamp` (seconds) give the same bytes."""
    made = typst.compile(
        source,
        font_paths=[str(_FONTS)],
        ignore_system_fonts=True,
        sys_inputs={name: json.dumps(told, ensure_ascii=False) for name, told in inputs.items()},
        pdf_standards=["a-2b"],
        timestamp=stamp,
    )
    if not isinstance(made, bytes):
        raise TypeError("a document is one file")
    return made
