"""A clock kept as JSON runs again to the same end."""

from datetime import datetime
from typing import Any

import pytest

from tingtang.shared.clock_record import Clock, read_pause
from tingtang.shared.pauses import ClockError, Pause
from tingtang.shared.times import parse_instant

PAUSE = Pause(parse_instant("2026-03-12"), parse_instant("2026-03-14"))
CLOCK = Clock(parse_instant("2026-03-10T09:00"), "working_days", 5, (PAUSE,))


def test_a_kept_clock_is_equal_to_the_one_that_was_kept() -> None:
    kept = CLOCK.as_json()
    assert kept == {
        "start": "2026-03-10T09:00:00+08:00",
        "unit": "working_days",
        "n": 5,
        "pauses": ["2026-03-12T00:00:00+08:00/2026-03-14T00:00:00+08:00"],
    }
    assert Clock.read(kept) == CLOCK
    assert Clock.read(kept).run() == CLOCK.run()


@pytest.mark.parametrize(
    "pause",
    [
        "2026-03-12/2026-03-14",
        ["2026-03-12", "2026-03-14"],
        {"from": "2026-03-11T16:00Z", "to": "2026-03-14"},
    ],
)
def test_a_pause_may_be_written_in_three_ways(pause: Any) -> None:
    assert read_pause(pause) == PAUSE


def test_pauses_may_be_left_out() -> None:
    assert Clock.read({"start": "2026-03-10", "unit": "hours", "n": 24}).pauses == ()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "unit: None"),
        ({"unit": "days", "n": "3", "start": "2026-03-10"}, "n: '3'"),
        ({"unit": "days", "n": True, "start": "2026-03-10"}, "n: True"),
        ({"unit": "days", "n": 3}, "start: None is not an instant"),
        ({"unit": "days", "n": 3, "start": "soon"}, "start: 'soon' is neither"),
        ({"unit": "days", "n": 3, "start": "2026-03-10", "pauses": ["2026-03-10"]}, "not FROM/TO"),
        ({"unit": "days", "n": 3, "start": "2026-03-10", "pauses": [{"from": "2026-03-10"}]}, "pause: None"),
    ],
)
def test_a_clock_that_makes_no_sense_names_the_field(data: dict[str, Any], message: str) -> None:
    with pytest.raises(ClockError, match=message):
        Clock.read(data)


def test_a_start_without_a_zone_is_kept_out() -> None:
    with pytest.raises((ClockError, ValueError)):
        Clock(datetime(2026, 3, 10), "days", 1).run()  # noqa: DTZ001
