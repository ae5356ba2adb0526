"""Targets of a day (当日目标) as dated values, and the signed sales report (开放式柜员销售活动KPI报表)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tingtang.organisation.models import Institution, Staff
from tingtang.organisation.positions import PEOPLE_CHOICES


class Measure(models.TextChoices):
    """What a target counts, in the order of the report."""

    KEY_CUSTOMERS = "key_customers", "重点客户维护"
    ORDINARY_CUSTOMERS = "ordinary_customers", "一般客户维护"
    SALES = "sales", "产品销售"
    CROSS_SALES = "cross_sales", "交叉销售"
    REFERRALS = "referrals", "转介"


class DayTarget(models.Model):
    """How many a day, from a day on, for everybody in a position at an institution or for one person. Append-only:
    another target is another row, and the latest one in force counts."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    position = models.CharField(max_length=32, choices=PEOPLE_CHOICES, blank=True, default="")
    staff = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    measure = models.CharField(max_length=20, choices=Measure.choices)
    number = models.PositiveSmallIntegerField()
    from_on = models.DateField()
    set_by = models.CharField(max_length=32)
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(position="", staff__isnull=False) | (~Q(position="") & Q(staff__isnull=True)),
                name="day_target_of_a_position_or_a_person",
            ),
            models.CheckConstraint(condition=Q(measure__in=Measure.values), name="day_target_measure_known"),
        ]
        indexes = [
            models.Index(fields=["institution", "position", "measure", "-from_on"], name="day_target_of_position"),
            models.Index(fields=["staff", "measure", "-from_on"], name="day_target_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id or self.position} {self.measure} {self.number}"


class ActivityReport(models.Model):
    """A person's sales report of a period, as it was signed. It cannot change; a period is signed once."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    first = models.DateField()
    last = models.DateField()
    lines = models.JSONField(help_text="[{on, actual: {measure: n}, target: {measure: n}}], as drafted that moment")
    note = models.CharField(max_length=400, blank=True, default="")
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff", "first", "last"], name="activity_report_signed_once"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="activity_report_period_in_order"),
        ]
        indexes = [models.Index(fields=["institution", "-first"], name="activity_report_at")]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.first}..{self.last}"
