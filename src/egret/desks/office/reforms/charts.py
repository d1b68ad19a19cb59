"""A comparison as questions: each with bars for those who look and a table for everybody."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from egret.core.money import yuan
from egret.core.policy.award_lines import HOW
from egret.core.policy.clause import Term
from egret.desks.shared.templatetags.egret import day, own
from egret.journeys.whatif.comparing import Comparison, LineRow, Row
from egret.journeys.whatif.groups import DISTRICT, INDUSTRY, SIZE, YEAR

_FEN_IN_WAN = 1_000_000


@dataclass(frozen=True, slots=True)
class Chart:
    """`spec` is what charts.js draws; `head` and `rows` the same figures as text, the first column names."""

    id: str
    question: str
    spec: dict[str, Any]
    head: list[str]
    rows: list[list[str]]


def charts(found: Comparison) -> list[Chart]:
    """Those that have something to show."""
    made = [
        _money("clauses", _("What does each clause cost?"), found, found.by_clause),
        _money("districts", _("Which districts does the money go to?"), found, found.by_group[DISTRICT]),
        _money("sizes", _("Which size of enterprise does it go to?"), found, found.by_group[SIZE]),
        _money("industries", _("Which industries does it go to?"), found, found.by_group[INDUSTRY]),
        _money("years", _("Which year does it fall into?"), found, found.by_group[YEAR]),
        _moves(found),
        _lines(found),
        _borne(
            "borne-clauses", _("What do the budget lines bear of each clause?"), found, found.borne_by_clause
        ),
        _borne("borne-years", _("What do the budget lines bear in each year?"), found, found.borne_by_year),
        _less(found),
        _caps(found),
        _refused(found),
    ]
    return [chart for chart in made if chart.rows]


def in_yuan(what: str) -> str:
    return f"{what} ({_('yuan')})"


def titles(found: Comparison) -> list[str]:
    return [own(title) for title in found.titles]


def _chart(key: str, question: str, unit: str, table: tuple[list[str], list[list[str]]], bars: Bars) -> Chart:
    head, rows = table
    names, series = bars
    spec = {"unit": unit, "names": names, "series": [{"name": name, "data": data} for name, data in series]}
    return Chart(f"chart-{key}", question, spec, head, rows)


Bars = tuple[list[str], list[tuple[str, list[float]]]]


def _wan() -> str:
    return _("10,000 yuan")


def _in_wan(fen: int) -> float:
    """For the length of a bar; the table beside it is exact."""
    return round(fen / _FEN_IN_WAN, 2)


def _money(key: str, question: str, found: Comparison, rows: Sequence[Row]) -> Chart:
    head = ["", *(in_yuan(title) for title in titles(found))]
    table = [[own(row.term), *map(yuan, row.figures)] for row in rows]
    return _chart(key, question, _wan(), (head, table), _bars(found, rows, _in_wan))


def _borne(key: str, question: str, found: Comparison, rows: Sequence[Row]) -> Chart:
    """Nothing to show where the lines bear everything."""
    short = any(cost > fen for cost, fen in zip(found.costs, found.borne, strict=True))
    return _money(key, question, found, rows if short else ())


def _less(found: Comparison) -> Chart:
    """By line: what is not borne and by how many cases, with how the line is shared in its name."""
    head = [""]
    for title in titles(found):
        head += [
            in_yuan(_("Not borne: %(title)s") % {"title": title}),
            _("Cases that get less: %(title)s") % {"title": title},
        ]
    lines = [line for line in found.lines if any(line.less)]
    rows = [
        [
            f"{own(line.term)} · {own(HOW[line.when_short])}",
            *(
                cell
                for place in range(len(found.titles))
                for cell in (yuan(_short(line, place)), f"{line.less[place]:,}")
            ),
        ]
        for line in lines
    ]
    bars = [
        (title, [_in_wan(_short(line, place)) for line in lines]) for place, title in enumerate(titles(found))
    ]
    names = [own(line.term) for line in lines]
    return _chart("less", _("Which lines are short, and who gets less?"), _wan(), (head, rows), (names, bars))


def _short(line: LineRow, place: int) -> int:
    return line.asked[place] - line.borne[place]


def _bars(found: Comparison, rows: Sequence[Row], scaled: Callable[[int], float]) -> Bars:
    names = [own(row.term) for row in rows]
    series = [
        (title, [scaled(row.figures[place]) for row in rows]) for place, title in enumerate(titles(found))
    ]
    return names, series


def _moves(found: Comparison) -> Chart:
    names = titles(found)[1:]
    sides = [(moved.winners, moved.losers) for moved in found.moves]
    head = [
        "",
        _("Enterprises that gain"),
        in_yuan(_("They gain")),
        _("Enterprises that lose"),
        in_yuan(_("They lose")),
    ]
    rows = [
        [name, f"{won.count:,}", yuan(won.fen), f"{lost.count:,}", yuan(-lost.fen)]
        for name, (won, lost) in zip(names, sides, strict=True)
    ]
    bars = [
        (_("They gain"), [_in_wan(won.fen) for won, _lost in sides]),
        (_("They lose"), [_in_wan(lost.fen) for _won, lost in sides]),
    ]
    return _chart("moves", _("Who gains, and who loses?"), _wan(), (head, rows), (names, bars))


def _lines(found: Comparison) -> Chart:
    head = ["", in_yuan(_("It holds")), *titles(found)]
    rows = [
        [
            own(line.term),
            yuan(line.amounts[0]),
            *(_runs_out(line, place) for place in range(len(found.titles))),
        ]
        for line in found.lines
    ]
    names = [own(line.term) for line in found.lines]
    bars = [(_("It holds, in force"), [_in_wan(line.amounts[0]) for line in found.lines])]
    bars += [
        (_("Asked: %(title)s") % {"title": title}, [_in_wan(line.asked[place]) for line in found.lines])
        for place, title in enumerate(titles(found))
    ]
    return _chart(
        "lines", _("When does the money of each line run out?"), _wan(), (head, rows), (names, bars)
    )


def _runs_out(line: LineRow, place: int) -> str:
    """The day, and what the line holds where the reform gives it another amount."""
    on = line.exhausted[place]
    said = day(on) if on else _("money left")
    if line.amounts[place] == line.amounts[0]:
        return said
    return _("%(day)s, of %(amount)s yuan") % {"day": said, "amount": yuan(line.amounts[place])}


def _caps(found: Comparison) -> Chart:
    rows = [
        Row(cap.clause, Term(f"{cap.clause} {cap.cap.label}", f"{cap.clause} {cap.cap.label_en}"), cap.cases)
        for cap in found.caps
        if any(cap.cases)
    ]
    return _counts("caps", _("In how many cases does each cap decide?"), found, rows)


def _refused(found: Comparison) -> Chart:
    rows = [row for row in found.refused if any(row.figures)]
    return _counts("refused", _("How many cases does a clause refuse?"), found, rows)


def _counts(key: str, question: str, found: Comparison, rows: Sequence[Row]) -> Chart:
    table = [[own(row.term), *(f"{count:,}" for count in row.figures)] for row in rows]
    return _chart(key, question, _("cases"), (["", *titles(found)], table), _bars(found, rows, float))


def totals(found: Comparison) -> list[tuple[str, str, str, str]]:
    """Each title with what it costs, by how much that differs from the clauses in force, and what the lines bear of it."""
    first = found.costs[0]
    changes = [
        ("+" if cost > first else "") + yuan(cost - first) if place else ""
        for place, cost in enumerate(found.costs)
    ]
    return list(zip(titles(found), map(yuan, found.costs), changes, map(yuan, found.borne), strict=True))


@dataclass(frozen=True, slots=True)
class Largest:
    """Of one reform: the enterprises with most at stake, each way."""

    title: str
    winners: list[tuple[str, str]]
    losers: list[tuple[str, str]]


def largest(found: Comparison) -> Iterator[Largest]:
    for title, moved in zip(titles(found)[1:], found.moves, strict=True):
        yield Largest(title, _named(moved.winners.largest), _named(moved.losers.largest))


def _named(pairs: Iterable[tuple[str, int]]) -> list[tuple[str, str]]:
    return [(name, yuan(fen)) for name, fen in pairs]
