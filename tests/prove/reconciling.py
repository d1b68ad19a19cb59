"""`make prove`: 10,000 seeded statement lines × 50 seeds with differences put in, each told right or not.

    python -m tests.prove.reconciling [LINES [SEEDS]]

The story keeps for itself what it put in; nothing of it comes from the reconciliation. Answers 1 where a difference was
told wrong, or where one line was settled that should not be.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from egret.core.banking.reconcile import Arrived, Order, Past, Standing, Terms, Verdict, Wrong, reconcile
from egret.core.banking.statements import Entry, Kind, Statement, debit

LINES, SEEDS = 10_000, 50
DAYS, MISSING_AFTER = 20, 5
FIRST = date(2025, 3, 3)
DUE = FIRST + timedelta(DAYS - 1 - MISSING_AFTER)  # what was sent later may still come
OURS = "3510010001"
OPENING = 10**13
ODDS = 0.10  # of a payment to go another way than it should

# What is put in, and what it is to be called.
ODDITIES = (
    "missing",
    "extra",
    "amount",
    "account",
    "no_account",
    "no_id",
    "repeated",
    "repeated_later",
    "changed",
    "doubled",
    "late_return",
    "return_twice",
    "return_amount",
    "return_too_soon",
    "paid_though_rejected",
    "merged",
    "merged_ambiguous",
    "income",
    "reversal",
)
STATEMENTS = ("seen", "changed_statement", "gap", "wrong_closing", "foreign", "ours_differs")
KINDS = ("clean", *ODDITIES, *STATEMENTS)


@dataclass
class Story:
    """Statements by the day they come; of every line what it should be called, of every statement what is wrong."""

    rng: random.Random
    orders: list[Order] = field(default_factory=list)
    days: list[list[tuple[Entry, Verdict, str]]] = field(default_factory=lambda: [[] for _ in range(DAYS)])
    missing: dict[str, str] = field(default_factory=dict)
    arrived: list[list[Arrived]] = field(default_factory=list)
    wrong: dict[str, tuple[set[Wrong], str]] = field(default_factory=dict)
    closings: dict[date, int] = field(default_factory=dict)
    counts: Counter = field(default_factory=Counter)
    entries: int = 0

    def order(self, day, **more):
        number = len(self.orders)
        order = Order(
            f"PO{number:06d}",
            self.rng.randint(1, 50_000_000),
            f"40{number:010d}",
            FIRST + timedelta(day),
            batch=f"B{day}",
        )
        self.orders.append(replace(order, **more))
        return self.orders[-1]

    def entry_id(self):
        self.entries += 1
        return f"E{self.entries:07d}"

    def put(self, day, entry, verdict, kind):
        self.days[day].append((entry, verdict, kind))

    def paid(self, day, order, **more):
        entry = debit(self.entry_id(), order.fen, FIRST + timedelta(day), order.id, order.account)
        return replace(entry, **more)

    def back(self, day, order, **more):
        entry = Entry(
            self.entry_id(),
            Kind.RETURN,
            order.fen,
            FIRST + timedelta(day),
            order.id,
            order.account,
            reason="AC04",
        )
        return replace(entry, **more)


def story(seed: int, lines: int = LINES) -> Story:
    told = Story(random.Random(seed))
    while sum(map(len, told.days)) < lines:
        day = told.rng.randrange(DAYS)
        odd = told.rng.random() < ODDS
        kind = told.rng.choice(ODDITIES) if odd else "clean"
        PUT[kind](told, day) if kind in PUT else _simple(told, day, kind)
    _print(told)
    told.counts = Counter(kind for day in told.days for *_, kind in day)
    told.counts += Counter(kind for _, kind in told.wrong.values())
    told.counts["missing"] = sum(
        told.missing.get(o.id) == "missing" and o.sent_on <= DUE for o in told.orders
    )
    return told


def _simple(told, day, kind):
    """One order, one line."""
    order = told.order(day)
    paid = told.paid(day, order)
    entry, verdict = {
        "clean": (paid, Verdict.SETTLED),
        "amount": (replace(paid, fen=paid.fen + told.rng.choice((1, 100, 12_345))), Verdict.AMOUNT),
        "account": (replace(paid, account=f"99{told.entries:010d}"), Verdict.ACCOUNT),
        "no_account": (replace(paid, account=""), Verdict.ACCOUNT),
        "no_id": (replace(paid, end_to_end_id=""), Verdict.UNKNOWN),
        "extra": (replace(paid, end_to_end_id=f"XX{told.entries}", account=f"98{told.entries:010d}"), Verdict.UNKNOWN),
        "income": (Entry(paid.id, Kind.CREDIT, paid.fen, paid.booked_on, account="9999000011"), Verdict.INCOME),
        "reversal": (replace(paid, kind=Kind.REVERSAL, end_to_end_id="", out=told.rng.random() < 0.5), Verdict.REVERSAL),
    }[kind]  # fmt: skip
    told.put(day, entry, verdict, kind)
    if kind in {"no_id", "extra", "income", "reversal"}:
        told.missing[order.id] = kind


def _missing(told, day):
    told.missing[told.order(day).id] = "missing"


def _repeated(told, day):
    paid = told.paid(day, told.order(day))
    told.put(day, paid, Verdict.SETTLED, "clean")
    told.put(day, paid, Verdict.REPEATED, "repeated")


def _repeated_later(told, day):
    day = min(day, DAYS - 2)
    paid = told.paid(day, told.order(day))
    told.put(day, paid, Verdict.SETTLED, "clean")
    told.put(told.rng.randrange(day + 1, DAYS), paid, Verdict.REPEATED, "repeated_later")


def _changed(told, day):
    day = min(day, DAYS - 2)
    paid, other = told.paid(day, told.order(day)), told.order(day + 1)
    told.put(day, paid, Verdict.SETTLED, "clean")
    told.put(day + 1, told.paid(day + 1, other, id=paid.id), Verdict.CHANGED, "changed")
    told.missing[other.id] = "changed"


def _doubled(told, day):
    order = told.order(day)
    told.put(day, told.paid(day, order), Verdict.SETTLED, "clean")
    later = told.rng.randrange(day, DAYS)
    told.put(later, told.paid(later, order), Verdict.DOUBLED, "doubled")


def _returned(told, day, kind):
    day = min(day, DAYS - 9)
    order, later = told.order(day), day + told.rng.randint(1, 7)
    told.put(day, told.paid(day, order), Verdict.SETTLED, "clean")
    if kind == "return_amount":
        told.put(later, told.back(later, order, fen=order.fen + 1), Verdict.AMOUNT, kind)
        return
    told.put(later, told.back(later, order), Verdict.RETURNED, kind)
    if kind == "return_twice":
        told.put(later + 1, told.back(later + 1, order), Verdict.DOUBLED, kind)


def _too_soon(told, day):
    told.put(day, told.back(day, told.order(day)), Verdict.TOO_SOON, "return_too_soon")


def _though_rejected(told, day):
    order = told.order(day, standing=Standing.REJECTED)
    told.put(day, told.paid(day, order), Verdict.CONTRADICTS, "paid_though_rejected")


def _merged(told, day, ambiguous=False):
    """Two or three orders of one payee in one line without id; or a line that two selections of three would explain."""
    first = told.order(day)
    more = [told.order(day, account=first.account) for _ in range(1 if ambiguous else told.rng.randint(1, 2))]
    if ambiguous:
        more.append(told.order(day, account=first.account, fen=first.fen))
    kind = "merged_ambiguous" if ambiguous else "merged"
    fen = first.fen + sum(order.fen for order in (more[:1] if ambiguous else more))
    line = debit(told.entry_id(), fen, FIRST + timedelta(day), account=first.account)
    told.put(day, line, Verdict.UNKNOWN if ambiguous else Verdict.MERGED, kind)
    told.missing |= {order.id: kind for order in (first, *more)}


PUT = {
    "missing": _missing,
    "repeated": _repeated,
    "repeated_later": _repeated_later,
    "changed": _changed,
    "doubled": _doubled,
    "late_return": lambda told, day: _returned(told, day, "late_return"),
    "return_twice": lambda told, day: _returned(told, day, "return_twice"),
    "return_amount": lambda told, day: _returned(told, day, "return_amount"),
    "return_too_soon": _too_soon,
    "paid_though_rejected": _though_rejected,
    "merged": _merged,
    "merged_ambiguous": lambda told, day: _merged(told, day, ambiguous=True),
}


def _print(told):
    """Statements from the days' lines, with what is wrong in some of them as a whole."""
    wrong_days = told.rng.sample(range(2, DAYS), len(STATEMENTS))
    plan = dict(zip(wrong_days, STATEMENTS, strict=True))
    opening, number, before = OPENING, 1, None
    for place, lines in enumerate(told.days):
        on, what = FIRST + timedelta(place), plan.get(place, "")
        if what == "gap":
            number += 1
        entries = tuple(entry for entry, *_ in lines)
        closing = opening + sum(entry.moved for entry in entries)
        one = Statement(f"ST{number:03d}", number, OURS, on, opening, closing, entries)
        told.closings[on] = closing
        coming = [Arrived(one, f"sha{number}")]
        wrong = set()
        if what == "wrong_closing":
            coming = [Arrived(replace(one, closing=closing + 1), f"sha{number}")]
            wrong = {Wrong.SUM, Wrong.OURS}
        elif what == "ours_differs":
            told.closings[on] -= 700
            wrong = {Wrong.OURS}
        elif what == "gap":
            wrong = {Wrong.GAP}
        elif what == "seen":
            coming.append(before)
            told.wrong[before.statement.id + " again"] = ({Wrong.SEEN}, what)
        elif what == "changed_statement":
            coming.append(Arrived(before.statement, "other bytes"))
            told.wrong[before.statement.id + " again"] = ({Wrong.CHANGED}, what)
        elif what == "foreign":
            coming.append(Arrived(replace(one, id="FOREIGN", account="88880000"), "foreign"))
            told.wrong["FOREIGN"] = ({Wrong.FOREIGN}, what)
        if wrong:
            told.wrong[one.id] = (wrong, what)
        told.arrived.append(coming)
        # The statement after a wrong closing balance opens with the right one, and so does not continue it. After a gap
        # nobody can know: the number before is not there to compare with.
        if place and plan.get(place - 1) == "wrong_closing" and what != "gap":
            told.wrong.setdefault(one.id, (set(), "wrong_closing"))[0].add(Wrong.OPENING)
        before, opening, number = coming[0], closing, number + 1


