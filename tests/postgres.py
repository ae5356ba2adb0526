"""PostgreSQL for the tests: the server that TINGTANG_TEST_DATABASE_URL names, else a private one of our own.

`python -m tests.postgres COMMAND...` runs a command with DATABASE_URL naming an empty database of such a server:
`python -m tests.postgres pytest -q` is the whole suite on PostgreSQL.

The private server listens on a Unix socket in its own temporary directory, keeps nothing, and ends with its parent.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

SUPERUSER = "tingtang"
# Nothing outlives the tests, so nothing need survive a power cut.
SPEED = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200", "shared_buffers=256MB")
START_SECONDS = 30
CHOOSES_HOW = 150_000  # PostgreSQL 15
PREFIX = "tingtang-pg-"
SHORT = Path("/tmp")  # noqa: S108 - the path of a socket must be short


class NoPostgreSQL(RuntimeError):
    """There is no server to use and none can be started; the message says what to install or set."""


def binaries() -> Path:
    """The directory of `initdb` and `postgres`, newest version first. Raises NoPostgreSQL."""
    on_path = shutil.which("initdb")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if not found and not on_path:
        raise NoPostgreSQL("no PostgreSQL: install its server (Debian: postgresql) or set TINGTANG_TEST_DATABASE_URL")
    return found[-1].parent if found else Path(str(on_path)).resolve().parent


def _unprivileged() -> str | None:
    """The account to run the server as: PostgreSQL refuses to run as root. None: we are not root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _end_with_parent() -> None:
    """In the child: SIGQUIT (immediate shutdown) when the parent dies, so that a killed test run leaves no server."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGQUIT)


@contextmanager
def private_server() -> Iterator[str]:
    """A server of our own; yields the URL of its `postgres` database. Raises NoPostgreSQL."""
    home = binaries()
    account = _unprivileged()
    _sweep_killed()
    base = Path(tempfile.mkdtemp(prefix=PREFIX, dir=SHORT))
    (base / "owner").write_text(str(os.getpid()))
    if account:
        shutil.chown(base, account)
    as_user = {"user": account, "extra_groups": []} if account else {}
    initdb = [
        home / "initdb",
        "-D",
        base / "data",
        "-U",
        SUPERUSER,
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "-N",
    ]
    server = [home / "postgres", "-D", base / "data", "-k", base, "-c", "listen_addresses="]
    try:
        subprocess.run(initdb, check=True, cwd=base, stdout=subprocess.DEVNULL, **as_user)
        with (base / "log").open("wb") as log:
            process = subprocess.Popen(
                [*server, *(word for setting in SPEED for word in ("-c", setting))],
                cwd=base, stdout=log, stderr=log, preexec_fn=_end_with_parent, **as_user,
            )  # fmt: skip
        url = f"postgresql://{SUPERUSER}@/postgres?host={base}"
        try:
            _wait_until_ready(url, process, base / "log")
            yield url
        finally:
            process.send_signal(signal.SIGQUIT)
            process.wait()
    finally:
        shutil.rmtree(base, ignore_errors=True)


def _sweep_killed() -> None:
    """Remove what servers of killed test runs left behind."""
    for owner in SHORT.glob(f"{PREFIX}*/owner"):
        if owner.exists() and not Path(f"/proc/{owner.read_text()}").exists():
            shutil.rmtree(owner.parent, ignore_errors=True)


def _wait_until_ready(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError as trouble:
            if process.poll() is not None or time.monotonic() > deadline:
                raise NoPostgreSQL(f"PostgreSQL did not start: {log.read_text()[-500:]}") from trouble
            time.sleep(0.05)
        else:
            return


@contextmanager
def server() -> Iterator[str]:
    """The URL of a server's maintenance database: the one the environment names, else a private one."""
    if named := os.environ.get("TINGTANG_TEST_DATABASE_URL"):
        yield named
    else:
        with private_server() as url:
            yield url


def named(url: str, database: str) -> str:
    """The same server's URL with another database."""
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{parts.netloc}/{database}{query}"


def create_database(url: str, name: str, template: str = "template0") -> str:
    """Create `name` on the server of `url`, a copy of `template`; its URL."""
    with psycopg.connect(url, autocommit=True) as connection:
        # Copied as files, where it can be chosen: a tenth of the work of writing a thousand tables to the log.
        how = "STRATEGY FILE_COPY" if connection.info.server_version >= CHOOSES_HOW else ""
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" {how}')
    return named(url, name)


def drop_database(url: str, name: str) -> None:
    """Drop `name`, ending its connections."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def main(command: list[str]) -> int:
    """Run `command` with DATABASE_URL naming an empty database; its exit code."""
    try:
        with server() as url:
            name = f"tingtang_suite_{os.getpid()}"
            target = create_database(url, name)
            try:
                environment = {**os.environ, "DATABASE_URL": target, "TINGTANG_TEST_DATABASE_URL": url}
                return subprocess.run(command, env=environment, check=False).returncode
            finally:
                drop_database(url, name)
    except NoPostgreSQL as trouble:
        print(trouble, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
