"""More went out than a share of what the customer had (A31.4)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tingtang.manual.rules.attrition import signal, window_start
from tingtang.manual.rules.decision import Decision, Values
from tingtang.manual.rules.facts import Customer

KIND = "attrition.outflow"


def decide(customer: Customer, values: Values, as_of: date) -> Decision | None:
    """Raised when the net outflow of the window is at least a share of assets and outflow together."""
    start, assets = window_start(values, as_of), customer.assets
    out = -sum((amount for on, amount in customer.movements if start < on <= as_of), Decimal(0))
    had = assets + out
    if out <= 0 or had < values["attrition.min_assets"] or out < values["attrition.outflow_share"] * had:
        return None
    days = values["attrition.window_days"]
    return signal(KIND, values, as_of, {"outflow": out, "assets": assets, "window_days": days})
