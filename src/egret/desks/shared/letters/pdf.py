from __future__ import annotations

import json
from dataclasses import asdict
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import typst

from .content import Letter

TEMPLATE = Path(__file__).parent / "award.typ"
ARCHIVAL = "a-3b"


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """The wheel's fonts alone, so that the same letter is the same bytes on every machine."""
    found = find_spec("manimgx_fonts_cjk")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("manimgx_fonts_cjk")
    folder = str(Path(found.origin).parent)
    return typst.Fonts(font_paths=[folder], include_system_fonts=False, include_embedded_fonts=False)


def as_pdf(letter: Letter) -> bytes:
    """PDF/A of the letter: the same letter is the same bytes."""
    day = letter.dated
    said = {**asdict(letter), "dated": [day.year, day.month, day.day]}
    return typst.compile(
        str(TEMPLATE),
        font_paths=_fonts(),
        format="pdf",
        pdf_standards=ARCHIVAL,
        sys_inputs={"letter": json.dumps(said, ensure_ascii=False)},
    )
