"""Handing a portfolio over: from whom, to whom, which customers, signed by both, in force from a day.

The core bank's feed stays the master of who manages whom. Between the day a handover comes into force and the night in
which the feed says the same, the product's own line stands (docs/adr/0046).
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tingtang.customers.models import Customer
from tingtang.organisation.models import Institution, Staff


class Reason(models.TextChoices):
    """Why a portfolio changes hands. A short leave needs none: its deputy stands in."""

    LEAVE = "leave", "长期休假"
    TRANSFER = "transfer", "岗位调动"
    RESIGNATION = "resignation", "离职"
    BALANCE = "balance", "客户调整"


class State(models.TextChoices):
    """Proposed until both have signed, signed until its day, then in force; or ended before."""

    PROPOSED = "proposed", "待签署"
    SIGNED = "signed", "已签署"
    IN_FORCE = "in_force", "已生效"
    ENDED = "ended", "已撤回"


OPEN = (State.PROPOSED, State.SIGNED)


class Handover(models.Model):
    """One handover, from one person to another. Final once it is in force or ended."""

    giver = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    taker = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="+", help_text="the giver's when it was proposed"
    )
    reason = models.CharField(max_length=12, choices=Reason.choices)
    note = models.CharField(max_length=400)
    from_on = models.DateField(help_text="first day on which the taker is accountable")
    state = models.CharField(max_length=8, choices=State.choices, default=State.PROPOSED)
    proposed_by = models.CharField(max_length=32)
    proposed_at = models.DateTimeField()
    giver_signed_by = models.CharField(max_length=32, blank=True, default="", help_text="the giver, or a head for them")
    giver_signed_at = models.DateTimeField(null=True)
    taker_signed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True, help_text="when it came into force, or ended before")
    closed_by = models.CharField(max_length=32, blank=True, default="")
    answer = models.CharField(max_length=400, blank=True, default="", help_text="why it ended before its day")
    moved = models.JSONField(default=dict, help_text="what came along: {customers, duties, bookings, left}")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(giver=F("taker")), name="handover_to_another"),
            models.CheckConstraint(condition=~Q(note=""), name="handover_says_what"),
            models.CheckConstraint(
                condition=Q(giver_signed_by="", giver_signed_at=None)
                | (~Q(giver_signed_by="") & Q(giver_signed_at__isnull=False)),
                name="handover_giver_signed_whole",
            ),
            models.CheckConstraint(condition=~Q(giver_signed_by=F("taker")), name="handover_signed_by_two"),
            models.CheckConstraint(
                condition=~Q(state__in=["signed", "in_force"])
                | Q(giver_signed_at__isnull=False, taker_signed_at__isnull=False),
                name="handover_signed_by_both",
            ),
            models.CheckConstraint(
                condition=(Q(state__in=OPEN) & Q(closed_at=None)) | (~Q(state__in=OPEN) & Q(closed_at__isnull=False)),
                name="handover_closed_iff_not_open",
            ),
            models.CheckConstraint(condition=~Q(state="ended") | ~Q(answer=""), name="handover_ended_with_a_reason"),
        ]
        indexes = [
            models.Index(fields=["giver", "-id"], name="handover_of_giver"),
            models.Index(fields=["taker", "-id"], name="handover_of_taker"),
            models.Index(fields=["from_on"], condition=Q(state="signed"), name="handover_due"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.giver_id} > {self.taker_id} {self.state}"


class HandoverLine(models.Model):
    """One customer of a handover. Of one customer at most one line waits, and at most one stands against the feed."""

    class State(models.TextChoices):
        """Where it is: waiting for its day; in force and not yet in the feed; done; or of no effect."""

        WAITING = "waiting", "待生效"
        STANDING = "standing", "已生效，核心系统待更新"
        AGREED = "agreed", "核心系统已一致"
        OVERRULED = "overruled", "核心系统另有指定"
        SUCCEEDED = "succeeded", "已再次移交"
        DROPPED = "dropped", "未移交"

    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="lines", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    feed_manager_id = models.CharField(
        max_length=32, blank=True, default="", help_text="whom the core bank named when it came into force"
    )
    settled_on = models.DateField(null=True, help_text="business date of the night in which the feed spoke")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["handover", "customer"], name="handover_line_once"),
            models.UniqueConstraint(fields=["customer"], condition=Q(state="waiting"), name="handover_line_one_waits"),
            models.UniqueConstraint(
                fields=["customer"], condition=Q(state="standing"), name="handover_line_one_stands"
            ),
            models.CheckConstraint(
                condition=~Q(state="standing") | ~Q(feed_manager_id=""), name="handover_line_against_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.handover_id}/{self.customer_id} {self.state}"
