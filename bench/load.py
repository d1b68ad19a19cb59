"""The main pages through gunicorn on this machine's loopback: p50 and p95 for 1 and 4 clients. Prints JSON."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from pages import Page, client_of, main_pages

HOST = "127.0.0.1"
CLIENTS = (1, 4)
REQUESTS, SECONDS, START_SECONDS = 120, 8, 30


def free_port() -> int:
    with socket.socket() as one:
        one.bind((HOST, 0))
        return one.getsockname()[1]


def asked(port: int, path: str, cookie: str) -> float:
    """Milliseconds from the connection to the last byte."""
    started = time.perf_counter()
    connection = http.client.HTTPConnection(HOST, port, timeout=SECONDS)
    try:
        connection.request("GET", path, headers={"Cookie": cookie})
        answer = connection.getresponse()
        answer.read()
    finally:
        connection.close()
    if answer.status != http.client.OK:
        raise RuntimeError(f"{path} answered {answer.status}")
    return (time.perf_counter() - started) * 1000


def timed(port: int, page: Page, clients: int) -> dict[str, object]:
    key = client_of(page).cookies.get("sessionid")
    cookie = f"sessionid={key.value}" if key else ""
    asked(port, page.path, cookie)
    until = time.monotonic() + SECONDS

    def one_client() -> list[float]:
        spent = []
        while len(spent) < REQUESTS // clients and time.monotonic() < until:
            spent.append(asked(port, page.path, cookie))
        return spent

    with ThreadPoolExecutor(clients) as pool:
        turns = [pool.submit(one_client) for _client in range(clients)]
        spent = sorted(ms for turn in turns for ms in turn.result())
    return {
        "page": page.name,
        "clients": clients,
        "requests": len(spent),
        "p50_ms": round(spent[len(spent) // 2], 1),
        "p95_ms": round(spent[len(spent) * 95 // 100], 1),
    }


def serve(port: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "gunicorn", "egret.wsgi", "--bind", f"{HOST}:{port}"]
    command += ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--log-level", "warning"]
    server = subprocess.Popen(command)
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            asked(port, "/sign-in/", "")
        except OSError:
            time.sleep(0.1)
        else:
            return server
    stop(server)
    raise RuntimeError("gunicorn did not answer")


def stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def main() -> int:
    port = free_port()
    server = serve(port)
    try:
        rows = [timed(port, page, clients) for page in main_pages() for clients in CLIENTS]
    finally:
        stop(server)
    print(json.dumps(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
