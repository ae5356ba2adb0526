"""A fund reached the return the client hoped for: suggest to redeem (A31.2b)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from tingtang.manual.rules.decision import Decision, Values, weightiest
from tingtang.manual.rules.facts import Customer, Holding, month_start, work_day

KIND = "fund.target_return"


def decide(customer: Customer, values: Values, as_of: date) -> Decision | None:
    """Owed within the days of notice, once a month while the target stays reached."""
    today = work_day(as_of)
    last = today + timedelta(days=values["fund.target_notice_days"])
    return weightiest(
        (Decision(KIND, month_start(today), last, today, _inputs(holding, cost, target)), holding)
        for holding in customer.of_type("fund")
        if (cost := holding.cost or Decimal(0)) > 0
        and (target := holding.target_return) is not None
        and holding.balance - cost >= target * cost
    )


def _inputs(holding: Holding, cost: Decimal, target: Decimal) -> dict[str, object]:
    gained = round((holding.balance - cost) / cost, 4)
    return {"balance": holding.balance, "cost": cost, "gain_share": gained, "target_return": target}
