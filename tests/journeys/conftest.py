import pytest
from django.utils import translation
from tests.journeys import loop
from tests.packs.claimed import written


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def here(db):
    return loop.offices()


@pytest.fixture
def more_clauses(settings, tmp_path):
    """The city runs on the pack with clauses that are claimed or come without asking."""
    settings.CITIES_DIR = written(tmp_path)
