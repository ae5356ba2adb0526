"""What bookings do by the clock."""

from __future__ import annotations

from datetime import timedelta

from tingtang.jobs.registry import Run, job, scheduled
from tingtang.manual.queries import value
from tingtang.messaging.actions import forget
from tingtang.shared.times import business_date


@scheduled("40 3 * * *")
@job("bookings.forget_messages", transactional=True)
def forget_messages(run: Run) -> None:
    """Messages to customers, once they prove nothing any more: they hold numbers and addresses (Q, confidential)."""
    days = value("booking.messages_kept_days", business_date(run.at)).value
    forget(before=run.at - timedelta(days=int(str(days))))
