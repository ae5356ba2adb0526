"""What was typed and is not kept yet: drafts, files to be read in; and requests that take effect once."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Draft(models.Model):
    """What a person typed into a form and has not sent yet. On the server, never in a browser that others share."""

    person = models.CharField(max_length=64)
    form = models.CharField(max_length=80, help_text="which form of which subject, such as information:C1:email")
    values = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "form"], name="draft_once_a_form")]
        indexes = [models.Index(fields=["at"], name="draft_at")]

    def __str__(self) -> str:
        return f"{self.person} {self.form}"


class ImportBatch(models.Model):
    """A file as it was read: looked at by whoever sent it, then taken in or dropped; its rows go."""

    class Kind(models.TextChoices):
        """What stands in it: information on customers, or prospects."""

        INFORMATION = "information", "客户信息"
        PROSPECTS = "prospects", "潜在客户"

    class State(models.TextChoices):
        """Read and shown, taken in, or dropped."""

        READ = "read", "待确认"
        TAKEN = "taken", "已导入"
        DROPPED = "dropped", "已放弃"

    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.INFORMATION)
    made_by = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    file_name = models.CharField(max_length=120)
    source = models.CharField(max_length=12)
    state = models.CharField(max_length=8, choices=State.choices, default=State.READ)
    rows = models.JSONField(default=list, help_text="[{row, values, headings, problems, notes}]; empty once ended")
    good = models.PositiveIntegerField()
    bad = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="read", ended_at__isnull=True)
                | Q(state__in=["taken", "dropped"], ended_at__isnull=False, rows=[]),
                name="import_keeps_no_rows_once_ended",
            ),
            models.CheckConstraint(
                condition=Q(state="taken", taken__gt=0) | Q(state__in=["read", "dropped"], taken=0),
                name="import_taken_says_how_many",
            ),
            models.CheckConstraint(condition=Q(source__in=["stated", "documented"]), name="import_source_entered"),
            models.CheckConstraint(condition=Q(kind__in=["information", "prospects"]), name="import_kind_known"),
        ]
        indexes = [models.Index(fields=["made_by", "-id"], name="import_of_person")]

    def __str__(self) -> str:
        return f"{self.file_name} {self.state}"


class RequestKey(models.Model):
    """A request of the interface that took effect, under its caller's key: repeated, it gets the same answer."""

    actor = models.CharField(max_length=64)
    key = models.CharField(max_length=64)
    request_hash = models.CharField(max_length=64)
    answer = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="request_key_once")]
        indexes = [models.Index(fields=["at"], name="request_key_at")]

    def __str__(self) -> str:
        return f"{self.actor} {self.key}"
