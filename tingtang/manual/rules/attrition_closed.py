"""Nothing is held any more, though something was within the window (A31.4)."""

from __future__ import annotations

from datetime import date, timedelta

from tingtang.manual.rules.attrition import signal, window_start
from tingtang.manual.rules.decision import Decision, Values
from tingtang.manual.rules.facts import Customer

KIND = "attrition.closed"


def decide(customer: Customer, values: Values, as_of: date) -> Decision | None:
    """Raised when no holding but loans has a balance above zero and an earlier day of the window had assets."""
    if any(holding.balance > 0 for holding in customer.holdings if holding.product.type != "loan"):
        return None
    window = customer.balances_between(window_start(values, as_of), as_of - timedelta(days=1))
    had = {on: aum for on, aum in window.items() if aum > 0}
    if not had:
        return None
    last = max(had)
    return signal(KIND, values, as_of, {"last_assets": had[last], "last_assets_on": last})
