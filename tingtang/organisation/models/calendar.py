"""Years of the working calendar that were imported; those of the kept package are not in the database."""

from __future__ import annotations

from django.db import models


class CalendarYear(models.Model):
    """An imported notice: which days of a year (and of the December before) are off, which weekend days worked."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    imported_at = models.DateTimeField()
    imported_by = models.CharField(max_length=64)
    digest = models.CharField(max_length=16, help_text="of its days: tells whether a copy in memory is still right")
    source = models.CharField(max_length=200, help_text="where it came from, such as the file's name")

    def __str__(self) -> str:
        return str(self.year)


class CalendarDay(models.Model):
    """A day settled by a notice: off, or a make-up working day."""

    year = models.ForeignKey(CalendarYear, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()
    name = models.CharField(max_length=60, help_text="the festival it belongs to")
    is_off = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["year", "day"], name="calendar_day_once_a_notice")]

    def __str__(self) -> str:
        return f"{self.day} {self.name} {'off' if self.is_off else 'worked'}"
