"""How true, complete, accurate, current and confidential each file is, and the sums that pages read."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tingtang.customers.models.copies import Customer
from tingtang.organisation.models import Institution, Staff

PRINCIPLES = ("true", "complete", "accurate", "current", "confidential")


def _within(prefix: str) -> list[models.BaseConstraint]:
    return [
        models.CheckConstraint(condition=Q(**{f"{one}_good__lte": F(f"{one}_of")}), name=f"{prefix}_{one}")
        for one in PRINCIPLES
    ]


class QualityFigure(models.Model):
    """One file's five figures: of so many things that count (`_of`), so many are as they should be (`_good`).

    Derived by a job from the copies, the ledger and the trail (customers/quality.py); written where it differs.
    """

    customer = models.OneToOneField(Customer, primary_key=True, on_delete=models.CASCADE, related_name="quality")
    as_of = models.DateField()
    true_good = models.PositiveSmallIntegerField()
    true_of = models.PositiveSmallIntegerField()
    complete_good = models.PositiveSmallIntegerField()
    complete_of = models.PositiveSmallIntegerField()
    accurate_good = models.PositiveSmallIntegerField()
    accurate_of = models.PositiveSmallIntegerField()
    current_good = models.PositiveSmallIntegerField()
    current_of = models.PositiveSmallIntegerField()
    confidential_good = models.PositiveIntegerField()
    confidential_of = models.PositiveIntegerField()

    class Meta:
        constraints = _within("quality_figure")
        # the files behind a number, without looking at those that are as they should be
        indexes = [
            models.Index(
                fields=["customer"], name=f"quality_short_{one}", condition=Q(**{f"{one}_good__lt": F(f"{one}_of")})
            )
            for one in PRINCIPLES
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.as_of}"


class QualitySum(models.Model):
    """The figures of a manager's customers, or of those at home in an institution and below, in one month.

    The month's rows are written anew by each run, so a month keeps what its last run found.
    """

    month = models.DateField(help_text="its first day")
    staff = models.ForeignKey(Staff, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    institution = models.ForeignKey(Institution, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    as_of = models.DateField()
    customers = models.PositiveIntegerField()
    true_good = models.PositiveBigIntegerField()
    true_of = models.PositiveBigIntegerField()
    complete_good = models.PositiveBigIntegerField()
    complete_of = models.PositiveBigIntegerField()
    accurate_good = models.PositiveBigIntegerField()
    accurate_of = models.PositiveBigIntegerField()
    current_good = models.PositiveBigIntegerField()
    current_of = models.PositiveBigIntegerField()
    confidential_good = models.PositiveBigIntegerField()
    confidential_of = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            *_within("quality_sum"),
            models.CheckConstraint(
                condition=Q(staff__isnull=True, institution__isnull=False)
                | Q(staff__isnull=False, institution__isnull=True),
                name="quality_sum_of_one",
            ),
            models.UniqueConstraint(
                fields=["staff", "month"], condition=Q(staff__isnull=False), name="quality_sum_staff_month"
            ),
            models.UniqueConstraint(
                fields=["institution", "month"],
                condition=Q(institution__isnull=False),
                name="quality_sum_place_month",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id or self.institution_id} {self.month}"
