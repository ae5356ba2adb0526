"""The contact plan by tier (A31.2a weekly and two-weekly, A21.2c monthly): contact.private, .wealth, .maintained.

The plan keeps no state: from the day of the last contact that counts, or else the day the customer came onto the list,
windows of the interval's length follow each other. The window that holds the day of work is owed. A missed one stays
missed, the next opens by itself; a contact that counts starts the windows anew.
"""

from __future__ import annotations

from datetime import date, timedelta
from math import ceil

from tingtang.manual.rules import tier
from tingtang.manual.rules.decision import Decision, Values
from tingtang.manual.rules.facts import Customer, work_day


def plan_of(tier_name: str) -> str:
    """The name of the plan of a tier."""
    return tier_name if tier_name in ("private", "wealth") else "maintained"


def decide(customer: Customer, values: Values, as_of: date) -> Decision:
    """The window that is owed on the day after `as_of`; every maintained customer has one."""
    level = tier.decide(customer, values, as_of)
    plan = plan_of(level)
    days = values[f"contact.interval_days.{plan}"]
    start = anchor(customer, values)
    passed = max(0, (work_day(as_of) - start).days - 1) // days
    opened = start + timedelta(days=passed * days)
    return Decision(
        kind=f"contact.{plan}",
        period_on=opened + timedelta(days=1),
        last_day=opened + timedelta(days=days),
        show_day=opened + timedelta(days=ceil(days * values["contact.ideal_share"])),
        inputs={
            "tier": level,
            "assets": customer.assets,
            "interval_days": days,
            "anchor_on": start,
            "last_reached_on": customer.last_reached_on,
        },
    )


def anchor(customer: Customer, values: Values) -> date:
    """The day the windows follow from."""
    plan_from: date = values["contact.plan_from"]
    return customer.last_reached_on or max(customer.created_on or plan_from, plan_from)
