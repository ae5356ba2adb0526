"""What customers can bear, and what was advised to them: each recommendation with its check and its steps."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tingtang.advice.models.products import Product, RuleSet
from tingtang.advice.models.quotas import QuotaEntry
from tingtang.organisation.models import Institution, Staff


class Assessment(models.Model):
    """A customer's risk tolerance (风险承受能力评估), 1 to 5, with its last day. Append-only: the newest counts."""

    customer_id = models.CharField(max_length=32)
    level = models.PositiveSmallIntegerField()
    assessed_on = models.DateField()
    valid_until = models.DateField(help_text="the last day it counts")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    key = models.CharField(max_length=64, unique=True, null=True, help_text="idempotency key")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(customer_id=""), name="assessment_of_somebody"),
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="assessment_one_to_five"),
            models.CheckConstraint(condition=Q(valid_until__gte=F("assessed_on")), name="assessment_lasts"),
        ]
        indexes = [models.Index(fields=["customer_id", "-assessed_on", "-id"], name="assessment_of_customer")]

    def __str__(self) -> str:
        return f"{self.customer_id} C{self.level} {self.assessed_on}"


class Confirmation(models.Model):
    """个人理财产品客户投资意愿确认书, signed: the file itself with its hash. Append-only."""

    name = models.CharField(max_length=120, help_text="of the file")
    media = models.CharField(max_length=40)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    signed_on = models.DateField()
    by = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(size__gte=1), name="confirmation_not_empty"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="confirmation_has_its_hash"),
            models.CheckConstraint(
                condition=Q(media__in=["application/pdf", "image/jpeg", "image/png"]), name="confirmation_readable"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.sha256[:12]}"


class State(models.TextChoices):
    """Where a sale stands. All but open are final."""

    OPEN = "open", "办理中"
    CLOSED = "closed", "已成交"
    STOPPED = "stopped", "已拦截"
    GIVEN_UP = "given_up", "已放弃"


class Verdict(models.TextChoices):
    """What the check found (tingtang.advice.suitability)."""

    FITS = "fits", "匹配"
    ON_REQUEST = "on_request", "超出承受能力，须客户主动要求"
    STOPPED = "stopped", "不得办理"


