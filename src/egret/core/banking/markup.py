"""XML as ISO 20022 uses it: elements and text. A document type, an entity or another encoding is refused unread."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NoReturn, TypeVar
from xml.parsers import expat
from xml.sax.saxutils import escape

from egret.core.banking.faults import BadMessage, Code, Fault
from egret.core.banking.texts import (
    ID_LONGEST,
    day_of,
    exact_yuan,
    fen_of_yuan,
    moment_of,
    plain,
    shown,
)

LARGEST = 32 * 1024 * 1024
DEEPEST = 32
CURRENCY = "CNY"

_Word = TypeVar("_Word", bound=StrEnum)
_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True)
class Element:
    """To be written: with a text, or with elements; None among them is left out."""

    tag: str
    inside: str | Sequence[Element | None]
    attribute: tuple[str, str] | None = None


def written(root: Element, namespace: str) -> bytes:
    """The same elements give the same bytes, one element a line."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    _write(Element(root.tag, root.inside, ("xmlns", namespace)), 0, lines)
    return ("\n".join(lines) + "\n").encode("utf-8")


def amount(tag: str, fen: int) -> Element:
    return Element(tag, exact_yuan(fen), ("Ccy", CURRENCY))


def _write(element: Element, depth: int, lines: list[str]) -> None:
    pad, head = " " * depth, element.tag
    if element.attribute:
        head += f' {element.attribute[0]}="{escape(element.attribute[1], {chr(34): "&quot;"})}"'
    if isinstance(element.inside, str):
        lines.append(f"{pad}<{head}>{escape(element.inside)}</{element.tag}>")
        return
    lines.append(f"{pad}<{head}>")
    for inner in element.inside:
        if inner is not None:
            _write(inner, depth + 1, lines)
    lines.append(f"{pad}</{element.tag}>")


@dataclass(slots=True)
class Part:
    """An element that was read, with its place. What is asked of it and isn't there raises BadMessage."""

    tag: str
    above: Part | None
    line: int
    attributes: dict[str, str]
    parts: list[Part] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    @property
    def path(self) -> str:
        """`/Document/A/B[3]`: the third B, where there are more. Found only when it is told: few parts are at fault."""
        if self.above is None:
            return f"/{self.tag}"
        place = next(place for place, part in enumerate(self.above.each(self.tag), 1) if part is self)
        return f"{self.above.path}/{self.tag}" + (f"[{place}]" if place > 1 else "")

    def refuse(self, code: Code, given: str = "", wanted: str = "") -> NoReturn:
        raise BadMessage(Fault(self.path, code, shown(given), wanted, self.line))

    def each(self, tag: str) -> Iterator[Part]:
        return (part for part in self.parts if part.tag == tag)

    def maybe(self, path: str) -> Part | None:
        """`A/B/C`, each at most once."""
        part = self
        for tag in path.split("/"):
            found = [inner for inner in part.parts if inner.tag == tag]
            if not found:
                return None
            if len(found) > 1:
                found[1].refuse(Code.MORE_THAN_ONE)
            part = found[0]
        return part

    def one(self, path: str) -> Part:
        part = self.maybe(path)
        if part is None:
            raise BadMessage(Fault(f"{self.path}/{path}", Code.MISSING, line=self.line))
        return part

    def text(self, longest: int = ID_LONGEST) -> str:
        if self.parts:
            self.parts[0].refuse(Code.MALFORMED, self.parts[0].tag)
        text = "".join(self.texts).strip()
        if not text:
            self.refuse(Code.EMPTY)
        if not plain(text):
            self.refuse(Code.CHARACTERS, text)
        if len(text) > longest:
            self.refuse(Code.LENGTH, text, str(longest))
        return text

    def word(self, words: type[_Word]) -> _Word:
        text = self.text()
        if text not in {word.value for word in words}:
            self.refuse(Code.WORD, text, " ".join(sorted(words)))
        return words(text)

    def fen(self) -> int:
        """Of an amount in yuan that names its currency."""
        currency = self.attributes.get("Ccy", "")
        if currency != CURRENCY:
            self.refuse(Code.CURRENCY, currency, CURRENCY)
        return self.sum()

    def sum(self) -> int:
        """Of a control sum, which is in yuan and names no currency."""
        return self._read(fen_of_yuan, Code.AMOUNT)

    def day(self) -> date:
        return self._read(day_of, Code.DAY)

    def moment(self) -> datetime:
        return self._read(moment_of, Code.MOMENT)

    def whole(self) -> int:
        return self._read(_whole, Code.NUMBER)

    def _read(self, read: Callable[[str], _Read | None], code: Code) -> _Read:
        text = self.text()
        value = read(text)
        if value is None:
            self.refuse(code, text)
        return value


