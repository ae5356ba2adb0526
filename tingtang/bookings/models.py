"""Bookings (预约, A30): who comes when to whom, what is kept free for them, and what became of it.

A booking is never deleted: the register (私人银行客户预约服务登记表) lists it whether or not it took place.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tingtang.organisation.models import Institution, Staff


class State(models.TextChoices):
    """Where a booking stands. Only `booked` is open."""

    BOOKED = "booked", "已预约"
    ARRIVED = "arrived", "已到店"
    CANCELLED = "cancelled", "已取消"
    NOT_COME = "not_come", "未到店"


class Purpose(models.TextChoices):
    """What for. Who comes for advice gets a room (A30.4), who comes for business a counter told ahead (A30.3)."""

    ADVICE = "advice", "咨询洽谈"
    BUSINESS = "business", "办理业务"
    OTHER = "other", "其他"


class Consent(models.TextChoices):
    """How the customer agreed: nobody is pressed into a meeting (A30.2), so there is no third."""

    ASKED = "asked", "客户提出"
    AGREED = "agreed", "邀约后同意"


class Channel(models.TextChoices):
    """How the customer wants the details confirmed (A30.4)."""

    SMS = "sms", "短信"
    PHONE = "phone", "电话"
    MAIL = "mail", "邮件"


class ResourceKind(models.TextChoices):
    """What an outlet keeps for a customer besides its people."""

    ROOM = "room", "洽谈室"
    COUNTER = "counter", "窗口"
    PARKING = "parking", "车位"


class Resource(models.Model):
    """A room, a counter or a parking space that an outlet lets be booked."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=8, choices=ResourceKind.choices)
    name = models.CharField(max_length=40)
    is_active = models.BooleanField(default=True)
    opens = models.TimeField(null=True, help_text="empty: with the outlet")
    closes = models.TimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "name"], name="resource_named_once"),
            models.CheckConstraint(
                condition=Q(opens__isnull=True, closes__isnull=True)
                | Q(opens__isnull=False, closes__isnull=False, opens__lt=F("closes")),
                name="resource_opens_before_it_closes",
            ),
            models.CheckConstraint(condition=Q(kind__in=ResourceKind.values), name="resource_kind_known"),
            models.CheckConstraint(condition=~Q(name=""), name="resource_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class CalendarFeed(models.Model):
    """A secret address from which a person's own calendar reads their bookings. Only the hash of its token is kept."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, help_text="the last reading, to the hour")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff"], condition=Q(revoked_at__isnull=True), name="calendar_feed_one_a_person"
            ),
            models.CheckConstraint(
                condition=Q(token_hash__regex=r"^[0-9a-f]{64}$"),  # noqa: S106 - the shape of a hash
                name="calendar_feed_keeps_a_hash",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | Q(revoked_at__gte=F("made_at")), name="calendar_feed_ends_after"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.made_at:%F}"


class Directions(models.Model):
    """How a customer finds an outlet (A30.4). A map link needs both coordinates, as maps of the mainland count them."""

    institution = models.OneToOneField(Institution, primary_key=True, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=120)
    way = models.CharField(max_length=200, blank=True, default="", help_text="metro, entrance, floor, parking")
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=6, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(address=""), name="directions_have_an_address"),
            models.CheckConstraint(
                condition=Q(longitude__isnull=True, latitude__isnull=True)
                | Q(longitude__range=(-180, 180), latitude__range=(-90, 90)),
                name="directions_place_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.address}"


class Booking(models.Model):
    """An appointment as it stands now; how it came there are its events, what is kept free for it its holds.

    `tier` is the customer's on the day it was made. `turn` counts the times it was moved: messages are of a turn.
    """

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer_id = models.CharField(max_length=32)
    tier = models.CharField(max_length=20)
    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    about = models.CharField(max_length=200, help_text="content and purpose as told to the customer")
    wishes = models.CharField(max_length=200, blank=True, default="", help_text="as to time, place, drinks, papers")
    consent = models.CharField(max_length=8, choices=Consent.choices)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    reach = models.CharField(max_length=120, help_text="the number or address for messages, as the customer gave it")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    on = models.DateField(help_text="business date of starts_at")
    state = models.CharField(max_length=10, choices=State.choices, default=State.BOOKED)
    turn = models.PositiveSmallIntegerField(default=1)
    n = models.PositiveIntegerField(default=0, help_text="number of the last event")
    made_by = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="when the customer came, or it was known that they will not")
    reason = models.CharField(max_length=200, blank=True, default="", help_text="why cancelled, why not come")
    arrived_as = models.CharField(max_length=80, blank=True, default="", help_text="where they joined: ticket:7")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="booking_state_known"),
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="booking_purpose_known"),
            models.CheckConstraint(condition=Q(consent__in=Consent.values), name="booking_with_consent"),
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values) & ~Q(reach=""), name="booking_can_be_confirmed"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="booking_ends_after_it_starts"),
            models.CheckConstraint(condition=~Q(customer_id="") & ~Q(about=""), name="booking_of_somebody"),
            models.CheckConstraint(
                condition=Q(state="booked", ended_at__isnull=True) | (~Q(state="booked") & Q(ended_at__isnull=False)),
                name="booking_ended_iff_not_open",
            ),
            models.CheckConstraint(
                condition=(Q(state__in=["cancelled", "not_come"]) & ~Q(reason="")) | Q(state__in=["booked", "arrived"]),
                name="booking_failed_with_a_reason",
            ),
            models.CheckConstraint(condition=Q(state="arrived") | Q(arrived_as=""), name="booking_joined_if_arrived"),
            models.CheckConstraint(condition=Q(turn__gte=1), name="booking_turn_from_one"),
        ]
        indexes = [
            models.Index(fields=["institution", "on"], name="booking_at_institution"),
            models.Index(fields=["staff", "on"], name="booking_of_staff"),
            models.Index(fields=["customer_id", "-starts_at"], name="booking_of_customer"),
            models.Index(fields=["on"], condition=Q(state="booked"), name="booking_open"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.state}"


class Hold(models.Model):
    """A person or a resource kept free for a booking. Two that are not released never overlap: the database refuses
    (an exclusion constraint on PostgreSQL, triggers on SQLite; `overlap.py`)."""

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="holds")
    staff = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    resource = models.ForeignKey(Resource, null=True, on_delete=models.PROTECT, related_name="holds", db_index=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    released = models.BooleanField(default=False, help_text="moved or cancelled: free again, kept for the record")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(staff__isnull=True, resource__isnull=False) | Q(staff__isnull=False, resource__isnull=True),
                name="hold_of_one_thing",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="hold_ends_after_it_starts"),
        ]
        indexes = [
            models.Index(fields=["staff", "starts_at"], condition=Q(released=False), name="hold_of_staff"),
            models.Index(fields=["resource", "starts_at"], condition=Q(released=False), name="hold_of_resource"),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id or self.resource_id} {self.starts_at:%F %H:%M}"


class BookingEvent(models.Model):
    """What happened to a booking, in order. Append-only: the database refuses changes."""

    class What(models.TextChoices):
        """The things that happen to a booking."""

        MADE = "made", "预约"
        MOVED = "moved", "改期"
        CONFIRMED = "confirmed", "电话确认"
        ARRIVED = "arrived", "到店"
        CANCELLED = "cancelled", "取消"
        NOT_COME = "not_come", "未到店"

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="events", db_index=False)
    n = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    what = models.CharField(max_length=10, choices=What.choices)
    starts_at = models.DateTimeField(help_text="the time agreed from here on")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    text = models.CharField(max_length=200, blank=True, default="")
    key = models.CharField(max_length=64, unique=True, null=True, help_text="idempotency key of a booking's making")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["booking", "n"], name="booking_event_in_order"),
            models.CheckConstraint(
                condition=~Q(what__in=["moved", "cancelled", "not_come"]) | ~Q(text=""),
                name="booking_event_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.booking_id}.{self.n} {self.what}"


class MonthReport(models.Model):
    """The register of a month as it was sent (A30.1). Final: the database refuses changes; later ones have a higher n.

    `lines` keeps the ids and states it was made of, no names.
    """

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    month = models.DateField(help_text="its first day")
    n = models.PositiveSmallIntegerField()
    by = models.CharField(max_length=64)
    at = models.DateTimeField()
    lines = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "month", "n"], name="booking_report_in_order"),
            models.CheckConstraint(condition=Q(month__day=1), name="booking_report_of_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.month:%Y-%m}.{self.n}"
