from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from egret.core.findings import Finding
from egret.core.ledger.accounts import Account, State
from egret.core.ledger.postings import Event, Leg, wrongs

Balances = Mapping[tuple[Account, str], int]
Entry = tuple[str, Event, Sequence[Leg]]


def fold(legs: Iterable[Leg]) -> dict[tuple[Account, str], int]:
    """What stands in each account, by fund source; empty accounts are left out."""
    balances = Counter[tuple[Account, str]]()
    for leg in legs:
        balances[leg.account, leg.fund_source] += leg.fen
    return {key: fen for key, fen in balances.items() if fen}


def below_floor(balances: Balances) -> tuple[tuple[Account, str], ...]:
    """The accounts from which more went out than was there."""
    return tuple(
        sorted(
            (account, source)
            for (account, source), fen in balances.items()
            if fen < 0 and account.state is not State.APPROPRIATED
        )
    )


def totals(balances: Balances) -> dict[str, dict[State, int]]:
    """For each fund source, how much money is in each state; what was appropriated counts as a positive sum."""
    sums = {source: dict.fromkeys(State, 0) for source in sorted({source for _, source in balances})}
    for (account, source), fen in balances.items():
        sums[source][account.state] += -fen if account.state is State.APPROPRIATED else fen
    return sums


def check(entries: Iterable[Entry]) -> tuple[Finding, ...]:
    """Reads the books from the first posting on, each with its name, and tells what can't be."""
    balances = Counter[tuple[Account, str]]()
    findings = []
    for name, event, legs in entries:
        findings += [_finding(name, wrong) for wrong in wrongs(event, legs)]
        touched = {(leg.account, leg.fund_source) for leg in legs}
        for leg in legs:
            balances[leg.account, leg.fund_source] += leg.fen
        findings += [
            _finding(name, f"{account} of {source} falls to {balances[account, source]} fen")
            for account, source in below_floor({key: balances[key] for key in touched})
        ]
    for source, sums in totals(balances).items():
        appropriated = sums.pop(State.APPROPRIATED)
        if appropriated != sum(sums.values()):
            wrong = f"{appropriated} fen were appropriated, {sum(sums.values())} are accounted for"
            findings.append(_finding(source, wrong))
    return tuple(findings)


def _finding(key: str, wrong: str) -> Finding:
    return Finding("ledger", key, wrong, "Stop paying and compare with the trail")
