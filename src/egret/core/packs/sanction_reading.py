"""Rules of sanctions: on what, on whom, a fine between which rates, a ban of how many months."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from egret.core.findings import Finding
from egret.core.policy.fact_reading import read_term
from egret.core.reading import Table, twice

from .model import Offence, Pack, Party, SanctionRule, Source

SANCTIONS = "sanctions.toml"
_LONGEST = 120  # months


def read_sanctions(top: Table) -> tuple[SanctionRule, ...]:
    return tuple(_rule(row) for row in top.each("sanction", needed=False))


def _rule(row: Table) -> SanctionRule:
    fined = row.has("fine_from") or row.has("fine_to")
    lowest, highest = (row.rate("fine_from"), row.rate("fine_to")) if fined else (Fraction(0), Fraction(0))
    if lowest > highest:
        row.fault("fine_to", "lies below fine_from", "Swap or mend the bounds")
    months = row.whole("ban_months") if row.has("ban_months") else 0
    if months > _LONGEST:
        row.fault("ban_months", f"{months} is not between 1 and {_LONGEST}", "Write a number within these")
    parties = row.texts("parties")
    for party in parties:
        if party not in [*Party]:
            cure = f"Use one of: {', '.join(sorted(Party))}"
            row.fault("parties", f"{party!r} is outside the vocabulary", cure)
    return SanctionRule(
        id=row.text("id"),
        term=read_term(row, "title"),
        on=Offence(row.word("on", [*Offence]) or Offence.BREACH),
        parties=tuple(Party(party) for party in parties if party in [*Party]),
        fine_from=lowest,
        fine_to=highest,
        ban_months=months,
        source=Source(row.text("document"), row.text("article")),
    )


def check_sanctions(pack: Pack) -> Iterator[Finding]:
    for key in twice(tuple(one.id for one in pack.sanctions)):
        yield Finding(SANCTIONS, f"sanction {key}", "stands twice", "Give each an id of its own")
    for one in pack.sanctions:
        for party in twice(one.parties):
            yield Finding(SANCTIONS, f"sanction {one.id}.parties", f"{party} stands twice", "Name it once")
