"""A visit from the ticket to the rating, on both databases."""

from __future__ import annotations

import pytest

from tingtang.audit.models import Entry
from tingtang.live.models import OutboxEvent
from tingtang.lobby.actions import (
    call_next,
    care,
    close_counter,
    finish,
    hold,
    leave,
    next_service,
    no_show,
    open_counter,
    rate,
    rating_asked,
    recall,
    resume_counter,
    resume_ticket,
    start,
    suspend,
    transfer,
)  # fmt: skip
from tingtang.lobby.errors import BadInput, NoSuchCounter, NoSuchTicket, NotHere, WrongState
from tingtang.lobby.models import Care, Counter, CounterStep, Rating, Step, Ticket
from tingtang.lobby.tests.lobby import Lobby, after

pytestmark = pytest.mark.postgres


def states(ticket_id: int) -> list[str]:
    return list(Step.objects.filter(ticket=ticket_id).order_by("n").values_list("state", flat=True))


def test_a_visit_leaves_a_log_from_which_every_time_follows(lobby: Lobby) -> None:
    taken = lobby.take(0)
    called = call_next(counter_id=lobby.one.pk, by="T1", at=after(4))
    assert called is not None
    start(ticket_id=taken.ticket_id, by="T1", at=after(5))
    done = finish(ticket_id=taken.ticket_id, by="T1", at=after(11), farewell=True)
    rate(ticket_id=taken.ticket_id, score=5, by="token:panel", at=after(12))
    steps = Step.objects.filter(ticket=taken.ticket_id).order_by("n")
    assert [(step.n, step.state, step.at) for step in steps] == [
        (1, "waiting", after(0)), (2, "called", after(4)), (3, "serving", after(5)), (4, "served", after(11)),
    ]  # fmt: skip
    assert (done.number, done.state, done.counter, done.n) == ("A001", "served", "1", 4)
    assert steps[3].detail == {"farewell": True}
    ticket = Ticket.objects.get()
    assert (ticket.state, ticket.n, ticket.since, ticket.staff_id) == ("served", 4, after(11), "T1")
    assert (ticket.ratings, ticket.rating_asked_at) == (1, after(12))


def test_the_step_of_a_call_keeps_why_this_ticket(lobby: Lobby) -> None:
    taken = lobby.take(0)
    lobby.take(2)
    called = lobby.call(4)
    why = Step.objects.get(ticket=taken.ticket_id, state="called").detail["why"]
    assert called.told["why"] == why
    assert (why["rule"], why["ticket_id"], why["waited_minutes"], why["waiting"]) == ("score", taken.ticket_id, 4.0, 2)


def test_every_write_has_its_audit_entry_and_tells_who_follows(lobby: Lobby) -> None:
    Entry.objects.count()
    taken = lobby.take(0)
    lobby.call(1)
    entries = Entry.objects.filter(subject_kind="ticket", subject_id=str(taken.ticket_id)).order_by("pk")
    assert [(e.action, e.actor, e.institution_id, e.at) for e in entries] == [
        ("lobby.take", "token:kiosk", "O1", after(0)), ("lobby.call", "T1", "O1", after(1)),
    ]  # fmt: skip
    assert entries[1].detail == {"number": "A001", "n": 2, "state": "called", "counter": "1"}
    events = OutboxEvent.objects.filter(name="lobby.changed").order_by("pk")
    assert [event.topics for event in events] == [
        ["outlet:O1"],
        ["outlet:O1", f"ticket:{taken.key}", f"counter:{lobby.one.pk}"],
    ]
    last = events.last()
    assert last is not None
    assert last.payload == {
        "ticket": taken.ticket_id, "number": "A001", "state": "called", "counter": "1", "counter_id": lobby.one.pk,
        "calls": 1,
    }  # fmt: skip


def test_numbers_count_from_one_an_outlet_a_day_and_a_class(lobby: Lobby) -> None:
    assert [lobby.take().number for _ in range(3)] == ["A001", "A002", "A003"]
    assert lobby.take(at="O2").number == "A001"
    assert lobby.take(need="old", need_reason="年逾七旬").number == "Y001"
    assert lobby.take(60 * 24).number == "A001"


