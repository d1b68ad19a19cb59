"""What a pack must keep of the one it follows: files of earlier days name districts, batches and funds by id."""

from __future__ import annotations

from collections.abc import Iterator

from egret.core.findings import Finding

from .model import Pack

# File, what it is called there, the pack's parts. Clauses may go: an award keeps the pack that it was computed under.
_KEPT = (
    ("city.toml", "district", "districts"),
    ("city.toml", "industry", "industries"),
    ("programme.toml", "batch", "batches"),
    ("programme.toml", "period", "periods"),
    ("programme.toml", "deadline", "deadlines"),
    ("funds.toml", "source", "fund_sources"),
    ("funds.toml", "purpose", "purposes"),
    ("indicators.toml", "indicator", "indicators"),
)


def lost(before: Pack, after: Pack) -> Iterator[Finding]:
    """A finding for each id that `after` holds no more."""
    for key, was, now in (("id", before.id, after.id), ("code", before.city_code, after.city_code)):
        if was != now:
            file = "pack.toml" if key == "id" else "city.toml"
            yield Finding(file, key, f"{now!r} is another city's", f"Keep {was}")
    for file, key, parts in _KEPT:
        there = {part.id for part in getattr(after, parts)}
        for part in getattr(before, parts):
            if part.id not in there:
                yield Finding(
                    file, f"{key} {part.id}", "is gone, and files of earlier days name it", "Keep it"
                )
