"""A small bank for tests: a province with two branches, three outlets, and people in every position."""

from __future__ import annotations

from datetime import date

from tingtang.organisation.models import Institution, Leave, Staff, User
from tingtang.organisation.positions import PEOPLE
from tingtang.organisation.tree import rebuild_tree

TODAY = date(2026, 11, 23)
PASSWORD = "Tingtang-2026-abc"

# P > B1 > (O1, O2), P > B2 > O3
PLACES = (
    ("P", None, "province"),
    ("B1", "P", "branch"),
    ("B2", "P", "branch"),
    ("O1", "B1", "outlet"),
    ("O2", "B1", "outlet"),
    ("O3", "B2", "outlet"),
)


def small_bank() -> None:
    """The institutions of PLACES with their closure."""
    for key, parent, kind in PLACES:
        Institution.objects.create(institution_id=key, parent_id=parent, kind=kind, name=f"{kind} {key}")
    rebuild_tree()


def person(staff_id: str, position: str, at: str = "O1", **fields: object) -> Staff:
    """A member of staff."""
    return Staff.objects.create(
        staff_id=staff_id, name=f"员工{staff_id}", institution_id=at, position=position, **fields
    )


def signed_up(staff: Staff, password: str | None = None) -> User:
    """A sign-in for a member of staff, named like their id. Without a password it is quick to make."""
    return User.objects.create_user(staff.staff_id, password, staff)


def one_of_each(at: str = "O1") -> dict[str, User]:
    """A sign-in per position, all at one institution."""
    return {position: signed_up(person(f"{at}-{position}", position, at)) for position in PEOPLE}


def away(staff: Staff, deputy: Staff, first: date = TODAY, last: date = TODAY) -> Leave:
    """A leave."""
    return Leave.objects.create(staff=staff, deputy=deputy, first_on=first, last_on=last)