@dataclass
class Result:
    counts: Counter
    right: Counter
    wrong: list[str]
    false_settled: int
    fen: int
    explained: int


def compare(told: Story) -> Result:
    """Day by day, as statements come; every line, finding and missing order beside what the story put in."""
    past, orders = Past(), {order.id: order for order in told.orders}
    terms = Terms(OURS, MISSING_AFTER, told.closings)
    result = Result(told.counts, Counter(), [], 0, 0, 0)
    found: dict[str, set[Wrong]] = {}
    missing: tuple[str, ...] = ()
    for place, coming in enumerate(told.arrived):
        on = FIRST + timedelta(place)
        known = [order for order in orders.values() if order.sent_on <= on]
        outcome = reconcile(known, coming, past, terms)
        past, missing = outcome.past, outcome.missing
        orders |= {order.id: order for order in outcome.orders}
        _lines(told.days[place], outcome.lines, result)
        for finding in outcome.findings:
            again = finding.wrong in {Wrong.SEEN, Wrong.CHANGED}
            found.setdefault(finding.statement + " again" * again, set()).add(finding.wrong)
    _whole(told, found, missing, result)
    return result


def _lines(wanted, lines, result):
    if len(wanted) != len(lines):
        result.wrong.append(f"{len(lines)} lines for {len(wanted)}")
    for (entry, verdict, kind), line in zip(wanted, lines, strict=False):
        result.fen += entry.fen
        if line.entry != entry or line.verdict is not verdict:
            result.wrong.append(f"{kind}: {line.verdict} for {entry}")
            result.false_settled += line.verdict is Verdict.SETTLED
            continue
        result.right[kind] += 1
        result.explained += entry.fen * (line.verdict is not Verdict.UNKNOWN)


