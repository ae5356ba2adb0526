"""Counters and their append-only log."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tingtang.lobby.states import CounterState
from tingtang.organisation.models import Institution, Staff, Zone

STAFFED = Q(staff__isnull=False)
SUSPENDED = Q(state="suspended")


class Counter(models.Model):
    """A counter of an outlet: what it can do, whom it serves, who stands there and whether it is open (A8-A10)."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="counters")
    label = models.CharField(max_length=8, help_text="as shown and spoken: 1, V1")
    zone = models.ForeignKey(Zone, null=True, blank=True, on_delete=models.SET_NULL, related_name="counters")
    skills = models.JSONField(default=list, blank=True, help_text="groups of business; empty: all")
    serves_classes = models.JSONField(default=list, blank=True, help_text="classes of service; empty: all")
    state = models.CharField(max_length=10, choices=CounterState.choices, default=CounterState.CLOSED)
    staff = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    reason = models.CharField(max_length=120, blank=True, default="", help_text="why suspended: the screen shows it")
    n = models.PositiveIntegerField(default=0, help_text="the last step")
    last_rule = models.CharField(max_length=10, blank=True, default="", help_text="of its last call: see calling.py")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "label"], name="counter_label_once"),
            models.UniqueConstraint(fields=["staff"], condition=STAFFED, name="one_counter_a_person"),
            models.CheckConstraint(condition=Q(state__in=CounterState.values), name="counter_state_known"),
            models.CheckConstraint(
                condition=Q(state="closed", staff__isnull=True) | (~Q(state="closed") & STAFFED),
                name="counter_closed_or_staffed",
            ),
            models.CheckConstraint(
                condition=(SUSPENDED & ~Q(reason="")) | (~SUSPENDED & Q(reason="")), name="counter_suspended_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.label}"


class CounterStep(models.Model):
    """What became of a counter when, append-only: open and suspended time are derived from it."""

    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, related_name="steps", db_index=False)
    n = models.PositiveIntegerField()
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=CounterState.choices)
    by = models.CharField(max_length=64)
    staff = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["counter", "n"], name="counter_step_once"),
            models.CheckConstraint(condition=Q(state__in=CounterState.values), name="counter_step_state_known"),
            models.CheckConstraint(
                condition=(SUSPENDED & ~Q(reason="")) | (~SUSPENDED & Q(reason="")),
                name="counter_step_suspended_says_why",
            ),
        ]
        indexes = [models.Index(fields=["counter", "at"], name="counter_steps_of_day")]

    def __str__(self) -> str:
        return f"{self.counter_id} #{self.n} {self.state}"
