"""Checks an exported trail with nothing but Python: no Egret, no libraries, no network.

    python standalone.py EXPORT.jsonl [CHECKPOINT.txt]

Exits 0 when the trail is whole, 1 when it found a fault, 2 when it was called wrongly. It is written apart from
`egret.core.chain` on purpose: two programs that share no code must reach the same verdict.
"""
# ruff: noqa: T201

import hashlib
import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

INT_MAX = 2**53 - 1
CHECKPOINT = re.compile(r"\S[^\n]*\n([1-9][0-9]{0,15})\n([0-9a-f]{64})\n")


def plain(value: Any) -> bool:
    if isinstance(value, dict):
        return all(max(key, default="") <= "\uffff" for key in value) and all(map(plain, value.values()))
    if isinstance(value, list):
        return all(map(plain, value))
    return not isinstance(value, float) and (not isinstance(value, int) or abs(value) <= INT_MAX)


def sealed(act: dict[str, Any]) -> str | None:
    """The hash that the act ought to bear; none, if it isn't an act."""
    try:
        fields = {name: value for name, value in act.items() if name not in ("hash", "prev_hash")}
        if type(act["seq"]) is not int or act["algorithm"] not in ("sha256", "sm3") or not plain(fields):
            return None
        text = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.new(act["algorithm"], bytes.fromhex(act["prev_hash"]) + text.encode()).hexdigest()
    except (KeyError, TypeError, ValueError, RecursionError):
        return None


def acts(lines: Iterable[bytes]) -> Iterator[tuple[dict[str, Any], bool]]:
    """Each act, and whether its own hash seals what it says."""
    for line in lines:
        try:
            act = json.loads(line)
        except (ValueError, RecursionError):
            act = None
        act = act if isinstance(act, dict) else {}
        ought = sealed(act)
        yield act, ought is not None and ought == act.get("hash")


def verify(lines: Iterable[bytes], size: int = 0, last: str = "") -> list[tuple[int, str]]:
    """The faults, as pairs of the first bad place and its kind; `size` and `last` are the checkpoint's."""
    faults: list[tuple[int, str]] = []
    place, head = 1, "0" * 64
    stream = acts(lines)
    for act, whole in stream:
        if not (whole and act["seq"] == place and act["prev_hash"] == head):
            return [*faults, broken(place, head, (act, whole), stream)]
        head = act["hash"]
        if place == size and head != last:
            faults.append((place, "other_history"))
        place += 1
    return [*faults, (place, "truncation")] if size >= place else faults


def broken(
    place: int, head: str, first: tuple[dict[str, Any], bool], rest: Iterable[tuple[dict[str, Any], bool]]
) -> tuple[int, str]:
    act, whole = first
    found = twice = named = False
    for other, good in rest:
        found |= good and other["seq"] == place and other["prev_hash"] == head
        twice |= other == act
        named |= other.get("prev_hash") == act.get("hash")
    if found:
        return place, "swap" if whole and act["seq"] >= place and not twice else "insertion"
    if not whole:
        return place, "edit"
    if act["seq"] > place:
        return place, "gap"
    if (
        act["seq"] == place
    ):  # either it is foreign, or the act before it was written anew with a hash to match
        return max(place - 1, 1) if named else place, "edit"
    return place, "insertion"


def kept(path: Path) -> tuple[int, str]:
    """The size and the hash that a checkpoint holds."""
    found = CHECKPOINT.fullmatch(path.read_bytes().decode())
    if not found:
        raise ValueError(f"{path} is not a checkpoint")
    return int(found[1]), found[2]


def main(arguments: list[str]) -> int:
    try:
        export, checkpoint = map(Path, arguments) if len(arguments) > 1 else (Path(*arguments), None)
        size, last = kept(checkpoint) if checkpoint else (0, "")
        with export.open("rb") as lines:
            faults = verify(lines, size, last)
    except (OSError, ValueError) as fault:
        print(__doc__, fault, sep="\n", file=sys.stderr)
        return 2
    for place, kind in faults:
        print(f"act {place}: {kind}")
    print("the trail is broken" if faults else "the trail is whole")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
