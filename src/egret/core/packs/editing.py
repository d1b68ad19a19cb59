"""A pack's TOML changed in single places: comments, order and spacing of everything else stay as their author left them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from difflib import SequenceMatcher
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Array, Item

from .sheets import BOM

Path = tuple[str | int, ...]
Scalar = str | int | bool | date


class NotEditable(ValueError):
    """The text is no TOML, or has nothing at that place: it can only be mended as text."""


def tables(text: str) -> dict[str, Any]:
    """The whole file as plain values, a float as its text. Raises NotEditable."""
    try:
        return tomllib.loads(text, parse_float=str)
    except (tomllib.TOMLDecodeError, RecursionError) as fault:
        raise NotEditable(str(fault)) from None


def leaves(value: object, at: Path = ()) -> Iterator[tuple[Path, Scalar]]:
    """Every single value inside tables and lists, with its place, in the file's order."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from leaves(inner, (*at, str(key)))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from leaves(inner, (*at, place))
    elif isinstance(value, str | int | date):
        yield at, value
    else:
        yield at, str(value)


def edited(text: str, changes: Mapping[Path, Scalar | None]) -> str:
    """The text with each value put at its place, or its key taken out by None. Raises NotEditable.

    What says so already is not touched.
    """
    document = _parsed(text)
    for path, value in changes.items():
        *way, last = path
        there = _walked(document, tuple(way))
        try:
            before = there.get(last) if hasattr(there, "get") else there[last]
            if value is None:
                if before is not None:
                    del there[last]
            elif type(_plain(before)) is not type(value) or _plain(before) != value:
                there[last] = value
        except (TypeError, LookupError, TOMLKitError):
            raise NotEditable(f"nothing stands at {path}") from None
    return _written(document, text)


def appended(text: str, path: Path, entry: Mapping[str, object]) -> str:
    """The text with one more inline table at the end of the list at `path`. Raises NotEditable."""
    document = _parsed(text)
    there = _walked(document, path)
    if not isinstance(there, Array):
        raise NotEditable(f"no list stands at {path}")
    there.append(_parsed(f"entry = {inline(entry)}")["entry"])
    return _written(document, text)


def with_texts(files: Mapping[str, str], texts: Mapping[str, str | None]) -> dict[str, str]:
    """The files with some of them written anew, or taken out by None.

    Lines end as a form can't say: in `\\n`, unless the file is otherwise unchanged; a sheet begins with its mark.
    """
    whole = dict(files)
    for name, text in texts.items():
        if text is None:
            whole.pop(name, None)
            continue
        plain = _one_ending(text)
        if name.endswith(".csv"):
            plain = BOM + plain.removeprefix(BOM)
        if name not in files or _one_ending(files[name]) != plain:
            whole[name] = plain
    return whole


def _one_ending(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def inline(value: object) -> str:
    """A plain value as it stands on one line of TOML."""
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(str(key))} = {inline(one)}" for key, one in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(inline, value))}]"
    return tomlkit.item(value).as_string()


def _key(key: str) -> str:
    bare = key.isascii() and key.replace("-", "").replace("_", "").isalnum()
    return key if bare else tomlkit.item(key).as_string()


def _parsed(text: str) -> Any:
    # tomlkit's containers are typed as what they may hold, which is anything.
    try:
        return tomlkit.parse(text)
    except (TOMLKitError, RecursionError) as fault:
        raise NotEditable(str(fault)) from None


def _written(document: Any, text: str) -> str:
    """The changed document, its untouched lines as they stand in `text`.

    tomlkit drops the blank after a day at the end of an inline table as soon as it reads it.
    """
    after, known = str(document.as_string()), str(_parsed(text).as_string())
    if known == text:
        return after
    kept, lines = text.splitlines(keepends=True), after.splitlines(keepends=True)
    told = SequenceMatcher(None, known.splitlines(keepends=True), lines, autojunk=False).get_opcodes()
    return "".join(line for tag, i, k, j, m in told for line in (kept[i:k] if tag == "equal" else lines[j:m]))


def _walked(document: Any, path: Path) -> Any:
    there = document
    for step in path:
        try:
            there = there[step]
        except (TypeError, LookupError, TOMLKitError):
            raise NotEditable(f"nothing stands at {path}") from None
    return there


def _plain(value: Any) -> Any:
    return value.unwrap() if isinstance(value, Item) else value