class Sale(models.Model):
    """A recommendation (推荐) with its check as it was, and the sale it became. Final once it has ended."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer_id = models.CharField(max_length=32)
    home_institution_id = models.CharField(max_length=32, help_text="of the customer, that day")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    advised_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    advised_at = models.DateTimeField()
    advised_on = models.DateField(help_text="business date of advised_at")
    amount = models.DecimalField(max_digits=20, decimal_places=2)
    need = models.CharField(max_length=200, help_text="need first (A29.3)")
    # the check, as it was
    rating = models.PositiveSmallIntegerField(null=True)
    level = models.PositiveSmallIntegerField(null=True, help_text="empty: never assessed")
    assessed_on = models.DateField(null=True)
    valid_until = models.DateField(null=True, help_text="the last day that assessment counted")
    age = models.PositiveSmallIntegerField(null=True)
    rule_set = models.CharField(max_length=8, choices=RuleSet.choices)
    rule_version = models.CharField(max_length=40)
    rules = models.JSONField(default=dict, help_text="the values in force, by key")
    verdict = models.CharField(max_length=12, choices=Verdict.choices)
    reasons = models.JSONField(default=list)
    care_needed = models.BooleanField()
    home_first = models.BooleanField(help_text="a large sum away from home (A29.2)")
    # the steps
    disclosed_at = models.DateTimeField(null=True)
    asked_for = models.CharField(max_length=200, blank=True, default="", help_text="the customer's own words")
    asked_at = models.DateTimeField(null=True)
    confirmation = models.OneToOneField(Confirmation, null=True, on_delete=models.PROTECT, related_name="sale")
    cared_at = models.DateTimeField(null=True)
    care = models.CharField(max_length=200, blank=True, default="", help_text="what was done for an older customer")
    home_asked_at = models.DateTimeField(null=True)
    home_asked_of = models.ForeignKey(
        Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, help_text="who answers there"
    )
    home_said = models.CharField(max_length=200, blank=True, default="", help_text="who was asked, and the answer")
    quota_needed = models.BooleanField(default=False, help_text="sold out of a quota (A29.2)")
    quota_use = models.OneToOneField(QuotaEntry, null=True, on_delete=models.PROTECT, related_name="sale")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    n = models.PositiveIntegerField(default=0, help_text="number of the last event")
    ended_at = models.DateTimeField(null=True)
    key = models.CharField(max_length=64, unique=True, null=True, help_text="idempotency key")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="sale_state_known"),
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="sale_verdict_known"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="sale_of_an_amount"),
            models.CheckConstraint(condition=~Q(need="") & ~Q(customer_id=""), name="sale_begins_with_a_need"),
            models.CheckConstraint(condition=~Q(rule_version=""), name="sale_names_its_rules"),
            models.CheckConstraint(
                condition=(Q(rating__isnull=True) | Q(rating__range=(1, 5)))
                & (Q(level__isnull=True) | Q(level__range=(1, 5))),
                name="sale_levels_one_to_five",
            ),
            models.CheckConstraint(
                condition=Q(level__isnull=True, assessed_on__isnull=True)
                | Q(level__isnull=False, assessed_on__isnull=False),
                name="sale_level_has_its_date",
            ),
            # The verdict agrees with what was compared.
            models.CheckConstraint(
                condition=~Q(verdict="fits") | Q(rating__isnull=False, level__isnull=False, rating__lte=F("level")),
                name="sale_fits_within_tolerance",
            ),
            models.CheckConstraint(
                condition=~Q(verdict="on_request")
                | Q(rating__isnull=False, level__isnull=False, rating__gt=F("level")),
                name="sale_on_request_is_above",
            ),
            # Expired is not assessed: nothing goes on without an assessment that counts that day.
            models.CheckConstraint(
                condition=Q(verdict="stopped") | Q(valid_until__isnull=False, valid_until__gte=F("advised_on")),
                name="sale_on_a_valid_assessment",
            ),
            # A stop is hard: stopped and nothing else, from the first moment on.
            models.CheckConstraint(
                condition=Q(verdict="stopped", state="stopped") | (~Q(verdict="stopped") & ~Q(state="stopped")),
                name="sale_stop_is_hard",
            ),
            models.CheckConstraint(
                condition=Q(state="open", ended_at__isnull=True) | (~Q(state="open") & Q(ended_at__isnull=False)),
                name="sale_ended_iff_final",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("advised_at")), name="sale_ends_after_it_began"
            ),
            # Nothing closes before its steps.
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(disclosed_at__isnull=False, disclosed_at__lte=F("ended_at")),
                name="sale_closes_after_disclosure",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed", verdict="on_request")
                | (Q(asked_at__isnull=False, confirmation__isnull=False) & ~Q(asked_for="")),
                name="sale_above_only_asked_and_signed",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed", care_needed=True) | Q(cared_at__isnull=False), name="sale_closes_with_care"
            ),
            models.CheckConstraint(
                condition=~Q(state="closed", home_first=True) | Q(home_asked_at__isnull=False),
                name="sale_home_asked_first",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed", quota_needed=True) | Q(quota_use__isnull=False),
                name="sale_closes_within_quota",
            ),
            models.CheckConstraint(
                condition=Q(quota_use__isnull=True) | (Q(quota_needed=True) & ~Q(state__in=["given_up", "stopped"])),
                name="sale_quota_only_where_limited",
            ),
            models.CheckConstraint(
                condition=Q(confirmation__isnull=True) | (Q(asked_at__isnull=False) & ~Q(asked_for="")),
                name="sale_signed_after_asking",
            ),
            models.CheckConstraint(
                condition=Q(care="", cared_at__isnull=True) | (~Q(care="") & Q(cared_at__isnull=False)),
                name="sale_care_says_what",
            ),
            models.CheckConstraint(
                condition=Q(home_said="", home_asked_at__isnull=True)
                | (~Q(home_said="") & Q(home_asked_at__isnull=False)),
                name="sale_home_says_what",
            ),
        ]
        indexes = [
            models.Index(fields=["advised_by", "-advised_at"], name="sale_of_adviser"),
            models.Index(fields=["institution", "advised_on"], name="sale_at_institution"),
            models.Index(fields=["customer_id", "-advised_at"], name="sale_of_customer"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.state}"

    @property
    def away(self) -> bool:
        """Whether the customer is at home elsewhere."""
        return self.home_institution_id != self.institution_id

    @property
    def waits_for(self) -> list[str]:
        """The steps that are missing before the sale may close, in their order."""
        asked = self.verdict == Verdict.ON_REQUEST
        steps = (
            ("home", self.home_first and self.home_asked_at is None),
            ("disclose", self.disclosed_at is None),
            ("care", self.care_needed and self.cared_at is None),
            ("ask", asked and self.asked_at is None),
            ("confirm", asked and self.confirmation_id is None),
        )
        return [name for name, missing in steps if missing]


class SaleEvent(models.Model):
    """What happened to a sale, in order. Append-only."""

    class What(models.TextChoices):
        """The things that happen to a sale."""

        ADVISED = "advised", "推荐"
        HOME = "home", "沟通归属地客户经理"
        DISCLOSE = "disclose", "风险提示"
        CARE = "care", "年长客户关怀"
        ASK = "ask", "客户主动要求"
        CONFIRM = "confirm", "签署确认书"
        CLOSED = "closed", "成交"
        STOPPED = "stopped", "拦截"
        GIVEN_UP = "given_up", "放弃"
        QUOTA = "quota", "占用额度"

    sale = models.ForeignKey(Sale, on_delete=models.PROTECT, related_name="events", db_index=False)
    n = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    what = models.CharField(max_length=10, choices=What.choices)
    text = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sale", "n"], name="sale_event_in_order"),
            models.CheckConstraint(
                condition=~Q(what__in=["home", "care", "ask", "given_up"]) | ~Q(text=""), name="sale_event_says_what"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.sale_id}.{self.n} {self.what}"
