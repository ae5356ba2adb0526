"""Each clock of a case at fixed times: across holidays, through pauses, at midnight, at months' ends; replayed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tingtang.complaints import actions
from tingtang.complaints.clocks import PAUSED
from tingtang.complaints.errors import BadInput, WrongState
from tingtang.complaints.models import CaseEvent, Complaint, Extension
from tingtang.complaints.replay import replay
from tingtang.complaints.tests.desk import MONDAY, Desk, due, duties
from tingtang.duties.models import DutyEvent
from tingtang.duties.recompute import recompute_due
from tingtang.organisation.calendar_actions import import_year
from tingtang.organisation.calendar_queries import working_calendar
from tingtang.shared.calendar import CalendarDay
from tingtang.shared.holidays import YearNotice
from tingtang.shared.times import ZONE


def at(text: str) -> datetime:
    """A moment on the bank's clock: `2026-02-13 16:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("received", "kind", "ends"),
    [
        # working days: the first day left out, make-up days counted, holidays not (A35.2)
        ("2025-01-26 10:00", "take_up", "2025-01-28 00:00"),  # a Sunday worked for the Spring Festival; Monday counts
        ("2025-01-27 10:00", "take_up", "2025-02-06 00:00"),  # then off until 4 February
        ("2025-09-30 16:00", "take_up", "2025-10-10 00:00"),  # National Day and Mid-Autumn until 8 October
        ("2026-02-13 16:00", "take_up", "2026-02-15 00:00"),  # Saturday 14 February is worked
        ("2026-02-14 16:00", "take_up", "2026-02-25 00:00"),  # then off until the 23rd
        ("2026-04-30 09:00", "take_up", "2026-05-07 00:00"),  # Labour Day until 5 May
        # calendar days never look at holidays (A34.3)
        ("2025-01-20 09:00", "regulator", "2025-02-05 00:00"),
        ("2026-02-10 23:59", "regulator", "2026-02-26 00:00"),
        ("2024-02-20 09:00", "regulator", "2024-03-07 00:00"),  # through the 29th
        # midnight in Beijing, not in London
        ("2026-03-02 00:00", "regulator", "2026-03-18 00:00"),
        ("2026-03-01 23:59", "regulator", "2026-03-17 00:00"),
    ],
)  # fmt: skip
def test_clocks_from_receipt(desk: Desk, received: str, kind: str, ends: str) -> None:
    assert due(desk.case(at=at(received)), kind) == ends


def test_a_moment_in_utc_is_of_the_day_it_is_in_beijing(desk: Desk) -> None:
    late = datetime(2026, 3, 1, 16, 30, tzinfo=UTC)  # half past midnight on Monday 2 March
    case = desk.case(at=late, cause="procedure")
    assert (case.on, due(case, "process_explained"), due(case, "regulator")) == (
        date(2026, 3, 2), "2026-03-03 00:00", "2026-03-18 00:00",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("upheld", "ends"),
    [("2026-03-02 23:59", "2026-03-03 23:59"), ("2026-02-16 20:00", "2026-02-17 20:00"),
     ("2025-12-31 18:30", "2026-01-01 18:30")],
)  # fmt: skip
def test_an_apology_runs_24_hours_from_the_finding_holidays_or_not(desk: Desk, upheld: str, ends: str) -> None:
    case = desk.taken(at=at(upheld) - timedelta(days=3))
    actions.find(complaint_id=case.pk, upheld=True, ours=False, text="录像属实", by="D1", at=at(upheld))
    assert due(case, "apology_visit") == ends


@pytest.mark.parametrize(
    ("received", "ends"),
    [("2026-01-31 10:00", "2026-03-01 00:00"), ("2026-03-31 10:00", "2026-05-01 00:00"),
     ("2024-01-31 10:00", "2024-03-01 00:00"), ("2026-12-31 10:00", "2027-02-01 00:00"),
     ("2026-02-15 10:00", "2026-03-16 00:00")],
)  # fmt: skip
def test_with_an_outside_body_a_month_at_most_from_receipt(desk: Desk, received: str, ends: str) -> None:
    case = desk.taken(at=at(received))
    actions.ask_outside(complaint_id=case.pk, party="某基金公司", by="D1", at=at(received) + timedelta(days=4))
    assert due(case, "external") == ends
    assert duties(case, "external")[0].inputs["party"]["value"] == "某基金公司"


