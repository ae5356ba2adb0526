"""Leave with a deputy."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from tingtang.audit.actions import record
from tingtang.organisation.capabilities import NO_CUSTOMERS
from tingtang.organisation.models import Leave, Staff
from tingtang.shared.refusal import Refused
from tingtang.shared.text import Bilingual


class LeaveRefused(Refused):
    """A leave that cannot stand."""


OWN = Bilingual("本人的休假须由他人登记。", "One's own leave is registered by another.")
SELF = Bilingual("代理人不能是本人。", "Nobody stands in for themselves.")
ORDER = Bilingual("结束日期早于开始日期。", "The last day is before the first.")
OVERLAP = Bilingual("与已登记的休假重叠。", "It overlaps a leave that stands already.")
CANNOT_STAND_IN = Bilingual("驻点人员和系统管理员不能代理。", "Third parties and administrators stand in for nobody.")
LEFT = Bilingual("代理人在此期间已离职。", "The deputy has left the bank by then.")
DEPUTY_AWAY = Bilingual("代理人在此期间也在休假。", "The deputy is away in these days too.")


@transaction.atomic
def set_leave(
    *, by: str, at: datetime, staff: Staff, deputy: Staff, first_on: date, last_on: date, reason: str = ""
) -> Leave:
    """Someone is away from `first_on` to `last_on` (both included) and `deputy` stands in. Raises LeaveRefused.

    Nobody registers their own: a deputy sees the customers, so two people stand behind it.
    """
    if by == staff.staff_id:
        raise LeaveRefused("staff", OWN)
    _check(staff, deputy, first_on, last_on)
    try:
        with transaction.atomic():
            leave = Leave.objects.create(
                staff=staff, deputy=deputy, first_on=first_on, last_on=last_on, reason=reason.strip()
            )
    except IntegrityError as overlap:
        raise LeaveRefused("first_on", OVERLAP) from overlap
    days = {"first_on": str(first_on), "last_on": str(last_on), "deputy": deputy.staff_id}
    _audit(by, at, "leave.set", staff, **days)
    return leave


def _check(staff: Staff, deputy: Staff, first_on: date, last_on: date) -> None:
    if deputy.staff_id == staff.staff_id:
        raise LeaveRefused("deputy", SELF)
    if last_on < first_on:
        raise LeaveRefused("last_on", ORDER)
    if deputy.position in NO_CUSTOMERS:
        raise LeaveRefused("deputy", CANNOT_STAND_IN)
    if deputy.to_on is not None and deputy.to_on < last_on:
        raise LeaveRefused("deputy", LEFT)
    if Leave.objects.filter(staff=deputy, first_on__lte=last_on, last_on__gte=first_on).exists():
        raise LeaveRefused("deputy", DEPUTY_AWAY)


@transaction.atomic
def cancel_leave(*, by: str, at: datetime, leave: Leave, on: date) -> None:
    """Take back a leave: as a whole before it began, its rest when it runs. A leave that is over stays."""
    if leave.last_on < on:
        raise LeaveRefused("last_on", Bilingual("休假已结束。", "The leave is over."))
    if leave.first_on >= on:
        leave.delete()
    else:
        Leave.objects.filter(pk=leave.pk).update(last_on=date.fromordinal(on.toordinal() - 1))
    _audit(by, at, "leave.cancel", leave.staff, first_on=str(leave.first_on), from_on=str(on))


def _audit(by: str, at: datetime, action: str, staff: Staff, **detail: str) -> None:
    here = staff.institution_id
    record(by=by, at=at, action=action, subject=("staff", staff.staff_id), institution=here, detail=dict(detail))
