"""Who inspects which outlet how often (A37, A37.1e): plans by dated choice, and what each period owes."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tingtang.inspections.models.inspecting import Carrier, Category, Inspection, Level
from tingtang.organisation.models import Institution, Staff


class Period(models.TextChoices):
    """The periods in which an outlet is inspected at least once; each is one of the calendar."""

    MONTH = "month", "每月"
    QUARTER = "quarter", "每季度"
    HALF = "half", "每半年"
    YEAR = "year", "每年"


class Plan(models.Model):
    """From a day on, an institution inspects each outlet below it once in every such period. Append-only.

    Province and branch may choose a shorter period than the half-year of the manual, never a longer one.
    """

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    level = models.CharField(max_length=8, choices=Level.choices)
    period = models.CharField(max_length=8, choices=Period.choices)
    from_on = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "level", "from_on"], name="plan_once_a_day"),
            models.CheckConstraint(condition=Q(period__in=Period.values), name="plan_period_known"),
            models.CheckConstraint(
                condition=Q(level="managing") | (Q(level__in=["province", "branch"]) & ~Q(period="year")),
                name="plan_is_no_looser_than_the_manual",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.level} {self.period} {self.from_on}"


class Planned(models.Model):
    """An inspection that is owed: of an outlet, by a level, within a period; who and when, once that is set.

    `owner` is the institution whose plan it is. `inspection` is the one that was carried out for it.
    """

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    owner = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    level = models.CharField(max_length=8, choices=Level.choices)
    first = models.DateField()
    last = models.DateField()
    day = models.DateField(null=True)
    inspector = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    category = models.CharField(max_length=8, choices=Category.choices, default=Category.ROUTINE)
    carrier = models.CharField(max_length=12, choices=Carrier.choices, default=Carrier.SUPERIOR)
    covert = models.BooleanField(default=False)
    on_site = models.BooleanField(default=True)
    inspection = models.OneToOneField(Inspection, null=True, on_delete=models.PROTECT, related_name="planned")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "level", "first"], name="planned_once_a_period"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="planned_period_runs_forward"),
            models.CheckConstraint(
                condition=Q(day__isnull=True) | Q(day__gte=F("first"), day__lte=F("last")),
                name="planned_day_lies_in_its_period",
            ),
            models.CheckConstraint(
                condition=Q(
                    level__in=["province", "branch", "managing"],
                    category__in=Category.values,
                    carrier__in=Carrier.values,
                ),
                name="planned_kinds_known",
            ),
            models.CheckConstraint(
                condition=Q(day__isnull=True, inspector__isnull=True) | Q(day__isnull=False, inspector__isnull=False),
                name="planned_day_and_inspector_together",
            ),
        ]
        indexes = [models.Index(fields=["owner", "-first", "id"], name="planned_of_owner")]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.level} {self.first}"
