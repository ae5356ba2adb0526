"""The demo's outlet writes down its week; run again it adds nothing that a constraint would refuse."""

from __future__ import annotations

from datetime import date

import pytest

from tingtang.demo.outlet_life import keep_house
from tingtang.drills.models import Course, Run
from tingtang.duties.models import Duty
from tingtang.meetings.models import Log, Meeting
from tingtang.organisation.models import Institution, Skill, Staff
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person, small_bank

pytestmark = pytest.mark.django_db


def test_a_week_of_an_outlet_is_met_but_for_what_is_left_out() -> None:
    small_bank()
    person("H1", Position.OUTLET_HEAD)
    person("L1", Position.LOBBY_MANAGER)
    assert keep_house("O1", date(2026, 11, 20), date(2026, 11, 24)) == 2
    assert keep_house("O1", date(2026, 11, 22), date(2026, 11, 25)) == 3  # two of them are written down already
    assert (Log.objects.count(), Run.objects.count(), Course.objects.count(), Skill.objects.count()) == (3, 1, 1, 2)
    assert set(Meeting.objects.values_list("kind", flat=True)) == {"morning", "review"}
    here = Duty.objects.filter(institution="O1")
    logs = here.filter(kind="lobby_log.signed").order_by("period_on").values_list("state", flat=True)
    assert list(logs) == ["met", "met", "met", "open"]  # the day after is theirs who look at the demo
    mornings = sorted(here.filter(kind="meeting.daily").values_list("state", flat=True))
    assert mornings == ["met", "met", "missed", "open"]  # one was left out
    assert here.filter(kind="drill.held", state="met").count() == 1
    assert keep_house("O2", date(2026, 11, 20), date(2026, 11, 24)) == 0  # nobody is there


def test_the_departments_meet_once_and_newcomers_are_owed_their_year() -> None:
    small_bank()
    person("H1", Position.OUTLET_HEAD)
    person("L1", Position.LOBBY_MANAGER)
    person("N1", Position.CLOSED_TELLER, from_on=date(2026, 8, 3))
    for key in ("D1", "D2", "D3"):
        place = Institution.objects.create(institution_id=key, parent_id="P", kind="department", name=key)
        Staff.objects.create(staff_id=f"{key}-1", name=key, institution=place, position="department_officer")
    for _ in range(2):
        keep_house("O1", date(2026, 11, 20), date(2026, 11, 24))
    assert Meeting.objects.get(kind="joint").institution_id == "D1"
    tasks = Duty.objects.filter(kind="meeting.task", owner_staff__in=["D2-1", "D3-1"]).order_by("owner_staff")
    assert list(tasks.values_list("owner_staff", "state")) == [("D2-1", "met"), ("D3-1", "open")]
    newcomer = Duty.objects.get(kind="training.newcomer")
    assert (newcomer.subject_id, newcomer.state) == ("N1", "open")
