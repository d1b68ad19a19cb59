import threading

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from egret.base.triggers import AppendOnly, Balanced, Guarded

pytestmark = pytest.mark.django_db(transaction=True)

TABLES = """
CREATE TABLE book (id integer PRIMARY KEY, leg_count integer NOT NULL);
CREATE TABLE leg (
    id integer PRIMARY KEY,
    posting_id bigint NOT NULL REFERENCES book (id) DEFERRABLE INITIALLY DEFERRED,
    fund varchar(16) NOT NULL,
    fen bigint NOT NULL
)
"""
PAPER = """
CREATE TABLE paper (
    id integer PRIMARY KEY,
    fen bigint NOT NULL,
    handed_in boolean NOT NULL,
    struck_at varchar(10),
    reason varchar(10)
)
"""
OPERATIONS = [
    AppendOnly("book"),
    AppendOnly("leg"),
    Balanced("book", "leg"),
    Guarded("paper", flag="handed_in", kept=("fen",), once=("struck_at", "reason")),
]


def run(*statements):
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def migrate(forwards):
    with connection.schema_editor() as editor:
        for operation in OPERATIONS if forwards else reversed(OPERATIONS):
            (operation.database_forwards if forwards else operation.database_backwards)(
                "", editor, None, None
            )


@pytest.fixture(autouse=True)
def tables():
    run(*TABLES.split(";"), PAPER)
    migrate(forwards=True)
    yield
    run("DROP TABLE leg", "DROP TABLE book", "DROP TABLE paper")
    if connection.vendor == "postgresql":
        run(
            "DROP FUNCTION IF EXISTS paper_guard()",
            "DROP FUNCTION IF EXISTS book_keep()",
            "DROP FUNCTION IF EXISTS leg_keep()",
            "DROP FUNCTION IF EXISTS leg_balance()",
        )


def legs(*rows, first=1, posting=1):
    values = ", ".join(
        f"({first + place}, {posting}, '{source}', {fen})" for place, (source, fen) in enumerate(rows)
    )
    return f"INSERT INTO leg (id, posting_id, fund, fen) VALUES {values}"


def book(count, posting=1):
    return f"INSERT INTO book (id, leg_count) VALUES ({posting}, {count})"


