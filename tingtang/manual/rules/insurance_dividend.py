"""Each dividend of an insurance is told (A31.2b)."""

from __future__ import annotations

from datetime import date, timedelta

from tingtang.manual.rules.decision import Decision, Values, weightiest
from tingtang.manual.rules.facts import Customer, work_day

KIND = "insurance.dividend"


def decide(customer: Customer, values: Values, as_of: date) -> Decision | None:
    """Owed from the day of the dividend for the days of notice."""
    today, notice = work_day(as_of), timedelta(days=values["insurance.dividend_notice_days"])
    return weightiest(
        (Decision(KIND, paid, paid + notice, today, {"dividend_on": paid}), holding)
        for holding in customer.of_type("insurance")
        if (paid := holding.next_dividend_on) and paid <= today <= paid + notice
    )
