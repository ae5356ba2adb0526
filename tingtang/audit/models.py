"""The append-only record of who did and who saw what."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """One thing that somebody did or saw. The database refuses to change or remove it (see migrations)."""

    class Nature(models.TextChoices):
        """Whether the entry records a write, a read of a confidential record, or the reveal of a masked field."""

        WRITE = "write"
        READ = "read"
        REVEAL = "reveal"
        SIGN_IN = "sign_in"

    at = models.DateTimeField()
    actor = models.CharField(max_length=64, help_text="staff id, or system:<name>")
    nature = models.CharField(max_length=8, choices=Nature.choices)
    action = models.CharField(max_length=64, help_text="room.verb, such as duty.excuse.ask")
    subject_kind = models.CharField(max_length=32)
    subject_id = models.CharField(max_length=64)
    institution_id = models.CharField(
        max_length=32, blank=True, default="", help_text="where it happened; text, as entries outlive rows"
    )
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "-at"], name="audit_subject"),
            models.Index(fields=["actor", "-at"], name="audit_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%F %T} {self.actor} {self.action} {self.subject_kind}:{self.subject_id}"
