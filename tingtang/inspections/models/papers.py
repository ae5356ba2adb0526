"""What an inspection carries with it: photos, and what a phone sent of it, once each."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from tingtang.inspections.models.inspecting import Finding, Inspection, Mending, SheetItem


class Photo(models.Model):
    """A photo of an item, of a finding or of its mending, kept once for each, with its hash. Append-only."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="photos", db_index=False)
    item = models.ForeignKey(SheetItem, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    finding = models.ForeignKey(Finding, null=True, on_delete=models.PROTECT, related_name="photos")
    mending = models.ForeignKey(Mending, null=True, on_delete=models.PROTECT, related_name="photos", db_index=False)
    media = models.CharField(max_length=20)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            # One file may show an item, a finding and its mending: it is kept once for each. NULLs are distinct in a
            # unique index of either database, so each is made a number that no row has.
            models.UniqueConstraint(
                "inspection",
                "sha256",
                *(Coalesce(name, 0) for name in ("item", "finding", "mending")),
                name="inspection_photo_kept_once",
            ),  # fmt: skip
            models.CheckConstraint(condition=Q(media__in=["image/jpeg", "image/png"]), name="inspection_photo_media"),
            models.CheckConstraint(condition=Q(size__gte=1), name="inspection_photo_not_empty"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="inspection_photo_has_its_hash"),
            models.CheckConstraint(
                condition=Q(mending__isnull=True) | Q(finding__isnull=False), name="inspection_photo_of_a_mending"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inspection_id} {self.sha256[:12]}"


class Sending(models.Model):
    """What a phone sent, by its key: sent again it is the same, and nothing is done twice. Append-only."""

    key = models.CharField(max_length=64, primary_key=True)
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="+")
    edition = models.PositiveIntegerField(help_text="of the inspection, after it")
    at = models.DateTimeField()
    by = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(key=""), name="sending_has_a_key")]

    def __str__(self) -> str:
        return self.key
