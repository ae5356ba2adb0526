"""Service away from home (A28.4): recorded by itself, sent by who served, followed up at home."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tingtang.duties.actions import close_with_evidence
from tingtang.duties.models import Duty
from tingtang.duties.verdicts import Evidence
from tingtang.live.models import OutboxEvent
from tingtang.lobby.actions import Wish, finish, start, take_ticket
from tingtang.lobby.actions.away import raise_away_services, report_away
from tingtang.lobby.actions.recognising import known
from tingtang.lobby.actions.taking import Recognised
from tingtang.lobby.errors import BadInput, NoSuchRecord, WrongState
from tingtang.lobby.models import AwayService
from tingtang.lobby.promises import away_record
from tingtang.lobby.queries.reception import away_at_home, away_for_department, away_to_report, may_read, may_report
from tingtang.lobby.tests.customers import customer
from tingtang.lobby.tests.lobby import Lobby, after
from tingtang.organisation.access import Viewer, viewer_for
from tingtang.organisation.models import Staff, User
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import TODAY, person


@pytest.mark.parametrize(
    ("tier", "home", "expected"),
    [
        ("private", "O3", "department"),
        ("private", "O1", "department"),  # whatever unit served them
        ("private", "", "department"),
        ("wealth", "O3", "home"),
        ("wealth", "O1", ""),
        ("corporate_vip", "O3", "home"),
        ("wealth_management", "O3", ""),
        ("platinum", "O3", ""),
        ("ordinary", "O3", ""),
        ("", "", ""),
    ],
)
def test_who_gets_the_record_of_a_service_at_o1(tier: str, home: str, expected: str) -> None:
    assert away_record(tier, "O1", home) == expected


def served(lobby: Lobby, **facts: Any) -> None:
    """A customer is recognised and served at O1 by T1, from 0 to 7 minutes."""
    one = known(customer(**facts), "card", "O1", after(0))
    who = Recognised(one.customer_id, one.tier, "card", one.home.pk)
    take_ticket(institution_id="O1", wish=Wish("cash_deposit", customer=who), by="T1", at=after(0))
    ticket = start(ticket_id=lobby.call(1).ticket_id, by="T1", at=after(2)).ticket_id
    finish(ticket_id=ticket, by="T1", at=after(7))


def raised() -> int:
    return raise_away_services(by="system:jobs", at=after(8))


def report(away: AwayService, **changes: Any) -> AwayService:
    fields = {"process": "存款二十万元", "result": "已办结，客户满意"}
    return report_away(away_id=away.pk, by="T1", at=after(60), **{**fields, **changes})


def viewer(staff: Staff) -> Viewer:
    return viewer_for(User(username=staff.pk, staff=staff), TODAY)


def test_the_record_is_raised_once_drafted_from_the_steps(lobby: Lobby) -> None:
    served(lobby)
    assert (raised(), raised()) == (1, 0)
    away = AwayService.objects.get()
    assert (away.tier, away.institution_id, away.home_id, away.manager_id) == ("private", "O1", "O3", "M3")
    assert (away.served_by_id, away.served_at, away.to_department) == ("T1", after(7), True)
    assert [step["state"] for step in away.draft] == ["waiting", "called", "serving", "served"]
    assert away.draft[0]["business"] == "cash_deposit"
    assert away.draft[1]["counter"] == "1"


def test_who_served_owes_the_report_within_twenty_four_hours_of_the_end(lobby: Lobby) -> None:
    served(lobby)
    raised()
    duty = Duty.objects.get(kind="away_service.reported")
    assert (duty.owner_staff_id, duty.institution_id, duty.clause) == ("T1", "O1", "A28.4")
    assert duty.due_at == after(7 + 24 * 60)
    report(AwayService.objects.get())
    duty.refresh_from_db()
    assert duty.state == "met"


@pytest.mark.parametrize(
    "facts", [{"tier": "wealth", "card": "wealth", "home_institution_id": "O1"}, {"tier": "ordinary", "card": ""}]
)
def test_nothing_is_raised_where_nothing_is_due(lobby: Lobby, facts: dict[str, Any]) -> None:
    served(lobby, **facts)
    assert raised() == 0


def test_what_the_minutes_missed_the_day_finds(lobby: Lobby) -> None:
    served(lobby)
    assert raise_away_services(by="system:jobs", at=after(60 * 10)) == 0
    assert raise_away_services(by="system:jobs", at=after(60 * 15), on=TODAY) == 1


def test_sent_it_goes_to_the_department_and_the_home_manager_follows_up(lobby: Lobby) -> None:
    officer = person("D1", Position.DEPARTMENT_OFFICER, "P")
    served(lobby)
    raised()
    report(AwayService.objects.get())
    told = OutboxEvent.objects.filter(name="away_service.reported").values_list("topic", flat=True)
    assert sorted(told) == [f"staff:{officer.pk}", "staff:M3"]
    follow_up = Duty.objects.get(kind="away_service.follow_up")
    assert (follow_up.owner_staff_id, follow_up.institution_id, follow_up.subject_id) == ("M3", "O3", "C1")
    contact = Evidence("contact.reached", "contact", "1", "customer", "C1", after(120))
    close_with_evidence(evidence=contact, by="M3", at=after(120))
    follow_up.refresh_from_db()
    assert follow_up.state == "met"


def test_a_private_client_served_at_home_is_reported_and_needs_no_follow_up(lobby: Lobby) -> None:
    served(lobby, home_institution_id="O1")
    raised()
    report(AwayService.objects.get())
    assert not Duty.objects.filter(kind="away_service.follow_up").exists()


def test_a_report_says_something_and_is_final(lobby: Lobby) -> None:
    served(lobby)
    raised()
    away = AwayService.objects.get()
    for field in ("process", "result"):
        with pytest.raises(BadInput) as refused:
            report(away, **{field: " "})
        assert refused.value.field == field
    report(away)
    with pytest.raises(WrongState):
        report(away)
    with pytest.raises(DatabaseError, match="final"), transaction.atomic():
        AwayService.objects.filter(pk=away.pk).update(result="别的")
    with pytest.raises(NoSuchRecord):
        report_away(away_id=0, process="x", result="y", by="T1", at=after(60))


def test_each_sees_the_records_that_are_theirs(lobby: Lobby) -> None:
    officer = person("D1", Position.DEPARTMENT_OFFICER, "P")
    stranger = person("M9", Position.WEALTH_MANAGER, "O2")
    guest = person("X1", Position.THIRD_PARTY, "O1")
    head = person("H1", Position.OUTLET_HEAD, "O1")
    served(lobby)
    raised()
    away = AwayService.objects.get()
    teller, home = viewer(lobby.tellers[0]), viewer(Staff.objects.get(pk="M3"))
    assert list(away_to_report(teller)) == [away]
    assert list(away_at_home(home)) == []  # not sent yet
    assert list(away_for_department(viewer(officer))) == [away]
    assert may_report(viewer(head), away)
    report(away)
    assert list(away_to_report(teller)) == []
    assert list(away_at_home(home)) == [away]
    for other in (stranger, guest):
        assert not may_read(viewer(other), away)
        assert not may_report(viewer(other), away)
        assert not [*away_to_report(viewer(other)), *away_at_home(viewer(other)), *away_for_department(viewer(other))]