def test_a_number_beyond_999_has_the_digits_it_takes(lobby: Lobby) -> None:
    lobby.take()
    from tingtang.lobby.models import Sequence

    Sequence.objects.update(last=999)
    taken = lobby.take()
    assert (taken.number, Ticket.objects.get(pk=taken.ticket_id).number) == ("A1000", "A1000")


def test_nobody_is_called_when_nobody_waits(lobby: Lobby) -> None:
    assert call_next(counter_id=lobby.one.pk, by="T1", at=after(1)) is None


def test_a_counter_calls_nobody_while_it_has_a_ticket_or_is_not_open(lobby: Lobby) -> None:
    lobby.take()
    lobby.take()
    lobby.call()
    with pytest.raises(WrongState, match="not finished"):
        lobby.call(2)
    suspend(counter_id=lobby.two.pk, reason="点钞机故障", by="T2", at=after(2))
    with pytest.raises(WrongState, match="not open"):
        lobby.call(3, lobby.two)
    with pytest.raises(NoSuchCounter):
        call_next(counter_id=0, by="T1", at=after(3))
    with pytest.raises(NotHere):
        call_next(counter_id=lobby.one.pk, by="T1", at=after(3), outlet="O2")


def test_recalled_twice_then_a_no_show_and_never_before(lobby: Lobby) -> None:
    lobby.take()
    called = lobby.call()
    with pytest.raises(WrongState, match="3 times first; 1 so far"):
        no_show(ticket_id=called.ticket_id, by="T1", at=after(2))
    recall(ticket_id=called.ticket_id, by="T1", at=after(2))
    assert recall(ticket_id=called.ticket_id, by="T1", at=after(3)).calls == 3
    assert no_show(ticket_id=called.ticket_id, by="T1", at=after(4)).state == "no_show"
    assert states(called.ticket_id) == ["waiting", "called", "called", "called", "no_show"]


def test_a_service_on_hold_lets_the_counter_call_and_comes_back_when_it_is_free(lobby: Lobby) -> None:
    held = lobby.serving()
    hold(ticket_id=held.ticket_id, reason="补填单据", by="T1", at=after(3))
    lobby.take(3)
    other = lobby.call(4)
    with pytest.raises(WrongState, match="not finished"):
        resume_ticket(ticket_id=held.ticket_id, by="T1", at=after(5))
    start(ticket_id=other.ticket_id, by="T1", at=after(5))
    finish(ticket_id=other.ticket_id, by="T1", at=after(6))
    assert resume_ticket(ticket_id=held.ticket_id, by="T1", at=after(7)).state == "serving"


def test_a_transfer_keeps_number_and_waiting_time_and_goes_to_the_counter_named(lobby: Lobby) -> None:
    first = lobby.serving()
    lobby.take(1)
    moved = transfer(ticket_id=first.ticket_id, counter_id=lobby.two.pk, reason="需授权", by="T1", at=after(5))
    assert (moved.state, moved.number, moved.counter, moved.calls) == ("transferred", "A001", None, 0)
    assert lobby.call(6, lobby.one).number == "A002"
    back = lobby.call(6, lobby.two)
    assert (back.number, back.counter) == ("A001", "2")
    ticket = Ticket.objects.get(pk=first.ticket_id)
    assert (ticket.clock_from, ticket.bound_counter_id) == (after(0), None)
    told = OutboxEvent.objects.filter(topic__endswith=f" counter:{lobby.one.pk}", payload__state="transferred")
    assert told.count() == 1  # the counter it leaves hears


def test_a_transfer_names_what_is_wrong_with_it(lobby: Lobby) -> None:
    first = lobby.serving()
    for field, given in {
        "reason": {"reason": " "},
        "business": {"reason": "转", "business": "nothing"},
        "counter_id": {"reason": "转", "counter_id": lobby.elsewhere.pk},
    }.items():
        with pytest.raises(BadInput) as refused:
            transfer(ticket_id=first.ticket_id, by="T1", at=after(5), **given)  # type: ignore[arg-type]
        assert refused.value.field == field


