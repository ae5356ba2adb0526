"""A fund the customer holds opens for trading: tell its latest value promptly (A31.2b)."""

from __future__ import annotations

from datetime import date, timedelta

from tingtang.manual.rules.decision import Decision, Values, weightiest
from tingtang.manual.rules.facts import Customer, work_day

KIND = "fund.opens"


def decide(customer: Customer, values: Values, as_of: date) -> Decision | None:
    """Owed from the opening for the days of notice."""
    today, notice = work_day(as_of), timedelta(days=values["fund.open_notice_days"])
    return weightiest(
        (Decision(KIND, opens, opens + notice, today, {"opens_on": opens, "nav": holding.product.nav}), holding)
        for holding in customer.of_type("fund")
        if (opens := holding.product.opens_on) and opens <= today <= opens + notice
    )
