"""Migration operations for what the data base itself must refuse, on SQLite and PostgreSQL alike.

SQLite drops a table's triggers when a later migration alters the table: repeat the operation in that migration.
"""
# ruff: noqa: S608 -- names of tables come from migrations, not from people

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations.base import Operation


class Triggers(Operation):
    """Statements by vendor; each name that is made can be unmade."""

    reversible = True
    reduces_to_sql = True

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Triggers are no part of Django's state."""

    def database_forwards(
        self, _app_label: str, schema_editor: Any, _from_state: Any, _to_state: Any
    ) -> None:
        for statement in self.made(schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self, _app_label: str, schema_editor: Any, _from_state: Any, _to_state: Any
    ) -> None:
        for statement in self.unmade(schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)

    def made(self, vendor: str) -> list[str]:
        raise NotImplementedError

    def unmade(self, vendor: str) -> list[str]:
        raise NotImplementedError


class AppendOnly(Triggers):
    """Rows are written once: UPDATE, DELETE, TRUNCATE and REPLACE are refused.

    `unique` names the columns that are unique alone: SQLite's REPLACE deletes the row that stands in its way
    without asking the DELETE trigger.
    """

    def __init__(self, table: str, unique: Sequence[str] = ("id",)) -> None:
        self.table, self.unique = table, unique

    def describe(self) -> str:
        return f"Let rows of {self.table} neither change nor go"

    def made(self, vendor: str) -> list[str]:
        table = self.table
        if vendor == "postgresql":
            return [
                f"""CREATE FUNCTION {table}_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                    RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'restrict_violation'; END $$""",
                f"""CREATE TRIGGER {table}_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
                    FOR EACH STATEMENT EXECUTE FUNCTION {table}_keep()""",
            ]
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        stands = " OR ".join(f"{column} = NEW.{column}" for column in self.unique)
        return [
            f"CREATE TRIGGER {table}_keep_update BEFORE UPDATE ON {table} {refuse}",
            f"CREATE TRIGGER {table}_keep_delete BEFORE DELETE ON {table} {refuse}",
            f"""CREATE TRIGGER {table}_keep_replace BEFORE INSERT ON {table}
                WHEN EXISTS (SELECT 1 FROM {table} WHERE {stands}) {refuse}""",
        ]

    def unmade(self, vendor: str) -> list[str]:
        table = self.table
        if vendor == "postgresql":
            return [f"DROP TRIGGER {table}_keep ON {table}", f"DROP FUNCTION {table}_keep()"]
        return [f"DROP TRIGGER {table}_keep_{event}" for event in ("update", "delete", "replace")]


class Lifted(AppendOnly):
    """Takes the triggers off a table that the migration alters; `AppendOnly` at its end puts them on again."""

    def describe(self) -> str:
        return f"Let {self.table} be altered"

    def made(self, vendor: str) -> list[str]:
        return super().unmade(vendor)

    def unmade(self, vendor: str) -> list[str]:
        return super().made(vendor)


class Guarded(Triggers):
    """While `flag` stands in a row or `once` is set, its `kept` columns don't change and the row doesn't go.

    What is set in the columns of `once` is never changed again, for the first of them tells that they are set.
    """

    def __init__(self, table: str, flag: str, kept: Sequence[str], once: Sequence[str]) -> None:
        self.table, self.flag, self.kept, self.once = table, flag, kept, once

    def describe(self) -> str:
        return f"Let rows of {self.table} change in part only while {self.flag}"

    def made(self, vendor: str) -> list[str]:
        table, first = self.table, self.once[0]
        held = f"(OLD.{self.flag} OR OLD.{first} IS NOT NULL)"
        differs = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"

        def changed(columns: Sequence[str]) -> str:
            return " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in columns)

        wrong = f"({held} AND ({changed(self.kept)})) OR (OLD.{first} IS NOT NULL AND ({changed(self.once)}))"
        if vendor == "postgresql":
            refuse = f"RAISE EXCEPTION '{table} is handed in' USING ERRCODE = 'restrict_violation'"
            return [
                f"""CREATE FUNCTION {table}_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                    IF TG_OP = 'DELETE' THEN
                        IF {held} THEN {refuse}; END IF;
                        RETURN OLD;
                    END IF;
                    IF {wrong} THEN {refuse}; END IF;
                    RETURN NEW; END $$""",
                f"""CREATE TRIGGER {table}_guard BEFORE UPDATE OR DELETE ON {table}
                    FOR EACH ROW EXECUTE FUNCTION {table}_guard()""",
            ]
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is handed in'); END"
        return [
            f"CREATE TRIGGER {table}_guard_update BEFORE UPDATE ON {table} WHEN {wrong} {refuse}",
            f"CREATE TRIGGER {table}_guard_delete BEFORE DELETE ON {table} WHEN {held} {refuse}",
            f"""CREATE TRIGGER {table}_guard_replace BEFORE INSERT ON {table}
                WHEN EXISTS (SELECT 1 FROM {table} OLD WHERE OLD.id = NEW.id AND {held}) {refuse}""",
        ]

    def unmade(self, vendor: str) -> list[str]:
        table = self.table
        if vendor == "postgresql":
            return [f"DROP TRIGGER {table}_guard ON {table}", f"DROP FUNCTION {table}_guard()"]
        return [f"DROP TRIGGER {table}_guard_{event}" for event in ("update", "delete", "replace")]


