"""What follows from a result (A37.4c, A37.5c): reports on mending, awards, and who may have none in a year."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tingtang.inspections.models.inspecting import Inspection
from tingtang.organisation.models import Institution, Staff


class Rectification(models.Model):
    """The outlet's report on mending (A37.4c): what was done about everything that was found. Append-only."""

    inspection = models.OneToOneField(Inspection, on_delete=models.PROTECT, related_name="rectification")
    measures = models.CharField(max_length=1000)
    at = models.DateTimeField()
    by = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(measures=""), name="rectification_says_what_was_done")]

    def __str__(self) -> str:
        return f"#{self.inspection_id}"


class AwardKind(models.TextChoices):
    """The title that an excellent result gives, and any other award."""

    MODEL_OUTLET = "model_outlet", "文明优质服务示范网点"
    OTHER = "other", "评优评先"


class Award(models.Model):
    """An award of a year, to an outlet or to a person of it; it may be withdrawn, with the reason, and never removed.

    The database refuses one that stands in a year in which its outlet or person may have none.
    """

    kind = models.CharField(max_length=12, choices=AwardKind.choices)
    title = models.CharField(max_length=80)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    inspection = models.ForeignKey(Inspection, null=True, on_delete=models.PROTECT, related_name="awards")
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=64, blank=True, default="")
    reason = models.CharField(max_length=200, blank=True, default="", help_text="why it was withdrawn")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="award_has_a_title"),
            models.CheckConstraint(
                condition=Q(kind="model_outlet", inspection__isnull=False, person__isnull=True) | Q(kind="other"),
                name="award_model_outlet_names_its_inspection",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by="", reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by="") & ~Q(reason="")),
                name="award_withdrawn_with_its_reason",
            ),
            models.UniqueConstraint(
                fields=["institution", "year"],
                condition=Q(kind="model_outlet", withdrawn_at__isnull=True),
                name="award_model_outlet_once_a_year",
            ),
        ]
        indexes = [models.Index(fields=["institution", "year"], name="award_of_outlet")]

    def __str__(self) -> str:
        return f"{self.year} {self.title}"


class Bar(models.Model):
    """No awards in a year, for an outlet or a person, after a bad result (A37.5c). Append-only.

    `deadline`: by when everything is mended.
    """

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="bars")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    deadline = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inspection", "person"], name="bar_once_a_person"),
            models.UniqueConstraint(fields=["inspection"], condition=Q(person__isnull=True), name="bar_once_an_outlet"),
        ]
        indexes = [models.Index(fields=["institution", "year"], name="bar_of_outlet")]

    def __str__(self) -> str:
        return f"{self.year} {self.person_id or self.institution_id}"
