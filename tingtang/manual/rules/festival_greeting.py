"""Wishes for a festival, in the way the client accepts, before it is over; spread so that no day floods (A31.6)."""

from __future__ import annotations

from datetime import date, timedelta

from tingtang.manual.rules import tier
from tingtang.manual.rules.decision import Decision, Values
from tingtang.manual.rules.facts import Customer, work_day
from tingtang.manual.rules.festivals import slot, window
from tingtang.manual.rules.greetings import way

KIND = "festival.greeting"


def decide(customer: Customer, values: Values, as_of: date) -> Decision | None:
    """Owed from the customer's own day of the festival's on, until the festival."""
    today = work_day(as_of)
    found = window(today, values)
    if found is None or found.first_day + timedelta(days=slot(customer.customer_id, found.days)) > today:
        return None
    channel = way(customer, values)
    if not channel or tier.decide(customer, values, as_of) not in values["festival.tiers"]:
        return None
    seen = {"festival": found.code, "festival_on": found.festival_on, "channel": channel}
    return Decision(KIND, found.festival_on, found.festival_on, today, seen)
