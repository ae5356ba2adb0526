"""Values that an institution tightened for itself and everything below it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tingtang.organisation.models import Institution


class State(models.TextChoices):
    """A proposal waits; its decision is final (the database refuses to change a decided row)."""

    PROPOSED = "proposed", "待批准"
    APPROVED = "approved", "已批准"
    REJECTED = "rejected", "已驳回"


class InstitutionValue(models.Model):
    """One value, proposed by one person and decided by another, in force from a day on (A1)."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=80, help_text="key of the manual")
    value = models.CharField(max_length=200, help_text="as text, read in the unit of its key")
    from_on = models.DateField(help_text="first day in force")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    reason = models.CharField(max_length=400, help_text="why the institution asks more of itself")
    proposed_by = models.CharField(max_length=64, help_text="staff id")
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=64, blank=True, default="", help_text="staff id")
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=400, blank=True, default="", help_text="what the one who decided said")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(decided_by=F("proposed_by")), name="manual_value_two_people"),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_by="", decided_at__isnull=True)
                | (Q(state__in=["approved", "rejected"], decided_at__isnull=False) & ~Q(decided_by="")),
                name="manual_value_decided_iff_final",
            ),
            models.CheckConstraint(condition=~Q(proposed_by="") & ~Q(value=""), name="manual_value_is_filled"),
            models.UniqueConstraint(
                fields=["institution", "key", "from_on"],
                condition=~Q(state="rejected"),
                name="manual_value_once_per_day",
            ),
        ]
        indexes = [models.Index(fields=["key", "from_on"], condition=Q(state="approved"), name="manual_value_in_force")]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.key} = {self.value} from {self.from_on} ({self.state})"
