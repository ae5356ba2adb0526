"""Pages of places and of the calendar feed; the interface of bookings."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tingtang.bookings.models import Booking, Directions, Resource
from tingtang.bookings.tests.bank import Bookings
from tingtang.desk.tests.counting import held
from tingtang.desk.tests.test_bookings import bank, booked, signed_in, text, tomorrow
from tingtang.lobby.models import Ticket
from tingtang.organisation.models import Institution, Staff, User
from tingtang.organisation.tests.bank import signed_up
from tingtang.organisation.tree import rebuild_tree
from tingtang.shared.times import business_date

__all__ = ["bank"]
PAGES = {
    "places": ("H1", "/bookings/places"),
    "calendar feed": ("W1", "/bookings/feed"),
    "an outlet's bookings": ("H1", "/bookings"),
    "one booking": ("W1", "/bookings/{booking}"),
    "one booking, to be moved": ("W1", "/bookings/{booking}?move=1"),
    "free times of a day": ("W1", "/bookings/free?on={on}&minutes=60&but={booking}"),
    "booking a customer": ("W1", "/customers/C1/book"),
    "bookings of a customer": ("W1", "/customers/C1/bookings"),
    "the interface's day of bookings": ("W1", "/api/bookings?on={on}"),
}


def test_a_head_adds_places_sets_their_hours_and_retires_them(bank: Bookings) -> None:
    page = signed_in("H1")
    assert "理财室1" in text(page.get("/bookings/places"))
    assert page.post("/bookings/places/add", {"kind": "parking", "name": "东门 3 号"}).status_code == 302
    made = Resource.objects.get(name="东门 3 号")
    hours = {"opens": "09:30", "closes": "16:00"}
    assert page.post(f"/bookings/places/{made.pk}/hours", hours).status_code == 302
    assert "09:30–16:00" in text(page.get("/bookings/places"))
    assert page.post(f"/bookings/places/{made.pk}/retire").status_code == 302
    assert not Resource.objects.get(pk=made.pk).is_active
    assert page.post(f"/bookings/places/{made.pk}/return").status_code == 302
    assert signed_in("W1").get("/bookings/places").status_code == 403


def test_the_head_of_a_private_bank_writes_down_its_own_rooms(bank: Bookings) -> None:
    place = Institution.objects.create(institution_id="PB", parent_id="P", kind="private_bank", name="私人银行")
    rebuild_tree()
    signed_up(Staff.objects.create(staff_id="HPB", name="江海", institution=place, position="branch_head"))
    page = signed_in("HPB")
    assert page.post("/bookings/places/add", {"kind": "room", "name": "贵宾室"}).status_code == 302
    assert Resource.objects.get(name="贵宾室").institution_id == "PB"
    assert page.post(f"/bookings/places/{bank.room}/retire").status_code in (403, 404)


def test_what_is_refused_stands_beside_its_field_with_what_was_typed(bank: Bookings) -> None:
    page = signed_in("H1")
    twice = page.post("/bookings/places/add", {"kind": "room", "name": "理财室1"})
    assert (twice.status_code, 'id="wrong-add-name"' in text(twice), 'value="理财室1"' in text(twice)) == (
        422, True, True,
    )  # fmt: skip
    late = page.post(f"/bookings/places/{bank.room}/hours", {"opens": "17:00", "closes": "16:00"})
    assert (late.status_code, 'id="wrong-hours-closes"' in text(late), 'value="17:00"' in text(late)) == (
        422, True, True,
    )  # fmt: skip
    half = page.post("/bookings/places/directions", {"address": "滨江路 1 号", "longitude": "114.3"})
    assert (half.status_code, 'id="wrong-directions-longitude"' in text(half), "滨江路 1 号" in text(half)) == (
        422, True, True,
    )  # fmt: skip


def test_the_way_stands_with_its_map_on_the_booking(bank: Bookings) -> None:
    way = {"address": "滨江路 1 号", "way": "2 号线 A 口", "longitude": "114.305393", "latitude": "30.593099"}
    assert signed_in("H1").post("/bookings/places/directions", way).status_code == 302
    assert "uri.amap.com" in text(signed_in("H1").get("/bookings/places"))
    assert Directions.objects.get(pk="O1").way == "2 号线 A 口"
    said = text(signed_in("W1").get(f"/bookings/{booked(bank)}"))
    assert "滨江路 1 号" in said


def test_a_calendar_reads_ones_bookings_without_a_customers_name(bank: Bookings) -> None:
    booked(bank)
    page = signed_in("W1")
    said = text(page.post("/bookings/feed/open"))
    address = said.split('id="address" readonly value="')[1].split('"')[0]
    anybody = Client()
    answer = anybody.get(address.split("testserver")[1])
    feed = text(answer).replace("\r\n ", "")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert "SUMMARY:客户预约：咨询洽谈" in feed
    assert "理财室1" in feed
    assert not any(word in feed for word in ("欧阳明", "C1", "到期资金安排", "13812345678"))
    assert address not in text(page.get("/bookings/feed"))
    assert page.post("/bookings/feed/close").status_code == 302
    assert anybody.get(address.split("testserver")[1]).status_code == 404


def call(who: str, method: str, path: str, given: Any = None, **headers: str) -> Any:
    page = Client(headers=headers or None)
    page.force_login(User.objects.get(username=who))
    said = "" if given is None else json.dumps(given)
    return page.generic(method, f"/api/bookings{path}", said, content_type="application/json")


def wish(bank: Bookings, **fields: Any) -> dict[str, Any]:
    plain = {
        "customer_id": "C1", "starts_at": tomorrow().isoformat(), "minutes": 60, "purpose": "advice",
        "about": "到期资金安排", "consent": "agreed", "channel": "sms", "resources": [bank.room],
    }  # fmt: skip
    return {**plain, **fields}


def test_the_interface_lists_free_times_books_moves_and_cancels(bank: Bookings) -> None:
    on = f"{tomorrow():%Y-%m-%d}"
    free = call("W1", "GET", f"/free-times?on={on}&minutes=60").json()
    assert tomorrow() in {datetime.fromisoformat(one["starts_at"]) for one in free["free"]}
    key = {"Idempotency-Key": "k1"}
    made = [call("W1", "POST", "", wish(bank), **key) for _ in range(2)]
    assert ([one.status_code for one in made], made[0].json() == made[1].json()) == ([201, 201], True)
    number = made[0].json()["id"]
    gone = call("W1", "GET", f"/free-times?on={on}&minutes=60").json()["free"]
    assert tomorrow() not in {datetime.fromisoformat(one["starts_at"]) for one in gone}
    moved = {"starts_at": tomorrow(14).isoformat(), "minutes": 30, "reason": "客户改时间", "resources": [bank.other]}
    twice = [call("W1", "POST", f"/{number}/move", moved).json() for _ in range(2)]
    assert (twice[0]["places"], twice[0] == twice[1], Booking.objects.get().turn) == (["理财室2"], True, 2)
    assert call("W1", "POST", f"/{number}/cancel", {"reason": ""}).json()["fields"][0]["field"] == "reason"
    assert call("W1", "POST", f"/{number}/cancel", {"reason": "客户出差"}).json()["state"] == "cancelled"
    assert call("W1", "POST", f"/{number}/cancel", {"reason": "客户出差"}).status_code == 409


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"consent": "pressed"}, "consent"), ({"minutes": 5}, "minutes"), ({"resources": [10**9]}, "resources"),
     ({"resources": []}, "resources"), ({"starts_at": "2020-01-01T10:00:00+08:00"}, "starts_at"),
     ({"starts_at": "2020-01-01T10:00:00"}, "starts_at")],
    ids=str,
)  # fmt: skip
def test_the_interface_names_the_wrong_field(bank: Bookings, fields: dict[str, Any], field: str) -> None:
    answer = call("W1", "POST", "", wish(bank, **fields))
    assert answer.status_code == 422
    assert answer.json()["fields"][0]["field"].endswith(field)
    assert not Booking.objects.exists()


def test_the_interface_names_a_customer_only_to_whom_it_concerns(bank: Bookings) -> None:
    number = booked(bank)
    assert [call(who, "GET", f"/{number}").json()["customer_id"] for who in ("W1", "H1", "L1", "W2")] == [
        "C1", "C1", "", "",
    ]  # fmt: skip
    assert call("W3", "GET", f"/{number}").status_code == 404
    assert call("W2", "POST", f"/{number}/cancel", {"reason": "x"}).status_code == 403
    assert call("W2", "POST", "", wish(bank)).status_code == 404


def test_who_arrives_through_the_interface_joins_the_lobby_once(bank: Bookings) -> None:
    number = booked(bank)
    earlier = {name: F(name) - timedelta(days=1) for name in ("starts_at", "ends_at")}
    Booking.objects.filter(pk=number).update(on=business_date(timezone.now()), **earlier)
    answers = [call("L1", "POST", f"/{number}/arrive") for _ in range(2)]
    assert [one.json()["state"] for one in answers] == ["arrived", "arrived"]
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_bookings_costs_no_more_queries_than_recorded(bank: Bookings, name: str) -> None:
    made = [booked(bank, starts_at=tomorrow(hour), resources=(bank.room,)) for hour in range(9, 17)]
    who, address = PAGES[name]
    address = address.format(booking=made[0], on=f"{tomorrow():%Y-%m-%d}")
    page = signed_in(who)
    page.get(address)  # sessions and the manual are warm
    with CaptureQueriesContext(connection) as seen:
        assert page.get(address).status_code == 200
    held(name, seen.captured_queries)
