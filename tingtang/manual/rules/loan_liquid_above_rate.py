"""A liquid product yields more than the client's loan costs: talk within a month (A31.2b)."""

from __future__ import annotations

from datetime import date, timedelta

from tingtang.manual.rules.decision import Decision, Values, weightiest
from tingtang.manual.rules.facts import Customer, Product, month_start, work_day

KIND = "loan.liquid_above_rate"


def decide(customer: Customer, values: Values, as_of: date) -> Decision | None:
    """Owed by the end of the month in which it is so, or of a later one where more months are given."""
    today = work_day(as_of)
    best = best_liquid(customer.offers, values["loan.liquid_types"])
    if best is None or best.rate is None:
        return None
    seen = {"best_product": best.name or best.product_id, "best_rate": best.rate}
    last = _last_of(today, values["loan.liquid_talk_months"])
    return weightiest(
        (Decision(KIND, month_start(today), last, today, {**seen, "rate": rate}), loan)
        for loan in customer.of_type("loan")
        if (rate := loan.product.rate) is not None and best.rate > rate
    )


def _last_of(day: date, months: int) -> date:
    """The last day of so many calendar months, the one of `day` included."""
    month = day.year * 12 + day.month - 1 + months
    return date(month // 12, month % 12 + 1, 1) - timedelta(days=1)


def best_liquid(offers: tuple[Product, ...], types: tuple[str, ...]) -> Product | None:
    """The liquid product with the highest rate; among equals the first by id."""
    liquid = [offer for offer in offers if offer.type in types and offer.rate is not None]
    return min(liquid, key=lambda offer: (-(offer.rate or 0), offer.product_id), default=None)
