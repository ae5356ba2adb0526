"""Care after ten minutes (A19.2d), a VIP's call within ten (A28.3): what is owed follows from the log, however late."""

from __future__ import annotations

from datetime import datetime

import pytest

from tingtang.duties.models import Duty, Notice
from tingtang.lobby.actions import care, leave
from tingtang.lobby.actions.promising import CARE, RESPONSE, Kept, keep_promises
from tingtang.lobby.promises import Ended, Owed, Visit, care_ended, care_owed, response_ended, response_owed
from tingtang.lobby.tests.lobby import Lobby, after
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person

OWED = Owed(after(10), after(15))


def visit(until: float | None = None, *cares: float, called: bool = True) -> Visit:
    """Waits from opening, until it is called or left; cared for after so many minutes."""
    return Visit(after(0), None if until is None else after(until), called, [after(one) for one in cares])


def owed(one: Visit, minutes: float) -> Owed | None:
    return care_owed(one, 10, 5, after(minutes))


@pytest.mark.parametrize(
    ("one", "minutes", "expected"),
    [
        (visit(), 9.99, None),
        (visit(), 10, OWED),
        (visit(), 90, OWED),
        (visit(8), 90, None),  # called in time
        (visit(12), 90, OWED),  # looked at late: it arose all the same
        (visit(None, 4), 13, None),  # cared for at 4: ten minutes from there
        (visit(None, 4), 14, Owed(after(14), after(19))),
        (visit(None, 4, 9, 18), 17, None),
        (visit(None, 12), 13, OWED),  # care that came after it arose meets it, and does not undo it
    ],
)
def test_care_is_owed_after_ten_minutes_without_any(one: Visit, minutes: float, expected: Owed | None) -> None:
    assert owed(one, minutes) == expected


@pytest.mark.parametrize(
    ("one", "minutes", "expected"),
    [
        (visit(), 14, None),
        (visit(), 15, None),
        (visit(), 15.1, Ended("missed", after(15))),
        (visit(None, 12), 13, Ended("met", after(12))),
        (visit(None, 15), 99, Ended("met", after(15))),
        (visit(None, 16), 99, Ended("missed", after(15))),
        (visit(12), 99, Ended("moot", after(12))),
        (visit(13, 12), 99, Ended("met", after(12))),
        (visit(16), 99, Ended("missed", after(15))),
        (visit(12, called=False), 99, Ended("moot", after(12))),
    ],
)
def test_how_owed_care_ends(one: Visit, minutes: float, expected: Ended | None) -> None:
    assert care_ended(one, OWED, after(minutes)) == expected


@pytest.mark.parametrize(
    ("one", "minutes", "expected"),
    [
        (visit(), 5, None),
        (visit(10), 99, Ended("met", after(10))),
        (visit(10.1), 99, Ended("missed", after(10))),
        (visit(8, called=False), 99, Ended("moot", after(8))),
        (visit(11, called=False), 99, Ended("missed", after(10))),
        (visit(), 11, Ended("missed", after(10))),
    ],
)
def test_how_a_vip_promise_ends(one: Visit, minutes: float, expected: Ended | None) -> None:
    promise = Owed(after(0), after(10))
    assert response_owed(one, 10, after(minutes)) == promise
    assert response_ended(one, promise, after(minutes)) == expected


def test_a_booked_customers_promise_begins_at_the_booked_time() -> None:
    assert response_owed(Visit(after(30)), 10, after(29)) is None


def sweep(minutes: float) -> Kept:
    return keep_promises(by="system:jobs", at=after(minutes))


def duties(kind: str) -> list[tuple[str, datetime, datetime | None]]:
    """(state, opened, closed) of the duties of a kind, in order of the tickets."""
    found = Duty.objects.filter(kind=kind).order_by("subject_id")
    return [(duty.state, duty.opened_at, duty.closed_at) for duty in found]


def test_a_long_wait_opens_one_duty_of_the_lobby_manager_however_often_it_is_looked_at(lobby: Lobby) -> None:
    person("L1", Position.LOBBY_MANAGER)
    ticket = lobby.take(0)
    assert sweep(9) == Kept()
    assert sweep(10.5) == Kept(opened=1)
    assert sweep(11.5) == Kept()
    duty = Duty.objects.get(kind=CARE)
    assert (duty.owner_role, duty.institution_id, duty.subject_id) == ("lobby_manager", "O1", str(ticket.ticket_id))
    assert (duty.opened_at, duty.due_at, duty.clause) == (after(10), after(15), "A19.2d")
    assert duty.inputs["number"]["value"] == ticket.number


