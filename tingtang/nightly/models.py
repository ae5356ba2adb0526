"""What the nights did: one row a business date."""

from __future__ import annotations

from django.db import models


class NightRun(models.Model):
    """The run of one business date; `state` moves started > computed > published."""

    on = models.DateField(primary_key=True)
    state = models.CharField(
        max_length=10, choices=[("started", "started"), ("computed", "computed"), ("published", "published")]
    )
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    manual_version = models.CharField(max_length=12)
    summary = models.JSONField(default=dict, help_text="what `tingtang nightly --json` prints")

    def __str__(self) -> str:
        return f"{self.on} {self.state}"


class QuarantinedRow(models.Model):
    """A row of the feed that could not be used, with its reason; never silently dropped."""

    on = models.DateField()
    table = models.CharField(max_length=20)
    key = models.CharField(max_length=120)
    reason = models.CharField(max_length=60)
    line = models.TextField(blank=True, default="", help_text="its place in the feed: row 12, or line 12 of a file")

    class Meta:
        indexes = [models.Index(fields=["on", "table", "reason"], name="quarantine_of_night")]

    def __str__(self) -> str:
        return f"{self.on} {self.table} {self.key}: {self.reason}"
