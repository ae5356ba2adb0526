"""What was counted of the rating panels, day by day, and what an outlet made of a month below the share (A39.5)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tingtang.lobby.models import Counter
from tingtang.organisation.models import Institution


class DayCount(models.Model):
    """Served visits of a business date at a counter by one person: how many were asked, rated, how.

    Derived: the night counts a day again as often as it likes and gets the same. `staff_id` is text: a person of the
    past. The last revision of each rating counts. `fast` and `burst` are among the rated and stay among them.
    """

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    on = models.DateField()
    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, related_name="+", db_index=False)
    staff_id = models.CharField(max_length=32, blank=True, default="")
    served = models.PositiveIntegerField()
    asked = models.PositiveIntegerField()
    rated = models.PositiveIntegerField()
    satisfied = models.PositiveIntegerField(help_text="the top two of five")
    fast = models.PositiveIntegerField(help_text="sooner after the question than rating.fast_seconds")
    burst = models.PositiveIntegerField(help_text="in a burst: rating.burst_count within rating.burst_seconds")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "on", "counter", "staff_id"], name="day_counted_once"),
            models.CheckConstraint(
                condition=Q(satisfied__lte=F("rated"), rated__lte=F("asked"), asked__lte=F("served")),
                name="day_count_adds_up",
            ),
            models.CheckConstraint(condition=Q(fast__lte=F("rated"), burst__lte=F("rated")), name="day_count_oddities"),
        ]
        indexes = [models.Index(fields=["on", "institution"], name="day_count_by_day")]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.on} {self.satisfied}/{self.rated}"


class Analysis(models.Model):
    """Causes and measures of an outlet for a month below the share (A39.5). Append-only."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    month = models.DateField(help_text="its first day")
    causes = models.CharField(max_length=1000)
    measures = models.CharField(max_length=1000)
    at = models.DateTimeField()
    by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "month"], name="analysis_once_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="analysis_of_a_whole_month"),
            models.CheckConstraint(condition=~Q(causes="") & ~Q(measures=""), name="analysis_has_words"),
        ]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.month:%Y-%m}"
