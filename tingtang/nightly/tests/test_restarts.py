"""A night that is repeated, killed or raced ends as one that ran once."""

import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections

from tests.databases import default_database
from tests.postgres import create_database
from tingtang.manual.book import load
from tingtang.nightly.lock import Busy, only_night
from tingtang.nightly.night import run_night
from tingtang.nightly.tests.dumps import dump
from tingtang.nightly.tests.feeds import contact, customer, holding, write_feed
from tingtang.nightly.tests.killer import AT

pytestmark = pytest.mark.postgres

PEOPLE = [customer("C1"), customer("C2", manager_id="M2", birth_date="1980-03-12", consent_call="true"), customer("C3")]
HELD = [holding("C1", "9000000"), holding("C2", "2500000"), holding("C2", "2500000"), holding("C3", "5", "FUND")]
GOOD = [holding("C3", "1.00") for _ in range(30)]


def two_days(root: Path) -> tuple[Path, Path]:
    """Two nights: the second has changed tiers, a contact that meets a duty, a bad row."""
    first = write_feed(root, customers=PEOPLE, holdings=HELD + GOOD)
    changed = [holding("C1", "3000000"), *HELD[1:], *GOOD, holding("C3", "1.234")]
    met = [contact("C2", "2026-03-11T10:00:00+08:00")]
    return first, write_feed(root, date(2026, 3, 11), customers=PEOPLE, holdings=changed, contacts=met)


def in_a_process(url: str, var: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DATABASE_URL": url, "TINGTANG_VAR": str(var)}
    return subprocess.run([sys.executable, *command], env=environment, capture_output=True, text=True, check=False)


TINGTANG = ("-c", "from tingtang.cli import main; main()", "nightly")


@pytest.mark.usefixtures("on_each_database")
def test_a_second_run_of_a_date_changes_nothing_at_all(tmp_path: Path) -> None:
    first, second = two_days(tmp_path)
    run_night(first, load(), at=AT)
    run_night(second, load(), at=AT)
    before = dump()
    run_night(second, load(), at=AT)
    assert dump() == before
    states = [row for row in before["duties_duty"] if "met" in row]
    assert states


def straight(url: str, *feeds: Path) -> dict[str, Any]:
    with default_database(url):
        for feed in feeds:
            run_night(feed, load(), at=AT)
        return dump(ids=False)


@pytest.fixture(params=["sqlite", "postgres"])
def two_databases(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, str]:
    """The URLs of two migrated databases of one kind."""
    first = request.getfixturevalue(f"fresh_{request.param}")
    if request.param == "sqlite":
        shutil.copy(tmp_path / "tingtang.sqlite3", tmp_path / "second.sqlite3")
        return first, f"sqlite:///{tmp_path / 'second.sqlite3'}"
    template = request.getfixturevalue("_postgres_template")
    return first, create_database(request.getfixturevalue("postgres_url"), f"second_{uuid4().hex[:12]}", template)


@pytest.mark.slow
@pytest.mark.own_database
def test_a_night_killed_anywhere_ends_as_one_that_ran_once(
    two_databases: tuple[str, str], tmp_path: Path, django_db_blocker: Any
) -> None:
    killed, whole = two_databases
    first, second = two_days(tmp_path)
    for feed, stride in ((first, 37), (second, 13)):
        done = in_a_process(killed, tmp_path / "killed", "-m", "tingtang.nightly.tests.killer", str(feed), str(stride))
        assert done.returncode == 0, done.stderr
        assert int(done.stdout.split()[0]) > 100
    with django_db_blocker.unblock():
        expected = straight(whole, first, second)
        with default_database(killed):
            found = dump(ids=False)
    assert expected["duties_duty"]
    assert found == expected


@pytest.mark.slow
def test_two_runs_of_one_date_come_one_after_the_other(
    fresh_database: str, tmp_path: Path, django_db_blocker: Any
) -> None:
    first, _ = two_days(tmp_path)
    environment = {**os.environ, "DATABASE_URL": fresh_database}
    command = [sys.executable, *TINGTANG, str(first)]
    # Each with files of its own, as on machines of their own: they have but the database in common.
    places = [{"TINGTANG_VAR": str(tmp_path / f"machine-{number}")} for number in range(3)]
    runs = [subprocess.Popen(command, env=environment | place, stdout=subprocess.DEVNULL) for place in places]
    assert [run.wait(timeout=300) for run in runs] == [0, 0, 0]
    with django_db_blocker.unblock(), default_database(fresh_database):
        found = dump()
        assert len(found["customers_customer"]) == 3
        assert len(found["customers_holding"]) == 34
        assert len([row for row in found["audit_entry"] if "night.publish" in row]) == 1


@pytest.mark.usefixtures("on_each_database")
def test_a_night_does_not_start_while_another_runs(settings: Any) -> None:
    with only_night(settings.VAR, 0), pytest.raises(Busy, match="another night"), only_night(settings.VAR, 0.3):
        pass
    with only_night(settings.VAR, 0):
        connections["default"].ensure_connection()
