"""What the house rules are read from: the repository, its tracked files, the contracts."""

from __future__ import annotations

import subprocess
import tomllib
from pathlib import Path

from django.apps import AppConfig, apps
from django.db.models import Model

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "src" / "egret"
CONTRACTS = {
    contract["name"]: contract
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
}
ROOMS = [name.strip("()") for name in reversed(CONTRACTS["The rooms"]["layers"])]


def tracked(*patterns: str) -> list[Path]:
    """Files that git knows or would add, less those deleted on disk."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [path for name in sorted(set(listed.stdout.split("\0")) - {""}) if (path := ROOT / name).is_file()]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def rooms() -> list[AppConfig]:
    return [config for config in apps.get_app_configs() if config.name.startswith("egret.rooms.")]


def models() -> list[type[Model]]:
    return [model for room in rooms() for model in room.get_models()]
