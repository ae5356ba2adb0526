"""Counterfeit notes confiscated at a counter, each with its numbered receipt (A20.2i). Append-only."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tingtang.lobby.models.tickets import Ticket
from tingtang.organisation.models import Institution, Staff

DENOMINATIONS = (1, 5, 10, 20, 50, 100)


class ReceiptBook(models.Model):
    """The source of receipt numbers: the last one of an outlet and year. Taken in the transaction of the receipt, so
    that no number is left out."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["institution", "year"], name="receipt_book_once")]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.year}: {self.last}"


class CounterfeitReceipt(models.Model):
    """A confiscation (假币收缴凭证), or the counter-entry that takes one back. Two different people sign it."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    seq = models.PositiveIntegerField()
    on = models.DateField(help_text="the business date")
    at = models.DateTimeField()
    ticket = models.ForeignKey(Ticket, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    holder_name = models.CharField(max_length=60, help_text="as on the receipt")
    confiscated_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    checked_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    explained = models.BooleanField(help_text="the holder was told why, how to tell a note, and how to appeal")
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="reversed_by")
    reason = models.CharField(max_length=200, blank=True, default="", help_text="why the entry is taken back")

    class Meta:
        indexes = [models.Index(fields=["institution", "-on"], name="counterfeit_at")]
        constraints = [
            models.UniqueConstraint(fields=["institution", "year", "seq"], name="receipt_number_once"),
            models.CheckConstraint(condition=Q(seq__gte=1), name="receipt_from_one"),
            models.CheckConstraint(condition=~Q(confiscated_by=F("checked_by")), name="counterfeit_by_two_people"),
            models.CheckConstraint(condition=Q(explained=True), name="counterfeit_is_explained"),
            models.CheckConstraint(condition=~Q(holder_name=""), name="counterfeit_names_the_holder"),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, reason="") | (Q(reverses__isnull=False) & ~Q(reason="")),
                name="counter_entry_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """As printed: O1-2026-0007."""
        return f"{self.institution_id}-{self.year}-{self.seq:04d}"


class CounterfeitNote(models.Model):
    """One note of a receipt; of a counter-entry `sign` is -1, so that totals are sums."""

    receipt = models.ForeignKey(CounterfeitReceipt, on_delete=models.PROTECT, related_name="notes", db_index=False)
    line = models.PositiveSmallIntegerField()
    sign = models.SmallIntegerField(default=1)
    denomination = models.PositiveSmallIntegerField(help_text="CNY")
    serial = models.CharField(max_length=16, help_text="capital letters and digits as printed")
    edition = models.CharField(max_length=20, blank=True, default="", help_text="series, such as 2015")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["receipt", "line"], name="counterfeit_line_once"),
            models.UniqueConstraint(
                fields=["receipt", "denomination", "serial"], name="counterfeit_note_once_a_receipt"
            ),
            models.CheckConstraint(condition=Q(denomination__in=DENOMINATIONS), name="counterfeit_denomination"),
            models.CheckConstraint(condition=~Q(serial=""), name="counterfeit_has_serial"),
            models.CheckConstraint(condition=Q(sign__in=[-1, 1]), name="counterfeit_sign"),
        ]

    def __str__(self) -> str:
        return f"{self.receipt_id} {self.denomination}"
