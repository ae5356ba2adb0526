"""What was made ready for a customer before the call (A19.2a): papers, forms and checks, each with who saw it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tingtang.lobby.models.tickets import Ticket

KINDS = ("paper", "form", "check")


class Preparation(models.Model):
    """One tick on the pre-processing card. `item` is the manual's own Chinese text: it has no other name."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="prepared", db_index=False)
    kind = models.CharField(max_length=5, choices=[("paper", "资料"), ("form", "单据"), ("check", "核对")])
    item = models.CharField(max_length=60)
    by = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "kind", "item"], name="prepared_once"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="prepared_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.kind}: {self.item}"
