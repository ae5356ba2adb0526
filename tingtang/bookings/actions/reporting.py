"""The month-end report of private-bank bookings (A30.1): owed once there is one, sent once the month ends."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from tingtang.audit import actions as audit
from tingtang.bookings.errors import WrongState
from tingtang.bookings.models import Booking, MonthReport
from tingtang.bookings.register import last_of, month_of, register
from tingtang.customers.models import Tier
from tingtang.duties.actions import Opening, close_with_evidence, open_duty
from tingtang.duties.models import Duty
from tingtang.duties.verdicts import Evidence
from tingtang.manual.queries import value
from tingtang.organisation.calendar_queries import working_calendar
from tingtang.organisation.models import Institution
from tingtang.shared.text import Bilingual
from tingtang.shared.times import ONE_DAY, business_date, day_end

KIND = "booking.month_end_report"
TOO_EARLY = Bilingual("当月最后一个工作日起才能报送", "it can be sent from the last working day of the month")


def owe_report(booking: Booking, *, by: str, at: datetime) -> None:
    """A private-bank client is booked: the register of that month is owed by its last day. Once a month and outlet."""
    if booking.tier != Tier.PRIVATE:
        return
    month = month_of(booking.on)
    months = int(str(value("booking.private_report_months", business_date(at), booking.institution_id).value))
    last = last_of(month, months)
    seen = {"month": month.isoformat(), "last_day": last.isoformat()}
    opening = Opening(
        kind=KIND,
        subject_id=booking.institution_id,
        period_on=month,
        institution_id=booking.institution_id,
        due_at=day_end(last),
        inputs={name: {"value": said, "as_of": business_date(at).isoformat()} for name, said in seen.items()},
        clock={"start": at.isoformat(), "unit": "months", "n": months, "pauses": []},
    )
    open_duty(opening=opening, by=by, at=at)


@transaction.atomic
def report_month(*, institution_id: str, month: date, by: str, at: datetime) -> MonthReport:
    """Send the register of a month as it stands: what was booked, also what did not take place. The duty is met.

    From the last working day of the month on; sent again it is a supplement with the next number. Raises WrongState.
    """
    month = month_of(month)
    Institution.objects.select_for_update(no_key=True).get(pk=institution_id)
    if business_date(at) < sent_from(month):
        raise WrongState(TOO_EARLY)
    rows = register(institution_id, month).values("pk", "state", "n")
    n = MonthReport.objects.filter(institution=institution_id, month=month).count() + 1
    report = MonthReport.objects.create(
        institution_id=institution_id, month=month, n=n, by=by, at=at,
        lines=[{"booking": row["pk"], "state": row["state"], "n": row["n"]} for row in rows],
    )  # fmt: skip
    audit.record(
        by=by, at=at, action="booking.report", subject=("institution", institution_id), institution=institution_id,
        detail={"month": month.isoformat(), "n": n, "bookings": len(report.lines)},
    )  # fmt: skip
    owed = Duty.objects.filter(kind=KIND, subject_kind="institution", subject_id=institution_id, period_on=month)
    proof = Evidence("booking.reported", "booking_report", str(report.pk), "institution", institution_id, at)
    close_with_evidence(evidence=proof, by=by, at=at, only=list(owed.values_list("pk", flat=True)))
    return report


def sent_from(month: date) -> date:
    """The day from which the register of a month can be sent: its last working day."""
    day, calendar = last_of(month), working_calendar()
    while not calendar.is_working(day) and day > month:
        day -= ONE_DAY
    return day
