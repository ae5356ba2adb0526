"""`tingtang due` knows the years that were imported, on both databases, without waiting for Django."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from tingtang.config.calendar_in_force import calendar_in_force
from tingtang.organisation.calendar_queries import working_calendar

DUE = ("due", "2026-12-30", "--working-days", "3", "--json")


def tingtang(url: str, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from tingtang.cli import main; main()", *words]
    environment = {**os.environ, "DATABASE_URL": url}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def due(url: str) -> tuple[str, bool]:
    result = tingtang(url, *DUE)
    assert (result.returncode, result.stderr) == (0, "")
    answer = json.loads(result.stdout)
    return answer["last_day"], answer["provisional"]


@pytest.fixture
def year(tmp_path: Path) -> Path:
    """2027 with New Year's Day and the Monday after it off, and the Sunday before it worked."""
    days = [("2027-01-01", True), ("2027-01-03", False), ("2027-01-04", True)]
    rows = [{"name": "元旦", "date": day, "isOffDay": off} for day, off in days]
    file = tmp_path / "2027.json"
    file.write_text(json.dumps({"year": 2027, "days": rows}))
    return file


def test_an_imported_year_counts_at_once(fresh_database: str, year: Path) -> None:
    assert due(fresh_database) == ("2027-01-04", True)
    result = tingtang(fresh_database, "calendar", "import", str(year), "--partial", "--json")
    assert json.loads(result.stdout)["changed"], result.stderr
    assert due(fresh_database) == ("2027-01-05", False)


def test_both_ways_of_reading_the_calendar_agree(
    on_each_database: str, year: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", on_each_database)
    assert tingtang(on_each_database, "calendar", "import", str(year), "--partial").returncode == 0
    with_django, without = working_calendar(), calendar_in_force()
    assert with_django.notices == without.notices
    assert without.holiday_name(date(2027, 1, 4)) == "元旦"


def test_without_a_database_the_package_is_in_force(tmp_path: Path) -> None:
    assert due(f"sqlite:///{tmp_path}/none.sqlite3") == ("2027-01-04", True)
    assert not list(tmp_path.iterdir()), "asking makes no file"
    (tmp_path / "empty.sqlite3").touch()
    assert due(f"sqlite:///{tmp_path}/empty.sqlite3") == ("2027-01-04", True)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("mysql://nowhere/x", "neither sqlite nor postgresql"),
        ("postgresql://nobody@127.0.0.1:1/none", "refused"),
        ("sqlite:///{folder}/text.sqlite3", "not a database"),
    ],
)
def test_a_database_that_does_not_answer_is_named_and_the_package_answers(
    tmp_path: Path, url: str, message: str
) -> None:
    (tmp_path / "text.sqlite3").write_text("no database at all, but long enough to look into" * 20)
    result = tingtang(url.format(folder=tmp_path), *DUE)
    assert result.returncode == 0
    assert json.loads(result.stdout)["provisional"]
    assert message in result.stderr
    assert result.stderr.count("\n") == 1


def test_clocks_that_need_no_calendar_ask_no_database() -> None:
    result = tingtang("mysql://nowhere/x", "due", "2026-12-30", "--days", "3", "--json")
    assert (result.returncode, result.stderr) == (0, "")
