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

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections, transaction
from django.db.backends.base.operations import BaseDatabaseOperations

from tests.postgres import NoPostgreSQL, create_database, drop_database, server
from tingtang.config.database import database_from_url

# What a test asks for by name when it brings its own; the templates stand behind fixtures of single rooms.
OWN = {
    "_postgres_template",
    "_sqlite_template",
    "empty_postgres",
    "fresh_database",
    "on_each_database",
    "each_database",
}


@pytest.hookimpl(tryfirst=True)  # before `-m` looks at the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what brings its own database: the run over PostgreSQL need not repeat it."""
    for item in items:
        if OWN & set(getattr(item, "fixturenames", ())):
            item.add_marker("own_database")


def _migrate(url: str) -> None:
    """Prepare the database of `url` in a process of its own."""
    script = "from tingtang.cli import main; main(['migrate', '--quiet'])"
    subprocess.run([sys.executable, "-c", script], check=True, env={**os.environ, "DATABASE_URL": url})


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
def _postgres_template(postgres_url: str) -> Iterator[str]:
    name = f"tingtang_template_{uuid4().hex[:12]}"
    _migrate(create_database(postgres_url, name))
    yield name
    drop_database(postgres_url, name)


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
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("sqlite") / "template.sqlite3"
    _migrate(f"sqlite:///{file}")
    return file


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
def default_database(url: str) -> Iterator[None]:
    """Let Django's default connection, in every thread, stand on `url`."""
    before = connections.settings["default"]
    _close(connections["default"])  # with its pool: Django keeps one a name, and would lend it to the other database
    shelved = connections["default"]
    connections.settings["default"] = connections.configure_settings({"default": database_from_url(url)})["default"]
    del connections["default"]
    try:
        yield
    finally:
        _close(connections["default"])
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


@pytest.fixture(params=["sqlite", "postgres"])
def each_database(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[str]:
    """A shared database, once SQLite and once PostgreSQL; what the test does is rolled back."""
    url: str = request.getfixturevalue(f"_shared_{request.param}")
    with django_db_blocker.unblock(), default_database(url), transaction.atomic():
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
