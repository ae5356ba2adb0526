"""The interface of devices and other systems: who may, what is refused and how, and that a repeat changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from tingtang.lobby.models import IdempotencyKey, Rating, Step, Ticket
from tingtang.lobby.tests.lobby import Lobby
from tingtang.organisation.models import Institution
from tingtang.organisation.positions import Position
from tingtang.organisation.tokens import create_token

pytestmark = pytest.mark.postgres
Call = Callable[..., Any]


class Device:
    """A client with a token."""

    def __init__(self, position: str, at: str = "O1") -> None:
        place = Institution.objects.get(pk=at)
        token = create_token(
            by="t", at=timezone.now(), name=f"{position}-{at}", position=Position(position), institution=place
        )
        self.client = Client(headers={"Authorization": f"Bearer {token}"})

    def post(self, path: str, body: dict[str, Any] | None = None, key: str | None = None) -> Any:
        headers = {"Idempotency-Key": key} if key else {}
        data = b"" if body is None else body
        return self.client.post(f"/api/lobby/{path}", data, content_type="application/json", headers=headers)

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/lobby/{path}")


@pytest.fixture
def kiosk(lobby: Lobby) -> Device:
    return Device("kiosk")


@pytest.fixture
def console(lobby: Lobby) -> Device:
    return Device("closed_teller")


@pytest.fixture
def panel(lobby: Lobby) -> Device:
    return Device("panel")


def test_a_whole_visit_by_devices(lobby: Lobby, kiosk: Device, console: Device, panel: Device) -> None:
    taken = kiosk.post("tickets", {"business": "cash_deposit", "need": "old", "need_reason": "年逾七旬"}).json()
    assert (taken["number"], taken["ahead"], taken["wait_low"]) == ("Y001", 0, 0)
    assert taken["papers"][0]["en"] == "Bank card or passbook"
    called = console.post(f"counters/{lobby.one.pk}/call-next").json()["ticket"]
    assert (called["ticket_id"], called["state"], called["counter"]) == (taken["ticket_id"], "called", "1")
    assert called["told"]["why"]["rule"] == "score"
    assert "key" not in called
    ticket = f"tickets/{taken['ticket_id']}"
    assert console.post(f"counters/{lobby.one.pk}/recall").json()["calls"] == 2
    for operation, body, state in [
        ("start", None, "serving"),
        ("hold", {"reason": "补单"}, "on_hold"),
        ("resume", None, "serving"),
        ("next-service", {"business": "transfer"}, "serving"),
        ("transfer", {"reason": "授权", "counter_id": lobby.one.pk}, "transferred"),
    ]:
        assert console.post(f"{ticket}/{operation}", body).json()["state"] == state
    assert console.post(f"counters/{lobby.one.pk}/call-next").json()["ticket"]["number"] == "Y001"
    console.post(f"{ticket}/start")
    assert console.post(f"{ticket}/finish", {"farewell": True}).json()["state"] == "served"
    assert panel.post(f"{ticket}/rating", {"score": 5, "comment": "好"}).status_code == 200
    assert Rating.objects.get().comment == "好"
    assert {step.by for step in Step.objects.all()} == {"token:kiosk-O1", "token:closed_teller-O1"}


def test_counters_by_devices(lobby: Lobby, console: Device) -> None:
    one = f"counters/{lobby.one.pk}"
    assert console.post(f"{one}/suspend", {"reason": "午餐"}).json()["reason"] == "午餐"
    assert console.post(f"{one}/call-next").status_code == 409
    assert console.post(f"{one}/resume").json()["state"] == "open"
    assert console.post(f"{one}/close").json()["staff_id"] is None
    assert console.post(f"{one}/open").json()["fields"][0]["field"] == "staff_id"
    assert console.post(f"{one}/open", {"staff_id": "T1"}).json()["staff_id"] == "T1"


def test_board_and_screen_are_read_by_whom_they_are_for(lobby: Lobby, kiosk: Device, console: Device) -> None:
    lobby.take()
    head, screen = Device("outlet_head"), Device("screen")
    board = head.get("outlets/O1/board").json()
    assert {"zones", "counters", "waiting", "open_counters", "care_due"} <= set(board)
    assert screen.get("outlets/O1/screen").json()["open_counters"] == 2
    assert [device.get("outlets/O1/board").status_code for device in (kiosk, console, screen)] == [403] * 3
    assert screen.get("outlets/O2/screen").status_code == 403
    assert screen.get("outlets/nowhere/screen").status_code == 404


def test_a_wrong_role_another_outlet_and_nobody_are_refused(lobby: Lobby, kiosk: Device, console: Device) -> None:
    taken = lobby.take()
    ticket = f"tickets/{taken.ticket_id}"
    assert kiosk.post(f"counters/{lobby.one.pk}/call-next").status_code == 403
    assert console.post(f"{ticket}/rating", {"score": 5}).status_code == 403  # never the teller
    elsewhere = Device("closed_teller", "O2")
    assert elsewhere.post(f"counters/{lobby.one.pk}/call-next").status_code == 403
    assert elsewhere.post(f"{ticket}/start").status_code == 403
    assert Device("kiosk", "O2").post("tickets", {"business": "enquiry", "outlet_id": "O1"}).status_code == 403
    assert Client().post(f"/api/lobby/{ticket}/start").status_code == 401
    assert Client(headers={"Authorization": "Bearer tt_x"}).post(f"/api/lobby/{ticket}/start").status_code == 401
    assert kiosk.post("tickets", {"business": "enquiry", "service_class": "private"}).status_code == 403


def test_a_right_above_reaches_the_outlets_below(lobby: Lobby) -> None:
    branch = Device("outlet_head", "B1")
    taken = branch.post("tickets", {"business": "enquiry", "outlet_id": "O1"}).json()
    called = branch.post(f"counters/{lobby.one.pk}/call-next", key="k").json()["ticket"]
    assert called["ticket_id"] == taken["ticket_id"]
    assert branch.post(f"tickets/{taken['ticket_id']}/start").json()["state"] == "serving"


def test_what_is_not_there_is_404_and_what_the_state_forbids_409(lobby: Lobby, console: Device) -> None:
    assert console.post("tickets/999999/start").status_code == 404
    assert console.post("counters/999999/call-next").status_code == 404
    assert console.post("counters/999999/suspend", {"reason": "x"}).status_code == 404
    refused = console.post(f"tickets/{lobby.take().ticket_id}/start")
    assert (refused.status_code, refused.json()["code"], refused.json()["fields"]) == (409, "conflict", [])


@pytest.mark.parametrize(
    ("field", "body"),
    [
        ("business", {}),
        ("business", {"business": "nothing"}),
        ("business", {"business": "a\0b"}),
        ("business", {"business": "\ud800"}),
        ("business", {"business": ["enquiry"]}),
        ("need", {"business": "enquiry", "need": "hurry"}),
        ("need_reason", {"business": "enquiry", "need": "old"}),
        ("need_reason", {"business": "enquiry", "need": "old", "need_reason": "长" * 121}),
        ("language", {"business": "enquiry", "language": "xx"}),
        ("booked_for", {"business": "enquiry", "booked_for": "tomorrow"}),
        ("booked_for", {"business": "enquiry", "booked_for": "2026-11-23T09:00:00"}),
        ("booked_for", {"business": "enquiry", "booked_for": "0001-01-01T00:00:00+08:00"}),
        ("assistance", {"business": "enquiry", "assistance": ["a"] * 9}),
        ("anything", {"business": "enquiry", "anything": 1}),
    ],
    ids=str,
)
def test_garbage_is_refused_with_the_field_named(kiosk: Device, field: str, body: dict[str, Any]) -> None:
    refused = kiosk.post("tickets", body)
    assert refused.status_code == 422
    assert refused.json()["fields"][0]["field"] == field
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"business": "enquiry"'])
def test_a_body_that_is_no_json_object_is_refused(kiosk: Device, body: bytes) -> None:
    sent = kiosk.client.post("/api/lobby/tickets", body, content_type="application/json")
    assert sent.status_code in (400, 422)
    assert sent.status_code == 400 or [one["field"] for one in sent.json()["fields"]] == ["body"]
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("ticket_id", ["0", "-1", "x", "9" * 19, "9" * 40, "1.5", "%00"])
def test_an_id_that_is_none_is_refused(console: Device, ticket_id: str) -> None:
    assert console.post(f"tickets/{ticket_id}/start").status_code in (400, 404, 422)


def test_the_same_request_again_gets_the_first_answer_and_nothing_happens_twice(
    lobby: Lobby, kiosk: Device, console: Device, panel: Device
) -> None:
    take = [kiosk.post("tickets", {"business": "enquiry"}, key="t1") for _ in range(3)]
    assert [answer.json() for answer in take] == [take[0].json()] * 3
    assert Ticket.objects.count() == 1
    ticket = f"tickets/{take[0].json()['ticket_id']}"
    sent = [
        (console, f"counters/{lobby.one.pk}/call-next", None),
        (console, f"counters/{lobby.one.pk}/recall", None),
        (console, f"{ticket}/start", None),
        (console, f"{ticket}/hold", {"reason": "补单"}),
        (console, f"{ticket}/resume", None),
        (console, f"{ticket}/finish", {"farewell": True}),
        (panel, f"{ticket}/rating", {"score": 4}),
    ]
    for place, (device, path, body) in enumerate(sent):
        first, again = (device.post(path, body, key=f"k{place}") for _ in range(2))
        assert (first.status_code, again.status_code, again.json()) == (200, 200, first.json()), path
    assert Step.objects.count() == 7  # waiting, called, called again, serving, on hold, serving, served
    assert Rating.objects.count() == 1
    late = console.post(f"{ticket}/start", key="k2")  # long after: still what it was answered then
    assert late.json()["state"] == "serving"


def test_a_counters_suspension_sent_twice_is_one(lobby: Lobby, console: Device) -> None:
    path, body = f"counters/{lobby.one.pk}/suspend", {"reason": "午餐"}
    first, again = (console.post(path, body, key="s") for _ in range(2))
    assert (again.status_code, again.json()) == (200, first.json())
    assert lobby.one.steps.count() == 2


def test_a_key_used_for_another_request_is_refused(lobby: Lobby, kiosk: Device, console: Device) -> None:
    kiosk.post("tickets", {"business": "enquiry"}, key="t1")
    other = kiosk.post("tickets", {"business": "transfer"}, key="t1")
    assert (other.status_code, other.json()["fields"][0]["field"]) == (422, "Idempotency-Key")
    assert console.post(f"counters/{lobby.one.pk}/call-next", key="t1").status_code == 200  # another's key is another's
    assert console.post(f"counters/{lobby.one.pk}/recall", key="t1").status_code == 422
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize("key", ["", " ", "k" * 65, "键", "a b"])
def test_a_key_that_is_none_is_refused(kiosk: Device, key: str) -> None:
    client = kiosk.client.post(
        "/api/lobby/tickets",
        {"business": "enquiry"},
        content_type="application/json",
        headers={"Idempotency-Key": key},
    )
    assert client.status_code == 422
    assert not Ticket.objects.exists()


def test_a_refusal_and_nobody_waiting_are_answers_too(lobby: Lobby, kiosk: Device, console: Device) -> None:
    path = f"counters/{lobby.one.pk}/call-next"
    assert console.post(path, key="n").json() == {"ticket": None}
    ticket = f"tickets/{kiosk.post('tickets', {'business': 'enquiry'}).json()['ticket_id']}/start"
    first = console.post(ticket, key="r")
    assert first.status_code == 409
    assert console.post(path, key="n").json() == {"ticket": None}  # nobody is called behind the caller's back
    assert console.post(path).json()["ticket"] is not None
    again = console.post(ticket, key="r")
    assert (again.status_code, again.json()) == (409, first.json())


def test_answers_are_pruned_when_no_device_comes_back_for_them(kiosk: Device) -> None:
    from tingtang.lobby.once import KEPT_FOR, prune

    kiosk.post("tickets", {"business": "enquiry"}, key="t1")
    at = IdempotencyKey.objects.get().at
    assert prune(at=at + KEPT_FOR) == 0
    assert prune(at=at + KEPT_FOR * 2) == 1


def test_answers_have_the_shape_that_is_declared(lobby: Lobby, kiosk: Device, console: Device, panel: Device) -> None:
    """They are written without passing through the schema: here they are held against it."""
    from tingtang.lobby.api_words import CallOut, CounterOut, TakenOut, TicketOut

    taken = kiosk.post("tickets", {"business": "enquiry"}).json()
    called = console.post(f"counters/{lobby.one.pk}/call-next").json()
    started = console.post(f"tickets/{taken['ticket_id']}/start").json()
    suspended = console.post(f"counters/{lobby.one.pk}/suspend", {"reason": "午餐"}).json()
    for schema, answer in [(TakenOut, taken), (CallOut, called), (TicketOut, started), (CounterOut, suspended)]:
        assert schema.model_validate(answer, strict=True).model_dump() == answer


def test_a_call_with_a_token_goes_the_short_way_and_is_guarded_on_it(lobby: Lobby, kiosk: Device) -> None:
    cache.clear()
    answer = kiosk.post("tickets", {"business": "enquiry"})
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer.headers
    assert not answer.cookies
    strange = kiosk.client.post("/api/lobby/tickets", headers={"host": "evil.example"})
    assert strange.status_code == 400
    assert kiosk.client.get("/api/nothing").status_code == 404
    assert kiosk.client.get("/api/lobby/tickets").status_code == 405


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer tt_wrong"}])
def test_nobody_is_asked_to_sign_in_also_where_csrf_is_enforced(lobby: Lobby, headers: dict[str, str]) -> None:
    client = Client(enforce_csrf_checks=True, headers=headers)
    assert client.post("/api/lobby/tickets", b"{}", content_type="application/json").status_code == 401


def test_a_session_still_needs_the_csrf_token_for_a_write(lobby: Lobby) -> None:
    from tingtang.organisation.tests.bank import person, signed_up

    client = Client(enforce_csrf_checks=True)
    client.force_login(signed_up(person("H8", "outlet_head")))
    body = {"business": "enquiry"}
    assert client.post("/api/lobby/tickets", body, content_type="application/json").status_code == 403
    assert not Ticket.objects.exists()


def test_a_session_beside_a_wrong_token_is_not_looked_at(lobby: Lobby) -> None:
    from tingtang.organisation.tests.bank import person, signed_up

    client = Client(headers={"Authorization": "Bearer tt_wrong"})
    client.force_login(signed_up(person("H9", "outlet_head")))
    assert client.get("/api/lobby/outlets/O1/board").status_code == 401
    assert (
        client.post("/api/lobby/tickets", {"business": "enquiry"}, content_type="application/json").status_code == 401
    )


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("get", "board", None),
        ("get", "screen", None),
        ("get", "devices", None),
        ("get", "broadcasts", None),
        ("post", "recognise", {"card": "C1"}),
        ("post", "outages", {"zh": "系统故障", "en": "An outage"}),
    ],
)
def test_an_outlet_that_is_not_there_is_404_and_another_one_403(
    lobby: Lobby, method: str, path: str, body: dict[str, Any] | None
) -> None:
    manager = Device("lobby_manager")
    more = () if body is None else (body,)
    for outlet, status in (("NONE", 404), ("O3", 403)):
        assert getattr(manager, method)(f"outlets/{outlet}/{path}", *more).status_code == status, (path, outlet)


def test_who_stands_at_a_counter_elsewhere_is_refused_before_what_is_missing(lobby: Lobby) -> None:
    assert Device("lobby_manager", "O3").post(f"counters/{lobby.one.pk}/open", {}).status_code == 403
    answer = Device("lobby_manager").post(f"counters/{lobby.one.pk}/open", {})
    assert [one["field"] for one in answer.json()["fields"]] == ["staff_id"]
