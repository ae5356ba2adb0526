"""`tingtang due` and `tingtang lunar` as a user runs them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tingtang.shared.cli import due_command, lunar_command

COMMANDS = {"due": due_command, "lunar": lunar_command}


def run(name: str, *words: str) -> Result:
    return CliRunner().invoke(COMMANDS[name], words)


def installed(*words: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "tingtang"), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def answer(*words: str) -> dict[str, object]:
    result = run(*words, "--json")
    assert result.exit_code == 0, result.stderr
    assert result.stderr == ""
    return json.loads(result.stdout)


def test_due_answers_with_four_keys_as_json_alone() -> None:
    found = answer("due", "2026-02-13T16:30+08:00", "--working-days", "3")
    assert list(found) == ["due_at", "last_day", "provisional", "trace"]
    assert found["due_at"] == "2026-02-26T00:00:00+08:00"
    assert found["last_day"] == "2026-02-25"
    assert found["provisional"] is False


@pytest.mark.parametrize(
    ("words", "due_at"),
    [
        (("2026-03-10T10:00", "--hours", "24"), "2026-03-11T10:00:00+08:00"),
        (("2026-03-10T10:00Z", "--hours", "24"), "2026-03-11T18:00:00+08:00"),
        (("2026-03-10", "--hours", "24"), "2026-03-11T00:00:00+08:00"),
        (("2026-03-10", "--days", "30"), "2026-04-10T00:00:00+08:00"),
        (("2026-03-10", "--weeks", "1"), "2026-03-18T00:00:00+08:00"),
        (("2026-01-31", "--months", "1"), "2026-03-01T00:00:00+08:00"),
        (("2026-03-10T17:00Z", "--days", "1"), "2026-03-13T00:00:00+08:00"),
        (("2026-03-10", "--days", "5", "--pause", "2026-03-12/2026-03-14"), "2026-03-18T00:00:00+08:00"),
        (
            ("2026-03-10", "--days", "5", "--pause", "2026-03-12/2026-03-13", "--pause", "2026-03-14/2026-03-15"),
            "2026-03-18T00:00:00+08:00",
        ),
    ],
)
def test_due_takes_every_unit_and_pauses(words: tuple[str, ...], due_at: str) -> None:
    assert answer("due", *words)["due_at"] == due_at


def test_due_reads_a_year_of_holidays_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "2027.json"
    file.write_text(json.dumps({"year": 2027, "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": True}]}))
    words = ("due", "2026-12-30", "--working-days", "3")
    assert answer(*words) | {"trace": 0} == {
        "due_at": "2027-01-05T00:00:00+08:00",
        "last_day": "2027-01-04",
        "provisional": True,
        "trace": 0,
    }
    found = answer(*words, "--holidays", str(file))
    assert (found["last_day"], found["provisional"]) == ("2027-01-05", False)


def test_due_explains_itself_in_chinese() -> None:
    result = run("due", "2026-03-10", "--days", "1", "--lang", "zh")
    assert result.stdout.splitlines()[-1] == "至 2026-03-11（周三） 24:00 止"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("due", "2026-03-10"), "exactly one of --minutes"),
        (("due", "2026-03-10", "--days", "1", "--hours", "1"), "exactly one of --minutes"),
        (("due", "10.3.2026", "--days", "1"), "neither a date"),
        (("due", "2026-02-30", "--days", "1"), "neither a date"),
        (("due", "2026-03-10", "--days", "-1"), "would end before it starts"),
        (("due", "2026-03-10", "--days", "99999999"), "past the year 9999"),
        (("due", "2026-03-10", "--days", "1", "--pause", "2026-03-11"), "not FROM/TO"),
        (("due", "2026-03-10", "--days", "1", "--pause", "2026-03-12/2026-03-11"), "ends before it starts"),
        (("due", "2026-03-10", "--days", "1", "--holidays", "/nope.json"), "No such file"),
        (("lunar", "today"), "'today'"),
        (("lunar", "1899-01-01"), "1900"),
    ],
)
def test_bad_input_is_one_line_on_standard_error_and_exit_code_2(words: tuple[str, ...], message: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert message in result.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("due", "--days", "1"), "Missing argument 'START'"),
        (("due", "2026-03-10", "--days", "1.5"), "not a valid integer"),
        (("due", "2026-03-10", "--days", "1", "--colour"), "No such option"),
        (("calender",), "No such command"),
    ],
)
def test_a_mistake_in_the_command_line_is_one_line_too(words: tuple[str, ...], message: str) -> None:
    result = installed(*words)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1
    assert message in result.stderr


def test_the_installed_command_answers_without_waiting_for_django() -> None:
    result = installed("due", "2026-03-10", "--days", "1", "--json")
    assert json.loads(result.stdout)["last_day"] == "2026-03-11"
    code = "import sys, tingtang.cli, tingtang.shared.cli; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("day", "lunar"),
    [
        ("2026-02-17", {"year": 2026, "month": 1, "day": 1, "leap": False}),
        ("1933-07-22", {"year": 1933, "month": 5, "day": 30, "leap": True}),
        ("2057-09-28", {"year": 2057, "month": 9, "day": 1, "leap": False}),
        ("1900-01-01", {"year": 1899, "month": 12, "day": 1, "leap": False}),
        ("2100-12-31", {"year": 2100, "month": 12, "day": 1, "leap": False}),
    ],
)
def test_lunar_answers_with_year_month_day_and_leap(day: str, lunar: dict[str, object]) -> None:
    assert answer("lunar", day) == lunar


def test_lunar_says_the_date_in_chinese() -> None:
    assert run("lunar", "2025-07-25").stdout == "农历2025年闰六月初一\n"
