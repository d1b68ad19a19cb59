import math

import pytest
from django.utils import translation
from tests.journeys import loop, sharing
from tests.money import funded
from tests.packs.claimed import claimed_files, written

from egret.rooms.city import queries as city


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def here(db):
    return loop.offices()


@pytest.fixture
def runs_on(settings, tmp_path, monkeypatch):
    """The city runs on a pack of these files: `runs_on(files)`; with somebody from finance, its clauses have money."""

    def run(files, maker=None):
        settings.CITIES_DIR = written(tmp_path, files)
        known = city.InForce(city._read(settings.CITIES_DIR / settings.CITY), math.inf)
        monkeypatch.setattr(city, "_found", known)
        if maker:
            funded(10**10, by=maker, at=loop.OPENED, sources={"central", "city"})

    return run


@pytest.fixture
def more_clauses(runs_on):
    """The city runs on the pack with clauses that are claimed or come without asking."""
    runs_on(claimed_files())


@pytest.fixture
def example(settings, tmp_path, monkeypatch):
    """The example city is in force, its budget lines short, its offices open."""
    sharing.put_in_force(settings, tmp_path, monkeypatch)
    return sharing.offices()
