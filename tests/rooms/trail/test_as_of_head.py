"""A figure is counted once and holds until the next act."""

import pytest
from django.core.cache import caches
from tests.rooms.conftest import owner  # noqa: F401 -- a fixture

from egret.rooms.indicator import queries as indicators
from egret.rooms.trail import queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(settings):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "head"}
    }
    caches["default"].clear()


def test_it_is_counted_anew_only_after_an_act(kept, owner):  # noqa: F811
    counted = []

    def count():
        counted.append(1)
        return len(counted)

    owner(1)
    seen = [queries.as_of_head("figure", count), queries.as_of_head("figure", count)]
    owner(2)
    seen.append(queries.as_of_head("figure", count))

    assert seen == [1, 1, 2]


def test_a_board_once_counted_takes_one_query(kept, owner, django_assert_num_queries):  # noqa: F811
    owner(1)
    first = indicators.board()

    with django_assert_num_queries(1):
        assert indicators.board() == first
