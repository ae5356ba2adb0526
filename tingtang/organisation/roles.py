"""Who answers for positions at many institutions at once: what `tree.person_in_role` says, in four queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tingtang.organisation.models import ExtraPost, Institution, Leave, Staff
from tingtang.organisation.tree import employed, on_leave


@dataclass(frozen=True)
class Seat:
    """A position at the nearest place where somebody answers for it."""

    answers: Staff
    holders: frozenset[str]


class Roles:
    """Holders of some positions on one day, read once. For sweeps over all institutions."""

    def __init__(self, positions: Iterable[str], on: date) -> None:
        wanted = set(positions)
        self._parents: dict[str, str | None] = dict(Institution.objects.values_list("institution_id", "parent_id"))
        self._staff: dict[str, Staff] = {}
        self._holders: dict[tuple[str, str], set[str]] = {}
        for person in Staff.objects.filter(employed(on), position__in=wanted):
            self._hold(person, person.institution_id, person.position)
        extra = ExtraPost.objects.filter(position__in=wanted, from_on__lte=on).exclude(to_on__lt=on)
        for post in extra.filter(staff__in=Staff.objects.filter(employed(on))).select_related("staff"):
            self._hold(post.staff, post.institution_id, post.position)
        away = Leave.objects.filter(on_leave(on)).select_related("deputy")
        self._deputies = {leave.staff_id: leave.deputy for leave in away}

    def _hold(self, person: Staff, institution_id: str, position: str) -> None:
        self._staff[person.staff_id] = person
        self._holders.setdefault((institution_id, position), set()).add(person.staff_id)

    def person(self, institution_id: str, position: str) -> Staff | None:
        """Who answers for a position here: the nearest going up that has someone present, or a deputy; else None."""
        seat = self.seat(institution_id, position)
        return seat.answers if seat else None

    def seat(self, institution_id: str, position: str) -> Seat | None:
        """The same with everybody who holds the position at that place."""
        place: str | None = institution_id
        while place is not None:
            if answer := self._here(place, position):
                return Seat(answer, frozenset(self._holders[place, position]))
            place = self._parents.get(place)
        return None

    def _here(self, institution_id: str, position: str) -> Staff | None:
        people = [self._staff[key] for key in sorted(self._holders.get((institution_id, position), ()))]
        here = next((person for person in people if person.staff_id not in self._deputies), None)
        return here or next((answer for person in people if (answer := self._present(person))), None)

    def _present(self, person: Staff) -> Staff | None:
        """The person, or while they are away their deputy, whose own leave passes it on; None in a circle."""
        seen: set[str] = set()
        while person.staff_id in self._deputies:
            if person.staff_id in seen:
                return None
            seen.add(person.staff_id)
            person = self._deputies[person.staff_id]
        return person
