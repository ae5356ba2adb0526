"""A database of a benchmark's own on a PostgreSQL server, our commands on it, and the real server in front of it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg

from tingtang.shared.command import Fail

MAIN = [sys.executable, "-c", "from tingtang.cli import main; main()"]
START_SECONDS = 60


@contextmanager
def database(name: str, *, keep: bool = False, reuse: bool = False) -> Iterator[str]:
    """A new, migrated database beside that of DATABASE_URL; its URL. `keep`: it stays. `reuse`: the one that stayed."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        raise Fail("this benchmark needs PostgreSQL: set DATABASE_URL=postgresql://...")
    parts = urlsplit(server)
    url = f"{parts.scheme}://{parts.netloc}/{name}" + (f"?{parts.query}" if parts.query else "")
    with psycopg.connect(server, autocommit=True) as administrator:
        if not reuse:
            administrator.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            administrator.execute(f"CREATE DATABASE {name}")
        elif not administrator.execute("SELECT FROM pg_database WHERE datname = %s", [name]).rowcount:
            raise Fail(f"there is no database {name}: run once with --keep")
        try:
            command(url, "migrate", "--quiet")
            yield url
        finally:
            if not keep:
                administrator.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def command(url: str, *words: str) -> str:
    """What one of our commands printed on this database. Raises Fail when it did not succeed."""
    environment = {**os.environ, "DATABASE_URL": url}
    done = subprocess.run([*MAIN, *words], env=environment, check=False, stdout=subprocess.PIPE)  # noqa: S603 - our own
    if done.returncode:
        raise Fail(f"tingtang {' '.join(words)} ended with {done.returncode}")
    return done.stdout.decode()


@contextmanager
def serving(url: str, ports: Sequence[int], *options: str, within: float = START_SECONDS) -> Iterator[int]:
    """`tingtang serve` as an installation runs it, without the clock's jobs; its process id.

    `ports`: the first is the pages'; each answers before anything is asked. `within`: seconds it may take to start.
    """
    words = ["serve", "--port", str(ports[0]), "--no-jobs", *options]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(  # noqa: S603 - our own
            [*MAIN, *words], env={**os.environ, "DATABASE_URL": url}, stdout=log, stderr=log
        )
        try:
            wait_for(ports, process, within)
            yield process.pid
        finally:
            process.terminate()
            process.wait(30)


def wait_for(ports: Sequence[int], process: subprocess.Popen[bytes], within: float = START_SECONDS) -> None:
    """Until a server answers on each port. Raises Fail when it ends or takes longer than `within` seconds."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline and process.poll() is None:
        for address in ports:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{address}/healthz", timeout=2).close()
            except OSError:
                break
        else:
            return
        time.sleep(0.2)
    raise Fail(f"the server did not answer on port {' and '.join(map(str, ports))}")
