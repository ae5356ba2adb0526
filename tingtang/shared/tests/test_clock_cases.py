"""The clocks that the manual sets, across the holidays of 2025 and 2026, midnight, and the ends of months."""

from datetime import UTC, datetime, timedelta

import pytest

from tingtang.shared.clock_record import Clock, read_pause
from tingtang.shared.times import parse_instant

# A34.3 attitude: a visit with an apology within 24 hours of the complaint being upheld
ATTITUDE = [
    ("2026-02-13T16:30", "2026-02-14T16:30"),
    ("2026-02-16T23:59:59", "2026-02-17T23:59:59"),
    ("2025-12-31T08:00Z", "2026-01-01T16:00"),
    ("2024-02-28T12:00", "2024-02-29T12:00"),
]
# A34.3 product loss: one week to the new allocation; outside parties: one month at most
WEEK = [("2026-02-10T09:00", "2026-02-17"), ("2025-09-28T23:00", "2025-10-05"), ("2025-12-29", "2026-01-05")]
MONTH = [
    ("2026-01-31T09:00", "2026-02-28"),
    ("2025-01-31T09:00", "2025-02-28"),
    ("2025-08-31T09:00", "2025-09-30"),
    ("2025-12-31T09:00", "2026-01-31"),
    ("2026-02-28T09:00", "2026-03-28"),
    ("2025-09-01T09:00", "2025-10-01"),
]
# A34.4: 30 calendar days after the opinion letter; 10 calendar days for another handler
THIRTY = [("2026-01-20T10:00", "2026-02-19"), ("2025-09-05T10:00", "2025-10-05"), ("2025-12-02", "2026-01-01")]
TEN = [("2026-02-10T10:00", "2026-02-20"), ("2025-09-25T10:00", "2025-10-05")]
# A35.3: the opinion book is answered within 3 working days
OPINION_BOOK = [
    ("2025-01-23T17:00", "2025-01-27"),  # Sunday 26 January is worked
    ("2025-01-26T17:00", "2025-02-06"),  # Spring Festival, 28 January to 4 February
    ("2025-02-06T17:00", "2025-02-10"),  # Saturday 8 February is worked
    ("2025-04-03T17:00", "2025-04-09"),  # Tomb-sweeping, 4 to 6 April
    ("2025-04-25T17:00", "2025-04-29"),  # Sunday 27 April is worked
    ("2025-04-30T17:00", "2025-05-08"),  # Labour Day, 1 to 5 May
    ("2025-05-30T17:00", "2025-06-05"),  # Dragon Boat, 31 May to 2 June
    ("2025-09-27T10:00", "2025-09-30"),  # Sunday 28 September is worked
    ("2025-09-30T17:00", "2025-10-11"),  # National Day and Mid-autumn, 1 to 8 October; Saturday the 11th is worked
    ("2025-12-31T17:00", "2026-01-06"),  # New Year, 1 to 3 January; Sunday the 4th is worked
    ("2026-02-12T17:00", "2026-02-24"),  # Saturday 14 February is worked; Spring Festival, 15 to 23 February
    ("2026-02-14T17:00", "2026-02-26"),
    ("2026-02-26T17:00", "2026-03-02"),  # Saturday 28 February is worked
    ("2026-04-03T17:00", "2026-04-09"),  # Tomb-sweeping, 4 to 6 April
    ("2026-04-30T17:00", "2026-05-08"),  # Labour Day, 1 to 5 May
    ("2026-05-08T17:00", "2026-05-12"),  # Saturday 9 May is worked
    ("2026-06-18T17:00", "2026-06-24"),  # Dragon Boat, 19 to 21 June
    ("2026-09-18T17:00", "2026-09-22"),  # Sunday 20 September is worked
    ("2026-09-24T17:00", "2026-09-30"),  # Mid-autumn, 25 to 27 September
    ("2026-09-30T17:00", "2026-10-10"),  # National Day, 1 to 7 October; Saturday the 10th is worked
]


@pytest.mark.parametrize(("upheld", "due_at"), ATTITUDE)
def test_a_visit_is_due_24_hours_after_the_complaint_was_upheld(upheld: str, due_at: str) -> None:
    assert Clock(parse_instant(upheld), "hours", 24).run().due_at == parse_instant(due_at)


@pytest.mark.parametrize(
    ("unit", "n", "cases"),
    [("weeks", 1, WEEK), ("months", 1, MONTH), ("days", 30, THIRTY), ("days", 10, TEN)],
)
def test_weeks_months_and_days_ignore_holidays(unit: str, n: int, cases: list[tuple[str, str]]) -> None:
    for start, last_day in cases:
        found = Clock(parse_instant(start), unit, n).run()
        assert str(found.last_day) == last_day, start
        assert found.due_at == parse_instant(last_day) + timedelta(days=1)
        assert not found.provisional


@pytest.mark.parametrize(("written", "last_day"), OPINION_BOOK)
def test_the_opinion_book_is_answered_within_three_working_days(written: str, last_day: str) -> None:
    found = Clock(parse_instant(written), "working_days", 3).run()
    assert str(found.last_day) == last_day
    assert not found.provisional


@pytest.mark.parametrize(
    ("minute_in_utc", "last_day"),
    [
        (datetime(2026, 3, 31, 15, 59, tzinfo=UTC), "2026-04-30"),
        (datetime(2026, 3, 31, 16, 0, tzinfo=UTC), "2026-05-01"),
    ],
)
def test_midnight_is_that_of_beijing_not_of_utc(minute_in_utc: datetime, last_day: str) -> None:
    assert str(Clock(minute_in_utc, "months", 1).run().last_day) == last_day


@pytest.mark.parametrize(
    ("pauses", "last_day"),
    [
        # the customer was asked for papers from Friday evening until after the festival
        (["2026-02-13T18:00/2026-02-24T09:00"], "2026-02-26"),
        # paused wholly within the festival: nothing changes
        (["2026-02-16/2026-02-20"], "2026-02-25"),
        # a paused working Saturday
        (["2026-02-14/2026-02-15"], "2026-02-26"),
        # morning to evening of one working day: it still counts
        (["2026-02-24T09:00/2026-02-24T18:00"], "2026-02-25"),
        # two pauses that meet at noon make a whole day
        (["2026-02-24/2026-02-24T12:00", "2026-02-24T12:00/2026-02-25"], "2026-02-26"),
    ],
)
def test_pauses_over_the_spring_festival(pauses: list[str], last_day: str) -> None:
    stops = tuple(read_pause(pause) for pause in pauses)
    assert str(Clock(parse_instant("2026-02-13T10:00"), "working_days", 3, stops).run().last_day) == last_day


def test_the_regulators_clocks_count_on_from_the_first_start_however_often_they_are_extended() -> None:
    start = parse_instant("2026-01-30T10:00")
    ends = [str(Clock(start, "days", n).run().last_day) for n in (15, 30, 60)]
    assert ends == ["2026-02-14", "2026-03-01", "2026-03-31"]
