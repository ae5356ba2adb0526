"""Contacts that other systems of the bank report over the interface: an outbound-call desk, enterprise messaging."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from hashlib import sha256

from tingtang.contacts.actions.recording import Recorded, record_contact
from tingtang.contacts.errors import ContactRefused
from tingtang.customers.models import Customer
from tingtang.manual.queries import value
from tingtang.organisation.access import Viewer, subtree
from tingtang.organisation.models import Staff
from tingtang.organisation.tree import employed
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

NO_CUSTOMER = Bilingual("没有这位客户，或不在此令牌的机构范围内", "no such customer, or not within reach of this token")
NO_STAFF = Bilingual(
    "没有这名在职人员，或不在此令牌的机构范围内", "nobody at work of this id within reach of this token"
)
AHEAD = Bilingual("联系时间不能晚于现在", "it cannot have happened after now")
TOO_OLD = Bilingual("联系时间过早，不再补录", "this is too long ago to be added")
NO_KEY = Bilingual("请给出 Idempotency-Key", "give an Idempotency-Key")


def reported_key(actor: str, key: str) -> str:
    """The key a reported contact is kept under: callers do not meet each other's."""
    return f"api:{sha256(f'{actor}|{key}'.encode()).hexdigest()[:40]}"


def report_contact(
    *,
    viewer: Viewer,
    customer_id: str,
    staff_id: str,
    channel: str,
    outcome: str,
    happened_at: datetime | None,
    key: str,
    at: datetime,
    memo: str = "",
    need: str = "",
    next_on: date | None = None,
) -> Recorded:
    """Keep a contact that `staff_id` had with a customer; both within the institutions of the reporting system.

    Idempotent by the caller's `key`. In time is judged by `happened_at` (None: now). Raises ContactRefused naming the
    field.
    """
    if not key:
        raise ContactRefused("Idempotency-Key", NO_KEY)
    moment = happened_at or at
    _check_time(moment, at)
    reach = viewer.institutions_for("contact.report")
    if not Customer.objects.filter(pk=customer_id, home_institution__in=subtree(reach)).exists():
        raise ContactRefused("customer_id", NO_CUSTOMER)
    people = Staff.objects.filter(employed(business_date(moment)), institution__in=subtree(reach))
    if not people.filter(pk=staff_id).exists():
        raise ContactRefused("staff_id", NO_STAFF)
    return record_contact(
        customer_id=customer_id, channel=channel, outcome=outcome, memo=memo, need=need, next_on=next_on,
        by=viewer.actor, at=moment, on=business_date(moment), key=reported_key(viewer.actor, key), staff_id=staff_id,
        source="api",
    )  # fmt: skip


def _check_time(moment: datetime, at: datetime) -> None:
    if moment > at:
        raise ContactRefused("at", AHEAD)
    days = int(str(value("contact.reported_within_days", business_date(at)).value))
    if business_date(moment) < business_date(at) - timedelta(days=days):
        raise ContactRefused("at", TOO_OLD)
