"""A family member's birthday, when the family agreed to be wished well, for a child its guardian too (A31.6)."""

from __future__ import annotations

from datetime import date

from tingtang.manual.rules.birthdays import next_birthday
from tingtang.manual.rules.decision import Decision, Values
from tingtang.manual.rules.facts import Customer, Relative, work_day
from tingtang.manual.rules.greetings import date_may_be_used, way

KIND = "birthday.family"


def decide(customer: Customer, values: Values, as_of: date) -> Decision | None:
    """Owed on the earliest birthday of the lead time; another day's is owed the night after."""
    today, lead = work_day(as_of), values["birthday.lead_days"]
    found = [
        (day, relative.relation, relative)
        for relative in customer.family
        if date_may_be_used(relative, customer, today, values)
        and relative.birth_date is not None
        and (day := next_birthday(relative.birth_date, relative.birth_calendar, today, lead))
    ]
    channel = way(customer, values)
    if not found or not channel:
        return None
    day, _, first = min(found, key=lambda one: (one[0], one[1], one[2].name))
    return Decision(KIND, day, day, today, _inputs(day, first, len(found), channel))


def _inputs(day: date, relative: Relative, members: int, channel: str) -> dict[str, object]:
    return {
        "birthday_on": day,
        "calendar": relative.birth_calendar,
        "channel": channel,
        "relation": relative.relation,
        "members": members,
    }
