from __future__ import annotations

import math
import os
import shutil
from collections.abc import Iterator
from datetime import datetime

import pytest
from django.utils import translation
from hypothesis import settings as hypothesis_settings

from egret.base import clock, messages

pytest_plugins = ["tests.append_only"]
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# A busy machine is no fault of the code; nothing is kept between runs.
hypothesis_settings.register_profile("egret", deadline=None, database=None)
hypothesis_settings.load_profile("egret")
NOON = datetime(2025, 6, 18, 12, tzinfo=clock.CHINA)


def pytest_configure(config: pytest.Config) -> None:
    # Playwright's loop runs in this thread; Django would take it for an asynchronous caller.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    if not hasattr(config, "workerinput"):
        messages.compile_all()


@pytest.fixture
def noon() -> Iterator[datetime]:
    """It is 2025-06-18, 12:00 in China, and stays so."""
    with clock.frozen(NOON):
        yield NOON


@pytest.fixture(autouse=True)
def own_language() -> Iterator[None]:
    """A page that was asked for in English leaves the thread in English: every test begins in the house's own language."""
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def folder_in_force(settings, monkeypatch) -> None:
    """Every test begins under the pack of the city's folder, and asks no data base for it until one is released."""
    from egret.rooms.city import queries as city  # noqa: PLC0415 -- Django is not ready when this file is read

    known = city.InForce(city._read(settings.CITIES_DIR / settings.CITY), math.inf)
    monkeypatch.setattr(city, "_found", known)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    chromium = next(filter(None, map(shutil.which, CHROMIUM)), None)
    return {**browser_type_launch_args, "executable_path": chromium, "args": CHROMIUM_FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict) -> dict:
    return {**browser_context_args, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