def test_word_of_progress_is_owed_again_and_again_until_the_answer(desk: Desk) -> None:
    case = desk.taken(external="某保险公司")
    assert due(case, "progress") == "2026-03-10 00:00"
    told = {"complaint_id": case.pk, "text": "保险公司已受理", "by": "D1"}
    actions.tell_progress(**told, at=MONDAY + timedelta(days=5))
    assert [one.state for one in duties(case, "progress")] == ["met", "open"]
    assert due(case, "progress") == "2026-03-15 00:00"
    actions.tell_progress(**told, at=MONDAY + timedelta(days=5, hours=2))  # twice on a day: the next still is owed
    assert [one.state for one in duties(case, "progress")] == ["met", "open"]
    desk.answer(case, at=MONDAY + timedelta(days=9))
    desk.deliver(case, at=MONDAY + timedelta(days=9))
    assert [one.state for one in duties(case, "progress")] == ["met", "met"]
    assert duties(case, "external")[0].state == "met"


def test_a_loss_has_a_week_for_the_new_allocation(desk: Desk) -> None:
    case = desk.taken(cause="loss", business="fund", at=at("2026-02-12 15:00"))
    assert due(case, "loss_plan") == "2026-02-20 00:00"  # the Spring Festival is no excuse
    done = {"complaint_id": case.pk, "text": "会同投资顾问调整为稳健配置", "by": "D1"}
    actions.agree_plan(**done, at=at("2026-02-21 09:00"), done_at=at("2026-02-19 16:00"))
    assert duties(case, "loss_plan")[0].state == "met"


def test_what_was_done_late_is_late_whenever_it_is_written_down(desk: Desk) -> None:
    case = desk.taken(cause="procedure")
    given = {"complaint_id": case.pk, "text": "解释", "by": "D1", "at": MONDAY + timedelta(days=2)}
    for wrong in (MONDAY + timedelta(days=3), MONDAY - timedelta(days=1)):
        with pytest.raises(BadInput):
            actions.explain(**given, done_at=wrong)
    actions.explain(**given)
    assert duties(case, "process_explained")[0].state == "late"


def test_the_regulators_time_is_longer_only_once_approved_and_told(desk: Desk) -> None:
    case = desk.taken()
    given = {"complaint_id": case.pk, "at": MONDAY + timedelta(days=10)}
    with pytest.raises(WrongState):
        actions.tell_extension(**given, text="电话", by="D1")
    actions.ask_extension(**given, reason="须调阅总行记录", by="D1")
    with pytest.raises(BadInput):
        actions.decide_extension(**given, approved=True, by="D1")
    actions.decide_extension(**given, approved=True, by="H1")
    assert due(case, "regulator") == "2026-03-18 00:00"  # approved, not yet told
    actions.tell_extension(**given, text="电话告知客户，客户理解", by="D1")
    assert due(case, "regulator") == "2026-04-02 00:00"
    actions.ask_extension(**given, reason="涉及外部机构", by="D1")
    actions.decide_extension(**given, approved=True, by="HB1")
    actions.tell_extension(**given, text="书面告知", by="D1")
    assert due(case, "regulator") == "2026-05-02 00:00"
    with pytest.raises(WrongState, match="no more"):
        actions.ask_extension(**given, reason="还要", by="D1")
    before = DutyEvent.objects.filter(duty=duties(case, "regulator")[0].pk, what="due_changed").order_by("pk")
    assert [one.detail["before"][:10] for one in before] == ["2026-03-18", "2026-04-02"]


def test_a_refused_extension_may_be_asked_again_and_moves_nothing(desk: Desk) -> None:
    case, when = desk.taken(), MONDAY + timedelta(days=3)
    actions.ask_extension(complaint_id=case.pk, reason="太忙", by="D1", at=when)
    with pytest.raises(WrongState):
        actions.ask_extension(complaint_id=case.pk, reason="太忙", by="D1", at=when)
    actions.decide_extension(complaint_id=case.pk, approved=False, by="H1", at=when)
    assert due(case, "regulator") == "2026-03-18 00:00"
    actions.ask_extension(complaint_id=case.pk, reason="须调阅总行记录", by="D1", at=when)
    assert Extension.objects.filter(complaint=case).count() == 2


def test_a_pause_over_the_holidays_moves_what_may_wait_and_nothing_else(desk: Desk) -> None:
    case = desk.taken(at=at("2026-02-11 10:00"), superior="总行", channel="superior", deadline=at("2026-02-25 18:00"))
    given = {"complaint_id": case.pk, "by": "H1"}
    assert due(case, "regulator") == "2026-02-27 00:00"
    actions.pause(**given, until=at("2026-02-24 00:00"), reason="客户出国，约定节后再谈", at=at("2026-02-14 00:00"))
    assert due(case, "regulator") == "2026-03-09 00:00"  # ten whole days stood still
    assert due(case, "forwarded") == "2026-02-25 18:00"
    with pytest.raises(WrongState):
        actions.pause(**given, until=at("2026-03-01 00:00"), reason="再停", at=at("2026-02-20 00:00"))
    actions.resume(**given, reason="客户提前回国", at=at("2026-02-18 00:00"))
    assert due(case, "regulator") == "2026-03-03 00:00"
    moved = DutyEvent.objects.filter(duty=duties(case, "regulator")[0].pk, what="due_changed")
    assert moved.count() == 2
    with pytest.raises(WrongState):
        actions.resume(**given, reason="再恢复", at=at("2026-02-19 00:00"))
    for wrong in ("2026-02-19 00:00", "2026-04-23 00:00", "9999-12-31 00:00"):
        with pytest.raises(BadInput):
            actions.pause(**given, until=at(wrong), reason="太早或太久", at=at("2026-02-20 00:00"))