def _whole(text: str) -> int | None:
    short = len(text) <= 15 and text.isascii() and text.isdigit()  # noqa: PLR2004 - ISO 20022 Max15NumericText
    return int(text) if short else None


def read(data: bytes, namespace: str, root: str, largest: int = LARGEST) -> Part:
    """The root of a document in UTF-8. Elements of other namespaces are left standing under a name that nobody asks for."""
    if len(data) > largest:
        raise BadMessage(Fault("/", Code.TOO_LARGE, str(len(data)), str(largest)))
    # Only UTF-16 has such bytes, and expat would follow it whatever encoding it is given.
    if b"\0" in data:
        raise BadMessage(Fault("/", Code.ENCODING, "UTF-16", "UTF-8", 1))
    reading = _Reading(namespace)
    try:
        reading.parser.Parse(data, True)  # noqa: FBT003 - expat knows it by place
    except expat.ExpatError as fault:
        told = expat.ErrorString(fault.code) or ""
        raise BadMessage(Fault("/", Code.MALFORMED, told, line=fault.lineno)) from None
    top = reading.root
    if top is None or top.tag != root:
        given = top.tag if top else ""
        raise BadMessage(
            Fault("/", Code.VERSION, shown(given.strip()), f"{namespace} {root}", line=top.line if top else 0)
        )
    return top


class _Reading:
    def __init__(self, namespace: str) -> None:
        # An encoding given here outweighs the one that the document declares.
        self.parser = expat.ParserCreate("UTF-8", " ")
        self.prefix = f"{namespace} "
        self.root: Part | None = None
        self.open: list[Part] = []
        self.parser.buffer_text = True
        self.parser.XmlDeclHandler = self.declared
        self.parser.StartDoctypeDeclHandler = self.forbidden
        self.parser.StartElementHandler = self.began
        self.parser.EndElementHandler = self.ended
        self.parser.CharacterDataHandler = self.told

    def refuse(self, code: Code, given: str) -> NoReturn:
        where = self.open[-1].path if self.open else "/"
        raise BadMessage(Fault(where, code, shown(given), line=self.parser.CurrentLineNumber))

    def declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.upper() != "UTF-8":
            self.refuse(Code.ENCODING, encoding)

    def forbidden(self, name: str, *_more: object) -> None:
        self.refuse(Code.FORBIDDEN, f"DOCTYPE {name}")

    def began(self, name: str, attributes: dict[str, str]) -> None:
        # What has another namespace, or none, gets a name that nobody asks for.
        tag = name[len(self.prefix) :] if name.startswith(self.prefix) else f" {name}"
        if len(self.open) >= DEEPEST:
            self.refuse(Code.TOO_DEEP, tag)
        above = self.open[-1] if self.open else None
        part = Part(tag, above, self.parser.CurrentLineNumber, attributes)
        if above is None:
            self.root = part
        else:
            above.parts.append(part)
        self.open.append(part)

    def ended(self, _name: str) -> None:
        self.open.pop()

    def told(self, text: str) -> None:
        self.open[-1].texts.append(text)
