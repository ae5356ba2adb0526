"""What the night knows of wishes: the festival of the day, the order of channels, what customers answered (A31.6)."""

from __future__ import annotations

from datetime import date

from tingtang.customers.consent import CHANNELS, GUARDIAN, consent_field
from tingtang.manual.rules.festivals import window
from tingtang.nightly.linked import FILES, OTHERS
from tingtang.nightly.store import Store

# (name in the ledger of information, what it is about, channel)
ANSWERS = (
    *((consent_field("care", channel), "care", channel) for channel in CHANNELS),
    (GUARDIAN, "guardian", ""),
    ("preferred_channel", "preferred", ""),
)


def festivals(today: date, values: dict[str, object]) -> list[tuple[str, date, date, int]]:
    """Rows of `festival`: the one whose wishes are sent today, or none."""
    found = window(today, values)
    return [(found.code, found.festival_on, found.first_day, found.days)] if found else []


def channels(order: tuple[str, ...], asked_first: tuple[str, ...]) -> list[tuple[str, int, bool]]:
    """Rows of `greeting_channel`: a channel, its place from 1 on, whether it is open before anybody asked."""
    return [(channel, nth, "care" not in asked_first) for nth, channel in enumerate(order, start=1)]


def read_app_answers(store: Store, on: date) -> None:
    """Make `app_answer`: what customers answered last, as far as it counts on a day; a consent that lapsed does not.
    What one refused under one of several linked files is refused under all."""
    of_field = "".join(f" WHEN '{name}' THEN '{about}'" for name, about, _ in ANSWERS)
    by_channel = "".join(f" WHEN '{name}' THEN '{channel}'" for name, _, channel in ANSWERS)
    names = [name for name, _, _ in ANSWERS]
    said = f"CASE e.field{of_field} END, CASE e.field{by_channel} END, e.value FROM customers_informationentry AS e "
    last = (
        "INNER JOIN (SELECT max(id) AS id FROM customers_informationentry "
        f"WHERE field IN ({', '.join(['%s'] * len(names))}) GROUP BY customer_id, field) AS last ON e.id = last.id "
    )
    store.fetch(
        "app_answer",
        "customer_id VARCHAR, about VARCHAR, channel VARCHAR, answer VARCHAR",
        f"{FILES}SELECT e.customer_id, {said}{last}"
        "WHERE e.value <> '' AND (e.value <> 'granted' OR e.confirmed_until IS NULL OR e.confirmed_until >= %s) "
        f"UNION ALL SELECT o.file, {said}{last}{OTHERS.format(column='e.customer_id')}WHERE e.value = 'refused'",
        [*names, on, *names],
    )
