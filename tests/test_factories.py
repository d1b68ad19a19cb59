import pytest
from factory.base import FactoryMetaClass
from tests import factories, promised

KNOWN = {**vars(factories), **vars(promised)}
MADE = [one for one in KNOWN.values() if isinstance(one, FactoryMetaClass) and one._meta.model]


@pytest.mark.django_db
@pytest.mark.parametrize("made", MADE, ids=lambda one: one.__name__)
def test_every_factory_makes_a_row_that_the_data_base_takes(made):
    row = made()

    row.refresh_from_db()
    assert row.pk
    assert str(row)
