"""Files that may be of one customer, and the reviewed link between two that are; the copies stay as they are."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least

from tingtang.customers.models.copies import Customer

GRADES = [("exact", "证件相同"), ("likely", "可能相同")]


class Pair(models.Model):
    """Two files that look like one customer, as the last search found them; put aside by whoever knows better."""

    first = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+", db_index=False)
    second = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    grade = models.CharField(max_length=8, choices=GRADES)
    signs = models.CharField(max_length=80, help_text="what is alike: identity,phone,name,... joined by commas")
    found_on = models.DateField()
    aside_by = models.CharField(max_length=64, blank=True, default="")
    aside_at = models.DateTimeField(null=True)
    aside_why = models.CharField(max_length=400, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(first=F("second")), name="pair_of_two"),
            models.CheckConstraint(condition=~Q(signs=""), name="pair_says_what_is_alike"),
            # whichever stands first
            models.UniqueConstraint(Least("first", "second"), Greatest("first", "second"), name="pair_once"),
            models.CheckConstraint(
                condition=Q(aside_by="", aside_at__isnull=True, aside_why="")
                | (~Q(aside_by="") & Q(aside_at__isnull=False) & ~Q(aside_why="")),
                name="pair_aside_by_someone_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["first"], name="pair_of_first")]

    def __str__(self) -> str:
        return f"{self.first_id}={self.second_id}"


class Merge(models.Model):
    """A link that says: `duplicate` is the file of the customer of `kept`. Proposed by one, decided by another.

    Nothing moves, so undoing it gives back exactly what was. A file is linked to one other at most, and the kept one is
    no duplicate itself (a trigger holds it: no chains).
    """

    class State(models.TextChoices):
        """Waiting, in force, refused, or taken back."""

        PENDING = "pending", "待处理"
        LINKED = "linked", "已合并"
        REFUSED = "refused", "未采纳"
        UNDONE = "undone", "已撤销"

    duplicate = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+", db_index=False)
    kept = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    signs = models.CharField(max_length=80, blank=True, default="", help_text="what was alike when it was proposed")
    reason = models.CharField(max_length=400)
    proposed_by = models.CharField(max_length=64)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=64, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=400, blank=True, default="")
    undone_by = models.CharField(max_length=64, blank=True, default="")
    undone_why = models.CharField(max_length=400, blank=True, default="")
    ended_at = models.DateTimeField(null=True, help_text="refused or undone: final from here on")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(duplicate=F("kept")), name="merge_of_two"),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(proposed_by=""), name="merge_says_why"),
            models.UniqueConstraint(
                fields=["duplicate"], condition=Q(state__in=["pending", "linked"]), name="merge_once_a_file"
            ),
            models.CheckConstraint(
                condition=Q(state="pending", decided_by="", decided_at__isnull=True)
                | (~Q(state="pending") & ~Q(decided_by="") & Q(decided_at__isnull=False)),
                name="merge_decided_by_someone",
            ),
            models.CheckConstraint(condition=~Q(decided_by=F("proposed_by")), name="merge_decided_by_another"),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(answer=""), name="merge_refused_with_reason"),
            models.CheckConstraint(
                condition=(Q(state="undone") & ~Q(undone_by="") & ~Q(undone_why=""))
                | (~Q(state="undone") & Q(undone_by="", undone_why="")),
                name="merge_undone_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "linked"], ended_at__isnull=True)
                | Q(state__in=["refused", "undone"], ended_at__isnull=False),
                name="merge_ended_when_final",
            ),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="merge_by_state")]

    def __str__(self) -> str:
        return f"{self.duplicate_id}>{self.kept_id} {self.state}"
