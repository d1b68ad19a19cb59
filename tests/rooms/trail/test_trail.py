import contextlib
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import pytest
from django.db import IntegrityError, connection, transaction
from tests.append_only import lifted

from egret.base.actors import Actor
from egret.core import chain
from egret.core.chain import Fault, Kind, NotCanonical, standalone
from egret.rooms.trail import actions, checks, queries
from egret.rooms.trail.errors import NothingToKeep
from egret.rooms.trail.models import Act, Head

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=timezone(timedelta(hours=8)))
CLERK = Actor("user:12", "enterprise_clerk")


def record(number=5, **body):
    return actions.record(
        verb="acceptance.passed",
        subject=f"acceptance:{number}",
        case=f"enterprise:{number % 3}",
        by=CLERK,
        at=NOON + timedelta(microseconds=number),
        body=body or {"level": 2, "reason": "数字化“二级”"},
    )


def test_an_act_says_who_did_what_to_what_and_when():
    act = record()

    act.refresh_from_db()
    assert (act.seq, act.actor, act.role, act.at) == (
        1,
        "user:12",
        "enterprise_clerk",
        NOON + timedelta(microseconds=5),
    )
    assert act.fields == {
        "seq": 1,
        "at": "2026-03-02T04:00:00.000005Z",
        "actor": "user:12",
        "role": "enterprise_clerk",
        "verb": "acceptance.passed",
        "subject": "acceptance:5",
        "case": "enterprise:2",
        "body": {"level": 2, "reason": "数字化“二级”"},
        "algorithm": "sha256",
    }


def test_each_act_seals_the_one_before():
    first, second = record(), record()

    assert (first.prev_hash, second.prev_hash) == (chain.GENESIS, first.hash)
    assert second.hash == chain.link(first.hash, second.fields)


def test_a_city_may_choose_sm3(settings):
    first = record()
    settings.TRAIL_ALGORITHM = "sm3"
    second = record()

    assert (first.algorithm, second.algorithm) == ("sha256", "sm3")
    assert checks.verify() == ()


def test_an_act_costs_three_statements(django_assert_num_queries):
    record()

    with django_assert_num_queries(3):
        record()


@pytest.mark.parametrize("body", [{"fen": 0.5}, {"fen": 2**53}, {"on": NOON}])
def test_a_body_that_readers_would_write_differently_is_refused(body):
    with pytest.raises(NotCanonical), transaction.atomic():
        record(**body)

    assert (queries.size(), Act.objects.count()) == (0, 0)


def test_a_time_without_zone_is_refused():
    with pytest.raises(ValueError, match="names no time zone"), transaction.atomic():
        actions.record(verb="a", subject="b", case="c", by=CLERK, at=NOON.replace(tzinfo=None), body={})


def test_a_case_lists_its_own_acts():
    acts = [record(number) for number in range(6)]

    assert list(queries.of_case("enterprise:1").order_by("seq")) == [acts[1], acts[4]]
    assert list(queries.of_subject("acceptance:4")) == [acts[4]]
    assert list(queries.acts(from_seq=5)) == acts[4:]


def test_a_checkpoint_holds_the_size_and_the_last_hash():
    last = [record(), record()][-1]

    kept = actions.make_checkpoint(at=NOON)

    assert kept.text == f"egret/xiamen\n2\n{last.hash}\n"
    assert actions.make_checkpoint(at=NOON + timedelta(hours=1)) == kept


def test_an_empty_trail_has_no_checkpoint():
    with pytest.raises(NothingToKeep):
        actions.make_checkpoint(at=NOON)


def test_a_whole_trail_verifies_and_its_export_too():
    for number in range(7):
        record(number)
    kept = actions.make_checkpoint(at=NOON).kept
    record()

    assert checks.verify() == ()
    assert standalone.verify(queries.export(), kept.size, kept.hash) == []
    assert [json.loads(line)["seq"] for line in queries.export(from_seq=7)] == [7, 8]


