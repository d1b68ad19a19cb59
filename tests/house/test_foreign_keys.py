"""Foreign keys by string and reverse accessors are imports in disguise; import-linter cannot see them."""

from django.db.models import PROTECT, ForeignKey, ManyToManyField, OneToOneField
from tests.house.plan import ROOMS, models, rooms

RELATIONS = (ForeignKey, OneToOneField, ManyToManyField)


def relations():
    return [field for model in models() for field in model._meta.get_fields() if isinstance(field, RELATIONS)]


def test_rooms_are_on_the_map():
    assert {room.label for room in rooms()} <= set(ROOMS)


def test_rooms_are_installed_lowest_first():
    labels = [room.label for room in rooms()]

    assert labels == sorted(labels, key=ROOMS.index)


def test_foreign_keys_point_to_lower_rooms_only():
    downstream = [
        str(field)
        for field in relations()
        if (there := field.related_model._meta.app_label) in ROOMS
        and ROOMS.index(there) > ROOMS.index(field.model._meta.app_label)
    ]

    assert downstream == []


def test_foreign_keys_leave_no_back_door():
    assert [str(field) for field in relations() if not field.remote_field.hidden] == []


def test_foreign_keys_protect_what_they_point_to():
    careless = [
        str(field)
        for field in relations()
        if not isinstance(field, ManyToManyField) and field.remote_field.on_delete is not PROTECT
    ]

    assert careless == []
