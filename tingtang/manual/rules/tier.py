"""The tier of a customer (A27, A31.2a): up at once, down only when the whole grace period lay below."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from tingtang.manual.rules.decision import Values
from tingtang.manual.rules.facts import Customer

TIERS = ("private", "wealth", "wealth_management")  # highest first; below them: ordinary


def tier_of(assets: Decimal, values: Values) -> str:
    """The tier these assets give; a threshold belongs to the tier it opens."""
    return next((tier for tier in TIERS if assets >= values[f"tier.threshold.{tier}"]), "ordinary")


def decide(customer: Customer, values: Values, as_of: date) -> str:
    """The tier after the night of `as_of`."""
    grace = customer.balances_between(as_of - timedelta(days=values["tier.downgrade_grace_days"] - 1), as_of)
    return tier_of(max([customer.assets, *grace.values()]), values)
