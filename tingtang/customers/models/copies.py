"""Maintained customers and their positions: read-only copies of the core bank's facts, published by the night."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Right, Upper

from tingtang.organisation.models import Institution, Staff


class Tier(models.TextChoices):
    """A customer's tier (层级), from assets by dated thresholds."""

    ORDINARY = "ordinary", "普通客户"
    WEALTH_MANAGEMENT = "wealth_management", "理财客户"
    WEALTH = "wealth", "财富客户"
    PRIVATE = "private", "私人银行客户"


class Customer(models.Model):
    """A maintained customer (维护客户) as of the last night. Feed columns keep the feed's names (docs/feed.md)."""

    customer_id = models.CharField(primary_key=True, max_length=32)
    kind = models.CharField(max_length=1, choices=[("P", "个人"), ("C", "公司")])
    name = models.CharField(max_length=120)
    # No index of their own: those with the tier, below, begin with them.
    home_institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    manager = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="customers", db_index=False)
    id_type = models.CharField(max_length=32, blank=True, default="")
    id_no = models.CharField(max_length=40, blank=True, default="")
    phone = models.CharField(max_length=32, blank=True, default="")
    birth_date = models.DateField(null=True)
    birth_calendar = models.CharField(max_length=8, blank=True, default="")
    risk_tolerance = models.PositiveSmallIntegerField(null=True)
    risk_assessed_on = models.DateField(null=True)
    card = models.CharField(max_length=32, blank=True, default="")
    consent_call = models.BooleanField(null=True)
    consent_marketing = models.BooleanField(null=True)
    payroll = models.BooleanField(null=True)
    last_payroll_on = models.DateField(null=True)
    industry = models.CharField(max_length=60, blank=True, default="")
    key_account = models.BooleanField(null=True)
    created_on = models.DateField(null=True)
    assets = models.DecimalField(max_digits=20, decimal_places=2)
    tier = models.CharField(max_length=20, choices=Tier.choices)
    last_reached_at = models.DateTimeField(null=True)
    as_of = models.DateField(help_text="business date of the night that published this row")

    class Meta:
        indexes = [
            models.Index(fields=["manager", "tier"], name="customer_of_manager"),
            models.Index(fields=["home_institution", "tier"], name="customer_at_home"),
            # recognised at any outlet (A28.1)
            models.Index(fields=["id_no"], name="customer_by_identity"),
            models.Index(fields=["phone"], name="customer_by_phone"),
            models.Index(fields=["name"], name="customer_by_name"),
            # found by the last four (customers/search.py)
            models.Index(Right("phone", 4), name="customer_by_phone_tail"),
            models.Index(Upper(Right("id_no", 4)), name="customer_by_identity_tail"),
            models.Index(fields=["card", "home_institution"], name="customer_by_card"),
        ]

    def __str__(self) -> str:
        return self.customer_id


class Product(models.Model):
    """A product as the feed describes it. `rate_since` and `moved_since`: the day of work since which the change of its
    rate, and the abnormal move of its value, is known; the night's own."""

    product_id = models.CharField(primary_key=True, max_length=32)
    type = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    risk = models.PositiveSmallIntegerField(null=True)
    nav = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    nav_month_ago = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    rate = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    rate_previous = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    opens_on = models.DateField(null=True)
    rate_since = models.DateField(null=True)
    moved_since = models.DateField(null=True)

    def __str__(self) -> str:
        return self.name


class Holding(models.Model):
    """What a maintained customer holds of a product."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="holdings")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    balance = models.DecimalField(max_digits=20, decimal_places=2)
    cost = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    maturity_on = models.DateField(null=True)
    next_dividend_on = models.DateField(null=True)
    target_return = models.DecimalField(max_digits=6, decimal_places=4, null=True)
    overdue_days = models.IntegerField(null=True)
    overdue_amount = models.DecimalField(max_digits=20, decimal_places=2, null=True)

    def __str__(self) -> str:
        return f"{self.customer_id}/{self.product_id}"


class FamilyMember(models.Model):
    """Someone in a maintained customer's family, as the feed gives it (A31.6)."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="family")
    relation = models.CharField(max_length=20)
    name = models.CharField(max_length=60, blank=True, default="")
    birth_date = models.DateField(null=True)
    birth_calendar = models.CharField(max_length=8, blank=True, default="")
    consent = models.BooleanField(null=True)

    def __str__(self) -> str:
        return f"{self.customer_id}/{self.relation}"


class TierChange(models.Model):
    """A maintained customer's move between tiers, seen by a night."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="tier_changes")
    on = models.DateField()
    tier_before = models.CharField(max_length=20, choices=Tier.choices)
    tier_after = models.CharField(max_length=20, choices=Tier.choices)
    assets = models.DecimalField(max_digits=20, decimal_places=2)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "on"], name="tier_change_once_a_day")]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.tier_before} > {self.tier_after}"


class NameKey(models.Model):
    """One way to type a customer's name: as written, the given name, pinyin, initials (customers/pinyin.py).

    `name` and `home_institution` are those when the key was made: a customer with another name or home by now gets new
    keys. The home stands here so that a head's search walks the places below along an index (adr/0072).
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="name_keys", db_index=False)
    key = models.CharField(max_length=160)
    name = models.CharField(max_length=120)
    home_institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "key"], name="name_key_once")]
        indexes = [
            models.Index(
                fields=["home_institution", "key"], name="name_key_at_home",
                opclasses=["varchar_ops", "varchar_pattern_ops"],
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.customer_id}/{self.key}"


class AssetPoint(models.Model):
    """A maintained customer's assets at the end of a week, kept by the first night of the next one."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="asset_points", db_index=False)
    on = models.DateField()
    assets = models.DecimalField(max_digits=20, decimal_places=2)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "on"], name="asset_point_once_a_day")]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.on}"
