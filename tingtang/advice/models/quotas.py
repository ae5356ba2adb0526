"""Quota of limited products (A29.2): what each institution has left, every movement, what is asked of those above."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tingtang.advice.models.products import Product
from tingtang.organisation.models import Institution, Staff


class Quota(models.Model):
    """What an institution has left of a limited product (额度): the last line of its entries. Never below zero."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="quotas", db_index=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    free = models.DecimalField(max_digits=20, decimal_places=2, default=0)
    n = models.PositiveIntegerField(default=0, help_text="number of the last entry")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "institution"], name="quota_once_a_place"),
            models.CheckConstraint(condition=Q(free__gte=0), name="quota_never_below_zero"),
        ]
        indexes = [models.Index(fields=["institution", "product"], name="quota_of_place")]

    def __str__(self) -> str:
        return f"{self.product_id} {self.institution_id} {self.free}"


class RequestState(models.TextChoices):
    """Where a request for quota stands. All but open are final."""

    OPEN = "open", "待答复"
    GRANTED = "granted", "已调剂"
    REFUSED = "refused", "已回绝"
    WITHDRAWN = "withdrawn", "已撤回"


class QuotaRequest(models.Model):
    """A request for quota to the level above (额度申请), passed up from outlet to branch to province.

    One made for a customer from elsewhere (`away`) is never refused: it waits for quota, or is granted. `turn` counts
    the levels it was put to: its duties are of (request, turn).
    """

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+", db_index=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_of = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    turn = models.PositiveSmallIntegerField(default=1)
    amount = models.DecimalField(max_digits=20, decimal_places=2)
    reason = models.CharField(max_length=200)
    sale = models.ForeignKey("Sale", null=True, on_delete=models.PROTECT, related_name="quota_requests", db_index=False)
    away = models.BooleanField(default=False, help_text="for a customer from elsewhere")
    asked_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=RequestState.choices, default=RequestState.OPEN)
    answer = models.CharField(max_length=200, blank=True, default="")
    n = models.PositiveIntegerField(default=0, help_text="number of the last event")
    ended_at = models.DateTimeField(null=True)
    key = models.CharField(max_length=64, unique=True, null=True, help_text="idempotency key")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RequestState.values), name="quota_request_state_known"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="quota_request_of_an_amount"),
            models.CheckConstraint(condition=~Q(reason=""), name="quota_request_says_why"),
            models.CheckConstraint(condition=~Q(asked_of=F("institution")), name="quota_request_goes_up"),
            models.CheckConstraint(condition=Q(turn__gte=1), name="quota_request_turn_from_one"),
            models.CheckConstraint(
                condition=Q(away=False) | Q(sale__isnull=False), name="quota_request_away_is_of_a_sale"
            ),
            # A customer from elsewhere is never refused (A29.2).
            models.CheckConstraint(condition=~Q(state="refused", away=True), name="quota_request_away_never_refused"),
            models.CheckConstraint(
                condition=~Q(state__in=["refused", "withdrawn"]) | ~Q(answer=""), name="quota_request_ends_with_a_word"
            ),
            models.CheckConstraint(
                condition=Q(state="open", ended_at__isnull=True) | (~Q(state="open") & Q(ended_at__isnull=False)),
                name="quota_request_ended_iff_final",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("asked_at")), name="quota_request_ends_after"
            ),
            models.UniqueConstraint(
                fields=["sale"], condition=Q(state__in=["open", "granted"]), name="quota_request_one_a_sale"
            ),
        ]
        indexes = [
            models.Index(fields=["asked_of", "asked_at"], condition=Q(state="open"), name="quota_request_to_answer"),
            models.Index(fields=["institution", "-asked_at"], name="quota_request_of_place"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.state}"

    @property
    def subject_id(self) -> str:
        """How the ledger of duties names this turn of the request."""
        return f"{self.pk}.{self.turn}"


class QuotaEvent(models.Model):
    """What happened to a request, in order. Append-only."""

    class What(models.TextChoices):
        """The things that happen to a request."""

        ASKED = "asked", "申请"
        PASSED_UP = "passed_up", "上报"
        GRANTED = "granted", "调剂"
        REFUSED = "refused", "回绝"
        WITHDRAWN = "withdrawn", "撤回"

    request = models.ForeignKey(QuotaRequest, on_delete=models.PROTECT, related_name="events", db_index=False)
    n = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    what = models.CharField(max_length=10, choices=What.choices)
    asked_of = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    text = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "n"], name="quota_event_in_order"),
            models.CheckConstraint(
                condition=~Q(what__in=["asked", "passed_up", "refused", "withdrawn"]) | ~Q(text=""),
                name="quota_event_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.request_id}.{self.n} {self.what}"


class QuotaEntry(models.Model):
    """A movement of quota and what was left after it. Append-only: the ledger (额度台账)."""

    class What(models.TextChoices):
        """The movements; those that come in are above zero, those that go out below."""

        ISSUED = "issued", "核定"  # by head office, to the province; below zero when it is cut
        IN = "in", "调入"
        OUT = "out", "调出"
        USED = "used", "占用"
        RELEASED = "released", "释放"  # of a sale that was given up
        BACK = "back", "占用归还"  # used by a customer from elsewhere
        MADE_GOOD = "made_good", "归还下级"  # the other side of it, at the province

    quota = models.ForeignKey(Quota, on_delete=models.PROTECT, related_name="entries", db_index=False)
    n = models.PositiveIntegerField()
    what = models.CharField(max_length=10, choices=What.choices)
    amount = models.DecimalField(max_digits=20, decimal_places=2, help_text="above zero in, below zero out")
    free = models.DecimalField(max_digits=20, decimal_places=2, help_text="left after it")
    other = models.ForeignKey(
        Institution, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, help_text="the other side"
    )
    request = models.ForeignKey(QuotaRequest, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    use = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="after", db_index=False,
        help_text="which use is given back or released",
    )  # fmt: skip
    away = models.BooleanField(default=False, help_text="a use that the province gives back")
    by = models.CharField(max_length=64)
    at = models.DateTimeField()
    text = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["quota", "n"], name="quota_entry_in_order"),
            models.CheckConstraint(condition=Q(free__gte=0), name="quota_entry_never_below_zero"),
            models.CheckConstraint(
                condition=(Q(what="issued") & ~Q(amount=0))
                | Q(what__in=["in", "released", "back"], amount__gt=0)
                | Q(what__in=["out", "used", "made_good"], amount__lt=0),
                name="quota_entry_goes_its_way",
            ),
            models.CheckConstraint(
                condition=Q(what__in=["released", "back", "made_good"], use__isnull=False)
                | (~Q(what__in=["released", "back", "made_good"]) & Q(use__isnull=True)),
                name="quota_entry_names_its_use",
            ),
            models.CheckConstraint(
                condition=(Q(what__in=["in", "out", "back", "made_good"]) & Q(other__isnull=False))
                | (~Q(what__in=["in", "out", "back", "made_good"]) & Q(other__isnull=True)),
                name="quota_entry_names_the_other_side",
            ),
            models.CheckConstraint(condition=Q(away=False) | Q(what="used"), name="quota_entry_away_is_a_use"),
            models.UniqueConstraint(fields=["use", "what"], name="quota_given_back_once"),
        ]
        indexes = [
            models.Index(fields=["at"], condition=Q(what="used", away=True), name="quota_used_by_away"),
        ]

    def __str__(self) -> str:
        return f"{self.quota_id}.{self.n} {self.what} {self.amount}"
