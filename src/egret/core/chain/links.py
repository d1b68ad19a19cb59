from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import rfc8785

GENESIS = "0" * 64
SEALS = frozenset({"prev_hash", "hash"})


class Algorithm(StrEnum):
    SHA256 = "sha256"
    SM3 = "sm3"


class NotCanonical(ValueError):
    """A value that not every JSON reader writes back the same."""


def canonical(value: object) -> bytes:
    """RFC 8785 of plain values; on these a sorted `json.dumps` gives the same bytes, so anyone can check them."""
    _check_plain(value)
    try:
        return rfc8785.dumps(value)  # type: ignore[arg-type]
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as fault:
        raise NotCanonical(str(fault)) from fault


def link(prev_hash: str, fields: Mapping[str, Any]) -> str:
    """The hash of an act: its fields name their own algorithm and place, and `prev_hash` ties them to the act before."""
    algorithm = Algorithm(fields["algorithm"])
    return hashlib.new(algorithm, bytes.fromhex(prev_hash) + canonical(fields)).hexdigest()


def line(act: Mapping[str, Any]) -> bytes:
    """One line of an export."""
    return canonical(act) + b"\n"


def read(line: bytes) -> dict[str, Any]:
    """The act of an exported line; of a spoilt line an empty one, which no chain accepts."""
    try:
        act = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return act if type(act) is dict else {}


def _check_plain(value: object) -> None:
    match value:
        case float():
            raise NotCanonical(f"{value} is a float, which not every reader writes back the same")
        case list() | tuple():
            for part in value:
                _check_plain(part)
        case dict():
            for key, part in value.items():
                # Beyond U+FFFF, RFC 8785 (UTF-16) and Python sort keys differently.
                if not isinstance(key, str) or any(letter > "\uffff" for letter in key):
                    raise NotCanonical(f"{key!r} is not a plain key")
                _check_plain(part)
