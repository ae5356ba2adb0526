"""The customer has not been reached for long (A31.4)."""

from __future__ import annotations

from datetime import date

from tingtang.manual.rules.attrition import signal
from tingtang.manual.rules.decision import Decision, Values
from tingtang.manual.rules.facts import Customer, work_day

KIND = "attrition.silence"


def decide(customer: Customer, values: Values, as_of: date) -> Decision | None:
    """Counted from the last contact that counts, else from the day the customer was entered; neither: no signal."""
    since = customer.last_reached_on or customer.created_on
    if since is None:
        return None
    silent = (work_day(as_of) - since).days
    if silent <= values["attrition.silence_days"]:
        return None
    return signal(KIND, values, as_of, {"silent_days": silent, "last_reached_on": customer.last_reached_on})
