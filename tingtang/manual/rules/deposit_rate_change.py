"""The rate of a fixed-income product changed: advise on the term (A31.2b)."""

from __future__ import annotations

from datetime import date, timedelta

from tingtang.manual.rules.decision import Decision, Values, weightiest
from tingtang.manual.rules.facts import Customer, Product, month_start, work_day

KIND = "deposit.rate_change"


def decide(customer: Customer, values: Values, as_of: date) -> Decision | None:
    """Owed within the days of notice, once a month."""
    today = work_day(as_of)
    last = today + timedelta(days=values["deposit.rate_notice_days"])
    return weightiest(
        (Decision(KIND, month_start(today), last, today, _inputs(holding.product)), holding)
        for holding in customer.of_type(*values["deposit.rate_types"])
        if _changed(holding.product)
    )


def _changed(product: Product) -> bool:
    return product.rate is not None and product.rate_previous is not None and product.rate != product.rate_previous


def _inputs(product: Product) -> dict[str, object]:
    return {"rate": product.rate, "rate_previous": product.rate_previous}
