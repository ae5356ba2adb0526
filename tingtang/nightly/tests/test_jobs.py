"""The night at its hour reads what has come, waits for what has not, and skips nothing."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tingtang.jobs import registry
from tingtang.jobs.clock import next_instant
from tingtang.jobs.registry import Run
from tingtang.nightly.jobs import expected_date, night, waiting
from tingtang.nightly.models import NightRun
from tingtang.nightly.night import NightError
from tingtang.nightly.tests.feeds import write_feed

pytestmark = pytest.mark.django_db
FIVE = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)  # 05:00 in Shanghai on the 23rd
SUNDAY = date(2026, 11, 22)


def _folders(feed: Path, *days: int) -> None:
    for day in days:
        (feed / f"2026-11-{day:02}").mkdir(parents=True)


def _published(on: date) -> None:
    NightRun.objects.create(on=on, state="published", started_at=FIVE, manual_version="x")


def _names(folders: object) -> list[str]:
    return [folder.name for folder in folders]  # type: ignore[attr-defined]


def test_before_noon_it_is_yesterday_s_feed_and_in_the_evening_today_s() -> None:
    assert expected_date(FIVE) == SUNDAY
    assert expected_date(FIVE + timedelta(hours=6)) == SUNDAY
    assert expected_date(FIVE + timedelta(hours=18)) == date(2026, 11, 23)


def test_a_feed_that_has_not_come_is_an_error_so_that_it_is_tried_again(tmp_path: Path) -> None:
    with pytest.raises(NightError, match="2026-11-22 is not there yet"):
        waiting(tmp_path / "feed", SUNDAY)
    _folders(tmp_path, 21)
    with pytest.raises(NightError):
        waiting(tmp_path, SUNDAY)


def test_the_first_night_reads_one_folder_and_later_ones_every_date_since(tmp_path: Path) -> None:
    _folders(tmp_path, 19, 20, 21, 22, 23)
    (tmp_path / "notes").mkdir()
    (tmp_path / "2026-11-30").write_text("a file, no folder")
    assert _names(waiting(tmp_path, SUNDAY)) == ["2026-11-22"]
    _published(date(2026, 11, 19))
    assert _names(waiting(tmp_path, SUNDAY)) == ["2026-11-20", "2026-11-21", "2026-11-22"]


def test_a_date_published_already_is_not_read_again(tmp_path: Path) -> None:
    _folders(tmp_path, 22)
    _published(SUNDAY)
    assert waiting(tmp_path, SUNDAY) == ()


def test_without_a_feed_the_clock_leaves_the_night_to_people(settings: object) -> None:
    settings.FEED = None  # type: ignore[attr-defined]
    night.function(Run(1, FIVE, 1, FIVE))
    assert not NightRun.objects.exists()


def test_the_night_stands_on_the_schedule_and_bears_a_late_feed() -> None:
    entry = next(entry for entry in registry.entries() if entry.name == "nightly.run")
    assert next_instant(entry.cron, after=FIVE - timedelta(hours=1)) == FIVE
    pauses = [min(5 * 2**n, 60) for n in range(night.attempts - 1)]
    assert sum(pauses) > 6 * 60
    assert entry.missed == "latest"


def test_the_job_runs_the_night(tmp_path: Path, settings: object) -> None:
    settings.FEED = tmp_path  # type: ignore[attr-defined]
    settings.VAR = tmp_path / "var"  # type: ignore[attr-defined]
    write_feed(tmp_path, SUNDAY)
    night.function(Run(1, FIVE, 1, FIVE))
    assert NightRun.objects.get().state == "published"
    night.function(Run(2, FIVE, 2, FIVE))
    assert NightRun.objects.count() == 1
