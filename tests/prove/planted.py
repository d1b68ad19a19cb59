"""`make prove`: faults are planted in the treasury one by one; a proof that sees none of them proves nothing.

    python -m tests.prove.planted [EXAMPLES]

Most must be caught by the machine; what needs two connections by the spenders on PostgreSQL, what needs a dying process
by the kills. Prints a table; answers 1 where fewer than all but one are caught.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext

from tests.prove import site

if __name__ == "__main__":
    site.begin("tests.prove.two_books" if os.environ.get("EGRET_PLANTED_BY") == "kills" else "tests.settings")

import pytest

from egret.core.banking import reconcile
from egret.core.ledger import funds as core_funds
from egret.core.ledger.accounts import State
from egret.core.ledger.postings import ROUTES, Event
from egret.journeys import daily, pay
from egret.rooms.exchange.errors import BankSilent
from egret.rooms.trail import actions as trail
from egret.rooms.treasury.actions import awards, batches, books, funds, statements

EXAMPLES, STEPS = 120, 40
Plant = Callable[[pytest.MonkeyPatch], None]


def float_split(patch):
    patch.setattr(awards, "split", lambda fen, shares: tuple(int(fen * float(share)) for share in shares))


def no_idempotency(patch):
    patch.setattr(books, "_known", lambda entries: {})


def body_not_compared(patch):
    known = books._known
    patch.setattr(books.Entry, "body_sha", "")
    patch.setattr(books, "_known", known)


def wrong_sign_on_return(patch):
    patch.setitem(ROUTES, Event.RETURN, (State.RETURNED, State.PAID))


def time_out_is_a_refusal(patch):
    submit = pay.bank.submit

    def impatient(batch_pk, *, by, at):
        content, template = pay.treasury.begin_attempt(batch_pk, by=by, at=at)
        try:
            answers = pay.bank.submit(pay.orders.payer().number, content, template, on=pay.china_day(at))
        except BankSilent:
            pay.refuse_batch(batch_pk, "time-out", by=by, at=at)
            return
        for answer in answers:
            pay.receive(pay.MessageKind.ACKNOWLEDGEMENT, answer, by=by, at=at)

    patch.setattr(pay.bank, "submit", submit)
    patch.setattr(pay, "hand_over", impatient)


def new_id_at_every_attempt(patch):
    begin, count = batches.begin_attempt, iter(range(10**6))

    def anew(pk, *, by, at):
        content, template = begin(pk, by=by, at=at)
        number = next(count)
        return content.replace(b"<MsgId>B", b"<MsgId>B%d" % number, 1), template

    patch.setattr(pay.treasury, "begin_attempt", anew)


def shares_not_checked(patch):
    patch.setattr(books, "check_shares", lambda: None)


def reject_twice(patch):
    entry = batches.entry_of

    def twice(event, order):
        if event == Event.REJECT and "-1" in order.no:
            return books.Entry(
                event,
                {fund: 2 * fen for fund, fen in order.parts.items()},
                entry(event, order).place,
                f"{event}:{order.no}",
            )
        return entry(event, order)

    patch.setattr(batches, "entry_of", twice)


def settle_whatever_the_amount(patch):
    patch.setattr(reconcile, "_differs", lambda entry, order: None)


def pay_again_forgotten(patch):
    enter_all = batches.enter_all
    patch.setattr(
        batches,
        "enter_all",
        lambda entries, **who: enter_all([e for e in entries if e.event != Event.PAY_AGAIN], **who),
    )


def cache_forgets_what_settles(patch):
    balance = books._balance
    patch.setattr(books, "_balance", lambda legs: balance([leg for leg in legs if leg.state != State.PAID]))


def floor_not_checked(patch):
    balance = books._balance
    patch.setattr(books, "ORIGINS", frozenset(State))
    patch.setattr(books, "_balance", balance)


def closed_month_ignored(patch):
    patch.setattr(books, "_check_open", lambda at: None)


def carried_twice(patch):
    enter = funds.enter

    def kept(event, amounts, place, *, key, by, at):
        if event != Event.CARRY_OVER:
            enter(event, amounts, place, key=key, by=by, at=at)

    patch.setattr(funds, "enter", kept)


def keys_of_the_day(patch):
    """What the machine's author read out of the code: a year ended twice on one day used the same keys again."""
    enter = funds.enter

    def of_the_day(event, amounts, place, *, key, by, at):
        parts = key.split(":")
        if parts[0] in ("carry", "lapse", "unallot") and len(parts) > 2:
            parts[2] = f"{at:%Y%m%d}"
        return enter(event, amounts, place, key=":".join(parts), by=by, at=at)

    patch.setattr(funds, "enter", of_the_day)


def signature_not_checked(patch):
    patch.setattr(statements, "opened", lambda signed, signer: signed.data)