def test_without_a_lobby_manager_the_head_owes_the_care(lobby: Lobby) -> None:
    lobby.take(0)
    sweep(11)
    assert Duty.objects.get(kind=CARE).owner_role == Position.OUTLET_HEAD


def test_care_meets_the_duty_at_the_moment_it_was_given(lobby: Lobby) -> None:
    ticket = lobby.take(0)
    sweep(11)
    care(ticket_id=ticket.ticket_id, by="L1", at=after(12))
    assert sweep(20) == Kept(met=1)
    assert duties(CARE) == [("met", after(10), after(12))]


def test_care_given_before_any_sweep_came_is_kept_as_met(lobby: Lobby) -> None:
    ticket = lobby.take(0)
    care(ticket_id=ticket.ticket_id, by="L1", at=after(10.2))
    assert sweep(10.5) == Kept(opened=1, met=1)
    assert duties(CARE) == [("met", after(10), after(10.2))]


def test_a_call_in_time_makes_the_care_moot(lobby: Lobby) -> None:
    lobby.take(0)
    sweep(11)
    lobby.call(12)
    assert sweep(13) == Kept(moot=1)
    assert [state for state, *_ in duties(CARE)] == ["cancelled"]


def test_no_care_in_time_is_missed_and_the_head_hears(lobby: Lobby) -> None:
    person("H1", Position.OUTLET_HEAD)
    lobby.take(0)
    sweep(11)
    lobby.call(20)
    assert sweep(21) == Kept(missed=1)
    assert duties(CARE) == [("missed", after(10), after(15))]
    assert Notice.objects.get(staff="H1").clauses == {"A19.2d": 1}


def test_a_vips_promise_is_met_by_the_call_and_kept_as_a_duty(lobby: Lobby) -> None:
    lobby.take(0, service_class="vip")
    assert sweep(1) == Kept(opened=1)
    lobby.call(4)
    assert sweep(5) == Kept(met=1)
    assert duties(RESPONSE) == [("met", after(0), after(4))]


def test_a_vip_called_too_late_was_missed(lobby: Lobby) -> None:
    lobby.take(0, service_class="wealth")
    lobby.call(11)
    assert sweep(12) == Kept(opened=2, moot=1, missed=1)
    assert duties(RESPONSE) == [("missed", after(0), after(10))]


def test_a_vip_who_left_in_time_is_no_failure(lobby: Lobby) -> None:
    ticket = lobby.take(0, service_class="private")
    sweep(1)
    leave(ticket_id=ticket.ticket_id, by="L1", at=after(3))
    assert sweep(4) == Kept(moot=1)


def test_an_ordinary_visit_served_in_time_leaves_no_trace_in_the_ledger(lobby: Lobby) -> None:
    lobby.served(0)
    assert sweep(30) == Kept()
    assert not Duty.objects.exists()


def test_what_no_sweep_saw_is_told_by_the_sweep_of_the_day(lobby: Lobby) -> None:
    """The workers were down all day; the log knows it all."""
    waited = lobby.take(0)
    lobby.take(0, service_class="vip")
    lobby.call(3)
    lobby.call(30, lobby.two)
    leave(ticket_id=waited.ticket_id, by="L1", at=after(31))
    told = keep_promises(by="system:jobs", at=after(15 * 60), on=after(0).date())
    assert told == Kept(opened=2, met=1, missed=1)
    assert duties(CARE) == [("missed", after(10), after(15))]
    assert duties(RESPONSE) == [("met", after(0), after(3))]


def test_an_outlet_that_promises_more_is_held_to_it(lobby: Lobby) -> None:
    from tingtang.lobby import facts
    from tingtang.manual.models import InstitutionValue

    InstitutionValue.objects.create(
        institution_id="O1", key="lobby.care_minutes", value="6", from_on=after(0).date(), reason="更近",
        state="approved", proposed_by="H1", proposed_at=after(0), decided_by="HB", decided_at=after(0),
    )  # fmt: skip
    facts.forget()
    lobby.take(0)
    assert sweep(7) == Kept(opened=1)
    assert Duty.objects.get(kind=CARE).due_at == after(11)
