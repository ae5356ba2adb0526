"""Imported years of the working calendar: in force at once, replaced whole, kept in the audit trail."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tingtang.audit.models import Entry
from tingtang.organisation.calendar_actions import import_year
from tingtang.organisation.calendar_queries import working_calendar
from tingtang.organisation.models import CalendarDay, CalendarYear
from tingtang.shared.calendar import CalendarDay as SettledDay
from tingtang.shared.holidays import YearNotice

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
NEW_YEAR = YearNotice(2027, {date(2027, 1, 1): SettledDay("元旦", True), date(2027, 1, 3): SettledDay("元旦", False)})


def bring(notice: YearNotice = NEW_YEAR, at: datetime = AT) -> bool:
    return import_year(notice=notice, source="2027.json", by="system:calendar", at=at)


def test_without_an_import_the_package_is_in_force() -> None:
    assert working_calendar().is_provisional(date(2027, 1, 1))
    assert not working_calendar().is_provisional(date(2026, 12, 31))


def test_an_imported_year_is_in_force_at_once() -> None:
    assert bring()
    calendar = working_calendar()
    assert not calendar.is_provisional(date(2027, 6, 1))
    assert not calendar.is_working(date(2027, 1, 1))
    assert calendar.is_working(date(2027, 1, 3))
    assert calendar.holiday_name(date(2027, 1, 1)) == "元旦"


def test_an_import_leaves_its_audit_row() -> None:
    bring()
    entry = Entry.objects.get(action="calendar.import")
    assert (entry.subject_kind, entry.subject_id, entry.actor) == ("calendar_year", "2027", "system:calendar")
    assert entry.detail["days"] == {"2027-01-01": ["元旦", True], "2027-01-03": ["元旦", False]}
    assert entry.detail["replaced"] is None


def test_the_same_year_again_changes_nothing() -> None:
    bring()
    assert not bring(at=AT + timedelta(days=1))
    assert CalendarYear.objects.get().imported_at == AT
    assert Entry.objects.count() == 1


def test_another_notice_of_the_year_replaces_the_first_and_keeps_it_in_the_trail() -> None:
    bring()
    working_calendar()
    later = YearNotice(2027, {date(2027, 1, 4): SettledDay("元旦", True)})
    assert bring(later, AT + timedelta(days=1))
    assert list(CalendarDay.objects.values_list("day", flat=True)) == [date(2027, 1, 4)]
    assert working_calendar().is_working(date(2027, 1, 1))
    assert not working_calendar().is_working(date(2027, 1, 4))
    assert Entry.objects.latest("id").detail["replaced"] == {
        "2027-01-01": ["元旦", True],
        "2027-01-03": ["元旦", False],
    }


def test_an_import_may_correct_a_year_of_the_package() -> None:
    bring(YearNotice(2026, {date(2026, 12, 31): SettledDay("补休", True)}))
    assert not working_calendar().is_working(date(2026, 12, 31))
    assert working_calendar().is_working(date(2026, 2, 17)), "a notice stands for its whole year"


def test_the_days_are_read_once_and_the_calendar_costs_one_query(django_assert_num_queries: Any) -> None:
    bring()
    working_calendar()
    with django_assert_num_queries(1):
        working_calendar()
