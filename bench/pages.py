"""The main pages, and what each costs inside the process: queries, bytes, milliseconds of CPU. Prints JSON."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass

import django

django.setup()

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from egret.rooms.acceptance import queries as acceptances
from egret.rooms.people import queries as people

REQUESTS, WARM_UP = 30, 3


@dataclass(frozen=True, slots=True)
class Page:
    name: str
    path: str
    user: str = ""


def main_pages() -> list[Page]:
    decided = acceptances.visible_to(people.user("city")).filter(state="passed").order_by("pk").first()
    return [
        Page("public home", reverse("public:home")),
        Page("sign-in", reverse("shared:sign-in")),
        Page("applications", reverse("office:submissions"), "city"),
        Page("case", reverse("office:case", args=[decided.contract.enterprise_id]), "city"),
        Page("indicators", reverse("office:indicators"), "city"),
        Page("payments", reverse("office:orders"), "maker"),
    ]


def client_of(page: Page):
    client = Client()
    if page.user:
        client.force_login(people.user(page.user))
    return client


def measured(page: Page) -> dict[str, object]:
    client = client_of(page)
    for _turn in range(WARM_UP):
        answer = client.get(page.path)
    with CaptureQueriesContext(connection) as captured:
        client.get(page.path)
    queries = len(captured.captured_queries)
    started = time.process_time()
    for _turn in range(REQUESTS):
        client.get(page.path)
    spent = (time.process_time() - started) / REQUESTS * 1000
    return {
        "page": page.name,
        "status": answer.status_code,
        "queries": queries,
        "bytes": len(answer.content),
        "cpu_ms": round(spent, 1),
    }


def main() -> int:
    print(json.dumps([measured(page) for page in main_pages()]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
