import pytest
from django.test import Client
from tests.desks.office import loop

from egret.base import clock
from egret.rooms.people import queries as known


@pytest.fixture
def offices(db):
    loop.open_offices()


@pytest.fixture
def desk(offices):
    """A signed-in browser: `desk("city")`."""

    def opened(username):
        client = Client()
        client.force_login(known.user(username))
        return client

    return opened


@pytest.fixture
def at():
    """The clock stands where it is told: `at(PAYING)`."""
    stack = []

    def frozen(moment):
        context = clock.frozen(moment)
        context.__enter__()
        stack.append(context)

    yield frozen
    for context in reversed(stack):
        context.__exit__(None, None, None)
