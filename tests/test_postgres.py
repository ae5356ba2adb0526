"""The tests' own PostgreSQL and databases stand."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from tests.postgres import private_server
from tingtang.audit.models import Entry


def test_the_server_answers(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as server:
        assert server.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.postgres
def test_django_stands_on_a_database_of_the_tests_own(on_each_database: str) -> None:
    assert on_each_database.startswith(connection.vendor)
    Entry.objects.create(at=timezone.now(), actor="S1", nature="write", action="test", subject_kind="x", subject_id="1")
    assert Entry.objects.count() == 1


def test_a_private_server_leaves_nothing_behind(postgres_url: str) -> None:
    with private_server() as url:
        home = url.partition("host=")[2]
        assert os.path.exists(home)
    assert not os.path.exists(home)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_turn", [1, 2])
def test_append_only_tables_are_emptied_between_committing_tests(_turn: int) -> None:
    assert Entry.objects.count() == 0
    Entry.objects.create(at=timezone.now(), actor="S1", nature="write", action="test", subject_kind="x", subject_id="1")


def test_a_command_runs_with_a_database_of_its_own(postgres_url: str) -> None:
    command = [
        sys.executable,
        "-m",
        "tests.postgres",
        sys.executable,
        "-c",
        "import os; print(os.environ['DATABASE_URL'])",
    ]
    environment = {**os.environ, "TINGTANG_TEST_DATABASE_URL": postgres_url}
    printed = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
    assert "tingtang_suite_" in printed
    assert printed.startswith("postgresql://")


def test_a_killed_run_leaves_no_server_and_its_files_go_with_the_next(postgres_url: str) -> None:
    hold = "with private_server() as url: print(url, flush=True); time.sleep(60)"
    script = f"import time\nfrom tests.postgres import private_server\n{hold}"
    victim = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert victim.stdout is not None
    url = victim.stdout.readline().strip()
    home = url.partition("host=")[2]
    victim.kill()
    victim.wait()
    victim.stdout.close()
    assert os.path.exists(home)
    _until_refused(url)
    with private_server():
        assert not os.path.exists(home)


def _until_refused(url: str) -> None:
    for _ in range(100):
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return
        time.sleep(0.1)
    raise AssertionError("the server outlived the run that started it")
