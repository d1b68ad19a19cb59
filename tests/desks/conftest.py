import pytest
from tests.journeys import loop
from tests.packs.claimed import written

from egret.rooms.city import queries as packs


@pytest.fixture
def city(settings, tmp_path, db):
    """A pack with clauses that are claimed, everybody who serves, and one pilot enterprise: `city.firm`."""
    settings.CITIES_DIR = written(tmp_path)
    packs.forget()
    here = loop.offices()
    here.firm = loop.listed(here)
    yield here
    packs.forget()
