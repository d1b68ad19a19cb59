import pytest
from django.utils import translation
from tests.journeys import loop


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def here(db):
    return loop.offices()
