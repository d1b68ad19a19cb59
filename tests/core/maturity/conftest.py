from pathlib import Path

import pytest

from egret.core.maturity import Standard, read_standard

FILE = Path(__file__).parents[3] / "standards" / "levels" / "2024-manufacturing.toml"


@pytest.fixture(scope="session")
def text() -> str:
    return FILE.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def standard(text: str) -> Standard:
    return read_standard(text, FILE.name)
