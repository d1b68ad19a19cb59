from datetime import datetime

import pytest

from egret.base import clock
from egret.core.identifiers import made_credit_code
from egret.journeys.register_enterprise import register_enterprise
from egret.rooms.enterprise.actions import Particulars
from egret.rooms.people import actions as people
from egret.rooms.people import queries as known
from egret.rooms.people.states import Role

NOON = datetime(2025, 6, 18, 12, tzinfo=clock.CHINA)
PDF = b"%PDF-1.4 a paper for the tests"


def particulars(serial=1, **changed):
    base = {
        "name": f"厦门示例{serial}号电子有限公司",
        "credit_code": made_credit_code("350206", serial),
        "district": "350206",
        "industry_code": "3974",
        "staff": 120,
        "revenue_fen": 500_000_000_00,
        "above_scale": True,
        "bank_name": "示例银行厦门分行",
        "account_no": f"62220000{serial:08d}",
    }
    return Particulars(**{**base, **changed})


@pytest.fixture
def officer(db):
    """A user of any role: `officer(Role.CITY)`."""

    def made(role, place=None, username=None):
        username = username or f"{role}-{place or ''}"
        return people.open_account(
            username, role=role, full_name=username, place=place, by=known.system(), at=NOON
        )

    return made


@pytest.fixture
def owner(db):
    """An enterprise and the account of its owner: `owner(1)`."""

    def made(serial=1, **changed):
        return register_enterprise(
            particulars(serial, **changed), username=f"owner{serial}", full_name="甲", at=NOON
        )

    return made


@pytest.fixture
def city_officer(officer):
    return officer(Role.CITY)
