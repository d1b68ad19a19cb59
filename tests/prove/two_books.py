"""Settings in which the simulated bank has a data base of its own: what it carried out is counted independently of Egret."""

from tests import settings as plain
from tests.settings import *  # noqa: F403 -- Django reads every name from here

DATABASES = {
    "default": plain.DATABASES["default"],
    "bank": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": plain.VAR / "bank.sqlite3",
        "OPTIONS": {
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            "transaction_mode": "IMMEDIATE",
        },
    },
}
DATABASE_ROUTERS = ["tests.prove.two_books.Apart"]


class Apart:
    def db_for_read(self, model, **hints):
        return "bank" if model._meta.app_label == "exchange" else "default"

    db_for_write = db_for_read

    def allow_migrate(self, db, app_label, **hints):
        return (app_label == "exchange") == (db == "bank")