def test_the_stored_trail_is_held_against_outside_checkpoints():
    record()

    assert checks.verify(chain.Checkpoint("egret/xiamen", 1, "0" * 64)) == (Fault(1, Kind.OTHER_HISTORY),)
    assert checks.verify(chain.Checkpoint("egret/xiamen", 2, "0" * 64)) == (Fault(2, Kind.TRUNCATION),)


def test_a_head_that_was_set_back_is_no_way_to_fork():
    record()
    Head.objects.update(size=0, hash=chain.GENESIS)

    with pytest.raises(IntegrityError), transaction.atomic():
        record()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE trail_act SET actor = 'user:1'",
        "UPDATE trail_act SET hash = 'x' WHERE seq = 1",
        "DELETE FROM trail_act",
        "DELETE FROM trail_checkpoint",
        "UPDATE trail_checkpoint SET text = ''",
    ],
)
def test_the_data_base_keeps_what_was_recorded(statement):
    record()
    actions.make_checkpoint(at=NOON)

    with (
        pytest.raises(IntegrityError, match="is append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert checks.verify() == ()


def test_the_orm_has_no_way_round():
    act = record()

    for tamper in (act.delete, act.save, Act.objects.all().delete, lambda: Act.objects.update(role="x")):
        with pytest.raises(IntegrityError, match="is append-only"), transaction.atomic():
            tamper()


def test_no_row_is_replaced():
    act = record()
    columns = 'seq, at, actor, role, verb, subject, "case", body, algorithm, prev_hash, hash'
    forged = (
        "SELECT {}, at, 'x', role, verb, subject, \"case\", body, algorithm, prev_hash, {} FROM trail_act"
    )
    into = "INSERT OR REPLACE INTO" if connection.vendor == "sqlite" else "INSERT INTO"

    for seq, digest in (("1", "'x'"), ("2", "hash")):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"{into} trail_act ({columns}) {forged.format(seq, digest)}")

    act.refresh_from_db()
    assert act.actor == "user:12"


@pytest.mark.django_db(transaction=True)
def test_an_act_goes_when_its_transaction_fails():
    record()
    with transaction.atomic():
        record()
        transaction.set_rollback(True)

    assert (queries.size(), record().seq) == (1, 2)


@pytest.mark.django_db(transaction=True)
def test_an_act_that_fails_takes_the_transaction_with_it():
    with transaction.atomic():
        record()
        with pytest.raises(NotCanonical):
            record(fen=0.5)
        assert transaction.get_rollback()

    assert queries.size() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("statements", "fault"),
    [
        (["UPDATE trail_act SET actor = 'user:1' WHERE seq = 3"], Fault(3, Kind.EDIT)),
        (["DELETE FROM trail_act WHERE seq = 3"], Fault(3, Kind.GAP)),
        (["DELETE FROM trail_act WHERE seq > 3"], Fault(4, Kind.TRUNCATION)),
        (
            [
                "DELETE FROM trail_act WHERE seq > 3",
                "UPDATE trail_head SET size = 3",
                "DELETE FROM trail_checkpoint",
            ],
            Fault(4, Kind.TRUNCATION),
        ),
    ],
)
def test_even_who_lifts_the_triggers_is_found_out(statements, fault):
    for number in range(5):
        record(number)
    kept = actions.make_checkpoint(at=NOON).kept

    with lifted(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)

    assert checks.verify(kept)[-1] == fault


@pytest.mark.django_db(transaction=True)
def test_many_writers_make_one_chain():
    def write(start):
        for number in range(start, start + 10):
            with contextlib.suppress(RuntimeError), transaction.atomic():
                record(number)
                if number % 3 == 0:
                    raise RuntimeError
        connection.close()

    if connection.vendor == "postgresql":  # SQLite has one writer at a time
        with ThreadPoolExecutor(4) as writers:
            list(writers.map(write, (0, 10, 20, 30)))

        assert (checks.verify(), queries.size()) == ((), 26)
