"""A person's bookings as iCalendar text (RFC 5545). Pure. No customer is named: the calendar lies outside the bank."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

LINE = 75  # octets of a line


@dataclass(frozen=True, slots=True)
class Event:
    """One appointment: `n` counts its changes; `called_off` stays in the calendar as cancelled."""

    key: str
    n: int
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    title: str
    place: str
    address: str
    called_off: bool = False


def calendar(name: str, host: str, events: Iterable[Event]) -> str:
    """The whole calendar, lines ended and folded as the format asks."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tingtang//Bookings//ZH", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
    ]  # fmt: skip
    for one in events:
        lines += [
            "BEGIN:VEVENT", f"UID:{one.key}@{host}", f"SEQUENCE:{one.n}", f"DTSTAMP:{_instant(one.changed_at)}",
            f"DTSTART:{_instant(one.starts_at)}", f"DTEND:{_instant(one.ends_at)}", f"SUMMARY:{_text(one.title)}",
            f"LOCATION:{_text(one.place)}", f"URL:{one.address}", "CLASS:PRIVATE",
            f"STATUS:{'CANCELLED' if one.called_off else 'CONFIRMED'}", "END:VEVENT",
        ]  # fmt: skip
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(said: str) -> str:
    for sign, told in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r", ""), ("\n", "\\n")):
        said = said.replace(sign, told)
    return said


def _folded(line: str) -> str:
    """Lines longer than 75 octets go on in the next one after a space; no character is cut in two."""
    parts, current, size = [], "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > LINE:
            parts.append(current)
            current, size = "", 1
        current, size = current + sign, size + octets
    return "\r\n ".join([*parts, current])
