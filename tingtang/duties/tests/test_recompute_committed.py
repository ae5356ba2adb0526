"""What stands after a run was cut in the middle, and after two at once: nothing lost, nothing twice."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, datetime

import pytest
from django.db import DatabaseError, connection

from tingtang.audit.models import Entry
from tingtang.duties.calendar_cli import bring
from tingtang.duties.models import Duty, DutyEvent
from tingtang.duties.recompute import recompute_due
from tingtang.duties.tests.ledger import Bank
from tingtang.organisation.calendar_actions import import_year
from tingtang.organisation.models import CalendarYear
from tingtang.shared.calendar import CalendarDay
from tingtang.shared.clock_record import Clock
from tingtang.shared.holidays import YearNotice
from tingtang.shared.times import ZONE, day_end, parse_instant

AT = datetime(2026, 12, 1, 9, 0, tzinfo=ZONE)
NOTICE = YearNotice(2027, {date(2027, 1, 1): CalendarDay("元旦", True)})
BEFORE, AFTER = day_end(date(2027, 1, 1)), day_end(date(2027, 1, 4))


def open_duties(count: int) -> list[int]:
    """Duties due two working days after 30 December: 1 January before the import, Monday the 4th after it."""
    bank, clock = Bank(), Clock(parse_instant("2026-12-30"), "working_days", 2)
    common = {"due_at": BEFORE, "lapses_at": BEFORE, "due_provisional": True, "clock": clock.as_json()}
    return [bank.duty(subject_id=f"C{i}", **common).pk for i in range(count)]


def due_times() -> Counter[datetime]:
    return Counter(due.astimezone(ZONE) for due in Duty.objects.values_list("due_at", flat=True))


@contextmanager
def events_refused_for(duty_id: int) -> Iterator[None]:
    """The database refuses events of one duty."""
    if connection.vendor == "sqlite":
        make = f"BEGIN SELECT RAISE(ABORT, 'refused') WHERE NEW.duty_id = {duty_id}; END"
        make = f"CREATE TRIGGER refuse BEFORE INSERT ON duties_dutyevent {make}"
        drop = "DROP TRIGGER refuse"
    else:
        make = f"ALTER TABLE duties_dutyevent ADD CONSTRAINT refuse CHECK (duty_id <> {duty_id})"
        drop = "ALTER TABLE duties_dutyevent DROP CONSTRAINT refuse"
    with connection.cursor() as cursor:
        cursor.execute(make)
    yield
    with connection.cursor() as cursor:
        cursor.execute(drop)


def test_a_run_cut_in_the_middle_keeps_whole_batches_and_the_next_run_ends_it(on_each_database: str) -> None:
    ids = open_duties(7)
    import_year(notice=NOTICE, source="2027.json", by="system:calendar", at=AT)
    with events_refused_for(ids[4]), pytest.raises(DatabaseError, match="refuse"):
        recompute_due(by="system:calendar", at=AT, reason="calendar 2027", batch=3)
    assert due_times() == {AFTER: 3, BEFORE: 4}
    assert DutyEvent.objects.count() == 3
    assert Entry.objects.filter(action="duty.recompute_due").count() == 1

    done = bring(NOTICE, "2027.json", at=AT)
    assert (done["changed"], done["duties"]["due_changed"]) == (False, 4)
    assert due_times() == {AFTER: 7}
    assert Counter(DutyEvent.objects.values_list("duty_id", flat=True)) == dict.fromkeys(ids, 1)


def test_two_imports_at_once_do_the_work_once(on_each_database: str) -> None:
    ids = open_duties(6)

    def one(_number: int) -> bool:
        try:
            return bool(bring(NOTICE, "2027.json", at=AT)["changed"])
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        changed = list(pool.map(one, range(2)))
    assert sorted(changed) == [False, True]
    assert CalendarYear.objects.get().days.count() == 1
    assert due_times() == {AFTER: 6}
    assert Counter(DutyEvent.objects.values_list("duty_id", flat=True)) == dict.fromkeys(ids, 1)
    assert Entry.objects.filter(action="calendar.import").count() == 1
