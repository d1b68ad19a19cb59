"""Schemes of innovation vouchers: how much is promised in all, how much to each, and what it pays for."""

from __future__ import annotations

from collections.abc import Iterator

from egret.core.findings import Finding
from egret.core.money import Rounding
from egret.core.policy.fact_reading import read_term
from egret.core.reading import Table, twice

from .model import Option, Pack, Source, VoucherRule

VOUCHERS = "vouchers.toml"
_LONGEST = 120  # months


def read_vouchers(top: Table) -> tuple[VoucherRule, ...]:
    return tuple(_rule(row) for row in top.each("voucher", needed=False))


def _rule(row: Table) -> VoucherRule:
    rate, months, most = row.rate("rate"), row.whole("valid_months"), row.whole("most")
    if rate > 1:
        row.fault("rate", "lies above 100%", "Write the part of the service that a voucher pays")
    for key, number, highest in (("valid_months", months, _LONGEST), ("most", most, _LONGEST)):
        if row.has(key) and not 1 <= number <= highest:
            row.fault(key, f"{number} is not between 1 and {highest}", "Write a number within these")
    quota, face = row.fen("quota"), row.fen("face")
    for key, fen in (("quota", quota), ("face", face)):
        if row.has(key) and not fen:
            row.fault(key, "holds nothing", "Write an amount above zero")
    if face > quota:
        row.fault("face", "is more than the whole quota", "Raise the quota or lower the face")
    return VoucherRule(
        id=row.text("id"),
        term=read_term(row, "title"),
        clause=row.text("clause"),
        quota_fen=quota,
        face_fen=face,
        most=most,
        listed=row.flag("listed"),
        rate=rate,
        rounding=Rounding(row.word("rounding", [*Rounding]) or Rounding.DOWN),
        valid_months=months,
        services=tuple(Option(one.text("id"), read_term(one)) for one in row.each("service")),
        source=Source(row.text("document"), row.text("article")),
    )


def check_vouchers(pack: Pack) -> Iterator[Finding]:
    clauses = {clause.id for clause in pack.clauses}
    for key in twice(tuple(one.id for one in pack.vouchers)):
        yield Finding(VOUCHERS, f"voucher {key}", "stands twice", "Give each an id of its own")
    for one in pack.vouchers:
        if one.clause and one.clause not in clauses:
            cure = f"Use one of: {', '.join(sorted(clauses))}"
            yield Finding(VOUCHERS, f"voucher {one.id}.clause", f"{one.clause!r} is not declared", cure)
        for key in twice(tuple(service.id for service in one.services)):
            cure = "Give each an id of its own"
            yield Finding(VOUCHERS, f"voucher {one.id}.service", f"{key} stands twice", cure)
