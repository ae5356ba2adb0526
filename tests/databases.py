"""Databases for tests that need their own: real SQLite files, real PostgreSQL, migrated once and copied per test.

`django_db` (one transaction, rolled back) is enough for most tests and runs on the database that DATABASE_URL names.
Use these where a test commits, races, looks at plans, or must hold on both databases whatever the suite runs on:

- `postgres_url`     session: the maintenance URL of a PostgreSQL server; skips with one line when there is none
- `fresh_postgres`   URL of a migrated PostgreSQL database of this test's own (`fresh_sqlite` likewise)
- `fresh_database`   the same, parametrised over both
- `on_postgres`      Django's default connection stands on `fresh_postgres` during the test (threads included)
- `on_each_database` the same, parametrised over both
- `each_database`    like it, but one database for all tests, each in a transaction that is rolled back: much quicker;
                     for tests that commit nothing (deferred foreign keys are not checked)
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connections, transaction
from django.db.backends.base.operations import BaseDatabaseOperations

from tests.postgres import NoPostgreSQL, binaries, create_database, drop_database, server
from tingtang.config.database import database_from_url

# What a test asks for by name when it brings its own; the templates stand behind fixtures of single rooms.
OWN = {
    "_postgres_template",
    "_sqlite_template",
    "empty_postgres",
    "fresh_database",
    "on_each_database",
    "each_database",
    "postgres_url",
}

# By these, or its mark, a test is let to the database of the suite: Django's connection is shut to all others.
DJANGO_S = {"db", "transactional_db", "live_server"}


@pytest.hookimpl(tryfirst=True)  # before `-m` looks at the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what brings its own database and what has none: the run over PostgreSQL need not repeat either."""
    for item in items:
        asked = set(getattr(item, "fixturenames", ()))
        if OWN & asked:
            item.add_marker("own_database")
        elif not (asked & DJANGO_S or item.get_closest_marker("django_db") or item.get_closest_marker("postgres")):
            item.add_marker("once")


def _schema() -> str:
    """What the migrations, and all of ours that they import, come to: a template of the same schema is used again."""
    root = Path(__file__).resolve().parent.parent
    waiting = [*root.glob("tingtang/*/migrations/*.py"), root / "tingtang/config/settings.py", root / "uv.lock"]
    read: dict[Path, bytes] = {}
    while waiting:
        file = waiting.pop()
        if file in read or not file.is_file():
            continue
        read[file] = file.read_bytes()
        for package, names in re.findall(
            rb"^\s*(?:from|import) (tingtang[.\w]*)(?: import ([\w, ]+))?", read[file], re.M
        ):
            place = root / package.decode().replace(".", "/")
            waiting += [place.with_suffix(".py"), *(place / f"{name.strip()}.py" for name in names.decode().split(","))]
    return hashlib.sha256(b"".join(read[file] for file in sorted(read))).hexdigest()[:16]


def _kept(config: pytest.Config, name: str) -> Path:
    """Where a template of this schema is kept from one run to the next; those of other schemas go."""
    place = config.cache.mkdir("templates")  # type: ignore[union-attr] -- the plugin is always there
    kept = place / f"{_schema()}.{name}"
    for old in place.glob(f"*.{name}"):
        if old != kept and old.stat().st_mtime < time.time() - A_DAY:
            old.unlink(missing_ok=True)
    return kept


def _migrate(url: str) -> None:
    """Prepare the database of `url` in a process of its own."""
    script = "from tingtang.cli import main; main(['migrate', '--quiet'])"
    subprocess.run([sys.executable, "-c", script], check=True, env={**os.environ, "DATABASE_URL": url})


# The name of the template that all processes of one run copy; set where there are several.
TEMPLATE = "TINGTANG_TEST_TEMPLATE"
COMPILED = "TINGTANG_TEST_COMPILED"  # where they keep what Jinja made of the pages (config/settings.py)
A_DAY = 86_400
IMPORT = re.compile(rb"^\s*(?:from|import) (tingtang[.\w]*)(?: import ([\w, ]+))?", re.M)
_SHARED = pytest.StashKey[ExitStack]()


