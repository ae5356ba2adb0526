"""What all screens below an institution say: notices, and outages with their progress (A33.1)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tingtang.organisation.models import Institution


class Announcement(models.Model):
    """A notice (公告) on the screens of an institution and everything below it, for a time."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    zh = models.CharField(max_length=200)
    en = models.CharField(max_length=300)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, help_text="empty: until withdrawn")
    by = models.CharField(max_length=64)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["institution", "-from_at"], name="announcement_at")]
        constraints = [
            models.CheckConstraint(condition=~Q(zh="") & ~Q(en=""), name="announcement_in_both_languages"),
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gt=F("from_at")), name="announcement_dates_in_order"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by="")),
                name="announcement_withdrawn_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.zh[:20]}"


class Outage(models.Model):
    """A system that fails for an institution and everything below it, from when until when."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField()
    by = models.CharField(max_length=64)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["institution"], condition=Q(ended_at__isnull=True), name="outage_open")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by="") | (Q(ended_at__gte=F("began_at")) & ~Q(ended_by="")),
                name="outage_ended_by_someone",
            )
        ]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.began_at:%F %T}"


class OutageNote(models.Model):
    """What was told of an outage when: the first says what fails, the others how it goes on. Append-only."""

    outage = models.ForeignKey(Outage, on_delete=models.PROTECT, related_name="notes", db_index=False)
    n = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    zh = models.CharField(max_length=200)
    en = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["outage", "n"], name="outage_note_once"),
            models.CheckConstraint(condition=~Q(zh="") & ~Q(en=""), name="outage_note_in_both_languages"),
        ]

    def __str__(self) -> str:
        return f"{self.outage_id} #{self.n}"
