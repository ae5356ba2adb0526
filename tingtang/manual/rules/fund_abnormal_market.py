"""A fund moved abnormally: the analysis is told the same day (A31.2b)."""

from __future__ import annotations

from datetime import date

from tingtang.manual.rules.decision import Decision, Values, weightiest
from tingtang.manual.rules.facts import Customer, Product, work_day

KIND = "fund.abnormal_market"


def decide(customer: Customer, values: Values, as_of: date) -> Decision | None:
    """Owed on the day itself, once a move: it is measured against a month ago and lasts for many nights."""
    today = work_day(as_of)
    return weightiest(
        (Decision(KIND, holding.product.moved_since or today, today, today, _inputs(holding.product)), holding)
        for holding in customer.of_type("fund")
        if _is_abnormal(holding.product, values)
    )


def _is_abnormal(fund: Product, values: Values) -> bool:
    if fund.nav is None or fund.nav_month_ago is None:
        return False
    return bool(abs(fund.nav - fund.nav_month_ago) >= values["fund.abnormal_move_share"] * fund.nav_month_ago)


def _inputs(fund: Product) -> dict[str, object]:
    if fund.nav is None or not fund.nav_month_ago:
        return {"nav": fund.nav, "nav_month_ago": fund.nav_month_ago, "move": None}
    return {
        "nav": fund.nav,
        "nav_month_ago": fund.nav_month_ago,
        "move": round((fund.nav - fund.nav_month_ago) / fund.nav_month_ago, 4),
    }
