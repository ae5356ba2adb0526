"""After a year is imported, open due times move, the old ones stay in the record, and a second run does nothing."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tingtang.audit.models import Entry
from tingtang.duties.calendar_cli import bring, calendar
from tingtang.duties.models import Duty, DutyEvent
from tingtang.duties.recompute import recompute_due
from tingtang.duties.tests.ledger import Bank
from tingtang.organisation.calendar_actions import import_year
from tingtang.organisation.models import CalendarYear
from tingtang.shared.calendar import CalendarDay
from tingtang.shared.clock_record import Clock
from tingtang.shared.clocks import Unit
from tingtang.shared.holidays import YearNotice
from tingtang.shared.times import ZONE, day_end, parse_instant

pytestmark = pytest.mark.django_db
AT = datetime(2026, 12, 1, 9, 0, tzinfo=ZONE)
OFF, WORKED = CalendarDay("元旦", True), CalendarDay("元旦", False)
NEW_YEAR = YearNotice(2027, {date(2027, 1, 1): OFF, date(2027, 1, 2): OFF, date(2027, 1, 3): WORKED})


def owed(bank: Bank, n: int = 3, start: str = "2026-12-30", unit: Unit = "working_days", **changes: Any) -> Duty:
    clock = Clock(parse_instant(start), unit, n)
    end = clock.run()
    return bank.duty(
        subject_id=changes.pop("subject_id", f"C{Duty.objects.count()}"),
        due_at=end.due_at,
        lapses_at=changes.pop("lapses_at", end.due_at),
        due_provisional=end.provisional,
        clock=clock.as_json(),
        **changes,
    )


def last_day(duty: Duty) -> date:
    duty.refresh_from_db()
    return (duty.due_at - timedelta(seconds=1)).astimezone(ZONE).date()


def run(notice: YearNotice = NEW_YEAR) -> dict[str, Any]:
    return bring(notice, "2027.json", at=AT)


def test_a_provisional_due_time_moves_and_the_old_one_stays_in_the_record() -> None:
    duty = owed(Bank())
    assert (last_day(duty), duty.due_provisional) == (date(2027, 1, 4), True)
    assert run()["duties"]["due_changed"] == 0, "31 Dec, 3 Jan (worked), 4 Jan: the same day by another way"
    duty = owed(Bank(), n=2)
    before = duty.due_at.astimezone(ZONE)
    recompute_due(by="system:calendar", at=AT, reason="calendar 2027", year=2027)
    assert last_day(duty) == date(2027, 1, 3)
    assert duty.lapses_at == duty.due_at
    assert not duty.due_provisional
    event = DutyEvent.objects.get(duty=duty)
    assert (event.what, event.by, event.at, event.period_on) == ("due_changed", "system:calendar", AT, duty.period_on)
    assert event.detail == {
        "reason": "calendar 2027",
        "before": before.isoformat(),
        "after": "2027-01-04T00:00:00+08:00",
        "provisional_before": True,
        "provisional": False,
    }


def test_a_date_that_stands_is_confirmed_and_that_is_in_the_record_too() -> None:
    duty = owed(Bank())
    assert run()["duties"] == {
        "read": 1,
        "due_changed": 0,
        "confirmed": 1,
        "unreadable": 0,
        "unreadable_duties": [],
    }
    duty.refresh_from_db()
    assert not duty.due_provisional
    detail = DutyEvent.objects.get(duty=duty).detail
    assert detail["before"] == detail["after"]


def test_what_is_owed_until_done_does_not_begin_to_lapse() -> None:
    duty = owed(Bank(), n=2, lapses_at=None)
    run()
    assert last_day(duty) == date(2027, 1, 3)
    assert duty.lapses_at is None


def test_importing_again_changes_nothing() -> None:
    duty = owed(Bank(), n=2)
    run()
    entries, events = Entry.objects.count(), DutyEvent.objects.count()
    again = run()
    assert not again["changed"]
    assert (again["duties"]["due_changed"], again["duties"]["confirmed"]) == (0, 0)
    assert (Entry.objects.count(), DutyEvent.objects.count()) == (entries, events)
    assert last_day(duty) == date(2027, 1, 3)


def test_a_run_that_was_cut_short_is_finished_by_the_next() -> None:
    duty = owed(Bank(), n=2)
    import_year(notice=NEW_YEAR, source="2027.json", by="system:calendar", at=AT)
    assert duty.due_at == day_end(date(2027, 1, 1)), "imported, not yet computed again"
    done = run()
    assert not done["changed"]
    assert done["duties"]["due_changed"] == 1


def test_final_duties_and_clocks_without_working_days_stand() -> None:
    bank = Bank()
    closed = owed(bank, n=2, state="cancelled", closed_at=AT)
    days = owed(bank, n=2, unit="days")
    plain = bank.duty(subject_id="none", due_at=day_end(date(2027, 1, 1)))
    early = owed(bank, n=3, start="2026-11-20")
    assert run()["duties"]["read"] == 0
    assert {last_day(duty) for duty in (closed, days, plain)} == {date(2027, 1, 1)}
    assert last_day(early) == date(2026, 11, 25)
    assert not DutyEvent.objects.exists()


def test_a_notice_reaches_the_december_before_its_year() -> None:
    duty = owed(Bank(), n=1, start="2026-12-30")
    run(YearNotice(2027, {date(2026, 12, 31): OFF}))
    assert last_day(duty) == date(2027, 1, 1)


def test_pauses_of_a_clock_are_kept() -> None:
    bank = Bank()
    duty = owed(bank, n=2)
    duty.clock["pauses"] = ["2027-01-04/2027-01-06"]
    duty.clock["n"] = 3
    duty.save()
    run()
    assert last_day(duty) == date(2027, 1, 6)


def test_many_duties_go_in_batches_each_with_its_audit_row() -> None:
    bank = Bank()
    duties = [owed(bank, n=2, subject_id=f"B{i:02}") for i in range(7)]
    import_year(notice=NEW_YEAR, source="2027.json", by="system:calendar", at=AT)
    done = recompute_due(by="system:calendar", at=AT, reason="calendar 2027", batch=3)
    assert (done.read, done.due_changed) == (7, 7)
    rows = Entry.objects.filter(action="duty.recompute_due").order_by("id")
    assert [row.detail["due_changed"] for row in rows] == [3, 3, 1]
    assert rows[0].detail["first"] == duties[0].pk
    assert {last_day(duty) for duty in duties} == {date(2027, 1, 3)}


def test_a_batch_costs_a_handful_of_statements(django_assert_max_num_queries: Any) -> None:
    bank = Bank()
    for i in range(40):
        owed(bank, n=2 + i % 2, subject_id=f"B{i:02}")
    import_year(notice=NEW_YEAR, source="2027.json", by="system:calendar", at=AT)
    with django_assert_max_num_queries(14):
        recompute_due(by="system:calendar", at=AT, reason="calendar 2027")


def test_a_clock_that_makes_no_sense_is_named_and_left() -> None:
    bank = Bank()
    broken = owed(bank, n=2)
    broken.clock = {"unit": "working_days", "n": "two", "start": "2026-12-30"}
    broken.save()
    sound = owed(bank, n=2)
    done = run()["duties"]
    assert (done["unreadable"], done["unreadable_duties"]) == (1, [broken.pk])
    assert last_day(sound) == date(2027, 1, 3)


def test_on_both_databases_the_same_happens(each_database: str) -> None:
    duty = owed(Bank(), n=2)
    assert run()["duties"]["due_changed"] == 1
    assert last_day(duty) == date(2027, 1, 3)


YEAR = {
    "元旦": "2027-01-01", "春节": "2027-02-06", "清明节": "2027-04-05", "劳动节": "2027-05-01", "端午节": "2027-06-09",
    "国庆节、中秋节": "2027-10-01",
}  # fmt: skip


def file(folder: Path, **changes: Any) -> Path:
    days = [{"name": name, "date": day, "isOffDay": True} for name, day in YEAR.items()]
    path = folder / "2027.json"
    path.write_text(json.dumps({"year": 2027, "days": days, **changes}))
    return path


def test_the_command_imports_and_says_what_it_did(tmp_path: Path) -> None:
    duty = owed(Bank(), n=2)
    result = CliRunner().invoke(calendar, ["import", str(file(tmp_path)), "--json"])
    assert json.loads(result.stdout) == {
        "year": 2027,
        "days_off": 6,
        "days_worked": 0,
        "changed": True,
        "added": sorted(YEAR.values()),
        "removed": [],
        "altered": [],
        "duties": {"read": 1, "due_changed": 1, "confirmed": 0, "unreadable": 0, "unreadable_duties": []},
    }
    assert last_day(duty) == date(2027, 1, 4)
    assert CalendarYear.objects.get().source == "2027.json"


def test_the_command_speaks_plainly_too(tmp_path: Path) -> None:
    result = CliRunner().invoke(calendar, ["import", str(file(tmp_path))])
    assert "2027: imported, 6 days off" in result.stdout
    assert "already in force" in CliRunner().invoke(calendar, ["import", str(file(tmp_path))]).stdout


def test_what_is_no_whole_year_is_refused_and_taken_only_when_one_says_so(tmp_path: Path) -> None:
    CliRunner().invoke(calendar, ["import", str(file(tmp_path))])
    short = file(tmp_path, days=[{"name": "元旦", "date": "2027-01-01", "isOffDay": False}])
    refused = CliRunner().invoke(calendar, ["import", str(short)])
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "1 days without 元旦、春节、清明、劳动节、端午、中秋、国庆: not a whole year" in refused.stderr
    assert CalendarYear.objects.get().days.count() == 6
    taken = CliRunner().invoke(calendar, ["import", str(short), "--partial"]).stdout
    assert "removed: 5 settled days: 2027-02-06, 2027-04-05" in taken
    assert "altered: 1 settled days: 2027-01-01" in taken


def test_a_bad_file_is_one_line_and_changes_nothing(tmp_path: Path) -> None:
    bad = file(tmp_path, days=[{"name": "元旦", "date": "2027-13-01", "isOffDay": True}])
    result = CliRunner().invoke(calendar, ["import", str(bad), "--json"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1
    assert "days[0].date: '2027-13-01' is not a date" in result.stderr
    assert not CalendarYear.objects.exists()


def test_the_years_in_force_are_listed_with_their_source(tmp_path: Path) -> None:
    CliRunner().invoke(calendar, ["import", str(file(tmp_path))])
    rows = json.loads(CliRunner().invoke(calendar, ["years", "--json"]).stdout)
    assert (rows[0]["year"], rows[0]["source"]) == (2007, "package")
    assert rows[-1] == {"year": 2027, "source": "2027.json", "days": 6}
    assert "2027  6 settled days  2027.json" in CliRunner().invoke(calendar, ["years"]).stdout
