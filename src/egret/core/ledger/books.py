from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from egret.core.findings import Finding
from egret.core.ledger.accounts import ORIGINS, Account, State
from egret.core.ledger.postings import Event, Leg, wrongs

Balances = Mapping[tuple[Account, str], int]
Entry = tuple[str, Event, Sequence[Leg]]


def fold(legs: Iterable[Leg]) -> dict[tuple[Account, str], int]:
    """What stands in each account, by fund; empty accounts are left out."""
    balances = Counter[tuple[Account, str]]()
    for leg in legs:
        balances[leg.account, leg.fund] += leg.fen
    return {key: fen for key, fen in balances.items() if fen}


def below_floor(balances: Balances) -> tuple[tuple[Account, str], ...]:
    """The accounts from which more went out than was there."""
    return tuple(
        sorted(
            (account, fund)
            for (account, fund), fen in balances.items()
            if (fen > 0 if account.state in ORIGINS else fen < 0)
        )
    )


def totals(balances: Balances) -> dict[str, dict[State, int]]:
    """For each fund, how much money is in each state; what came from an origin counts as a positive sum."""
    sums = {fund: dict.fromkeys(State, 0) for fund in sorted({fund for _, fund in balances})}
    for (account, fund), fen in balances.items():
        sums[fund][account.state] += -fen if account.state in ORIGINS else fen
    return sums


def check(entries: Iterable[Entry]) -> tuple[Finding, ...]:
    """Reads the books from the first posting on, each with its name, and tells what can't be."""
    balances = Counter[tuple[Account, str]]()
    findings = []
    for name, event, legs in entries:
        findings += [_finding(name, wrong) for wrong in wrongs(event, legs)]
        touched = {(leg.account, leg.fund) for leg in legs}
        for leg in legs:
            balances[leg.account, leg.fund] += leg.fen
        findings += [
            _finding(name, f"{account} of {fund} comes to {balances[account, fund]} fen")
            for account, fund in below_floor({key: balances[key] for key in touched})
        ]
    for fund, sums in totals(balances).items():
        came = sum(sums[state] for state in ORIGINS)
        stands = sum(fen for state, fen in sums.items() if state not in ORIGINS)
        if came != stands:
            findings.append(_finding(fund, f"{came} fen came in, {stands} are accounted for"))
    return tuple(findings)


def _finding(key: str, wrong: str) -> Finding:
    return Finding("ledger", key, wrong, "Stop paying and compare with the trail")
