"""Making a booking and moving it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from tingtang.bookings.actions.history import What, step, take, tell, words
from tingtang.bookings.actions.keeping import NO_SUCH, keep, places, receiver, release, span_of
from tingtang.bookings.actions.reporting import owe_report
from tingtang.bookings.actions.writing import write
from tingtang.bookings.errors import BadInput
from tingtang.bookings.models import Booking, BookingEvent, Channel, Consent, Purpose
from tingtang.bookings.slots import Span
from tingtang.customers.consent import REFUSED, consent
from tingtang.customers.information import latest_entries
from tingtang.customers.models import Customer
from tingtang.manual.queries import rulebook
from tingtang.organisation.models import Institution
from tingtang.shared.identifiers import Fault
from tingtang.shared.phones import own_phone, phone
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

KEY = 64
NO_CONSENT = Bilingual("客户同意后才能预约，不强求（A30.2）", "only with the customer's consent, never pressed (A30.2)")
NOT_SO = Bilingual("客户不接受这种联系方式", "the customer does not accept this channel")
NO_CALLS = Bilingual("客户不接受电话联系，请选其他方式", "the customer takes no calls: choose another way")
NOT_MAIL = Bilingual("请填写邮箱地址", "give a mail address")
KEY_TAKEN = Bilingual("此表单已用于另一个预约", "this form was used for another booking")
NO_OUTLET = Bilingual("请选择网点", "choose an outlet")


@dataclass(frozen=True, slots=True)
class Wish:
    """What was agreed with the customer. `minutes` and `resources` (ids) are kept free; `reach` empty: the number on
    record; `consent` and the other codes are those of the models."""

    customer_id: str
    staff_id: str
    institution_id: str
    starts_at: datetime
    minutes: int
    purpose: str
    about: str
    consent: str
    channel: str
    reach: str = ""
    wishes: str = ""
    resources: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """A booking, and whether it was made before (the same key sent again)."""

    booking: Booking
    again: bool


def book(*, wish: Wish, by: str, at: datetime, key: str = "") -> Made:
    """Book a customer with a person and places of an outlet (A30), kept free from now on for nobody else.

    `key` makes it idempotent for the same person and customer. A private-bank client's opens the month's report duty
    (A30.1). Raises BadInput naming the field, Taken when somebody was quicker; Customer.DoesNotExist.
    """
    if len(key) > KEY:
        raise BadInput("key", Bilingual("内容过长", "this is too long"))
    try:
        return _once(wish, by, at, key)
    except IntegrityError:
        return _once(wish, by, at, key)  # the same request at the same moment: it stands now


@transaction.atomic
def _once(wish: Wish, by: str, at: datetime, key: str) -> Made:
    if key and (kept := BookingEvent.objects.filter(key=key).select_related("booking").first()):
        if (kept.by, kept.booking.customer_id) != (by, wish.customer_id):
            raise BadInput("key", KEY_TAKEN)
        return Made(kept.booking, again=True)
    return Made(_make(wish, by, at, key), again=False)


def _make(wish: Wish, by: str, at: datetime, key: str) -> Booking:
    _check_codes(wish)
    about = words("about", wish.about)
    wishes = words("wishes", wish.wishes, needed=False)
    customer = Customer.objects.get(pk=wish.customer_id)
    reach = _reach(wish, customer, at)
    institution = _outlet(wish.institution_id)
    span = span_of(wish.starts_at, wish.minutes, institution, at)
    staff = receiver(wish.staff_id, span)
    resources = places(wish.resources, institution, wish.purpose, span)
    booking = Booking.objects.create(
        institution=institution, staff=staff, customer_id=customer.pk, tier=customer.tier, purpose=wish.purpose,
        about=about, wishes=wishes, consent=wish.consent, channel=wish.channel, reach=reach,
        starts_at=span.starts_at, ends_at=span.ends_at, on=business_date(span.starts_at), made_by=by, made_at=at,
    )  # fmt: skip
    step(booking, What.MADE, by=by, at=at, key=key or None)
    keep(booking, staff, resources)
    owe_report(booking, by=by, at=at)
    tell(booking, What.MADE, at=at)
    write(booking, "made", at=at)
    return booking


def _check_codes(wish: Wish) -> None:
    if wish.consent not in Consent.values:
        raise BadInput("consent", NO_CONSENT)
    if wish.purpose not in Purpose.values:
        raise BadInput("purpose", NO_SUCH)
    if wish.channel not in Channel.values:
        raise BadInput("channel", NO_SUCH)


def _outlet(institution_id: str) -> Institution:
    found = Institution.objects.filter(pk=institution_id).first()
    if found is None:
        raise BadInput("institution_id", NO_OUTLET)
    return found


def _reach(wish: Wish, customer: Customer, at: datetime) -> str:
    """Where messages go. Raises BadInput: no number, no address, or a way the customer does not accept."""
    entries = latest_entries([customer.pk]).get(customer.pk, {})
    if consent(customer, entries, "service", wish.channel, business_date(at), rulebook()).answer == REFUSED:
        raise BadInput("channel", NO_CALLS if wish.channel == Channel.PHONE else NOT_SO)
    if wish.channel == Channel.MAIL:
        mail = words("reach", wish.reach, longest=120, needed=False)
        name, _, host = mail.partition("@")
        if not (name and "." in host) or any(sign.isspace() for sign in mail):
            raise BadInput("reach", NOT_MAIL)
        return mail
    typed = wish.reach.strip() or customer.phone
    found = own_phone(typed) if customer.kind == "P" else phone(typed)
    if isinstance(found, Fault):
        raise BadInput("reach", found.text)
    return found.number


@transaction.atomic
def move(
    *,
    booking_id: int,
    starts_at: datetime,
    minutes: int,
    resources: Sequence[int],
    reason: str,
    by: str,
    at: datetime,
    staff_id: str = "",
) -> Booking:
    """Agree on another time, place or person (`staff_id` empty: the same). All of it moves or nothing does.

    Raises BadInput naming the field, Taken, NoSuchBooking, WrongState.
    """
    reason = words("reason", reason)
    booking = take(booking_id)
    before = booking.staff_id
    span = span_of(starts_at, minutes, booking.institution, at)
    staff = receiver(staff_id or booking.staff_id, span)
    chosen = places(resources, booking.institution, booking.purpose, span)
    release(booking)
    step(
        booking,
        What.MOVED,
        by=by,
        at=at,
        text=reason,
        change={**_times(span), "staff": staff, "turn": booking.turn + 1},
    )
    keep(booking, staff, chosen)
    owe_report(booking, by=by, at=at)
    tell(booking, What.MOVED, at=at, also=before)
    write(booking, "moved", at=at)
    return booking


def _times(span: Span) -> dict[str, object]:
    return {"starts_at": span.starts_at, "ends_at": span.ends_at, "on": business_date(span.starts_at)}