def test_a_second_service_is_counted_on_the_same_visit(lobby: Lobby) -> None:
    served = lobby.serving()
    again = next_service(ticket_id=served.ticket_id, business="transfer", by="T1", at=after(6))
    assert (again.state, again.business, again.number) == ("serving", "transfer", served.number)
    assert Step.objects.get(ticket=served.ticket_id, n=again.n).detail == {"business": "transfer"}


def test_a_state_forbids_what_it_forbids_and_says_so(lobby: Lobby) -> None:
    taken = lobby.take()
    with pytest.raises(WrongState, match="the ticket is waiting: it cannot be started"):
        start(ticket_id=taken.ticket_id, by="T1", at=after(1))
    with pytest.raises(WrongState):
        rate(ticket_id=taken.ticket_id, score=5, by="token:panel", at=after(1))
    leave(ticket_id=taken.ticket_id, by="T1", at=after(2), reason="有急事")
    with pytest.raises(WrongState):
        leave(ticket_id=taken.ticket_id, by="T1", at=after(3))
    with pytest.raises(NoSuchTicket):
        start(ticket_id=0, by="T1", at=after(1))
    with pytest.raises(NotHere):
        leave(ticket_id=taken.ticket_id, by="T1", at=after(3), outlet="O2")
    assert states(taken.ticket_id) == ["waiting", "left"]


def test_a_change_of_mind_is_a_revision_and_a_rating_sent_again_is_kept_once(lobby: Lobby) -> None:
    served = lobby.served()
    rating_asked(ticket_id=served.ticket_id, by="token:panel", at=after(7))
    rating_asked(ticket_id=served.ticket_id, by="token:panel", at=after(9))
    first = {"ticket_id": served.ticket_id, "score": 2, "client_key": "panel-1", "by": "token:panel"}
    rate(**first, reasons=["wait"], at=after(8))
    assert rate(**first, at=after(9)).again
    rate(ticket_id=served.ticket_id, score=4, by="token:panel", at=after(10))
    ratings = Rating.objects.order_by("revision")
    assert [(one.revision, one.score) for one in ratings] == [(1, 2), (2, 4)]
    assert Ticket.objects.get().rating_asked_at == after(7)
    with pytest.raises(BadInput) as refused:
        rate(**{**first, "score": 5}, at=after(11))
    assert refused.value.field == "client_key"


def test_care_is_for_whoever_waits(lobby: Lobby) -> None:
    taken = lobby.take()
    care(ticket_id=taken.ticket_id, note="递水", by="L1", at=after(11))
    assert [(one.ticket_id, one.note) for one in Care.objects.all()] == [(taken.ticket_id, "递水")]
    lobby.call(12)
    with pytest.raises(WrongState):
        care(ticket_id=taken.ticket_id, by="L1", at=after(13))


def test_a_counter_opens_suspends_resumes_and_closes_and_keeps_when(lobby: Lobby) -> None:
    suspend(counter_id=lobby.one.pk, reason="点钞机故障", by="T1", at=after(5))
    resume_counter(counter_id=lobby.one.pk, by="T1", at=after(9))
    close_counter(counter_id=lobby.one.pk, by="T1", at=after(60))
    steps = CounterStep.objects.filter(counter=lobby.one).order_by("n")
    assert [(step.state, step.at, step.staff_id, step.reason) for step in steps] == [
        ("open", after(0), "T1", ""), ("suspended", after(5), "T1", "点钞机故障"), ("open", after(9), "T1", ""),
        ("closed", after(60), None, ""),
    ]  # fmt: skip
    counter = Counter.objects.get(pk=lobby.one.pk)
    assert (counter.state, counter.staff_id, counter.n) == ("closed", None, 4)