def test_hours_stand_still_to_the_second(desk: Desk) -> None:
    case = desk.taken()
    found = MONDAY + timedelta(days=1)
    actions.find(complaint_id=case.pk, upheld=True, ours=False, text="属实", by="D1", at=found)
    stopped = found + timedelta(hours=5)
    until = stopped + timedelta(hours=7, minutes=13)
    actions.pause(complaint_id=case.pk, until=until, reason="客户住院", by="H1", at=stopped)
    assert duties(case, "apology_visit")[0].due_at == found + timedelta(hours=31, minutes=13)


def test_the_last_of_the_year_is_provisional_until_the_calendar_comes_and_the_old_date_stays(desk: Desk) -> None:
    case = desk.answered(at=at("2026-12-20 10:00"))
    [archive] = duties(case, "archive")
    assert case.quiet_until == at("2027-01-20 00:00")
    assert archive.due_provisional
    assert due(case, "archive") == "2027-01-27 00:00"
    days = {date(2027, 1, day): CalendarDay("假想节", is_off=True) for day in (20, 21)}
    when = at("2026-12-22 10:00")
    import_year(notice=YearNotice(2027, days), source="test", by="system:test", at=when)
    recompute_due(by="system:test", at=when, reason="calendar 2027", year=2027)
    [archive] = duties(case, "archive")
    assert (due(case, "archive"), archive.due_provisional) == ("2027-01-29 00:00", False)
    old = DutyEvent.objects.get(duty=archive.pk, what="due_changed").detail
    assert (old["before"][:10], old["provisional_before"]) == ("2027-01-27", True)
    agrees_with_its_log(case)


def agrees_with_its_log(case: Complaint) -> None:
    """Every clock the ledger has stands in the log, with the same end; and none more."""
    events = list(CaseEvent.objects.filter(complaint=case).order_by("n"))
    found = replay(events, working_calendar(), paused=PAUSED)
    kept = {(one.kind, int(one.subject_id.split(".")[1]), one.period_on.isoformat()): one for one in duties(case)}
    assert found.keys() == kept.keys()
    for key, duty in kept.items():
        if duty.state == "open" or key[0] not in PAUSED:
            assert (found[key].due_at, found[key].provisional) == (duty.due_at, duty.due_provisional), key


def test_the_log_alone_gives_every_date_again(desk: Desk) -> None:
    case = desk.taken(at=at("2026-02-11 10:00"), external="某保险公司", customer_id="C1", cause="attitude")
    given: dict[str, Any] = {"complaint_id": case.pk, "by": "D1"}
    actions.report_up(**given, text="电话报告", at=at("2026-02-11 10:30"))
    actions.find(**given, upheld=True, ours=True, text="属实", at=at("2026-02-12 09:00"))
    actions.pause(**{**given, "by": "H1"}, until=at("2026-02-24 00:00"), reason="节后再谈", at=at("2026-02-13 08:00"))
    agrees_with_its_log(case)
    actions.resume(**{**given, "by": "H1"}, reason="提前", at=at("2026-02-20 12:00"))
    actions.tell_progress(**given, text="已受理", at=at("2026-02-24 10:00"))
    actions.ask_extension(**given, reason="等保险公司", at=at("2026-02-25 10:00"))
    actions.decide_extension(**{**given, "by": "H1"}, approved=True, at=at("2026-02-25 11:00"))
    actions.tell_extension(**given, text="电话", at=at("2026-02-25 12:00"))
    agrees_with_its_log(case)
    actions.apologise(**given, text="上门", at=at("2026-02-25 15:00"))
    desk.answer(case, at=at("2026-02-26 10:00"))
    desk.deliver(case, at=at("2026-02-26 10:00"))
    actions.renew(complaint_id=case.pk, text="不接受", by="L1", at=at("2026-03-10 10:00"))
    actions.take_in_hand(complaint_id=case.pk, staff_id="W1", by="H1", at=at("2026-03-10 15:00"))
    case.refresh_from_db()
    agrees_with_its_log(case)
