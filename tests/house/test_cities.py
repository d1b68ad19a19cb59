from tests.house.plan import name_of, tracked


def test_cities_and_standards_are_data_alone():
    programs = tracked("cities/*.py", "standards/*.py", "cities/*.sh", "standards/*.sh")

    assert [name_of(path) for path in programs] == []
