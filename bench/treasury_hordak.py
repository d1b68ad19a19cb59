"""The same in django-hordak, which keeps no trail, no keys and no funds. Prints JSON rows.

python bench/treasury_hordak.py SECONDS
"""

from __future__ import annotations

import json
import os
import sys
import time
from urllib.parse import urlsplit

import django
from django.conf import settings

url = urlsplit(os.environ.get("DATABASE_URL", ""))
if not url.scheme:
    # Its migrations know PostgreSQL and MySQL.
    print("[]")
    sys.exit(0)
settings.configure(
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "mptt", "hordak"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": "hordak",
            "USER": url.username,
            "HOST": url.hostname,
            "PORT": url.port,
            "OPTIONS": {},
        }
    },
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
    DEFAULT_CURRENCY="CNY",
    CURRENCIES=["CNY"],
)

import psycopg

with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as plain:
    plain.execute("CREATE DATABASE hordak")
django.setup()

from django.core.management import call_command
from django.db import transaction
from hordak.models import Account, Leg, Transaction
from moneyed import Money

LINES = 1000
call_command("migrate", verbosity=0)
here = Account.objects.create(name="allotted", type="LI", code="1", currencies=["CNY"])
there = Account.objects.create(name="committed", type="LI", code="2", currencies=["CNY"])
fen = Money("0.01", "CNY")


def posted() -> None:
    moved = Transaction.objects.create(description="commit")
    Leg.objects.create(transaction=moved, account=here, debit=fen)
    Leg.objects.create(transaction=moved, account=there, credit=fen)


def one() -> int:
    with transaction.atomic():
        posted()
    return 1


def many() -> int:
    with transaction.atomic():
        for _ in range(LINES):
            posted()
    return LINES


def lasting(seconds: float, step) -> dict[str, object]:
    spent, done, began = [], 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        at = time.perf_counter()
        done += step()
        spent.append((time.perf_counter() - at) * 1000)
    spent.sort()
    took = time.perf_counter() - began
    return {
        "per second": round(done / took),
        "p50 ms": round(spent[len(spent) // 2], 1),
        "p95 ms": round(spent[len(spent) * 95 // 100], 1),
        "times": len(spent),
    }


seconds = float(sys.argv[1])
rows = [
    {"who": "django-hordak", "what": "one a transaction", **lasting(seconds, one)},
    {"who": "django-hordak", "what": "1,000 a transaction", **lasting(seconds, many)},
]
print(json.dumps(rows))
