"""`tingtang lobby replay` and `tingtang staffing`, as they are typed."""

from __future__ import annotations

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tingtang.cli import main

DAY = """arrived_at,class,business,service_seconds,patience_seconds
2026-11-23T09:00:00,ordinary,transfer,720,
2026-11-23T09:01:00,vip,transfer,300,
2026-11-23T09:02:00,ordinary,transfer,300,
2026-11-23T09:03:00,ordinary,transfer,300,360
"""
ARRIVALS = "interval_start,arrivals\n09:00,20\n09:30,45\n10:00,0\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a day, its counters, arrivals and shifts."""
    (tmp_path / "day.csv").write_text(DAY)
    (tmp_path / "counters.csv").write_text("counter,opens_at,closes_at,skills\n1,09:00,09:30,\n")
    (tmp_path / "arrivals.csv").write_text(ARRIVALS)
    (tmp_path / "shifts.csv").write_text("name,start,end,cost\nearly,09:00,10:00,80.25\n")
    return tmp_path


def run(*words: object) -> Result:
    """The command, as typed."""
    return CliRunner().invoke(main, [str(word) for word in words])


def answer(*words: object) -> dict[str, Any]:
    """Its JSON, alone on standard output."""
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    assert result.stdout.count("\n") == 1
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def complaint(*words: object) -> str:
    """The one line it complains with, exit code 2."""
    result = run(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1
    return result.stderr.removeprefix("Error: ").strip()


def test_a_day_is_replayed(folder: Path) -> None:
    found = answer("lobby", "replay", folder / "day.csv", "--counters", 1)
    assert found["classes"]["vip"] == {
        "n": 1, "mean": 11.0, "p50": 11.0, "p90": 11.0, "within_promise": 0.0, "abandoned": 0,
    }  # fmt: skip
    assert found["classes"]["ordinary"]["abandoned"] == 1
    assert set(found["estimate"]) == {"mae_minutes", "bias_minutes", "inside_range"}
    assert list(found) == ["classes", "estimate"]


def test_counters_come_from_a_file_too(folder: Path) -> None:
    file = answer("lobby", "replay", folder / "day.csv", "--counters", folder / "counters.csv")
    assert file["classes"] == answer("lobby", "replay", folder / "day.csv", "--counters", 1)["classes"]


def test_the_same_day_gives_the_same_answer(folder: Path) -> None:
    words = ("lobby", "replay", folder / "day.csv", "--counters", 2)
    assert answer(*words) == answer(*words)


@pytest.mark.parametrize("counters", ["-1", "1.5", "+2"])
def test_a_number_that_is_none_of_counters_is_refused_as_one(folder: Path, counters: str) -> None:
    said = complaint("lobby", "replay", folder / "day.csv", f"--counters={counters}")
    assert said == f"--counters {counters}: a number of counters is whole, from 0 up"


def test_without_counters_there_are_no_waits(folder: Path) -> None:
    found = answer("lobby", "replay", folder / "day.csv", "--counters", 0)
    assert found["classes"]["ordinary"]["abandoned"] == 3
    assert found["estimate"]["mae_minutes"] is None


def test_times_of_day_alone_are_a_day_too(folder: Path) -> None:
    (folder / "day.csv").write_text(DAY.replace("2026-11-23T", ""))
    assert answer("lobby", "replay", folder / "day.csv", "--counters", 1)["classes"]["vip"]["mean"] == 11.0


def test_an_edition_changes_the_day(folder: Path) -> None:
    """With a promise of 20 minutes the VIP of the file keeps it."""
    edition = folder / "edition.yaml"
    edition.write_text("edition: slow\nvalues:\n  vip.response_minutes: [{from: 2012-01-01, value: 20}]\n")
    found = answer("lobby", "replay", folder / "day.csv", "--counters", 1, "--edition", edition)
    assert found["classes"]["vip"]["within_promise"] == 1.0


def test_an_edition_that_turns_the_classes_round_is_told(folder: Path) -> None:
    edition = folder / "edition.yaml"
    edition.write_text("edition: odd\nvalues:\n  queue.rate.vip: [{from: 2012-01-01, value: 0.5}]\n")
    told = complaint("lobby", "replay", folder / "day.csv", "--counters", 1, "--edition", edition)
    assert told == "vip earns fewer points a minute than priority, a lower class"


def test_a_replay_is_readable_too(folder: Path) -> None:
    shown = run("lobby", "replay", folder / "day.csv", "--counters", 1).stdout
    assert "vip" in shown
    assert "11.00" in shown
    assert "66.7%" in shown
    empty = run("lobby", "replay", folder / "day.csv", "--counters", 0).stdout
    assert "inside the range -" in empty


@pytest.mark.parametrize(
    ("change", "line", "field"),
    [
        (("720", "-5"), 2, "service_seconds"),
        (("vip", "emperor"), 3, "class"),
        (("2026-11-23T09:02:00", "yesterday"), 4, "arrived_at"),
        ((",360", ",soon"), 5, "patience_seconds"),
        (("class,", "klass,"), 1, "class"),
    ],
)
def test_a_bad_day_is_one_line_with_file_line_and_field(
    folder: Path, change: tuple[str, str], line: int, field: str
) -> None:
    (folder / "day.csv").write_text(DAY.replace(*change, 1))
    told = complaint("lobby", "replay", folder / "day.csv", "--counters", 1, "--json")
    assert told.startswith(f"{folder / 'day.csv'}:{line}: {field}: ")


@pytest.mark.parametrize("counters", ["-1", "1.5", "99999", "none.csv", "１"])
def test_bad_counters_are_one_line(folder: Path, counters: str) -> None:
    assert counters in complaint("lobby", "replay", folder / "day.csv", "--counters", counters)


def test_a_day_before_the_manual_is_told_with_its_first_day(folder: Path) -> None:
    (folder / "day.csv").write_text(DAY.replace("2026-", "1999-"))
    assert "the first is from 2012-01-01" in complaint("lobby", "replay", folder / "day.csv", "--counters", 1)
    assert (
        answer("lobby", "replay", folder / "day.csv", "--counters", 1, "--on", "2026-01-01")["classes"]["vip"]["n"] == 1
    )


def test_a_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    assert "No such file" in complaint("lobby", "replay", tmp_path / "none.csv", "--counters", 1)
    words = ("staffing", tmp_path / "none.csv", "--service-minutes", 5, "--target", "p_wait<=0.5")
    assert "No such file" in complaint(*words)


def test_the_help_states_the_units() -> None:
    shown = run("lobby", "replay", "--help").stdout
    assert "all times in MINUTES" in shown
    assert "service_seconds" in shown
    assert "MINUTES" in run("staffing", "--help").stdout


def staffed(folder: Path, *more: object, target: str = "p_wait<=0.5") -> dict[str, Any]:
    """The staffing of the folder's arrivals."""
    return answer("staffing", folder / "arrivals.csv", "--service-minutes", 7, "--target", target, *more)


def test_counters_are_advised_by_interval(folder: Path) -> None:
    found = staffed(folder)
    assert [(row["start"], row["arrivals"], row["servers"]) for row in found["intervals"]] == [
        ("09:00", 20, 6), ("09:30", 45, 13), ("10:00", 0, 0),
    ]  # fmt: skip
    assert (found["shifts"], found["cost"]) == ({}, None)


@pytest.mark.parametrize("target", ["p_wait<=0.3", "wait<=10m:0.9", "mean_wait<=3m"])
@pytest.mark.parametrize("patience", [(), ("--patience-minutes", 20)])
def test_every_target_is_reached(folder: Path, target: str, patience: tuple[object, ...]) -> None:
    found = staffed(folder, *patience, target=target)
    assert all(row["servers"] > 0 for row in found["intervals"] if row["arrivals"])
    assert "advice" not in found


def test_shifts_are_planned_and_their_cost_is_exact(folder: Path) -> None:
    found = staffed(folder, "--shifts", folder / "shifts.csv")
    assert found["shifts"] == {"early": 13}
    assert Decimal(found["cost"]) == 13 * Decimal("80.25")


def test_fewer_counters_than_are_needed_are_advised_on(folder: Path) -> None:
    found = staffed(folder, "--counters", 6)
    assert [row["servers"] for row in found["intervals"]] == [6, 6, 0]
    assert found["advice"] == ["09:30: overload: 6 counters cannot serve 45 customers"]


def test_the_length_of_an_interval_may_be_given(folder: Path) -> None:
    (folder / "arrivals.csv").write_text("interval_start,arrivals\n09:00,20\n")
    assert staffed(folder, "--interval-minutes", 30)["intervals"][0]["servers"] == 6
    words = ("staffing", folder / "arrivals.csv", "--service-minutes", 7, "--target", "p_wait<=0.5")
    assert "give --interval-minutes" in complaint(*words)


def test_staffing_is_readable_too(folder: Path) -> None:
    words = ("staffing", folder / "arrivals.csv", "--service-minutes", 7, "--target", "p_wait<=0.5")
    shown = run(*words, "--shifts", folder / "shifts.csv", "--counters", 6).stdout
    assert "early: 6" in shown
    assert "cost: 481.50" in shown
    assert "overload" in shown


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--service-minutes", "0", "--target", "p_wait<=0.5"), "--service-minutes 0"),
        (("--service-minutes", "nan", "--target", "p_wait<=0.5"), "--service-minutes nan"),
        (("--service-minutes", "inf", "--target", "p_wait<=0.5"), "--service-minutes inf"),
        (("--service-minutes", "five", "--target", "p_wait<=0.5"), "'five' is not a valid float"),
        (("--service-minutes", "5", "--target", "soon"), "target 'soon' is none of"),
        (("--service-minutes", "5", "--target", "p_wait<=0"), "a share lies above 0"),
        (("--service-minutes", "5", "--target", "p_wait<=0.5", "--patience-minutes", "-1"), "--patience-minutes -1"),
        (("--service-minutes", "5"), "Missing option '--target'"),
        (("--service-minutes", "5", "--target", "p_wait<=0.5", "--shifts", "none.csv"), "none.csv:1: cannot be read"),
        (("--service-minutes", "5", "--target", "p_wait<=0.5", "--counters", "-1"), "--counters"),
    ],
)
def test_a_bad_question_is_one_line(folder: Path, words: tuple[str, ...], why: str) -> None:
    assert why in complaint("staffing", folder / "arrivals.csv", *words)


def test_a_planet_of_customers_is_one_line(folder: Path) -> None:
    (folder / "arrivals.csv").write_text("interval_start,arrivals\n09:00,999999999\n09:30,1\n")
    told = complaint("staffing", folder / "arrivals.csv", "--service-minutes", 60, "--target", "p_wait<=0.5")
    assert "09:00: needs more than 1000000 counters" in told


def test_neither_command_waits_for_django() -> None:
    script = "import sys, tingtang.lobby.cli; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
