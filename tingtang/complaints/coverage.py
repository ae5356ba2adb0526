"""Whether every case would find somebody, before a customer finds out: the whole table against the bank as it stands.

A34.1, A34.6, A35, A36. The manual's own check (manual/book/complaints.py) holds the table whole; this one holds the
people to it: a seat of the table that nobody fills up to the province, and complaint officers that are not named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tingtang.complaints.routing import Places
from tingtang.manual.book import Route, Rulebook
from tingtang.manual.book.complaints import all_facts, first_fit
from tingtang.manual.queries import rulebook, value
from tingtang.organisation.models import Institution
from tingtang.organisation.positions import Position
from tingtang.organisation.roles import Roles
from tingtang.organisation.tree import holders
from tingtang.shared.text import Bilingual

OFFICERS = {
    "complaint.private_officers": Bilingual("私人银行部投诉专员", "complaint officer of the private bank"),
    "complaint.hotline_officers": Bilingual("95566 投诉专员", "complaint officer of the 95566 hotline"),
}
NOBODY = Bilingual("投诉协调人", "anybody to coordinate a complaint")
HOTLINE = "operations"  # the department that keeps 95566 (A36.2)


@dataclass(frozen=True, slots=True)
class Gap:
    """A seat that nobody fills. `missing`: how many people; `value`: the value of the manual that wants them, if one
    does; `positions`: asked for in vain."""

    place_id: str
    clause: str
    what: Bilingual
    missing: int
    positions: tuple[str, ...] = ()


def gaps(on: date) -> list[Gap]:
    """Every seat that nobody fills on a day, by place. Ten queries, however many institutions there are."""
    book, places = rulebook(), Places()
    institutions = list(Institution.objects.filter(closed_on__isnull=True).order_by("pk"))
    if not institutions:
        return []
    root = next((one.pk for one in institutions if one.parent_id is None), institutions[0].pk)
    found = [*_officers(places, root, on), *_dead_ends(book, places, institutions, on)]
    return sorted(found, key=lambda gap: (gap.place_id, gap.clause))


def _officers(places: Places, root: str, on: date) -> Iterator[Gap]:
    """Complaint officers that A34.6 wants and the bank has not named. Without the department: at the root."""
    seats = {
        "complaint.private_officers": places.private_bank(),
        "complaint.hotline_officers": places.department(HOTLINE),
    }
    position = Position.COMPLAINT_OFFICER
    for key, place in seats.items():
        wanted = int(str(value(key, on).value))
        named = holders(place, position, on).count() if place else 0
        if named < wanted:
            yield Gap(place or root, "A34.6", OFFICERS[key], wanted - named, (position.value,))


def _dead_ends(book: Rulebook, places: Places, institutions: Sequence[Institution], on: date) -> Iterator[Gap]:
    """Units of which some complaint would find nobody on any seat of its line, up to the province."""
    ways = _ways(book)
    roles = Roles({seat.position for route in book.complaint_routes for seat in route.seats}, on)
    for unit in institutions:
        lost = {
            (route.clause, seat.position)
            for route, department in ways.get(str(unit.kind), ())
            if not any(_filled(roles, places, unit, department, route))
            for seat in route.seats
        }
        if lost:
            positions = tuple(sorted({position for _, position in lost}))
            yield Gap(unit.pk, min(clause for clause, _ in lost), NOBODY, 1, positions)


def _ways(book: Rulebook) -> Mapping[str, list[tuple[Route, str]]]:
    """Kind of unit -> the lines of the table that count there, each with the departments it counts for."""
    found: dict[str, dict[tuple[str, str], tuple[Route, str]]] = {}
    for facts in all_facts(book.complaint_codes):
        if route := first_fit(book.complaint_routes, facts):
            found.setdefault(facts.unit, {})[route.where, facts.department] = (route, facts.department)
    return {unit: list(ways.values()) for unit, ways in found.items()}


def _filled(roles: Roles, places: Places, unit: Institution, department: str, route: Route) -> Iterator[bool]:
    for seat in route.seats:
        place = places.of(seat, unit, department)
        yield place is not None and roles.person(place, seat.position) is not None
