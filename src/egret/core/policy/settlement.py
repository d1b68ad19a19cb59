"""Stages and reversals as deltas: after every event, what was paid equals what is due."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from egret.core.reading import twice

T = TypeVar("T")

CORRECTION = "correction:"


@dataclass(frozen=True, slots=True)
class Settlement:
    """`delta_fen` > 0 is to be paid, < 0 comes back."""

    due_fen: int
    settled_fen: int
    delta_fen: int


def settle(due_fen: int, earlier_deltas: Iterable[int]) -> Settlement:
    """What moves now, when `due_fen` is due in all and the earlier awards moved `earlier_deltas`."""
    if due_fen < 0:
        raise ValueError(f"nothing less than zero can be due, got {due_fen}")
    settled = sum(earlier_deltas)
    return Settlement(due_fen, settled, due_fen - settled)


@dataclass(frozen=True, slots=True)
class Happening(Generic[T]):
    """Something that may change what is due: a stage reached, an audit, a withdrawal. `key` names it for ever."""

    key: str
    news: T


@dataclass(frozen=True, slots=True)
class Entry:
    """What one event moved. A correcting entry's key is CORRECTION and its place in the ledger."""

    key: str
    due_fen: int
    delta_fen: int


Due = Callable[[Sequence[Happening[T]]], int]


def replayed(
    happenings: Iterable[Happening[T]], due: Due[T], ledger: Iterable[Entry] = ()
) -> tuple[Entry, ...]:
    """`ledger` carried on to `happenings`; what it holds stays as it is.

    `due` tells the fen due in all after the given events. An event that the ledger holds moves nothing again. Where
    the events that the ledger rests on have changed (one was taken out, or corrected), one correcting entry comes
    first; then each new event its own. The deltas sum to what is due after every entry added.
    """
    events, entries = tuple(happenings), list(ledger)
    if again := twice(tuple(event.key for event in events)):
        raise ValueError(f"events stand twice: {', '.join(again)}")
    known = {entry.key for entry in entries}
    if entries:
        now = due([event for event in events if event.key in known])
        if now != sum(entry.delta_fen for entry in entries):
            entries.append(_entry(f"{CORRECTION}{len(entries)}", now, entries))
    for event in events:
        if event.key not in known:
            known.add(event.key)
            entries.append(_entry(event.key, due([one for one in events if one.key in known]), entries))
    return tuple(entries)


def _entry(key: str, due_fen: int, entries: Sequence[Entry]) -> Entry:
    return Entry(key, due_fen, settle(due_fen, (entry.delta_fen for entry in entries)).delta_fen)