def count(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


GOOD = legs(("central", -8), ("city", -2), ("central", 8), ("city", 2))


def test_legs_that_balance_are_committed_with_their_posting():
    run(GOOD, book(4))

    assert (count("book"), count("leg")) == (1, 4)


@pytest.mark.parametrize(
    "statements",
    [
        [legs(("city", -5), ("city", 4)), book(2)],
        [legs(("city", -5), ("central", 5)), book(2)],
        [legs(("city", -5), ("city", 5), ("city", 0)), book(3)],
        [legs(("city", 0), ("city", 0)), book(2)],
        [legs(("city", -5), ("city", 5)), book(3)],
        [legs(("city", -5), ("city", 5)), book(1)],
        [legs(("city", -5), ("city", 5)), book(2, posting=2)],
        [legs(("city", -5), ("city", 5))],
        [legs(("city", 5))],
        [legs(("city", 0)), book(1)],
        [book(0)],
        [book(2)],
        [book(2), legs(("city", -5), ("city", 4))],
        [GOOD, book(4), legs(("city", -1), ("city", 1), first=10)],
        [GOOD, book(4), legs(("city", 1), first=10)],
    ],
)
def test_nothing_else_is(statements):
    with pytest.raises(IntegrityError):
        run(*statements)

    assert (count("book"), count("leg")) == (0, 0)


@pytest.mark.parametrize(
    "statement",
    [
        legs(("city", 1), first=10),
        legs(("city", -1), ("city", 1), first=10),
        "UPDATE leg SET fen = 1 WHERE id = 1",
        "UPDATE book SET leg_count = 6",
        "DELETE FROM leg",
        "DELETE FROM book",
    ],
)
def test_a_committed_posting_is_closed(statement):
    run(GOOD, book(4))

    with pytest.raises(IntegrityError):
        run(statement)

    assert (count("book"), count("leg")) == (1, 4)


@pytest.mark.parametrize(
    "statements",
    [
        ["INSERT OR REPLACE INTO leg (id, posting_id, fund, fen) VALUES (1, 1, 'central', -9)"],
        ["INSERT OR REPLACE INTO book (id, leg_count) VALUES (1, 4)"],
        [
            legs(("city", -5), ("city", 5), first=10, posting=-1),
            "INSERT INTO book (id, leg_count) VALUES (NULL, 2)",
        ],
        [legs(("city", "0.5"), ("city", "-0.5"), first=10, posting=2), book(2, posting=2)],
        [legs(("city", "'x'"), ("city", "'y'"), first=10, posting=2), book(2, posting=2)],
        ["INSERT OR IGNORE INTO leg (id, posting_id, fund, fen) VALUES (10, 1, 'central', 9)"],
    ],
)
def test_sqlite_has_no_side_door(statements):
    if connection.vendor == "sqlite":
        run(GOOD, book(4))

        with pytest.raises(IntegrityError):
            run(*statements)

        assert (count("book"), count("leg")) == (1, 4)


@pytest.mark.parametrize("statement", ["TRUNCATE leg", "TRUNCATE book CASCADE"])
def test_postgresql_truncates_nothing(statement):
    if connection.vendor == "postgresql":
        run(GOOD, book(4))

        with pytest.raises(IntegrityError):
            run(statement)

        assert (count("book"), count("leg")) == (1, 4)


def test_two_writers_cannot_share_a_posting():
    """Neither sees the other's legs until one commits; only one of them may."""
    if connection.vendor != "postgresql":
        return  # SQLite has one writer at a time
    written, refused = threading.Event(), []

    def other():
        try:
            run(legs(("city", -5), ("city", 5), first=10), book(2))
        finally:
            connection.close()
            written.set()

    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(legs(("city", -1), ("city", 1)))
            threading.Thread(target=other).start()
            written.wait(10)
    except DatabaseError as refusal:
        refused.append(str(refusal))

    assert (len(refused), count("leg")) == (1, 2)


def test_the_triggers_can_be_unmade():
    migrate(forwards=False)

    run(GOOD, book(9), "UPDATE leg SET fen = 0", "DELETE FROM leg", "DELETE FROM book")

    assert count("leg") == 0


def paper(handed_in=True, struck_at="NULL"):
    return f"INSERT INTO paper VALUES (1, 8, {str(handed_in).upper()}, {struck_at}, NULL)"


@pytest.mark.parametrize(
    ("stands", "statement"),
    [
        (paper(), "UPDATE paper SET fen = 9"),
        (paper(), "DELETE FROM paper"),
        (paper(handed_in=False, struck_at="'monday'"), "UPDATE paper SET fen = 9"),
        (paper(handed_in=False, struck_at="'monday'"), "UPDATE paper SET struck_at = NULL"),
        (paper(handed_in=False, struck_at="'monday'"), "UPDATE paper SET reason = 'other'"),
        (paper(handed_in=False, struck_at="'monday'"), "DELETE FROM paper"),
        (paper(), "UPDATE paper SET handed_in = FALSE, fen = 9"),
    ],
)
def test_what_is_handed_in_or_struck_stays(stands, statement):
    run(stands)

    with pytest.raises(IntegrityError, match="paper is handed in"):
        run(statement)


@pytest.mark.parametrize(
    ("stands", "statement"),
    [
        (paper(handed_in=False), "UPDATE paper SET fen = 9"),
        (paper(handed_in=False), "DELETE FROM paper"),
        (paper(), "UPDATE paper SET struck_at = 'monday', reason = 'why'"),
        (paper(), "UPDATE paper SET handed_in = FALSE"),
        (paper(handed_in=False), "UPDATE paper SET handed_in = TRUE"),
    ],
)
def test_a_draft_is_free_and_what_is_handed_in_may_be_struck_or_come_back(stands, statement):
    run(stands, statement)


def test_nothing_is_put_in_the_place_of_what_is_handed_in():
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite knows REPLACE")
    run(paper())

    with pytest.raises(IntegrityError, match="paper is handed in"):
        run(paper().replace("INSERT", "REPLACE").replace("8", "9"))
