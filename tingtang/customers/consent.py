"""What a customer wants to be contacted for, and how: by purpose and channel; the least permissive answer wins.

An answer is a line of the ledger of information (`consent.<purpose>.<channel>`), which only grows: who asked, when,
from where, until when. The feed's two answers count beside it. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tingtang.customers.models import Customer, InformationEntry
from tingtang.manual.book import Rulebook

PURPOSES = ("service", "care", "marketing")
CHANNELS = ("visit", "phone", "video", "wechat", "sms", "mail")
GRANTED, REFUSED, UNASKED = "granted", "refused", "unasked"
ANSWERS = (GRANTED, REFUSED)
GUARDIAN = "consent.guardian.child"  # as guardian: the children's dates of birth may be used (A31.6)
Entries = Mapping[str, InformationEntry]


def consent_field(purpose: str, channel: str) -> str:
    """The name of the answer in the ledger."""
    return f"consent.{purpose}.{channel}"


@dataclass(frozen=True, slots=True)
class Consent:
    """What counts for one purpose by one channel: the answer, and whether one may contact the customer so."""

    purpose: str
    channel: str
    answer: str
    allowed: bool


def consent(customer: Customer, entries: Entries, purpose: str, channel: str, on: date, book: Rulebook) -> Consent:
    """The answer in force on a day. A refusal does not age; a consent not confirmed in time counts as not asked.

    Purposes of `consent.asked_first` need a consent; the others are allowed until they are refused.
    """
    answer = _least(customer, entries, purpose, channel, on)
    asked_first = book.value("consent.asked_first", on).value
    open_unasked = isinstance(asked_first, tuple) and purpose not in asked_first
    return Consent(purpose, channel, answer, answer == GRANTED or (answer == UNASKED and open_unasked))


def consents(customer: Customer, entries: Entries, on: date, book: Rulebook) -> dict[tuple[str, str], Consent]:
    """All of them, by purpose and channel."""
    return {
        (purpose, channel): consent(customer, entries, purpose, channel, on, book)
        for purpose in PURPOSES
        for channel in CHANNELS
    }


def greeting_ways(customer: Customer, entries: Entries, on: date, book: Rulebook) -> list[str]:
    """The channels by which wishes are accepted, the one to use first (as the night's rule has it); maybe none."""
    order = book.value("consent.greeting_order", on).value
    ways = [one for one in (order if isinstance(order, tuple) else ()) if one in CHANNELS]
    accepted = [one for one in ways if consent(customer, entries, "care", one, on, book).allowed]
    preferred = entries.get("preferred_channel")
    return sorted(accepted, key=lambda one: preferred is None or one != preferred.value)


def guardian_agrees(entries: Entries, on: date) -> bool:
    """Whether the customer consented, as guardian, to the use of the children's dates of birth."""
    return _of_the_ledger(entries.get(GUARDIAN), on) == GRANTED


def _least(customer: Customer, entries: Entries, purpose: str, channel: str, on: date) -> str:
    said = [_of_the_ledger(entries.get(consent_field(purpose, channel)), on)]
    if channel == "phone" and purpose != "marketing":
        said.append(_of_the_copy(customer.consent_call))
    if purpose == "marketing":
        said.append(_of_the_copy(customer.consent_marketing))
        if channel == "phone" and customer.consent_call is False:
            said.append(REFUSED)
    return REFUSED if REFUSED in said else GRANTED if GRANTED in said else UNASKED


def _of_the_ledger(entry: InformationEntry | None, on: date) -> str:
    if entry is None or entry.value not in ANSWERS:
        return UNASKED
    lapsed = entry.confirmed_until is not None and entry.confirmed_until < on
    return UNASKED if lapsed and entry.value == GRANTED else entry.value


def _of_the_copy(answer: bool | None) -> str:
    return UNASKED if answer is None else GRANTED if answer else REFUSED
