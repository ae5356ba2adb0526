"""In which way a customer accepts to be wished well (A31.6): the least permissive answer of a channel wins."""

from __future__ import annotations

from datetime import date

from tingtang.manual.rules.decision import Values
from tingtang.manual.rules.facts import Customer, Relative

GRANTED, REFUSED = "granted", "refused"


def way(customer: Customer, values: Values) -> str:
    """The channel for wishes: the preferred one where it is accepted, else the first accepted of the manual's order.

    Empty when none is accepted: then nobody owes wishes. Where care is asked for first, silence is no acceptance.
    """
    accepted = [one for one in values["consent.greeting_order"] if _accepts(customer, one, values)]
    if customer.preferred_channel in accepted:
        return customer.preferred_channel
    return accepted[0] if accepted else ""


def _accepts(customer: Customer, channel: str, values: Values) -> bool:
    said = {customer.answers.get(channel)}
    if channel == "phone" and customer.consent_call is not None:
        said.add(GRANTED if customer.consent_call else REFUSED)
    return REFUSED not in said and (GRANTED in said or "care" not in values["consent.asked_first"])


def date_may_be_used(relative: Relative, customer: Customer, today: date, values: Values) -> bool:
    """Whether a relative's date of birth may be used: the family agreed, and for a child its guardian did."""
    if relative.consent is not True or relative.birth_date is None:
        return False
    grown_up = relative.birth_date <= years_before(today, values["birthday.guardian_age"])
    return grown_up or customer.guardian


def years_before(day: date, years: int) -> date:
    """The same day so many years ago; of a 29 February the 28th where there is none."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