def newest_fund_first(patch):
    drawn = core_funds.drawn

    def reverse(wanted, held):
        turned = [core_funds.Held(-one.year, one.fund, one.source, one.fen) for one in held]
        return drawn(wanted, turned)

    patch.setattr(books, "drawn", reverse)


def trail_not_written(patch):
    record_all = trail.record_all
    patch.setattr(books.trail, "record_all", lambda told, **who: record_all(list(told)[1:], **who))


def nothing_locked(patch):
    patch.setattr(books.trail, "await_turn", lambda: None)
    patch.setattr(books, "_open_books", lambda: books.Books.objects.get_or_create(pk=1)[0])


def lost_mail_not_asked_for(patch):
    patch.setattr(daily.bank, "missed", lambda account, *, taken: ())


MACHINE: dict[str, Plant] = {
    "split by floats, a fen lost": float_split,
    "no look for the key before entering": no_idempotency,
    "same key, other body, taken for the same": body_not_compared,
    "wrong sign on a return": wrong_sign_on_return,
    "a time-out taken for a refusal: new order while unknown": time_out_is_a_refusal,
    "a new batch id at every attempt": new_id_at_every_attempt,
    "shares not checked": shares_not_checked,
    "a rejection gives twice the money back": reject_twice,
    "settled whatever the amount": settle_whatever_the_amount,
    "pay-again forgotten after a return": pay_again_forgotten,
    "cached balance of paid money not written": cache_forgets_what_settles,
    "floor not checked before the data base does": floor_not_checked,
    "closed month ignored": closed_month_ignored,
    "carried over without leaving the old fund": carried_twice,
    "a year ended twice on one day: the same keys": keys_of_the_day,
    "signature of the bank not checked": signature_not_checked,
    "newest fund drawn first": newest_fund_first,
    "the first act of a posting not in the trail": trail_not_written,
}
SPENDERS: dict[str, Plant] = {"neither trail nor books locked": nothing_locked}
KILLS: dict[str, Plant] = {"mail lost on its way not asked for again": lost_mail_not_asked_for}
ALL = {"machine": MACHINE, "spenders": SPENDERS, "kills": KILLS}


def by_machine(examples: int) -> str:
    from tests.prove.treasury_machine import run  # noqa: PLC0415 -- it needs the data base's settings ready

    try:
        run(examples, STEPS, derandomize=True)
    except BaseException as caught:  # noqa: BLE001 -- however it fails, it was seen
        lines = str(caught).strip().splitlines() or [""]
        return f"{type(caught).__name__}: {lines[0][:60]}"
    return ""


def by_spenders(_examples: int) -> str:
    from tests.prove import spenders  # noqa: PLC0415 -- as above

    found = spenders.wrongs(spenders.spent_by(8, 20, 40), 160, 40)
    return found[-1][:80] if found else ""


def by_kills(_examples: int) -> str:
    from tests.prove import kills  # noqa: PLC0415 -- as above

    with kills.ground("steps") as here:
        for number, name in enumerate(here.stepped(0) or (), 1):
            if name == "after end_of_day" and here.stepped(number) is None and (found := here.judged()):
                return f"killed {name}: {found[0]}"[:80]
    return ""


def planted(by: str, examples: int) -> list[tuple[str, str, float]]:
    seen = {"machine": by_machine, "spenders": by_spenders, "kills": by_kills}[by]
    rows = []
    for name, plant in ALL[by].items():
        began = time.monotonic()
        # Kills make their own data bases; the spenders leave theirs spent.
        with site.data_base() if by == "spenders" else nullcontext(), pytest.MonkeyPatch.context() as patch:
            plant(patch)
            caught = seen(examples)
        rows.append((name, caught, time.monotonic() - began))
        print(
            f"{by:>8}  {'caught' if caught else 'MISSED':>6}  {rows[-1][2]:>4.0f} s  {name}  ({caught})",
            flush=True,
        )
    return rows


def here(by: str, examples: int) -> int:
    with site.data_base() if by == "machine" else nullcontext():
        return sum(not caught for _name, caught, _took in planted(by, examples))


def main(arguments: Sequence[str]) -> int:
    examples = int(arguments[0]) if arguments else EXAMPLES
    if by := os.environ.get("EGRET_PLANTED_BY"):
        return here(by, examples)
    command = [sys.executable, "-m", "tests.prove.planted", str(examples)]
    plain = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    missed = 0
    for by in ALL:
        with site.postgres("fsync=off") if by == "spenders" else nullcontext("") as url:
            told = plain | {"EGRET_PLANTED_BY": by} | ({"DATABASE_URL": url} if url else {})
            missed += subprocess.run(command, env=told, check=False).returncode
    total = sum(map(len, ALL.values()))
    print(f"{total - missed} of {total} planted faults caught")
    return 1 if missed > 1 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
