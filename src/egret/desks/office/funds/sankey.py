"""A flow drawn: columns of nodes, bands between them. Every border stands on a running sum, so that bands fill their nodes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

HEIGHT, GAP, TOP = 1000, 46, 60
WIDTH, BAR = 2400, 28
INSET = 14


@dataclass(frozen=True, slots=True)
class Node:
    """`label_x` and `label_y` place its words; those of the last column end there."""

    key: str
    label: str
    fen: int
    x: int
    y: int
    height: int
    label_x: int
    label_y: int
    last: bool


@dataclass(frozen=True, slots=True)
class Band:
    """`here_y` and `there_y` are its upper borders, `here_height` and `there_height` its widths at both ends."""

    here: str
    there: str
    fen: int
    path: str
    here_y: int
    here_height: int
    there_y: int
    there_height: int


@dataclass(frozen=True, slots=True)
class Picture:
    nodes: tuple[Node, ...]
    bands: tuple[Band, ...]
    titles: tuple[tuple[str, int, bool], ...]
    height: int
    width: int = WIDTH
    bar: int = BAR


Links = Mapping[tuple[str, str], int]


def picture(
    titles: Sequence[str], columns: Sequence[Sequence[tuple[str, str]]], flows: Sequence[Links]
) -> Picture | None:
    """`columns` hold (key, label) from left to right, `flows` fen between each and the next. None when nothing flows.

    Every column holds all of the money.
    """
    whole = sum(flows[0].values())
    if not whole:
        return None
    tallest = max(len(column) for column in columns)
    step = (WIDTH - BAR) // (len(columns) - 1)
    nodes: list[Node] = []
    for place, column in enumerate(columns):
        sums = _sums(flows, place)
        nodes += _stacked(
            column, sums, whole, (place * step, (tallest - len(column)) * GAP // 2, place == len(columns) - 1)
        )
    tops = [{key: at for at, (key, _label) in enumerate(column)} for column in columns]
    bands: list[Band] = []
    for place, links in enumerate(flows):
        offsets = [(tallest - len(columns[place + side])) * GAP // 2 for side in (0, 1)]
        xs = (place * step + BAR, (place + 1) * step)
        bands += _bands(links, whole, xs, (tops[place], tops[place + 1]), (offsets[0], offsets[1]))
    heads = tuple(
        (title, place * step + (BAR if place == len(columns) - 1 else 0), place == len(columns) - 1)
        for place, title in enumerate(titles)
    )
    return Picture(tuple(nodes), tuple(bands), heads, TOP + HEIGHT + tallest * GAP)


def _sums(flows: Sequence[Links], place: int) -> dict[str, int]:
    """What each node of a column holds: what leaves it, and in the last column what arrives."""
    last = place == len(flows)
    sums: dict[str, int] = {}
    for pair, fen in flows[place - 1 if last else place].items():
        key = pair[1 if last else 0]
        sums[key] = sums.get(key, 0) + fen
    return sums


def _stacked(
    column: Sequence[tuple[str, str]], sums: Mapping[str, int], whole: int, at: tuple[int, int, bool]
) -> list[Node]:
    x, offset, last = at
    nodes, before = [], 0
    for place, (key, label) in enumerate(column):
        fen = sums.get(key, 0)
        begin, end = before * HEIGHT // whole, (before + fen) * HEIGHT // whole
        y = TOP + begin + offset + place * GAP
        label_x = x - INSET if last else x + BAR + INSET
        nodes.append(Node(key, label, fen, x, y, end - begin, label_x, y + (end - begin) // 2, last))
        before += fen
    return nodes


def _bands(
    links: Links,
    whole: int,
    xs: tuple[int, int],
    orders: tuple[Mapping[str, int], Mapping[str, int]],
    offsets: tuple[int, int],
) -> list[Band]:
    here, there = orders
    by_here = sorted(links, key=lambda pair: (here[pair[0]], there[pair[1]]))
    by_there = sorted(links, key=lambda pair: (there[pair[1]], here[pair[0]]))
    left = _borders(by_here, links, whole, (0, here, offsets[0]))
    right = _borders(by_there, links, whole, (1, there, offsets[1]))
    return [
        Band(*pair, links[pair], _path(xs, left[pair], right[pair]), *left[pair], *right[pair])
        for pair in by_here
    ]


def _borders(
    pairs: Sequence[tuple[str, str]], links: Links, whole: int, side: tuple[int, Mapping[str, int], int]
) -> dict[tuple[str, str], tuple[int, int]]:
    end_of, order, offset = side
    borders, before = {}, 0
    for pair in pairs:
        begin, end = before * HEIGHT // whole, (before + links[pair]) * HEIGHT // whole
        borders[pair] = (TOP + begin + offset + order[pair[end_of]] * GAP, end - begin)
        before += links[pair]
    return borders


def _path(xs: tuple[int, int], left: tuple[int, int], right: tuple[int, int]) -> str:
    (x, there), middle = xs, sum(xs) // 2
    (y, height), (to_y, to_height) = left, right
    return (
        f"M{x} {y}C{middle} {y} {middle} {to_y} {there} {to_y}V{to_y + to_height}"
        f"C{middle} {to_y + to_height} {middle} {y + height} {x} {y + height}Z"
    )
