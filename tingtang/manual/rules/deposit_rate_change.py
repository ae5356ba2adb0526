"""The rate of a fixed-income product changed: advise on the term (A31.2b)."""

from __future__ import annotations

from datetime import date, timedelta

from tingtang.manual.rules.decision import Decision, Values, weightiest
from tingtang.manual.rules.facts import Customer, Product, work_day

KIND = "deposit.rate_change"


def decide(customer: Customer, values: Values, as_of: date) -> Decision | None:
    """Owed once for each change, within the days of notice after the night that first saw it; then it is old news."""
    today, notice = work_day(as_of), timedelta(days=values["deposit.rate_notice_days"])
    return weightiest(
        (Decision(KIND, since, since + notice, today, _inputs(holding.product)), holding)
        for holding in customer.of_type(*values["deposit.rate_types"])
        if _changed(holding.product) and today <= (since := holding.product.rate_since or today) + notice
    )


def _changed(product: Product) -> bool:
    return product.rate is not None and product.rate_previous is not None and product.rate != product.rate_previous


def _inputs(product: Product) -> dict[str, object]:
    return {"rate": product.rate, "rate_previous": product.rate_previous}
