"""The catalogue of screen words: extracted, merged and compiled without GNU gettext.

`python -m egret.base.messages` merges new words into the .po file; with `compile` it writes the .mo file.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[3]
SOURCES = ROOT / "src" / "egret"
LOCALES = ROOT / "locale"
CHINESE = LOCALES / "zh_Hans" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def extracted(sources: Path = SOURCES) -> Catalog:
    """Every word that Python and templates send through gettext."""
    catalog = _empty()
    for path in sorted(sources.rglob("*")):
        if path.suffix == ".py":
            text = path.read_text("utf-8")
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            text = templatize(path.read_text("utf-8"), origin=str(path))
        else:
            continue
        for _line, message, _comments, context in extract(
            "python", io.BytesIO(text.encode()), KEYWORDS, (), {"encoding": "utf-8"}
        ):
            catalog.add(message, context=context)
    return catalog


def read(path: Path = CHINESE) -> Catalog:
    if not path.exists():
        return _empty()
    with path.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def merge(path: Path = CHINESE, sources: Path = SOURCES) -> Catalog:
    """New words in, translations kept, words that nobody says any more dropped."""
    catalog = read(path)
    catalog.update(extracted(sources), no_fuzzy_matching=True, update_creation_date=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalog, width=0, no_location=True, sort_output=True, ignore_obsolete=True)
    return catalog


def compile_all(locales: Path = LOCALES) -> None:
    for path in locales.glob("*/LC_MESSAGES/django.po"):
        fresh = path.with_suffix(".mo.new")
        with path.open("rb") as source, fresh.open("wb") as target:
            write_mo(target, read_po(source, locale=path.parts[-3]))
        fresh.replace(path.with_suffix(".mo"))


def main(arguments: list[str]) -> int:
    if arguments == ["compile"]:
        compile_all()
        return 0
    empty = [message.id for message in merge() if message.id and not all(_strings(message.string))]
    sys.stdout.writelines(f"not translated: {words}\n" for words in empty)
    return int(bool(empty))


def _empty() -> Catalog:
    return Catalog(locale="zh_Hans", project="Egret", charset="utf-8", fuzzy=False)


def _strings(string: str | tuple[str, ...]) -> tuple[str, ...]:
    return string if isinstance(string, tuple) else (string,)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
