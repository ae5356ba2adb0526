"""An insurance runs out: remind, and plan the money that comes back (A31.2b)."""

from __future__ import annotations

from datetime import date, timedelta

from tingtang.manual.rules.decision import Decision, Values, weightiest
from tingtang.manual.rules.facts import Customer, work_day

KIND = "insurance.expiry"


def decide(customer: Customer, values: Values, as_of: date) -> Decision | None:
    """Owed by the day of expiry, from the lead time on."""
    today, lead = work_day(as_of), timedelta(days=values["insurance.expiry_lead_days"])
    return weightiest(
        (Decision(KIND, ends, ends, today, {"maturity_on": ends, "balance": holding.balance}), holding)
        for holding in customer.of_type("insurance")
        if (ends := holding.maturity_on) and ends - lead <= today <= ends
    )
