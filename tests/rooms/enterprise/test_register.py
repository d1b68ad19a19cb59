import pytest
from tests.rooms.conftest import NOON, particulars

from egret.journeys.register_enterprise import register_enterprise
from egret.rooms.enterprise import queries
from egret.rooms.enterprise.errors import EnterpriseRefused
from egret.rooms.people.states import Role
from egret.rooms.trail import queries as trail

pytestmark = pytest.mark.django_db


def test_registering_derives_size_and_pilot_industry_and_is_on_the_trail(owner):
    enterprise, user = owner(1)

    assert (enterprise.size_class, enterprise.pilot_industry) == ("small", "electronic-devices")
    assert enterprise.organisation == user.organisation
    assert [act.verb for act in trail.of_case(enterprise.case)] == ["enterprise.registered"]


def test_full_width_digits_in_the_credit_code_are_welcome(owner):
    code = particulars(7).credit_code
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in code)

    enterprise, _user = owner(7, credit_code=wide)

    assert enterprise.credit_code == code


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"credit_code": ""}, "credit_code"),
        ({"credit_code": "91350206"}, "credit_code"),
        ({"credit_code": particulars(1).credit_code[:-1] + "*"}, "credit_code"),
        ({"industry_code": "电子"}, "industry_code"),
        ({"district": "110000"}, "district"),
    ],
)
def test_a_wrong_particular_is_refused_at_its_field(owner, changed, field):
    with pytest.raises(EnterpriseRefused) as refused:
        owner(2, **changed)

    assert refused.value.field == field
    assert refused.value.message


def test_one_wrong_character_anywhere_in_the_code_is_noticed(owner):
    code = particulars(3).credit_code
    wrong = code[:8] + ("2" if code[8] != "2" else "3") + code[9:]

    with pytest.raises(EnterpriseRefused) as refused:
        owner(3, credit_code=wrong)

    assert refused.value.field == "credit_code"


def test_a_code_and_a_user_name_are_taken_once(owner):
    owner(4)

    with pytest.raises(EnterpriseRefused) as again:
        owner(4)
    with pytest.raises(EnterpriseRefused) as name:
        register_enterprise(particulars(5), username="owner4", full_name="乙", at=NOON)

    assert (again.value.field, name.value.field) == ("credit_code", "username")


def test_an_enterprise_is_seen_by_itself_its_district_and_the_city_alone(owner, officer):
    enterprise, user = owner(1)
    _other, stranger = owner(2)
    sees = {
        name: list(queries.visible_to(viewer).filter(pk=enterprise.pk))
        for name, viewer in {
            "itself": user,
            "its district": officer(Role.DISTRICT, "350206"),
            "the city": officer(Role.CITY),
            "an auditor": officer(Role.AUDITOR),
            "another enterprise": stranger,
            "another district": officer(Role.DISTRICT, "350213"),
            "an assessor": officer(Role.ASSESSOR),
            "an administrator": officer(Role.SYSTEM_ADMIN),
        }.items()
    }

    assert [name for name, rows in sees.items() if rows == [enterprise]] == [
        "itself", "its district", "the city", "an auditor",
    ]  # fmt: skip
    assert [rows for name, rows in sees.items() if rows not in ([], [enterprise])] == []
