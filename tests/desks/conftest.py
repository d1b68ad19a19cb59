import pytest
from tests.journeys import loop, sharing
from tests.packs.claimed import written

from egret.rooms.city import queries as packs


@pytest.fixture
def city(settings, tmp_path, db):
    """A pack with clauses that are claimed, everybody who serves, and one pilot enterprise: `city.firm`."""
    settings.CITIES_DIR = written(tmp_path)
    settings.PACK_SECONDS = (
        3600  # on a busy machine a second passes between two pages whose queries are compared
    )
    packs.forget()
    here = loop.offices()
    here.firm = loop.listed(here)
    yield here
    packs.forget()


@pytest.fixture
def example(settings, tmp_path, monkeypatch, db):
    """The example city, whose lines are shared: `here.firms` are three listed enterprises."""
    sharing.put_in_force(settings, tmp_path, monkeypatch)
    here = sharing.offices()
    here.firms = sharing.listed(here, 3)
    return here
