"""Before a wealth product matures: learn what the client plans (A31.2b)."""

from __future__ import annotations

from datetime import date, timedelta

from tingtang.manual.rules.decision import Decision, Values, weightiest
from tingtang.manual.rules.facts import Customer, work_day

KIND = "wealth.before_maturity"
DAY = timedelta(days=1)


def decide(customer: Customer, values: Values, as_of: date) -> Decision | None:
    """Owed by the day before maturity, from the lead time on; the day itself is another duty (wealth.payout_day)."""
    today, lead = work_day(as_of), timedelta(days=values["wealth.maturity_lead_days"])
    return weightiest(
        (Decision(KIND, ends, ends - DAY, today, {"maturity_on": ends, "balance": holding.balance}), holding)
        for holding in customer.of_type("wealth")
        if (ends := holding.maturity_on) and ends - lead <= today < ends
    )
