"""Payments on their way through the simulated bank, for the desks that show them."""

from dataclasses import replace

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.desks.office import loop

from egret.core.banking.rates import Rates
from egret.core.banking.statements import read_statements, write_statement
from egret.journeys import pay
from egret.rooms.exchange import actions as bank
from egret.rooms.people import queries as known
from egret.rooms.treasury import actions as treasury
from egret.rooms.treasury import queries as orders
from egret.rooms.treasury.actions import Declared

EACH = 80_000_00


def batched(awards):
    told = Declared(len(awards), EACH * len(awards), "iso")
    return pay.make_batch([one.pk for one in awards], told, by=known.user("maker"), at=loop.PAYING)


def released(awards):
    batch = batched(awards)
    treasury.check_batch(batch.pk, by=known.user("checker"), at=loop.PAYING)
    return pay.release_batch(batch.pk, by=known.user("releaser"), at=loop.PAYING)


def printed(awards):
    """The bank's own statement of a batch that it paid, not taken in yet."""
    released(awards)
    [signed] = bank.end_of_day(orders.payer().number, on=loop.PAYING.date())
    return signed


def resigned(signed, *, plain=None, **changed):
    """The same statement with something changed, and signed as if the bank had."""
    if plain:
        data = signed.data.replace(*plain)
        assert data != signed.data
    else:
        [statement] = read_statements(signed.data)
        data = write_statement(replace(statement, **changed), loop.PAYING.replace(microsecond=0))
    return replace(signed, data=data, signature=bank.signer().sign(data))


def uploaded(signed):
    """As a form sends it."""
    return {"file": SimpleUploadedFile("statement.xml", signed.data), "signature": signed.signature}


def behave(settings, monkeypatch, **rates):
    """The simulated bank does these things, each so many times in ten thousand."""
    settings.HOSTILE_BANK_SEED = 1
    monkeypatch.setattr(bank, "HOSTILE", Rates(**rates))