def test_a_counter_refuses_what_cannot_be(lobby: Lobby) -> None:
    with pytest.raises(BadInput) as silent:
        suspend(counter_id=lobby.one.pk, reason=" ", by="T1", at=after(1))
    assert silent.value.field == "reason"
    three = lobby.counter("3")
    for staff in ("T1", "nobody"):
        with pytest.raises(BadInput) as refused:
            open_counter(counter_id=three.pk, staff_id=staff, by=staff, at=after(1))
        assert refused.value.field == "staff_id"
    lobby.serving()
    with pytest.raises(WrongState, match="not finished"):
        close_counter(counter_id=lobby.one.pk, by="T1", at=after(3))
    with pytest.raises(WrongState, match="the counter is open"):
        open_counter(counter_id=lobby.one.pk, staff_id="T3", by="T3", at=after(3))


def test_a_customer_is_served_in_the_highest_class_he_belongs_to(lobby: Lobby) -> None:
    from tingtang.lobby.actions import Recognised

    known = Recognised("C1", "wealth", "card", "O2")
    assert lobby.take(customer=known).service_class == "wealth"
    assert lobby.take(customer=known, need="ill", need_reason="发热").service_class == "wealth"
    assert lobby.take(need="pregnant", need_reason="孕妇").service_class == "priority"
    assert lobby.take(booked_for=after(30)).service_class == "booked"
    assert lobby.take(customer=Recognised("C2", "ordinary", "facts")).service_class == "ordinary"
    ticket = Ticket.objects.order_by("pk")[0]
    assert (ticket.tier, ticket.recognised_by, ticket.home_institution_id) == ("wealth", "card", "O2")


def test_a_booked_customers_clock_starts_at_the_booked_time_unless_he_comes_much_too_late(lobby: Lobby) -> None:
    early, late, too_late = (lobby.take(minutes, booked_for=after(30)) for minutes in (0, 40, 50))
    clocks = dict(Ticket.objects.values_list("pk", "clock_from"))
    assert [clocks[one.ticket_id] for one in (early, late, too_late)] == [after(30), after(30), after(50)]


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("business", {"business": "nothing"}),
        ("service_class", {"service_class": "royal"}),
        ("need", {"need": "hurry"}),
        ("need", {"need_reason": "孕妇"}),
        ("need_reason", {"need": "old"}),
        ("need_reason", {"need": "old", "need_reason": " "}),
        ("need_reason", {"need": "old", "need_reason": "长" * 121}),
        ("origin", {"origin": "sky"}),
        ("language", {"language": "中文"}),
        ("language", {"language": "xx"}),
        ("assistance", {"assistance": ["wheel chair!"]}),
        ("assistance", {"assistance": ["xx"]}),
        ("suggestion", {"suggestion": "perhaps"}),
        ("suggested_channel", {"suggestion": "accepted", "suggested_channel": "pigeon"}),
    ],
)
def test_a_wish_that_will_not_do_names_its_field(lobby: Lobby, field: str, given: dict[str, object]) -> None:
    with pytest.raises(BadInput) as refused:
        lobby.take(**given)  # type: ignore[arg-type]
    assert refused.value.field == field
    assert not Ticket.objects.exists()


def test_an_outlet_that_is_not_there_gives_no_ticket(lobby: Lobby) -> None:
    with pytest.raises(BadInput) as refused:
        lobby.take(at="nowhere")
    assert refused.value.field == "institution_id"


def test_without_an_open_counter_no_wait_is_made_up(lobby: Lobby) -> None:
    taken = lobby.take(at="O2")
    assert (taken.ahead, taken.wait_low, taken.wait_high) == (0, None, None)


def test_the_wait_told_is_nothing_at_a_free_counter_and_grows_with_the_line(lobby: Lobby) -> None:
    told = [lobby.take() for _ in range(6)]
    assert [(one.ahead, one.wait_low) for one in told[:2]] == [(0, 0), (1, 0)]
    third, sixth = ((one.wait_low or 0, one.wait_high or 0) for one in (told[2], told[5]))
    assert 0 < third[0] < sixth[0] < sixth[1]
    assert lobby.take(need="old", need_reason="年逾七旬").ahead == 0
