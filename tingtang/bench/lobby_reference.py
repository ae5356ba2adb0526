"""What the lobby's figures are held against: the least a server can do for as many calls, on the machine as it is then.

A bare WSGI application behind the same server, which writes one row and answers `{}`: no rights, no rules, no trail.
Processor time of a visit divided by that of its five bare calls says more of the product than milliseconds on a machine
that others use too. `python -m tingtang.bench.lobby_reference PORT WORKERS` serves it on the database of DATABASE_URL.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import psycopg
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from tingtang.bench.lobby_drive import CALLS, Caller
from tingtang.bench.serving import wait_for

TABLE = "CREATE TABLE IF NOT EXISTS bench_reference (id bigserial PRIMARY KEY, at timestamptz, said text)"
ROW = "INSERT INTO bench_reference (at, said) VALUES (now(), %s)"
CALLERS = 8
THREADS = 4  # as the web process has (config/processes.py)
_own = threading.local()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    """One row, one answer."""
    if not hasattr(_own, "connection"):
        _own.connection = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
    if environ["REQUEST_METHOD"] == "POST":
        environ["wsgi.input"].read()
        _own.connection.execute(ROW, [environ["PATH_INFO"]], prepare=True)
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", "2")])
    return [b"{}"]


@contextmanager
def served(url: str, port: int) -> Iterator[int]:
    """The bare server, with as many processes as `tingtang serve` starts, once it answers; its process id."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(TABLE)
    words = [sys.executable, "-m", "tingtang.bench.lobby_reference", str(port), str(min(os.cpu_count() or 1, 4))]
    process = subprocess.Popen(words, env={**os.environ, "DATABASE_URL": url})  # noqa: S603 - our own
    try:
        wait_for([port], process)
        yield process.pid
    finally:
        process.terminate()
        process.wait(30)


def drive(port: int, visits: int) -> None:
    """As many calls as `visits` visits have, by as many callers at once as the visits have."""

    def calls(caller_number: int) -> None:
        caller = Caller(port)
        for number in range(caller_number, visits, CALLERS):
            for call in CALLS:
                caller.post(call, "none", f"{number}{call}")

    with ThreadPoolExecutor(CALLERS) as callers:
        list(callers.map(calls, range(CALLERS)))


def main(words: list[str]) -> None:
    """Serve as `tingtang serve` serves pages."""
    Granian(
        "tingtang.bench.lobby_reference:application",
        address="127.0.0.1",
        port=int(words[0]),
        interface=Interfaces.WSGI,
        workers=int(words[1]),
        blocking_threads=THREADS,
        log_level=LogLevels.warning,
        websockets=False,
    ).serve()


if __name__ == "__main__":
    main(sys.argv[1:])
