"""Customers' symposiums (客户座谈会, A39.5): who came, what was said, what is to be done."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tingtang.organisation.models import Institution, Staff


class Symposium(models.Model):
    """The record of one. `polled`: how many were asked how satisfied they are, `satisfied` the top two of five of
    them. Append-only."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    held_on = models.DateField()
    recorded_on = models.DateField(help_text="business date of at")
    topic = models.CharField(max_length=80)
    participants = models.PositiveIntegerField()
    polled = models.PositiveIntegerField(default=0)
    satisfied = models.PositiveIntegerField(default=0)
    said = models.CharField(max_length=4000)
    at = models.DateTimeField()
    by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(participants__gte=1, polled__lte=F("participants"), satisfied__lte=F("polled")),
                name="symposium_counts_add_up",
            ),
            models.CheckConstraint(condition=Q(held_on__lte=F("recorded_on")), name="symposium_was_held"),
            models.CheckConstraint(condition=~Q(topic="") & ~Q(said=""), name="symposium_has_words"),
        ]
        indexes = [models.Index(fields=["institution", "-held_on", "-id"], name="symposium_of_outlet")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.institution_id} {self.held_on}"


class SymposiumTask(models.Model):
    """What customers asked for and somebody does by a day: a duty. Final once it is done."""

    symposium = models.ForeignKey(Symposium, on_delete=models.PROTECT, related_name="tasks")
    text = models.CharField(max_length=300)
    owner = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=64, blank=True, default="")
    done_text = models.CharField(max_length=400, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="symposium_task_says_what"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by="", done_text="")
                | (Q(done_at__isnull=False) & ~Q(done_by="") & ~Q(done_text="")),
                name="symposium_task_done_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.text[:40]}"
