"""Tickets, their numbers and the append-only log of each visit."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tingtang.lobby.models.counters import Counter
from tingtang.lobby.states import AT_COUNTER, BOUND, OPEN, QUEUED, Need, Origin, ServiceClass, State
from tingtang.organisation.models import Institution, Staff


class Sequence(models.Model):
    """The source of numbers: the last one given at an outlet on a business date under a prefix."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    on = models.DateField()
    prefix = models.CharField(max_length=2)
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["institution", "on", "prefix"], name="sequence_once")]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.on} {self.prefix}{self.last}"


class Ticket(models.Model):
    """One visit. `state`, `since`, `n` and `counter` are those of its last step; all other times are in its steps."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    on = models.DateField(help_text="the business date")
    prefix = models.CharField(max_length=2)
    seq = models.PositiveIntegerField()
    key = models.CharField(max_length=32, help_text="unguessable: opens the public page of the ticket")
    service_class = models.CharField(max_length=10, choices=ServiceClass.choices)
    business = models.CharField(max_length=40, help_text="code of businesses.yaml")
    origin = models.CharField(max_length=8, choices=Origin.choices)
    taken_at = models.DateTimeField()
    clock_from = models.DateTimeField(help_text="the wait counts from here: the booked time, else taken_at")
    need = models.CharField(max_length=10, choices=Need.choices, blank=True, default="")
    need_reason = models.CharField(max_length=120, blank=True, default="")
    language = models.CharField(max_length=10, default="zh")
    assistance = models.JSONField(default=list, blank=True)
    customer_id = models.CharField(max_length=32, blank=True, default="", help_text="text: may be of another outlet")
    tier = models.CharField(max_length=20, blank=True, default="")
    recognised_by = models.CharField(max_length=8, blank=True, default="", choices=[("card", "卡"), ("facts", "信息")])
    home_institution_id = models.CharField(max_length=32, blank=True, default="")
    suggested_channel = models.CharField(max_length=20, blank=True, default="")
    suggestion = models.CharField(
        max_length=8, blank=True, default="", choices=[("accepted", "接受"), ("declined", "谢绝")]
    )
    ahead = models.PositiveIntegerField(help_text="people called before, as told at arrival")
    wait_low_minutes = models.PositiveIntegerField(null=True, blank=True, help_text="empty: no counter was open")
    wait_high_minutes = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=State.choices)
    n = models.PositiveIntegerField(help_text="the last step")
    since = models.DateTimeField(help_text="when the present state began")
    counter = models.ForeignKey(Counter, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    staff = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    bound_counter = models.ForeignKey(
        Counter, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, help_text="transferred there"
    )
    calls = models.PositiveSmallIntegerField(default=0, help_text="how often called since last queued")
    rating_asked_at = models.DateTimeField(null=True, help_text="when a panel put the question")
    ratings = models.PositiveSmallIntegerField(default=0, help_text="revisions of the rating")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "on", "prefix", "seq"], name="ticket_number_once"),
            # Not `unique=True`: on PostgreSQL Django would add a second index for LIKE, paid for at every call.
            models.UniqueConstraint(fields=["key"], name="ticket_key_once"),
            models.UniqueConstraint(fields=["counter"], condition=Q(state__in=AT_COUNTER), name="one_ticket_a_counter"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="ticket_state_known"),
            models.CheckConstraint(condition=Q(service_class__in=ServiceClass.values), name="ticket_class_known"),
            models.CheckConstraint(
                condition=~Q(state__in=BOUND) | Q(counter__isnull=False, staff__isnull=False),
                name="ticket_at_a_counter_has_it",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=QUEUED) | Q(counter__isnull=True, staff__isnull=True),
                name="ticket_in_line_has_no_counter",
            ),
            models.CheckConstraint(
                condition=Q(bound_counter__isnull=True) | Q(state=State.TRANSFERRED), name="only_transferred_is_bound"
            ),
            models.CheckConstraint(condition=Q(seq__gte=1, n__gte=1), name="ticket_counts_from_one"),
            models.CheckConstraint(
                condition=Q(wait_low_minutes__isnull=True, wait_high_minutes__isnull=True)
                | Q(
                    wait_low_minutes__isnull=False,
                    wait_high_minutes__isnull=False,
                    wait_high_minutes__gte=F("wait_low_minutes"),
                ),
                name="ticket_wait_is_a_range",
            ),
            models.CheckConstraint(
                condition=Q(need="", need_reason="") | (Q(need__in=Need.values) & ~Q(need_reason="")),
                name="ticket_need_has_its_reason",
            ),
            models.CheckConstraint(
                condition=Q(customer_id="", recognised_by="") | (~Q(customer_id="") & ~Q(recognised_by="")),
                name="ticket_customer_is_recognised",
            ),
            models.CheckConstraint(
                condition=Q(suggestion="") | ~Q(suggested_channel=""), name="ticket_answers_a_suggestion"
            ),
        ]
        indexes = [
            models.Index(fields=["institution", "on"], condition=Q(state__in=OPEN), name="ticket_open"),
            models.Index(fields=["on"], condition=~Q(customer_id=""), name="ticket_recognised"),
        ]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.on} {self.number}"

    @property
    def number(self) -> str:
        """As printed, shown and spoken."""
        return number(self.prefix, self.seq)


def number(prefix: str, seq: int) -> str:
    """A007, and beyond 999 as many digits as it takes."""
    return f"{prefix}{seq:03d}"


class Step(models.Model):
    """What became of a visit when, append-only. A period is [this step, the next): one is open, all times follow."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="steps", db_index=False)
    n = models.PositiveIntegerField()
    at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State.choices)
    counter = models.ForeignKey(Counter, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    by = models.CharField(max_length=64)
    detail = models.JSONField(default=dict, help_text="why called, reason, target of a transfer, second business")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "n"], name="step_once"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="step_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=BOUND) | Q(counter__isnull=False), name="step_at_a_counter_has_it"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} #{self.n} {self.state}"
