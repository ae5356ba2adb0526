"""What the lobby owes a visit, and how it ended: care after a long wait (A19.2d), a VIP's call in time (A28.3), the
record of a service away from home (A28.4). Pure: from the visit's log and the manual's values; no clock, no database.

Everything follows from what the log says happened when, so it does not matter how late it is looked at: a duty opens at
the moment it arose and ends at the moment it was met.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

End = Literal["met", "moot", "missed"]
AWAY_TIERS = ("private", "wealth", "corporate_vip")


@dataclass(frozen=True, slots=True)
class Visit:
    """The first wait of a visit. `waited_until`: when it was first called or left, None while it waits.

    `called`: that it was called, not left. `cares`: when somebody cared, in order.
    """

    waits_from: datetime
    waited_until: datetime | None = None
    called: bool = False
    cares: Sequence[datetime] = ()


@dataclass(frozen=True, slots=True)
class Owed:
    """A duty of a visit: when it arose and until when it is to be met."""

    opened_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Ended:
    """How a duty ended, and when: met by evidence of `at`, moot because nothing is owed any more, or missed."""

    how: End
    at: datetime


def care_owed(visit: Visit, care_minutes: int, within_minutes: int, at: datetime) -> Owed | None:
    """Care is owed once the wait, or the time since somebody last cared, reaches `care_minutes`; once a visit."""
    patience = timedelta(minutes=care_minutes)
    arises = visit.waits_from + patience
    for cared in visit.cares:
        if cared >= arises:
            break
        arises = max(arises, cared + patience)
    if arises > min(at, visit.waited_until or at):
        return None
    return Owed(arises, arises + timedelta(minutes=within_minutes))


def care_ended(visit: Visit, owed: Owed, at: datetime) -> Ended | None:
    """Met by the first care since it arose; moot when the customer was called or left before its time was over."""
    cared = next((one for one in visit.cares if one >= owed.opened_at), None)
    if cared is not None and cared <= owed.due_at:
        return Ended("met", cared)
    gone = visit.waited_until
    if gone is not None and gone <= owed.due_at:
        return Ended("moot", gone)
    return Ended("missed", owed.due_at) if at > owed.due_at else None


def response_owed(visit: Visit, response_minutes: int, at: datetime) -> Owed | None:
    """A VIP's request is answered by the call, from when it was made, a booked one's from the booked time."""
    if visit.waits_from > at:
        return None
    return Owed(visit.waits_from, visit.waits_from + timedelta(minutes=response_minutes))


def response_ended(visit: Visit, owed: Owed, at: datetime) -> Ended | None:
    """Met by the call; moot when the customer left in time; missed when the time was over before either."""
    gone = visit.waited_until
    if gone is not None and gone <= owed.due_at:
        return Ended("met" if visit.called else "moot", gone)
    return Ended("missed", owed.due_at) if at > owed.due_at else None


def away_record(tier: str, outlet: str, home: str) -> Literal["", "home", "department"]:
    """Who gets the record of a service (A28.4): the provincial department for private-bank clients, whatever unit
    served them; the home manager for wealth and key corporate clients served away from home; nobody otherwise."""
    if tier == "private":
        return "department"
    return "home" if tier in AWAY_TIERS and home and home != outlet else ""
