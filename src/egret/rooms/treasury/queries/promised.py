"""What stands beside the books and has to agree with them: vouchers, money that came back, fines."""

from __future__ import annotations

from collections.abc import Iterator

from egret.core.findings import Finding

from . import recoveries, sanctions, vouchers


def faults() -> Iterator[Finding]:
    yield from vouchers.faults()
    yield from recoveries.faults()
    yield from sanctions.faults()
