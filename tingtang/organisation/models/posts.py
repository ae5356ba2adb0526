"""Extra posts asked for by one person and decided by another."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tingtang.organisation.models.institutions import Institution
from tingtang.organisation.models.people import Staff
from tingtang.organisation.positions import PEOPLE_CHOICES


class PostRequest(models.Model):
    """Somebody is to hold a second position; granted by another than asked, and by nobody for themselves.

    Final once decided. What was granted is the ExtraPost of the same person, position and place.
    """

    class State(models.TextChoices):
        """Waiting, or how it was decided."""

        ASKED = "asked", "待批准"
        GRANTED = "granted", "已批准"
        REFUSED = "refused", "未批准"

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    position = models.CharField(max_length=32, choices=PEOPLE_CHOICES)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    from_on = models.DateField()
    to_on = models.DateField(null=True, help_text="last day; empty: until ended")
    reason = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=64)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=64, blank=True, default="")
    note = models.CharField(max_length=200, blank=True, default="", help_text="what the one who decided said")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason="") & ~Q(asked_by=""), name="post_request_says_why"),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")), name="post_request_dates_in_order"
            ),
            models.CheckConstraint(
                condition=Q(state="asked", decided_by="", decided_at__isnull=True)
                | (Q(state__in=["granted", "refused"], decided_at__isnull=False) & ~Q(decided_by="")),
                name="post_request_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=F("asked_by")) & ~Q(decided_by=F("staff")), name="post_request_two_people"
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(note=""), name="post_request_refused_says_why"),
            models.UniqueConstraint(
                fields=["staff", "position", "institution"], condition=Q(state="asked"), name="post_request_waits_once"
            ),
        ]
        indexes = [models.Index(fields=["institution", "-asked_at"], name="post_request_at")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.staff_id} {self.position} {self.institution_id} {self.state}"
