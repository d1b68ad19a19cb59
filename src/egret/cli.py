"""`egret`: every command has --json, exits 0 when all is well, 1 when it found a fault, 2 when it was called wrongly."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import django

from egret.core.chain.checkpoints import NotACheckpoint

FOUND_FAULT, CALLED_WRONGLY = 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "egret.settings")
    django.setup()
    from egret import commands  # noqa: PLC0415 -- rooms can be imported only once Django is set up

    try:
        answer = getattr(commands, options.command)(options)
    except commands.Refused as refused:
        print(f"egret {options.command}: {refused.message}", file=sys.stderr)  # noqa: T201
        return FOUND_FAULT
    except (OSError, NotACheckpoint, commands.NotCalledSo) as missing:
        print(f"egret {options.command}: {missing}", file=sys.stderr)  # noqa: T201
        return CALLED_WRONGLY
    print(json.dumps(answer.plain, ensure_ascii=False) if options.json else answer.text)  # noqa: T201
    return 0 if answer.well else FOUND_FAULT


def _parser() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--json", action="store_true", help="answer as JSON")
    parser = argparse.ArgumentParser(prog="egret", description="One city's SME transformation pilot.")
    commands = parser.add_subparsers(dest="command", required=True)

    simulate = commands.add_parser("simulate", parents=[shared], help="a city that lives, up to a day")
    simulate.add_argument("--seed", type=int, default=1)
    simulate.add_argument("--until", type=date.fromisoformat, help="a day of the last batch when left out")
    simulate.add_argument("--enterprises", type=int, help="how many; the pack's own bases when left out")

    verify = commands.add_parser(
        "verify",
        parents=[shared],
        help="the trail act by act; every award computed, every share shared and every sum added up anew",
    )
    verify.add_argument("--checkpoint", type=Path, help="a checkpoint that was kept outside")
    verify.add_argument("--export", type=Path, help="write the trail for the stand-alone verifier")

    ledger = commands.add_parser("ledger", parents=[shared], help="the books")
    ledger.add_argument("what", choices=["check", "rebuild"])

    share = commands.add_parser(
        "share", parents=[shared], help="what sharing a budget line would give now; nothing is written"
    )
    share.add_argument("line", help="its id in the pack in force")
    share.add_argument(
        "--on", type=date.fromisoformat, metavar="DATE", help="at the end of that day; now when left out"
    )
    share.add_argument("--language", choices=["zh", "en"], default="zh")
    report = commands.add_parser("report", parents=[shared], help="a report, as a file")
    report.add_argument("what", choices=["month-end"])
    report.add_argument("--period", required=True, help="a month: 2025-05")
    report.add_argument("--format", choices=["xlsx", "pdf"], required=True)
    report.add_argument("--out", type=Path, required=True)
    report.add_argument("--language", choices=["zh", "en"], default="zh")

    _add_policy(commands.add_parser("policy", help="a city pack"), shared)
    _add_level(commands.add_parser("level", help="the digital level of an enterprise"), shared)
    commands.add_parser("accounts", parents=[shared], help="the demo's ready accounts")
    return parser


def _add_policy(policy: argparse.ArgumentParser, shared: argparse.ArgumentParser) -> None:
    what = policy.add_subparsers(dest="what", required=True)
    told = argparse.ArgumentParser(add_help=False, parents=[shared])
    told.add_argument("pack", type=Path, help="the pack's folder")
    told.add_argument("--language", choices=["zh", "en"], default="zh")

    what.add_parser("check", parents=[told], help="every fault of the pack")

    explain = what.add_parser("explain", parents=[told], help="one case with its whole reasoning")
    explain.add_argument("clause", help="its id")
    explain.add_argument("case", type=Path, help="facts by label or id, as TOML")
    explain.add_argument("--due", help="a step by its label; the clause's award when left out")

    run = what.add_parser("run", parents=[told], help="a clause over a file of cases")
    run.add_argument("facts", type=Path, help="CSV or Parquet, a column for each fact by label or id")
    run.add_argument("--clause", required=True, help="its id")
    run.add_argument("--out", type=Path, required=True, help="CSV or Parquet: the same rows with every step")

    whatif = what.add_parser("whatif", parents=[told], help="a reform beside the clauses in force")
    whatif.add_argument("reform", type=Path, help="the reform, as TOML")
    whatif.add_argument("facts", type=Path, nargs="?", help="CSV or Parquet of cases")
    whatif.add_argument("--synthetic", type=int, metavar="N", help="invent so many enterprises instead")
    whatif.add_argument("--seed", type=int, default=1)

    share = what.add_parser("share", parents=[told], help="a budget line over a file of what is asked of it")
    share.add_argument("line", help="its id")
    share.add_argument("wants", type=Path, help="CSV with key, on, order, fen and, by rank, rank")
    share.add_argument("--left", metavar="YUAN", help="what is left of it; its amount when left out")
    share.add_argument("--out", type=Path, help="CSV: the parts, instead of on screen")


def _add_level(level: argparse.ArgumentParser, shared: argparse.ArgumentParser) -> None:
    what = level.add_subparsers(dest="what", required=True)
    told = argparse.ArgumentParser(add_help=False, parents=[shared])
    told.add_argument("answers", type=Path, help="choices, scenes and perhaps facts, as JSON")
    told.add_argument("--language", choices=["zh", "en"], default="zh")

    what.add_parser("score", parents=[told], help="what the answers come to, and what contradicts what")

    roadmap = what.add_parser("roadmap", parents=[told], help="the cheapest steps up to a level")
    roadmap.add_argument("--to", type=int, required=True, help="the level, 1 to 4")
    roadmap.add_argument("--by", choices=["cost", "months", "steps"], default="cost")
    roadmap.add_argument(
        "--without", action="append", default=[], metavar="STEP", help="such as F2.C or S10.3"
    )
    roadmap.add_argument("--pack", type=Path, help="the folder with steps.toml; the city's own when left out")


if __name__ == "__main__":
    sys.exit(main())
