"""The client's birthday: wishes in the way the client accepts (A31.6)."""

from __future__ import annotations

from datetime import date

from tingtang.manual.rules.birthdays import next_birthday
from tingtang.manual.rules.decision import Decision, Values
from tingtang.manual.rules.facts import Customer, work_day
from tingtang.manual.rules.greetings import way

KIND = "birthday.customer"


def decide(customer: Customer, values: Values, as_of: date) -> Decision | None:
    """Owed on the birthday, shown from the lead time on; nothing where no way is accepted."""
    if customer.birth_date is None:
        return None
    today = work_day(as_of)
    day = next_birthday(customer.birth_date, customer.birth_calendar, today, values["birthday.lead_days"])
    channel = way(customer, values)
    if day is None or not channel:
        return None
    seen = {"birthday_on": day, "calendar": customer.birth_calendar, "channel": channel}
    return Decision(KIND, day, day, today, seen)
