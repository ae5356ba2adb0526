"""The ladder of escalation as the manual's dated values give it: after how long, to which role (A36-A38)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from tingtang.manual.book import Rulebook
from tingtang.organisation.models import Staff
from tingtang.organisation.roles import Roles

PREFIX = "escalation"


@dataclass(frozen=True, slots=True)
class Rung:
    """One level: `after` the due time, whoever holds `position` at the duty's institution or nearest above hears."""

    level: int
    after: timedelta
    position: str


def rungs(book: Rulebook, on: date, kind: str | None = None) -> list[Rung]:
    """The rungs in force on a day, lowest first. Pure.

    A kind may have values of its own: `escalation.level1.after_hours.KIND`. The first level without values ends it.
    """
    values = book.values(on)

    def read(level: int, name: str) -> str | None:
        key = f"{PREFIX}.level{level}.{name}"
        own = values.get(f"{key}.{kind}") if kind else None
        found = own or values.get(key)
        return str(found.value) if found else None

    found: list[Rung] = []
    while (hours := read(len(found) + 1, "after_hours")) and (position := read(len(found) + 1, "to_position")):
        found.append(Rung(len(found) + 1, timedelta(hours=int(hours)), position))
    return found


def kinds_with_own_rungs(book: Rulebook, on: date) -> set[str]:
    """Kinds for which a value of the ladder differs from the common one."""
    own = (key.split(".", 3) for key in book.values(on) if key.startswith(f"{PREFIX}.level"))
    return {parts[3] for parts in own if len(parts) > 3}


class Ladder:
    """The rungs with the persons who stand on them. For one day."""

    def __init__(self, book: Rulebook, on: date) -> None:
        self.common = rungs(book, on)
        self.of_kind: Mapping[str, list[Rung]] = {
            kind: rungs(book, on, kind) for kind in kinds_with_own_rungs(book, on)
        }
        every = [*self.common, *(rung for own in self.of_kind.values() for rung in own)]
        self._positions = {rung.position for rung in every}
        self._on = on

    @cached_property
    def roles(self) -> Roles:
        """Read when the first duty is found: most sweeps find none."""
        return Roles(self._positions, self._on)

    def rungs_of(self, kind: str) -> list[Rung]:
        """The rungs for a kind."""
        return self.of_kind.get(kind, self.common)

    def person(self, institution_id: str, level: int, owner_id: str | None = None, kind: str = "") -> Staff | None:
        """Who hears on `level` of a duty at an institution: the role's holder, or the deputy while on leave.

        Nobody is told of their own duty: then the next rung hears instead. None when no one up to the root is left.
        """
        for rung in self.rungs_of(kind)[level - 1 :]:
            person = self.roles.person(institution_id, rung.position)
            if person is not None and person.staff_id != owner_id:
                return person
        return None
