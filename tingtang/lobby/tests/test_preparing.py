"""The pre-processing card (A19.2a): what is ready before the call, who saw it, when."""

from __future__ import annotations

import pytest

from tingtang.audit.models import Entry
from tingtang.lobby.actions import finish, items_of, prepare, start
from tingtang.lobby.errors import BadInput, NoSuchTicket, NotHere, WrongState
from tingtang.lobby.models import Preparation
from tingtang.lobby.tests.lobby import Lobby, after
from tingtang.manual.queries import rulebook

pytestmark = pytest.mark.django_db


def items() -> list[tuple[str, str]]:
    return list(items_of(rulebook().businesses["cash_deposit"]))


def test_a_tick_keeps_who_made_it_when_another_is_added_later(lobby: Lobby) -> None:
    ticket = lobby.take().ticket_id
    first, second = items()[:2]
    prepare(ticket_id=ticket, ready=[first], by="L1", at=after(1))
    kept = prepare(ticket_id=ticket, ready=[first, second], by="L2", at=after(2))
    assert (kept[first].by, kept[second].by) == ("L1", "L2")


def test_what_is_ready_no_more_is_unticked_and_the_trail_says_so(lobby: Lobby) -> None:
    ticket = lobby.take().ticket_id
    prepare(ticket_id=ticket, ready=items(), by="L1", at=after(1))
    prepare(ticket_id=ticket, ready=items()[1:], by="L1", at=after(2))
    assert Preparation.objects.filter(ticket=ticket).count() == len(items()) - 1
    entry = Entry.objects.filter(action="lobby.prepare").latest("id")
    assert entry.detail["unticked"] == [items()[0][1]]


def test_nothing_changed_leaves_no_trace(lobby: Lobby) -> None:
    ticket = lobby.take().ticket_id
    prepare(ticket_id=ticket, ready=[], by="L1", at=after(1))
    assert not Entry.objects.filter(action="lobby.prepare").exists()


def test_an_item_of_another_business_is_refused(lobby: Lobby) -> None:
    with pytest.raises(BadInput) as refused:
        prepare(ticket_id=lobby.take().ticket_id, ready=[("paper", "没有的资料")], by="L1", at=after(1))
    assert refused.value.field == "ready"


def test_a_visit_that_is_over_is_prepared_no_more(lobby: Lobby) -> None:
    called = lobby.take().ticket_id
    start(ticket_id=lobby.call().ticket_id, by="T1", at=after(2))
    finish(ticket_id=called, by="T1", at=after(3))
    with pytest.raises(WrongState):
        prepare(ticket_id=called, ready=[], by="L1", at=after(4))


def test_a_ticket_of_another_outlet_or_none_is_refused(lobby: Lobby) -> None:
    with pytest.raises(NotHere):
        prepare(ticket_id=lobby.take().ticket_id, ready=[], by="L1", at=after(1), outlet="O2")
    with pytest.raises(NoSuchTicket):
        prepare(ticket_id=0, ready=[], by="L1", at=after(1))
