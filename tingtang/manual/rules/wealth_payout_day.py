"""On the day a wealth product pays out: talk to the client that day (A31.2b)."""

from __future__ import annotations

from datetime import date

from tingtang.manual.rules.decision import Decision, Values, weightiest
from tingtang.manual.rules.facts import Customer, work_day

KIND = "wealth.payout_day"


def decide(customer: Customer, values: Values, as_of: date) -> Decision | None:  # noqa: ARG001 - one shape for all rules
    """Owed on the day of maturity itself; the payout is read as arriving that day."""
    today = work_day(as_of)
    return weightiest(
        (Decision(KIND, today, today, today, {"maturity_on": today, "balance": holding.balance}), holding)
        for holding in customer.of_type("wealth")
        if holding.maturity_on == today
    )
