"""The register of private-bank clients and its month-end report (A30.1)."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tingtang.bookings.actions import cancel, report_month
from tingtang.bookings.errors import WrongState
from tingtang.bookings.models import MonthReport
from tingtang.bookings.register import last_of, register
from tingtang.bookings.tests.bank import MONDAY, Bookings
from tingtang.duties.models import Duty
from tingtang.shared.times import ZONE

pytestmark = pytest.mark.postgres
NOVEMBER = date(2026, 11, 1)
MONTH_END = datetime(2026, 11, 30, 16, 0, tzinfo=ZONE)


def owed() -> list[tuple[str, str, str]]:
    found = Duty.objects.filter(kind="booking.month_end_report").order_by("period_on")
    return [(duty.period_on.isoformat(), duty.owner_role, duty.state) for duty in found]


def test_the_first_private_client_booked_in_a_month_opens_the_report(bank: Bookings) -> None:
    bank.customer("C2", tier="wealth")
    bank.book(customer_id="C2")
    assert owed() == []
    bank.book(staff_id="W2", resources=(bank.other,))
    bank.book(starts_at=datetime(2026, 11, 25, 10, 0, tzinfo=ZONE))
    assert owed() == [("2026-11-01", "outlet_head", "open")]
    assert Duty.objects.get(kind="booking.month_end_report").due_at == datetime(2026, 12, 1, tzinfo=ZONE)


def test_the_register_lists_what_did_not_take_place_and_the_report_meets_its_month(bank: Bookings) -> None:
    made = bank.booking()
    cancel(booking_id=made, reason="客户改主意", by="W1", at=MONDAY)
    bank.book(starts_at=datetime(2026, 12, 1, 10, 0, tzinfo=ZONE))
    assert [one.state for one in register("O1", NOVEMBER)] == ["cancelled"]
    report = report_month(institution_id="O1", month=NOVEMBER, by="H1", at=MONTH_END)
    assert report.lines == [{"booking": made, "state": "cancelled", "n": 2}]
    assert owed() == [("2026-11-01", "outlet_head", "met"), ("2026-12-01", "outlet_head", "open")]


def test_a_report_before_the_last_working_day_is_refused(bank: Bookings) -> None:
    bank.book()
    with pytest.raises(WrongState):
        report_month(institution_id="O1", month=NOVEMBER, by="H1", at=MONDAY)
    assert not MonthReport.objects.exists()


def test_a_later_report_is_a_supplement_and_the_first_one_stands(bank: Bookings) -> None:
    bank.book()
    numbers = [report_month(institution_id="O1", month=NOVEMBER, by="H1", at=MONTH_END).n for _ in range(2)]
    assert numbers == [1, 2]


@pytest.mark.parametrize(
    ("month", "last"),
    [
        (date(2026, 11, 1), date(2026, 11, 30)),
        (date(2026, 12, 1), date(2026, 12, 31)),
        (date(2028, 2, 1), date(2028, 2, 29)),
    ],
)
def test_a_month_ends_on_its_last_day(month: date, last: date) -> None:
    assert last_of(month) == last
