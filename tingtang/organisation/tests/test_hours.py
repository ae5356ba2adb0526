"""When an institution is open."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tingtang.audit.models import Entry
from tingtang.organisation import actions
from tingtang.organisation.hours import (
    day_kind,
    is_open,
    open_on,
    opening_calendar,
    opening_calendars,
    opening_hours,
)
from tingtang.organisation.models import DayKind, Institution, OpeningException, WorkingHours, Zone, ZoneKind
from tingtang.organisation.tests.bank import small_bank
from tingtang.shared.calendar import WorkingCalendar

pytestmark = pytest.mark.django_db
CALENDAR = WorkingCalendar.package()
AT = datetime(2026, 1, 1, tzinfo=UTC)
MONDAY, SATURDAY = date(2026, 11, 23), date(2026, 11, 28)
NATIONAL_DAY, MAKE_UP_SATURDAY = date(2026, 10, 1), date(2026, 10, 10)
NINE, FIVE = time(9), time(17)


@pytest.fixture(autouse=True)
def _bank() -> None:
    small_bank()


def outlet(key: str = "O1") -> Institution:
    return Institution.objects.get(pk=key)


def hours(
    key: str, kind: DayKind, opens: time | None = NINE, closes: time | None = FIVE, on: str = "2026-01-01"
) -> None:
    actions.set_hours(
        by="H",
        at=AT,
        institution=outlet(key),
        day_kind=kind,
        from_on=date.fromisoformat(on),
        opens=opens,
        closes=closes,
    )


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (MONDAY, DayKind.WORKING),
        (SATURDAY, DayKind.REST),
        (NATIONAL_DAY, DayKind.HOLIDAY),
        (MAKE_UP_SATURDAY, DayKind.WORKING),
    ],
)
def test_a_make_up_saturday_is_a_working_day_and_a_festival_is_none(day: date, kind: DayKind) -> None:
    assert day_kind(day, CALENDAR) == kind


def test_without_any_line_the_calendar_speaks() -> None:
    assert opening_hours(outlet(), MONDAY, CALENDAR).why == "calendar"
    assert [is_open(outlet(), day, CALENDAR) for day in (MONDAY, SATURDAY, NATIONAL_DAY)] == [True, False, False]


def test_an_outlet_takes_the_hours_of_the_nearest_institution_above_it() -> None:
    hours("P", DayKind.WORKING)
    hours("B1", DayKind.WORKING, time(8, 30))
    assert [(opening_hours(outlet(key), MONDAY, CALENDAR).opens) for key in ("O1", "O3")] == [time(8, 30), NINE]
    hours("O1", DayKind.WORKING, time(10))
    opening = opening_hours(outlet(), MONDAY, CALENDAR)
    assert (opening.opens, opening.closes, opening.said_by) == (time(10), FIVE, "O1")


def test_each_kind_of_day_is_looked_up_for_itself() -> None:
    hours("P", DayKind.REST, time(10), time(15))
    hours("O1", DayKind.WORKING)
    assert opening_hours(outlet(), SATURDAY, CALENDAR).said_by == "P"
    assert is_open(outlet(), SATURDAY, CALENDAR)
    assert not is_open(outlet(), NATIONAL_DAY, CALENDAR)


def test_the_latest_line_in_force_wins_and_later_ones_wait() -> None:
    hours("O1", DayKind.WORKING, NINE, on="2026-01-01")
    hours("O1", DayKind.WORKING, time(8), on="2026-07-01")
    hours("O1", DayKind.WORKING, time(7), on="2027-01-01")
    days = (date(2026, 6, 30), date(2026, 7, 1), MONDAY)
    assert [opening_hours(outlet(), day, CALENDAR).opens for day in days] == [NINE, time(8), time(8)]


def test_a_line_without_times_closes_that_kind_of_day() -> None:
    hours("P", DayKind.WORKING)
    hours("O1", DayKind.WORKING, None, None)
    assert not is_open(outlet(), MONDAY, CALENDAR)
    assert is_open(outlet("O2"), MONDAY, CALENDAR)


def test_an_exception_goes_before_the_hours_and_says_why() -> None:
    hours("O1", DayKind.WORKING)
    actions.set_exception(by="H", at=AT, institution=outlet(), on=MONDAY, opens=None, closes=None, reason="停电检修")
    opening = opening_hours(outlet(), MONDAY, CALENDAR)
    assert (opening.is_open, opening.why, opening.reason) == (False, "exception", "停电检修")
    actions.set_exception(by="H", at=AT, institution=outlet(), on=SATURDAY, opens=NINE, closes=time(12), reason="集市")
    assert is_open(outlet(), SATURDAY, CALENDAR)


def test_before_it_opened_and_after_it_closed_for_good_it_is_closed() -> None:
    place = outlet()
    place.opened_on, place.closed_on = date(2026, 11, 24), date(2026, 11, 26)
    opened = [opening.is_open for opening in opening_calendar(place, MONDAY, 5, CALENDAR)]
    assert opened == [False, True, True, False, False]


def test_the_calendars_of_many_are_those_of_each_in_three_queries(django_assert_num_queries: Any) -> None:
    hours("P", DayKind.WORKING)
    hours("B1", DayKind.REST, time(10), time(15))
    hours("O2", DayKind.WORKING, time(8), on="2026-11-25")
    actions.set_exception(by="H", at=AT, institution=outlet("O3"), on=MONDAY, opens=None, closes=None, reason="检修")
    late = Institution.objects.create(institution_id="O9", kind="outlet", name="未入树")  # the closure knows it not
    places = [outlet(key) for key in ("O3", "O1", "O2")] + [late]
    with django_assert_num_queries(3):
        found = opening_calendars(places, MONDAY, 7, CALENDAR)
    assert found == {one.pk: opening_calendar(one, MONDAY, 7, CALENDAR) for one in places}
    assert [one.pk for one in open_on(places, MONDAY, CALENDAR)] == ["O1", "O2", "O9"]
    assert [one.pk for one in open_on(places, SATURDAY, CALENDAR)] == ["O1", "O2"]
    assert [day.opens for day in found["O2"]][1:3] == [NINE, time(8)]
    assert opening_calendars([], MONDAY, 7, CALENDAR) == {}


@pytest.mark.parametrize(("opens", "closes"), [(NINE, None), (None, NINE), (FIVE, NINE), (NINE, NINE)])
def test_times_out_of_order_are_refused_by_action_and_database(opens: time | None, closes: time | None) -> None:
    with pytest.raises(ValueError, match="both times"):
        hours("O1", DayKind.WORKING, opens, closes)
    for model, more in (
        (WorkingHours, {"day_kind": "working", "from_on": MONDAY}),
        (OpeningException, {"on": MONDAY, "reason": "x"}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.create(institution=outlet(), opens=opens, closes=closes, **more)
    assert not Entry.objects.exists()


def test_an_exception_needs_its_reason() -> None:
    with pytest.raises(ValueError, match="reason"):
        actions.set_exception(by="H", at=AT, institution=outlet(), on=MONDAY, opens=None, closes=None, reason=" ")


def test_setting_the_same_line_again_replaces_it_and_leaves_both_rows_in_the_trail() -> None:
    hours("O1", DayKind.WORKING)
    hours("O1", DayKind.WORKING, time(8))
    assert WorkingHours.objects.get().opens == time(8)
    assert list(Entry.objects.order_by("id").values_list("detail__hours", flat=True)) == ["09:00-17:00", "08:00-17:00"]


def test_the_zones_of_an_outlet_are_the_manuals_eight() -> None:
    for kind in ZoneKind:
        actions.add_zone(by="H", at=AT, institution=outlet(), kind=kind, seats=12)
    assert Zone.objects.count() == len(ZoneKind) == 8
    assert Zone.objects.get(kind="waiting").seats == 12
    assert str(Zone.objects.get(kind="waiting")) == "客户休息等候区"
