"""`egret policy whatif`: a reform beside the clauses in force, over a file of cases or invented ones."""

from __future__ import annotations

from argparse import Namespace

from egret.core.money import yuan
from egret.core.packs.model import Pack
from egret.core.packs.reforming import reformed
from egret.core.policy.explaining import name
from egret.core.policy.population import Population
from egret.core.policy.reform_reading import read_reform
from egret.journeys.whatif.comparing import Comparison, Row, compared
from egret.journeys.whatif.groups import GROUPS
from egret.journeys.whatif.invented import MOST, invented
from egret.rooms.city import queries as city

from .answer import Answer, NotCalledSo, progress
from .gathering import gathered


def whatif(pack: Pack, options: Namespace) -> Answer:
    reform = read_reform(options.reform.read_text("utf-8"), options.reform.name)
    changed = reformed(pack, city.files_of(options.pack), reform, file=options.reform.name)
    people, left_out = _people(pack, options)
    progress(f"{len(people.enterprises)} enterprises, {sum(map(len, people.cases.values()))} cases")
    found = compared(pack, people, [changed])
    plain = _plain(found, options.language) | {
        "pack": pack.sha256,
        "reform": reform.id,
        "synthetic": options.facts is None,
        "left_out": left_out,
    }
    return Answer(_text(found, plain, options.language), plain)


def _people(pack: Pack, options: Namespace) -> tuple[Population, list[str]]:
    """The cases, and why clauses are left out of them."""
    if options.facts is None:
        if not options.synthetic:
            raise NotCalledSo("give a file of cases, or --synthetic N")
        if not 0 < options.synthetic <= MOST:
            raise NotCalledSo(f"--synthetic takes 1 to {MOST}")
        progress(f"inventing {options.synthetic} enterprises")
        return invented(pack, options.synthetic, seed=options.seed), []
    progress(f"reading {options.facts.name}")
    return gathered(pack, options.facts)


def _rows(rows: tuple[Row, ...], language: str) -> list[dict[str, object]]:
    return [{"key": row.key, "name": name(row.term, language), "figures": list(row.figures)} for row in rows]


def _plain(found: Comparison, language: str) -> dict[str, object]:
    sides = [
        {
            side: {"count": one.count, "fen": one.fen, "largest": [list(pair) for pair in one.largest]}
            for side, one in (("winners", moved.winners), ("losers", moved.losers))
        }
        for moved in found.moves
    ]
    return {
        "titles": [name(title, language) for title in found.titles],
        "enterprises": found.enterprises,
        "cost_fen": list(found.costs),
        "borne_fen": list(found.borne),
        "borne_by_clause": _rows(found.borne_by_clause, language),
        "borne_by_year": _rows(found.borne_by_year, language),
        "less": _rows(found.less, language),
        "by_clause": _rows(found.by_clause, language),
        "by_group": {group: _rows(found.by_group[group], language) for group in GROUPS},
        "cases": _rows(found.cases, language),
        "refused": _rows(found.refused, language),
        "moves": sides,
        "lines": [
            {
                "id": line.key,
                "name": name(line.term, language),
                "amount_fen": list(line.amounts),
                "asked_fen": list(line.asked),
                "when_short": line.when_short.value,
                "borne_fen": list(line.borne),
                "less": list(line.less),
                "exhausted_on": [day.isoformat() if day else None for day in line.exhausted],
            }
            for line in found.lines
        ],
        "caps": [
            {
                "clause": cap.clause,
                "step": name(cap.step, language),
                "cap": name(cap.cap, language),
                "cases": list(cap.cases),
            }
            for cap in found.caps
        ],
    }


def _text(found: Comparison, plain: dict[str, object], language: str) -> str:
    before, after = found.costs
    (moved,) = found.moves
    told = [
        f"{'synthetic, ' if plain['synthetic'] else ''}{found.enterprises} enterprises",
        f"cost {yuan(before)} → {yuan(after)} ({yuan(after - before)})",
        f"borne by the lines {' → '.join(map(yuan, found.borne))}",
        f"winners {moved.winners.count}, {yuan(moved.winners.fen)}",
        f"losers {moved.losers.count}, {yuan(moved.losers.fen)}",
    ]
    for title, rows in (("clause", found.by_clause), *found.by_group.items()):
        told += [f"{title} {name(row.term, language)}: {' → '.join(map(yuan, row.figures))}" for row in rows]
    told += [
        f"line {name(line.term, language)}: {' → '.join(str(day or '-') for day in line.exhausted)}, "
        f"borne {' → '.join(map(yuan, line.borne))}, less than asked {' → '.join(map(str, line.less))} cases"
        for line in found.lines
    ]
    told += [
        f"cap {cap.clause} {name(cap.cap, language)}: {' → '.join(map(str, cap.cases))}" for cap in found.caps
    ]
    return "\n".join([*told, *(f"left out: {one}" for one in plain["left_out"])])
