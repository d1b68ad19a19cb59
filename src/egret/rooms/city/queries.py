from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from egret.core.packs.model import Batch, Pack, by_id
from egret.core.packs.reading import pack_hash, read_pack

from .models import PackRelease


def files_of(folder: Path) -> dict[str, str]:
    """Every file of a pack's folder, by its path inside it."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.suffix in {".toml", ".csv"}
    }


@lru_cache(maxsize=8)
def _read(folder: Path) -> Pack:
    return read_pack(files_of(folder))


def pack() -> Pack:
    """The pack that this city runs on. A change of its files takes a restart, as a change of code does."""
    return _read(settings.CITIES_DIR / settings.CITY)


@lru_cache(maxsize=32)
def pack_of(sha256: str) -> Pack:
    """The pack of an earlier decision, from its stored release."""
    if pack().sha256 == sha256:
        return pack()
    files: Mapping[str, str] = PackRelease.objects.get(sha256=sha256).files
    if pack_hash(files) != sha256:
        raise ValueError(f"the stored release {sha256} is not what its name says")
    return read_pack(files)


def released(sha256: str) -> bool:
    return PackRelease.objects.filter(sha256=sha256).exists()


def open_batch(day: date) -> Batch | None:
    return next((batch for batch in pack().batches if batch.open_on(day)), None)


def batch(batch_id: str) -> Batch:
    return by_id(pack().batches, batch_id)
