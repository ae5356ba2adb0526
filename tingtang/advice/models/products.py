"""The register of products on sale (产品目录), each with the history of its risk rating."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Kind(models.TextChoices):
    """What a product is."""

    FUND = "fund", "基金"
    WEALTH = "wealth", "银行理财"
    INSURANCE = "insurance", "保险"
    DEPOSIT = "deposit", "存款"
    BOND = "bond", "国债"
    METAL = "metal", "贵金属"


class RuleSet(models.TextChoices):
    """By which rules it is sold: values `advice.fund.*` or `advice.bank.*` of the manual."""

    FUND = "fund", "基金销售规则"
    BANK = "bank", "银行产品规则"


class Product(models.Model):
    """A product that may be advised, from one day to another. How risky it is stands in its ratings."""

    code = models.CharField(primary_key=True, max_length=32)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    rule_set = models.CharField(max_length=8, choices=RuleSet.choices)
    from_on = models.DateField(help_text="first day of its sale")
    to_on = models.DateField(null=True, help_text="last day of its sale; empty: open")
    minimum = models.DecimalField(max_digits=20, decimal_places=2, default=0)
    term_days = models.PositiveIntegerField(null=True, help_text="empty: no fixed term")
    limited = models.BooleanField(default=False, help_text="sold out of a quota (A29.2)")
    added_by = models.CharField(max_length=64)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(code="") & ~Q(name=""), name="product_is_named"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="product_kind_known"),
            models.CheckConstraint(
                condition=Q(kind="fund", rule_set="fund") | (~Q(kind="fund") & Q(rule_set="bank")),
                name="product_rules_follow_kind",
            ),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")), name="product_ends_after_it_began"
            ),
            models.CheckConstraint(condition=Q(minimum__gte=0), name="product_minimum_not_below_zero"),
            models.CheckConstraint(
                condition=Q(term_days__isnull=True) | Q(term_days__gte=1), name="product_term_of_a_day_at_least"
            ),
        ]
        indexes = [models.Index(fields=["kind", "name"], name="product_by_kind")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class RiskRating(models.Model):
    """How risky a product is from a day on, 1 (least) to 5. Append-only: a new rating is a new row."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="ratings", db_index=False)
    from_on = models.DateField()
    level = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=200)
    by = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "from_on"], name="risk_rating_once_a_day"),
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="risk_rating_one_to_five"),
            models.CheckConstraint(condition=~Q(reason=""), name="risk_rating_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} R{self.level} {self.from_on}"