class Balanced(Triggers):
    """A posting can't be committed unless its legs are as many as it says (two or more) and sum to zero by `source`.

    Write the legs first, the posting last: SQLite has no deferred trigger, so it judges the legs when the posting
    comes and refuses legs of a posting that stands; legs that never get one fail their (deferred) foreign key.
    Both tables must be `AppendOnly`; a leg of zero fen is refused too.
    """

    def __init__(self, posting: str, leg: str, source: str = "fund", count: str = "leg_count") -> None:
        self.posting, self.leg, self.source, self.count = posting, leg, source, count

    def describe(self) -> str:
        return f"Let a row of {self.posting} stand only on {self.leg}s that balance"

    def made(self, vendor: str) -> list[str]:
        posting, leg = self.posting, self.leg
        if vendor == "postgresql":
            return [
                f"""CREATE FUNCTION {leg}_balance() RETURNS trigger LANGUAGE plpgsql AS $$
                    DECLARE said bigint; whole {posting}.id%TYPE;
                    BEGIN
                        IF TG_TABLE_NAME = '{posting}' THEN whole := NEW.id; ELSE whole := NEW.posting_id; END IF;
                        SELECT {self.count} INTO said FROM {posting} WHERE id = whole;
                        IF said IS NULL OR {self._unbalanced("whole", "said", "fen = 0")} THEN
                            RAISE EXCEPTION '{posting} does not balance' USING ERRCODE = 'check_violation';
                        END IF;
                        RETURN NULL;
                    END $$""",
                *(
                    f"""CREATE CONSTRAINT TRIGGER {table}_balance AFTER INSERT ON {table}
                        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {leg}_balance()"""
                    for table in (posting, leg)
                ),
            ]
        no_fen = "(fen = 0 OR typeof(fen) <> 'integer')"
        return [
            f"""CREATE TRIGGER {posting}_balance AFTER INSERT ON {posting}
                WHEN {self._unbalanced("NEW.id", f"NEW.{self.count}", no_fen)}
                BEGIN SELECT RAISE(ABORT, '{posting} does not balance'); END""",
            f"""CREATE TRIGGER {leg}_balance BEFORE INSERT ON {leg}
                WHEN EXISTS (SELECT 1 FROM {posting} WHERE id = NEW.posting_id)
                BEGIN SELECT RAISE(ABORT, '{posting} is closed'); END""",
        ]

    def unmade(self, vendor: str) -> list[str]:
        if vendor == "postgresql":
            triggers = [f"DROP TRIGGER {table}_balance ON {table}" for table in (self.posting, self.leg)]
            return [*triggers, f"DROP FUNCTION {self.leg}_balance()"]
        return [f"DROP TRIGGER {table}_balance" for table in (self.posting, self.leg)]

    def _unbalanced(self, whole: str, said: str, no_fen: str) -> str:
        legs = f"FROM {self.leg} WHERE posting_id = {whole}"
        return f"""({said} < 2 OR {said} <> (SELECT count(*) {legs}) OR EXISTS (SELECT 1 {legs} AND {no_fen})
            OR EXISTS (SELECT 1 {legs} GROUP BY {self.source} HAVING sum(fen) <> 0))"""


class LiftedBalance(Balanced):
    """Takes the scales off two tables that the migration alters; `Balanced` at its end puts them on again."""

    def describe(self) -> str:
        return f"Let {self.posting} and {self.leg} be altered"

    def made(self, vendor: str) -> list[str]:
        return super().unmade(vendor)

    def unmade(self, vendor: str) -> list[str]:
        return super().made(vendor)
