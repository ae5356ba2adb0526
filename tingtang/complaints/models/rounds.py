"""The rounds of a case (A34.4): who examines, the opinion letter, its delivery and the quiet days after it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tingtang.complaints.models.cases import Attachment, Complaint
from tingtang.organisation.models import Staff


class Round(models.Model):
    """One examination with its opinion letter (处理意见书). The letter is final once issued, the delivery once proven.

    Parts of the letter: findings, what is offered or why nothing is, and how the customer may go further.
    """

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="rounds", db_index=False)
    n = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()
    renewed = models.CharField(max_length=1000, blank=True, default="", help_text="what still dissatisfies")
    findings = models.CharField(max_length=4000, blank=True, default="")
    offer = models.CharField(max_length=2000, blank=True, default="")
    refusal = models.CharField(max_length=2000, blank=True, default="", help_text="why nothing is offered")
    further = models.CharField(max_length=1000, blank=True, default="")
    issued_at = models.DateTimeField(null=True)
    issued_by = models.CharField(max_length=64, blank=True, default="")
    delivered_at = models.DateTimeField(null=True)
    delivered_by = models.CharField(max_length=12, blank=True, default="", help_text="how: hand, post, mail")
    proof = models.OneToOneField(Attachment, null=True, on_delete=models.PROTECT, related_name="+")
    quiet_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["complaint", "n"], name="round_in_order"),
            models.CheckConstraint(condition=Q(n=1) | (Q(n__gt=1) & ~Q(renewed="")), name="round_renewed_says_why"),
            models.CheckConstraint(
                condition=Q(issued_at__isnull=True)
                | (~Q(findings="") & ~Q(further="") & (~Q(offer="") | ~Q(refusal="")) & ~Q(issued_by="")),
                name="letter_goes_out_whole",
            ),
            models.CheckConstraint(
                condition=Q(delivered_at__isnull=True, proof__isnull=True, quiet_until__isnull=True, delivered_by="")
                | (
                    Q(delivered_at__isnull=False, proof__isnull=False, quiet_until__isnull=False)
                    & Q(delivered_by__in=["hand", "post", "mail"])
                ),
                name="letter_delivered_with_proof",
            ),
            models.CheckConstraint(
                condition=Q(delivered_at__isnull=True)
                | Q(issued_at__isnull=False, delivered_at__gte=F("issued_at"), quiet_until__gt=F("delivered_at")),
                name="letter_delivered_after_issue",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id}.{self.n}"


class Handling(models.Model):
    """Who examines a round. Nobody twice on one case, and nobody whom it is about: the database refuses (guards.py)."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="handlings", db_index=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="handlings")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=64)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["complaint", "staff"], name="handler_never_again"),
            models.UniqueConstraint(
                fields=["complaint"], condition=Q(ended_at__isnull=True), name="handler_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.staff_id}"