def pytest_configure(config: pytest.Config) -> None:
    """Where several processes run the tests: one PostgreSQL, one migrated template, and each page compiled once."""
    if hasattr(config, "workerinput") or not getattr(config.option, "numprocesses", None):
        return
    kept = config.stash[_SHARED] = ExitStack()
    os.environ[COMPILED] = kept.enter_context(
        TemporaryDirectory(prefix="tingtang-compiled-", ignore_cleanup_errors=True)
    )
    try:
        url = kept.enter_context(server())
    except NoPostgreSQL:
        return  # each test that needs it says so
    os.environ["TINGTANG_TEST_DATABASE_URL"] = url
    os.environ[TEMPLATE] = f"tingtang_template_{uuid4().hex[:12]}"
    kept.callback(drop_database, url, os.environ[TEMPLATE])


def pytest_unconfigure(config: pytest.Config) -> None:
    """End what the run shared."""
    config.stash.get(_SHARED, ExitStack()).close()


@contextmanager
def _in_turn(factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One process of the run at a time; the directory that they share."""
    place = factory.getbasetemp()
    place = place.parent if "PYTEST_XDIST_WORKER" in os.environ else place
    with (place / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield place


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The maintenance URL of a PostgreSQL server."""
    try:
        running = server()
        url = running.__enter__()
    except NoPostgreSQL as trouble:
        pytest.skip(str(trouble))
    try:
        yield url
    finally:
        running.__exit__(None, None, None)


@pytest.fixture(scope="session")
def _postgres_template(
    postgres_url: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    name = os.environ.get(TEMPLATE, f"tingtang_template_{uuid4().hex[:12]}")
    with _in_turn(tmp_path_factory), closing(psycopg.connect(postgres_url, autocommit=True)) as maintenance:
        if not maintenance.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            _fill(create_database(postgres_url, f"{name}_half"), _kept(request.config, "sql"))
            maintenance.execute(f'ALTER DATABASE "{name}_half" RENAME TO "{name}"')
    yield name
    if TEMPLATE not in os.environ:
        drop_database(postgres_url, name)


def _fill(url: str, kept: Path) -> None:
    """Migrate the database of `url`, or read what was kept of one."""
    tools = binaries()
    if kept.exists():
        subprocess.run(
            [tools / "psql", url, "-q", "-1", "-v", "ON_ERROR_STOP=1", "-o", os.devnull, "-f", kept], check=True
        )
        return
    _migrate(url)
    half = kept.with_suffix(f".{os.getpid()}")
    if (
        subprocess.run([tools / "pg_dump", "--no-owner", "-f", half, url], check=False, capture_output=True).returncode
        == 0
    ):
        half.rename(kept)  # a server newer than the tools is migrated each time


@pytest.fixture
def fresh_postgres(postgres_url: str, _postgres_template: str) -> Iterator[str]:
    """The URL of a migrated PostgreSQL database of this test's own."""
    name = f"tingtang_test_{uuid4().hex[:12]}"
    yield create_database(postgres_url, name, template=_postgres_template)
    drop_database(postgres_url, name)


@pytest.fixture
def empty_postgres(postgres_url: str) -> Iterator[str]:
    """The URL of an empty PostgreSQL database of this test's own: not migrated."""
    name = f"tingtang_empty_{uuid4().hex[:12]}"
    yield create_database(postgres_url, name)
    drop_database(postgres_url, name)


@pytest.fixture(scope="session")
def _sqlite_template(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = _kept(request.config, "sqlite3")
    with _in_turn(tmp_path_factory):
        if not file.exists():
            half = file.with_suffix(f".{os.getpid()}")
            _migrate(f"sqlite:///{half}")
            half.rename(file)
    return file


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest, django_db_modify_db_settings_parallel_suffix: None
) -> Iterator[None]:
    """The database of tests marked `django_db` begins as a copy of the template too, so Django finds it migrated."""
    default = connections["default"]
    if default.vendor == "sqlite":
        with (
            closing(sqlite3.connect(request.getfixturevalue("_sqlite_template"))) as template,
            closing(sqlite3.connect(default.creation._get_test_db_name(), uri=True)) as in_memory,  # while it is open
        ):
            template.backup(in_memory)
            yield
        return
    shared = os.environ.get("TINGTANG_TEST_DATABASE_URL")
    if shared and database_from_url(shared)["HOST"] == default.settings_dict["HOST"]:
        default.settings_dict["TEST"]["TEMPLATE"] = request.getfixturevalue("_postgres_template")
    yield


@pytest.fixture
def fresh_sqlite(_sqlite_template: Path, tmp_path: Path) -> str:
    """The URL of a migrated SQLite file of this test's own."""
    return f"sqlite:///{shutil.copy(_sqlite_template, tmp_path / 'tingtang.sqlite3')}"


@pytest.fixture(params=["sqlite", "postgres"])
def fresh_database(request: pytest.FixtureRequest) -> str:
    """The URL of a migrated database of this test's own, once on SQLite and once on PostgreSQL."""
    url: str = request.getfixturevalue(f"fresh_{request.param}")
    return url


@contextmanager
def default_database(url: str, kept: dict[str, Any] | None = None) -> Iterator[None]:
    """Let Django's default connection, in every thread, stand on `url`.

    `kept` holds this thread's connections, by their URLs, that stay open for the next test.
    """
    before = connections.settings["default"]
    _close(connections["default"])  # with its pool: Django keeps one a name, and would lend it to the other database
    shelved = connections["default"]
    connections.settings["default"] = connections.configure_settings({"default": database_from_url(url)})["default"]
    del connections["default"]
    if kept and url in kept:
        connections["default"] = kept[url]
        connections["default"].close_if_unusable_or_obsolete()  # a test may have lost it
    try:
        yield
    finally:
        if kept is None:
            _close(connections["default"])
        else:
            kept[url] = connections["default"]
        del connections["default"]
        connections.settings["default"] = before
        connections["default"] = shelved


def _close(connection: Any) -> None:
    connection.close()
    if hasattr(connection, "close_pool"):
        connection.close_pool()


@pytest.fixture
def on_postgres(fresh_postgres: str, django_db_blocker: Any) -> Iterator[str]:
    """Django stands on a PostgreSQL database of this test's own; what it commits stays until the test ends."""
    with django_db_blocker.unblock(), default_database(fresh_postgres):
        yield fresh_postgres


@pytest.fixture
def on_each_database(fresh_database: str, django_db_blocker: Any) -> Iterator[str]:
    """Django stands on a database of this test's own, once on SQLite and once on PostgreSQL."""
    with django_db_blocker.unblock(), default_database(fresh_database):
        yield fresh_database


@pytest.fixture(scope="session")
def _shared_postgres(postgres_url: str, _postgres_template: str) -> Iterator[str]:
    name = f"tingtang_shared_{uuid4().hex[:12]}"
    yield create_database(postgres_url, name, template=_postgres_template)
    drop_database(postgres_url, name)


@pytest.fixture(scope="session")
def _shared_sqlite(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{shutil.copy(_sqlite_template, tmp_path_factory.mktemp('shared') / 'tingtang.sqlite3')}"


@pytest.fixture(scope="session")
def _kept_open() -> Iterator[dict[str, Any]]:
    """Connections to the shared databases: to open one, and look up every table anew, was most of a small test."""
    kept: dict[str, Any] = {}
    yield kept
    for connection in kept.values():
        _close(connection)


@pytest.fixture(params=["sqlite", "postgres"])
def each_database(request: pytest.FixtureRequest, django_db_blocker: Any, _kept_open: dict[str, Any]) -> Iterator[str]:
    """A shared database, once SQLite and once PostgreSQL; what the test does is rolled back."""
    url: str = request.getfixturevalue(f"_shared_{request.param}")
    with django_db_blocker.unblock(), default_database(url, _kept_open), transaction.atomic():
        yield url
        transaction.set_rollback(True)


@pytest.fixture(autouse=True, scope="session")
def _let_tests_flush() -> Iterator[None]:
    """Django empties tables after a test marked `transaction=True`; our append-only tables refuse that to anyone.

    Their triggers are put aside for that moment only.
    """
    plain = BaseDatabaseOperations.execute_sql_flush

    def flush(self: Any, sql_list: list[str]) -> None:
        aside = _sqlite_aside if self.connection.vendor == "sqlite" else _postgresql_aside
        with aside(self.connection):
            plain(self, sql_list)

    BaseDatabaseOperations.execute_sql_flush = flush
    yield
    BaseDatabaseOperations.execute_sql_flush = plain


@contextmanager
def _sqlite_aside(connection: Any) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        try:
            yield
        finally:
            for _, sql in triggers:
                cursor.execute(sql)


@contextmanager
def _postgresql_aside(connection: Any) -> Iterator[None]:
    guarded = "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal AND tgparentid = 0"
    with connection.cursor() as cursor:
        cursor.execute(guarded)
        tables = [table for (table,) in cursor.fetchall()]
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        try:
            yield
        finally:
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
