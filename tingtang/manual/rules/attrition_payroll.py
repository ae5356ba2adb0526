"""The salary no longer comes in (A31.4)."""

from __future__ import annotations

from datetime import date

from tingtang.manual.rules.attrition import signal
from tingtang.manual.rules.decision import Decision, Values
from tingtang.manual.rules.facts import Customer

KIND = "attrition.payroll"


def decide(customer: Customer, values: Values, as_of: date) -> Decision | None:
    """Raised for a payroll customer whose last salary is longer ago than the dormant days."""
    last = customer.last_payroll_on
    if not customer.payroll or last is None:
        return None
    dormant = (as_of - last).days
    if dormant <= values["attrition.payroll_dormant_days"]:
        return None
    return signal(KIND, values, as_of, {"last_payroll_on": last, "dormant_days": dormant})
