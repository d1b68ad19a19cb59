"""Production refuses what only the demo may have."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SECRET = "a-secret-for-this-test-alone-0123456789-abcdefghijklmnop"


def manage(*words, **environment):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("EGRET_", "DJANGO_", "DATABASE_"))}
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env={**kept, "PYTHONPATH": "src", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_settings_pass_the_deployment_check():
    done = manage(
        "check", "--deploy", "--fail-level", "WARNING", EGRET_SECRET_KEY=SECRET, EGRET_HOSTS="egret.example"
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_production_does_not_start_without_its_secret():
    done = manage("check")

    assert done.returncode == 1
    assert "EGRET_SECRET_KEY is not set" in done.stderr


@pytest.mark.parametrize("command", ["from egret.base import clock; clock.set_demo_clock(clock.now())"])
def test_production_has_no_clock_that_can_be_set(command, tmp_path):
    done = manage("shell", "-c", command, EGRET_SECRET_KEY=SECRET, EGRET_VAR=str(tmp_path))

    assert "only the demo has a clock that can be set" in done.stderr


def test_a_database_url_of_another_kind_is_refused():
    done = manage("check", EGRET_SECRET_KEY=SECRET, DATABASE_URL="mysql://x")

    assert "write postgres://" in done.stderr
