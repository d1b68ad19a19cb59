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
    except (OSError, NotACheckpoint) as missing:
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
    simulate.add_argument("--until", type=date.fromisoformat, default=date(2025, 6, 18))
    simulate.add_argument("--enterprises", type=int, help="how many; the pack's own bases when left out")

    verify = commands.add_parser("verify", parents=[shared], help="the trail, act by act")
    verify.add_argument("--checkpoint", type=Path, help="a checkpoint that was kept outside")
    verify.add_argument("--export", type=Path, help="write the trail for the stand-alone verifier")

    ledger = commands.add_parser("ledger", parents=[shared], help="the books")
    ledger.add_argument("what", choices=["check", "rebuild"])

    policy = commands.add_parser("policy", parents=[shared], help="a city pack")
    policy.add_argument("what", choices=["check"])
    policy.add_argument("pack", type=Path)

    commands.add_parser("accounts", parents=[shared], help="the demo's ready accounts")
    return parser


if __name__ == "__main__":
    sys.exit(main())
