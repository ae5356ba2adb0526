"""Assets fell sharply from the peak of the window (A31.4)."""

from __future__ import annotations

from datetime import date, timedelta

from tingtang.manual.rules.attrition import signal, window_start
from tingtang.manual.rules.decision import Decision, Values
from tingtang.manual.rules.facts import Customer

KIND = "attrition.asset_drop"


def decide(customer: Customer, values: Values, as_of: date) -> Decision | None:
    """Raised when what is left is at most (1 - drop share) of a peak that was worth watching."""
    window = customer.balances_between(window_start(values, as_of), as_of - timedelta(days=1))
    if not window:
        return None
    peak_on, peak = min(window.items(), key=lambda day: (-day[1], day[0]))
    assets = customer.assets
    if peak < values["attrition.min_assets"] or assets > (1 - values["attrition.drop_share"]) * peak:
        return None
    dropped = round((peak - assets) / peak, 4) if peak else None
    return signal(KIND, values, as_of, {"assets": assets, "peak": peak, "peak_on": peak_on, "drop_share": dropped})
