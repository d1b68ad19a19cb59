import pytest
from tests.journeys import loop


@pytest.fixture
def here(db):
    return loop.offices()
