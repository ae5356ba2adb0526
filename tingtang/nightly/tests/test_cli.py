"""`tingtang nightly`: JSON alone on standard output, exit code 2 and one clear line on bad input."""

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tingtang.duties.models import Duty
from tingtang.nightly.cli import nightly
from tingtang.nightly.engine import discover
from tingtang.nightly.progress import shown
from tingtang.nightly.tests.feeds import customer, holding, write_feed

pytestmark = pytest.mark.django_db


def run(*arguments: object) -> Result:
    return CliRunner().invoke(nightly, [str(argument) for argument in arguments])


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    people = [customer("C1"), customer("C2"), customer("C3", manager_id="M2")]
    return write_feed(tmp_path, customers=people, holdings=[holding("C1", "8000000"), holding("C2", "2000000")])


def test_json_stands_alone_on_standard_output(feed: Path) -> None:
    result = run(feed, "--json")
    assert result.exit_code == 0, result.output
    summary = json.loads(result.stdout)
    assert (summary["date"], summary["customers"], summary["assets"]) == ("2026-03-10", 3, "10000000.00")
    assert summary["reasons"] == {"contact.maintained": 1, "contact.private": 1, "contact.wealth": 1}
    assert summary["duties_opened"] == {"A21.2c": 1, "A31.2a": 2}
    assert set(summary) >= {"holdings", "tiers", "tasks", "quarantined", "seconds"}
    assert "checks.watched_customer" in summary["seconds"]


def test_without_json_a_person_reads_the_figures(feed: Path) -> None:
    result = run(feed)
    assert "3 customers, assets 10000000.00" in result.stdout


def test_a_dry_run_writes_nothing(feed: Path) -> None:
    assert run(feed, "--dry-run", "--json").exit_code == 0
    assert not Duty.objects.exists()


def test_what_if_shows_the_load_of_each_manager_and_tier(tmp_path: Path) -> None:
    people = [customer("C1", created_on="2026-03-01"), customer("C2", created_on="2026-03-05")]
    feed = write_feed(tmp_path, customers=people, holdings=[holding("C1", "8000000"), holding("C2", "8000000")])
    result = run(feed, "--json", "--what-if", "contact.interval_days.private=14")
    found = json.loads(result.stdout)["what_if"]
    assert found["values"] == {"contact.interval_days.private": {"now": "7", "trial": "14"}}
    assert (
        found["load"]
        == [{"manager": "M1", "tier": "private", "cards": [1, 1], "reasons": [1, 1], "beyond_cap": [0, 0]}]
        or found["load"][0]["cards"] != found["load"][0]["reasons"]
    )
    assert not Duty.objects.exists()


def test_what_if_tries_a_threshold_as_well(feed: Path) -> None:
    result = run(feed, "--json", "--what-if", "tier.threshold.private=2000000", "--what-if", "contact.ideal_share=0.1")
    load = json.loads(result.stdout)["what_if"]["load"]
    assert {(row["manager"], row["tier"]): row["cards"][1] for row in load if row["tier"] == "private"} == {
        ("M1", "private"): 2
    }


def test_an_edition_changes_what_is_owed(feed: Path, tmp_path: Path) -> None:
    edition = tmp_path / "edition.yaml"
    edition.write_text("edition: trial\nvalues:\n  tier.threshold.private: [{from: 2020-01-01, value: 2000000}]\n")
    result = run(feed, "--edition", edition, "--json")
    assert json.loads(result.stdout)["reasons"]["contact.private"] == 2


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("nowhere",), "a feed folder is named by its business date"),
        (("2026-03-10",), "no such feed folder"),
        (("--what-if", "nonsense"), "is not KEY=VALUE"),
        (("--what-if", "contact.interval=7"), "the manual has no value"),
        (("--what-if", "contact.interval_days.private=weekly"), "--what-if contact.interval_days.private"),
        (("--what-if", "contact.interval_days.private=0"), "0 is below 1, the least that works"),
        (("--what-if", "birthday.lead_days=36525"), "36525 is above 180, the most that works"),
        (("--what-if", "festival.days=spring"), "'spring' is not of the form"),
        (("--edition", "nowhere.yaml"), "there is no such edition file"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_two(feed: Path, arguments: tuple[str, ...], line: str) -> None:
    named = arguments if not arguments[0].startswith("--") else (feed, *arguments)
    result = run(*named)
    assert result.exit_code == 2
    assert line in result.stderr
    assert len([text for text in result.stderr.splitlines() if text.startswith("Error")]) == 1
    assert not result.stdout


def test_a_value_that_is_not_yet_in_force_is_named(tmp_path: Path) -> None:
    feed = write_feed(tmp_path, date(1993, 6, 30), customers=[customer("C1", created_on="")])
    result = run(feed)
    assert result.exit_code == 2
    assert "no value of" in result.stderr


def test_a_log_gets_one_line_a_step(feed: Path) -> None:
    lines = [line for line in run(feed, "--json").stderr.splitlines() if " s  " in line]
    named = [line.split()[-1] for line in lines]
    assert sorted(named) == sorted(f"{step.stage}.{step.name}" for step in discover())
    assert named[0].startswith("sources.")  # which of them ends first is the engine's: two run side by side


def test_a_terminal_gets_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    with shown() as report:
        report("checks.watched_customer", 0.5)
