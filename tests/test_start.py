"""start.py as a newcomer meets it: what stands in the way is named with its cure, in both languages."""

import importlib.util
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def start():
    spec = importlib.util.spec_from_file_location("start", ROOT / "start.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_busy_port_is_named_with_another_to_try(start):
    with socket.socket() as busy:
        busy.bind((start.HOST, 0))
        busy.listen()
        port = busy.getsockname()[1]

        with pytest.raises(start.Stopped, match=f"端口 {port} [^✗]*✗ port {port} is not free.*--port"):
            start.check_port(port)


def test_an_old_python_is_told_its_age(start, monkeypatch):
    monkeypatch.setattr(start, "OLDEST_PYTHON", (99, 0))

    with pytest.raises(start.Stopped, match=r"太旧[^✗]*✗ .* is too old: run this with Python 99\.0"):
        start.check_machine()


def test_missing_ensurepip_names_the_package(start, monkeypatch):
    monkeypatch.setattr(start.importlib.util, "find_spec", lambda _name: None)

    with pytest.raises(start.Stopped, match=r"缺少 ensurepip[^✗]*✗ .*sudo apt install python3-venv"):
        start.check_machine()


@pytest.mark.parametrize(
    ("last_words", "who", "cure"),
    [
        ("NewConnectionError: [Errno 111] Connection refused", "pip", "check the network"),
        ("npm error code EAI_AGAIN", "npm", "check the network"),
        ("OSError: [Errno 28] No space left on device", "pip", "check free space"),
        ("npm error EACCES: permission denied", "npm", "check free space"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES", "pip", "pip failed"),
    ],
)
def test_a_failing_step_is_named_with_its_cure(start, last_words, who, cure):
    failing = [sys.executable, "-c", f"import sys; sys.exit({last_words!r})"]

    with pytest.raises(start.Stopped, match=cure) as stopped:
        start.quietly(failing, who)

    assert last_words in str(stopped.value)


def test_a_step_runs_again_only_when_its_inputs_change(start, tmp_path):
    source, runs = tmp_path / "source", []
    source.write_text("one")

    def run():
        start.step("步骤 step", tmp_path, [source], tmp_path, lambda: runs.append(source.read_text()))

    run()
    run()
    source.write_text("two")
    run()

    assert runs == ["one", "two"]


def test_a_step_that_failed_is_not_taken_for_done(start, tmp_path):
    def fail():
        raise start.Stopped("坏", "bad")

    for _attempt in range(2):
        with pytest.raises(start.Stopped):
            start.step("步骤 step", tmp_path, [], tmp_path, fail)


def test_an_interrupted_city_leaves_the_old_one_standing(start, tmp_path, monkeypatch):
    monkeypatch.setattr(start, "VAR", tmp_path)
    monkeypatch.setattr(start, "BIN", tmp_path / "bin")
    monkeypatch.setattr(start, "migrate", lambda site: (site / "egret.sqlite3").write_text("half a city"))
    (tmp_path / "egret.sqlite3").write_text("the old city")
    egret = tmp_path / "bin" / "egret"
    egret.parent.mkdir()

    egret.write_text("#!/bin/sh\nexit 1\n")
    egret.chmod(0o755)
    with pytest.raises(start.Stopped, match="the old one stands"):
        start.build_city(None)
    assert (tmp_path / "egret.sqlite3").read_text() == "the old city"

    egret.write_text('#!/bin/sh\necho "$@" > "$EGRET_VAR/egret.sqlite3"\n')
    start.build_city("2025-07-01")
    assert (tmp_path / "egret.sqlite3").read_text() == "simulate --seed 1 --until 2025-07-01\n"
    assert not (tmp_path / "building").exists()


def test_a_wrong_option_is_refused():
    told = subprocess.run(
        [sys.executable, ROOT / "start.py", "--prot=1"], capture_output=True, text=True, check=False
    )

    assert told.returncode == 2
    assert "--prot" in told.stderr
