"""Pages of bookings: from a customer to the calendar, the arrival and the register."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tingtang.bookings.models import Booking, Hold
from tingtang.bookings.tests.bank import Bookings
from tingtang.desk.bookings.grid import Column, Entry, rows
from tingtang.lobby.models import Ticket
from tingtang.organisation.models import Staff, User, WorkingHours
from tingtang.shared.times import ZONE, business_date

NOW = timezone.now()


@pytest.fixture
def bank(db: None) -> Bookings:
    """The bank with sign-ins; O1 is open round the clock on every day, so that tests run at any hour."""
    made = Bookings(signed=True)
    WorkingHours.objects.all().delete()
    for kind in ("working", "rest", "holiday"):
        WorkingHours.objects.create(
            institution_id="O1", day_kind=kind, from_on="2020-01-01", opens="00:00", closes="23:59"
        )
    return made


def signed_in(who: str) -> Client:
    page = Client()
    page.force_login(User.objects.get(username=who))
    return page


def text(answer: Any) -> str:
    return answer.content.decode()


def tomorrow(hour: int = 10) -> datetime:
    return datetime.combine(business_date(NOW) + timedelta(days=1), datetime.min.time(), ZONE) + timedelta(hours=hour)


def booked(bank: Bookings, **fields: Any) -> int:
    return bank.booking(at=NOW, **{"starts_at": tomorrow(), **fields})


def given_form(bank: Bookings, **fields: Any) -> dict[str, Any]:
    plain = {
        "key": "k1", "on": f"{tomorrow():%Y-%m-%d}", "start": "10:00", "minutes": "60", "purpose": "advice",
        "consent": "agreed", "channel": "sms", "about": "到期资金安排", "resources": [str(bank.room)],
    }  # fmt: skip
    return {**plain, **fields}


def test_a_customer_is_booked_from_their_page_and_stands_in_the_calendar(bank: Bookings) -> None:
    page = signed_in("W1")
    assert 'hx-get="/bookings/free"' in text(page.get("/customers/C1/book"))
    assert "09:00" in text(page.get(f"/bookings/free?on={tomorrow():%Y-%m-%d}&minutes=60"))
    assert "没有空闲时间" in text(page.get("/bookings/free?on=soon&minutes=60"))
    answer = page.post("/customers/C1/book", given_form(bank))
    made = Booking.objects.get()
    assert answer.headers["Location"] == f"/bookings/{made.pk}"
    day = text(page.get(f"/bookings?on={made.on}"))
    assert "理财室1" in day
    assert f'href="/bookings/{made.pk}"' in day
    assert f'href="/bookings/{made.pk}"' in text(page.get(f"/bookings/mine?on={made.on}"))
    assert 'hx-get="/customers/C1/bookings"' in text(page.get("/customers/C1"))
    assert f'href="/bookings/{made.pk}"' in text(page.get("/customers/C1/bookings"))
    assert signed_in("W2").get("/customers/C1/bookings").status_code == 403


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("consent", ""), ("start", "25:00"), ("on", "soon"), ("minutes", "x"), ("about", ""), ("resources", ["999"])],
)
def test_a_form_refused_names_the_field_and_keeps_what_was_typed(bank: Bookings, field: str, wrong: Any) -> None:
    answer = signed_in("W1").post("/customers/C1/book", given_form(bank, wishes="龙井", **{field: wrong}))
    assert answer.status_code == 422
    assert f'id="wrong-{field}"' in text(answer)
    assert 'value="龙井"' in text(answer)
    assert not Booking.objects.exists()


def test_a_time_that_is_taken_is_said_beside_the_time(bank: Bookings) -> None:
    booked(bank)
    answer = signed_in("W1").post("/customers/C1/book", given_form(bank, resources=[str(bank.other)]))
    assert answer.status_code == 422
    assert 'id="wrong-start"' in text(answer)


def test_nobody_books_a_customer_of_another(bank: Bookings) -> None:
    assert signed_in("W2").get("/customers/C1/book").status_code == 403
    assert signed_in("W2").post("/customers/C1/book", given_form(bank)).status_code == 403


def test_the_lobby_sees_that_somebody_comes_but_not_who(bank: Bookings) -> None:
    made = booked(bank)
    page = text(signed_in("L1").get(f"/bookings/{made}"))
    assert "欧阳明" not in page
    assert "到期资金安排" not in page
    assert signed_in("W3").get(f"/bookings/{made}").status_code == 403
    assert signed_in("L1").post(f"/bookings/{made}/cancel", {"reason": "x"}).status_code == 403


def test_an_arrival_joins_the_line_from_the_time_agreed_once(bank: Bookings) -> None:
    made = Booking.objects.get(pk=booked(bank))
    start = timezone.now() + timedelta(seconds=30)  # the whole suite may have run since NOW
    Booking.objects.filter(pk=made.pk).update(
        starts_at=start, ends_at=start + timedelta(hours=1), on=business_date(start)
    )
    page = signed_in("L1")
    assert page.post(f"/bookings/{made.pk}/arrive").status_code == 302
    ticket, made = Ticket.objects.get(), Booking.objects.get(pk=made.pk)
    assert (ticket.origin, ticket.clock_from, made.arrived_as) == ("booking", start, f"ticket:{ticket.pk}")
    assert page.post(f"/bookings/{made.pk}/arrive").status_code == 409
    assert Ticket.objects.count() == 1
    shown = f'<span class="strong mono">{ticket.number}</span>'
    for who in ("L1", "W1"):  # the lobby, and whom the customer comes to
        assert shown in text(signed_in(who).get(f"/bookings/{made.pk}"))
    assert shown in text(page.get("/bookings/expected"))


def test_the_board_shows_who_is_booked_today_with_the_places_kept_and_marks_them_as_here(bank: Bookings) -> None:
    page = signed_in("L1")
    assert "今天没有预约" in text(page.get("/bookings/expected"))
    made = Booking.objects.get(pk=booked(bank))
    start = timezone.now() + timedelta(seconds=30)  # the whole suite may have run since NOW
    Booking.objects.filter(pk=made.pk).update(
        starts_at=start, ends_at=start + timedelta(hours=1), on=business_date(start)
    )
    panel = text(page.get("/bookings/expected?institution=O1"))
    assert "欧阳明" not in panel
    assert f'action="/bookings/{made.pk}/arrive"' in panel
    assert 'hx-get="/bookings/expected?institution=O1"' in text(page.get("/lobby"))
    assert page.post(f"/bookings/{made.pk}/arrive").status_code == 302
    assert "/arrive" not in text(page.get("/bookings/expected"))
    assert page.get("/bookings/expected?institution=O2").status_code == 403


def test_a_booking_is_moved_cancelled_and_says_why(bank: Bookings) -> None:
    made, page = booked(bank), signed_in("W1")
    change = given_form(bank, start="14:00", resources=[str(bank.other)])
    assert 'id="wrong-move-reason"' in text(page.post(f"/bookings/{made}/move", change))
    assert page.post(f"/bookings/{made}/move", change | {"reason": "客户出差"}).status_code == 302
    assert page.post(f"/bookings/{made}/confirm").status_code == 302
    assert page.post(f"/bookings/{made}/cancel", {"reason": ""}).status_code == 422
    assert page.post(f"/bookings/{made}/not-come", {"reason": "没来"}).status_code == 409
    assert page.post(f"/bookings/{made}/cancel", {"reason": "改主意"}).status_code == 302
    assert page.post(f"/bookings/{made}/eat", {"reason": "x"}).status_code == 404
    shown = text(page.get(f"/bookings/{made}"))
    assert "客户出差" in shown
    assert "改主意" in shown
    assert not Hold.objects.filter(released=False).exists()


def test_the_register_lists_private_clients_and_is_not_sent_too_early(bank: Bookings) -> None:
    made, page = booked(bank), signed_in("H1")
    on = Booking.objects.get(pk=made).on
    assert f"#{made}" in text(page.get(f"/bookings/register?on={on}"))
    later = on.replace(day=1) + timedelta(days=65)
    assert page.post(f"/bookings/register?on={later}").status_code == 409
    assert "起可以报送" in text(page.get(f"/bookings/register?on={later}"))
    assert "起可以报送" not in text(page.get("/bookings/register?on=2020-01-05"))
    assert page.post("/bookings/register?on=2020-01-05").status_code == 302
    assert signed_in("W1").get("/bookings/register").status_code == 403
    Staff.objects.filter(pk="W1").update(position="private_banker")
    assert "欧阳明" in text(signed_in("W1").get(f"/bookings/register?on={on}"))
    assert signed_in("W1").get("/bookings/register?institution=O3").status_code == 403
    assert signed_in("W3").get(f"/bookings/free?on={on}&minutes=60&but={made}").status_code == 403


spans = st.lists(st.tuples(st.integers(0, 90), st.integers(1, 8)), max_size=8)


@given(st.lists(spans, min_size=1, max_size=4))
def test_every_row_of_a_calendar_is_as_wide_as_its_columns(columns: list[list[tuple[int, int]]]) -> None:
    made = [Column("x", entries=[Entry(a * 15, (a + n) * 15, object()) for a, n in column]) for column in columns]
    open_until = [0] * len(made)
    for n, row in enumerate(rows(made, 9 * 60, 17 * 60)):
        free = [place for place, until in enumerate(open_until) if until <= n]
        assert len(free) == len(row.cells)
        for place, cell in zip(free, row.cells, strict=True):
            open_until[place] = n + cell.rows
