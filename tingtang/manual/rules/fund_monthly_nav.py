"""Whoever holds a fund hears its value once a month (A31.2b)."""

from __future__ import annotations

from datetime import date

from tingtang.manual.rules.decision import Decision, Values, weightiest
from tingtang.manual.rules.facts import Customer, month_end, month_start, work_day

KIND = "fund.monthly_nav"


def decide(customer: Customer, values: Values, as_of: date) -> Decision | None:
    """Owed by the end of the month, shown from its set day on."""
    first, last = month_start(work_day(as_of)), month_end(work_day(as_of))
    show = first.replace(day=min(values["fund.nav_monthly_day"], last.day))
    return weightiest(
        (Decision(KIND, first, last, show, {"nav": fund.nav, "nav_month_ago": fund.nav_month_ago}), holding)
        for holding in customer.of_type("fund")
        if (fund := holding.product).nav is not None
    )