def _whole(told, found, missing, result):
    for name in sorted(found.keys() | told.wrong.keys()):
        wanted, kind = told.wrong.get(name, (set(), "nothing"))
        if found.get(name, set()) != wanted:
            result.wrong.append(f"{kind}: {found.get(name)} for {name}, {wanted} wanted")
        else:
            result.right[kind] += 1
    wanted = {order.id for order in told.orders if order.id in told.missing and order.sent_on <= DUE}
    for name in sorted(set(missing) ^ wanted):
        result.wrong.append(
            f"{told.missing.get(name, 'clean')}: {name} is missing in one and not in the other"
        )
    result.right["missing"] += sum(told.missing[name] == "missing" for name in set(missing) & wanted)


def _prove(job):
    return compare(story(*job))


def main() -> int:
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else LINES
    seeds = int(sys.argv[2]) if len(sys.argv) > 2 else SEEDS
    began = time.monotonic()
    counts, right, wrong = Counter(), Counter(), []
    false_settled = fen = explained = 0
    with ProcessPoolExecutor() as pool:
        for seed, result in enumerate(pool.map(_prove, [(seed, lines) for seed in range(seeds)])):
            counts, right = counts + result.counts, right + result.right
            wrong += [f"seed {seed}: {told}" for told in result.wrong]
            false_settled += result.false_settled
            fen, explained = fen + result.fen, explained + result.explained
    for kind in KINDS:
        print(f"{kind:>20}  {counts[kind]:>8,} put in  {right[kind]:>8,} told right")
    print(
        f"{lines:,} lines × {seeds} seeds in {time.monotonic() - began:.0f} s: {len(wrong)} told wrong, {false_settled} settled falsely"
    )
    print(f"of the value {explained / fen:.4%} is told by its kind, the rest is unknown by construction")
    print(*wrong[:20], sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
