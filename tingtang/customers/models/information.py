"""What the product itself keeps of customers: the ledger of information, and corrections proposed to the core bank."""

from __future__ import annotations

from django.db import models

from tingtang.customers.models.copies import Customer


class Source(models.TextChoices):
    """Where a piece of information comes from. Only the first two can be entered; the others are read as they are."""

    STATED = "stated", "客户陈述"
    DOCUMENTED = "documented", "证件或资料核实"
    CORE_BANK = "core_bank", "核心系统"
    DERIVED = "derived", "由证件号码推算"


class InformationEntry(models.Model):
    """One line of the ledger of information (A31.1): a value said or shown, or confirmed, by whom and when.

    The latest line of a field counts. Of a field of the core bank it confirms the value that the copy had then: when
    the copy has another one, nobody has confirmed that. Append-only.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+", db_index=False)
    field = models.CharField(max_length=32, help_text="name in customers/fields.py")
    value = models.CharField(max_length=200, blank=True, default="", help_text="empty: taken back")
    source = models.CharField(max_length=12, choices=Source.choices)
    by = models.CharField(max_length=64)
    at = models.DateTimeField()
    confirmed_until = models.DateField(null=True, help_text="last day it counts as current; null: no limit")

    class Meta:
        verbose_name_plural = "information entries"
        constraints = [
            models.CheckConstraint(condition=models.Q(source__in=["stated", "documented"]), name="information_entered"),
            models.CheckConstraint(condition=~models.Q(by=""), name="information_by_someone"),
        ]
        indexes = [models.Index(fields=["customer", "field", "-id"], name="information_latest")]

    def __str__(self) -> str:
        return f"{self.customer_id}/{self.field}"


class Correction(models.Model):
    """A correction proposed for a field that only the core bank may change; decided once, by another person."""

    class State(models.TextChoices):
        """Waiting, or answered for good."""

        PENDING = "pending", "待处理"
        ACCEPTED = "accepted", "已采纳"
        REFUSED = "refused", "未采纳"

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+", db_index=False)
    field = models.CharField(max_length=32)
    value = models.CharField(max_length=200)
    source = models.CharField(max_length=12, choices=Source.choices)
    reason = models.CharField(max_length=400, help_text="what shows that the core bank is wrong")
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    proposed_by = models.CharField(max_length=64)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=64, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=400, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "field"], condition=models.Q(state="pending"), name="correction_one_pending"
            ),
            models.CheckConstraint(
                condition=models.Q(source__in=["stated", "documented"]), name="correction_source_entered"
            ),
            models.CheckConstraint(
                condition=~models.Q(value="") & ~models.Q(reason=""), name="correction_says_what_and_why"
            ),
            models.CheckConstraint(
                condition=models.Q(state="pending", decided_by="", decided_at__isnull=True)
                | (
                    models.Q(state__in=["accepted", "refused"])
                    & ~models.Q(decided_by="")
                    & models.Q(decided_at__isnull=False)
                ),
                name="correction_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=~models.Q(decided_by=models.F("proposed_by")), name="correction_decided_by_another"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="refused") | ~models.Q(answer=""), name="correction_refused_with_reason"
            ),
        ]
        indexes = [models.Index(fields=["customer", "-id"], name="correction_of_customer")]

    def __str__(self) -> str:
        return f"{self.customer_id}/{self.field} {self.state}"
