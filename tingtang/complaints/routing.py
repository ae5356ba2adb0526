"""Who coordinates a case: the line of the manual's table, resolved to a person here and now (A34.1, A35, A36)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from tingtang.customers.models import Customer
from tingtang.manual.book import CaseFacts, Route, Seat
from tingtang.manual.queries import rulebook
from tingtang.manual.rules.complaint_routing import route
from tingtang.organisation.capabilities import HEADS
from tingtang.organisation.models import ExtraPost, Institution, InstitutionKind, Staff
from tingtang.organisation.tree import ancestors, holders, present

ORDINARY, CORPORATE_VIP = "ordinary", "corporate_vip"
LAST = "branch_head"


@dataclass(frozen=True, slots=True)
class Coordinator:
    """A person in a position at a place, or (nobody left) the position alone. `for_staff`: who is stood in for."""

    place_id: str
    position: str
    staff: Staff | None
    for_staff: str = ""


@dataclass(frozen=True, slots=True)
class Routed:
    """The line of the table that counted, and whom it leads to."""

    route: Route
    coordinator: Coordinator


def tier_of(customer: Customer | None) -> str:
    """The customer's tier as the table knows it: key companies have one of their own (A34.1)."""
    if customer is None:
        return ORDINARY
    return CORPORATE_VIP if customer.kind == "C" and customer.key_account else str(customer.tier)


class Places:
    """Where the seats of the table stand; what does not depend on the unit is read once, however often it is asked."""

    def __init__(self) -> None:
        self._departments: dict[str, str | None] = {}
        self._private: list[str | None] = []

    def of(self, seat: Seat, institution: Institution, department: str) -> str | None:
        """The institution at which a seat stands; None where the bank has none."""
        if seat.at == "unit":
            return institution.pk
        if seat.at == "managing":
            return institution.parent_id or institution.pk
        if seat.at == "private_bank":
            return institution.pk if institution.kind == InstitutionKind.PRIVATE_BANK else self.private_bank()
        return self.department(department if seat.at == "department" else seat.at)

    def private_bank(self) -> str | None:
        """The private bank of the province."""
        if not self._private:
            found = Institution.objects.filter(kind=InstitutionKind.PRIVATE_BANK, closed_on__isnull=True)
            self._private.append(found.order_by("pk").values_list("pk", flat=True).first())
        return self._private[0]

    def department(self, code: str) -> str | None:
        """The institution that is a department of A36."""
        if code not in self._departments:
            self._departments[code] = department_of(code)
        return self._departments[code]


def routed(
    *, institution: Institution, tier: str, channel: str, business: str, on: date, without: Collection[str] = ()
) -> Routed:
    """Whom a complaint about `institution` goes to on a day. `without`: staff ids it is about.

    Nobody coordinates a case about somebody who heads the place: it goes to a place above. Only where nobody is above
    (it is about who heads the province) it stays with whoever else there is.

    KeyError for a business that the manual does not have.
    """
    book, places = rulebook(), Places()
    department = book.complaint_codes.businesses[business].department
    found = route(book.complaint_routes, CaseFacts(tier, institution.kind, channel, department))
    seats = [(seat, place) for seat in found.seats if (place := places.of(seat, institution, department))]
    headed = headed_by(without)
    for below in (headed, frozenset[str]()) if headed else (headed,):
        for seat, place in seats:
            if coordinator := _holder(place, seat.position, on, set(without), below):
                return Routed(found, coordinator)
    root = ancestors(institution.pk)[-1]
    return Routed(found, Coordinator(root, LAST, None))


def headed_by(staff_ids: Collection[str]) -> frozenset[str]:
    """The places that these people head: their ledger and trail are in their sight there and below."""
    if not staff_ids:
        return frozenset()
    own = Staff.objects.filter(pk__in=staff_ids, position__in=HEADS).values_list("institution_id", flat=True)
    extra = ExtraPost.objects.filter(staff__in=staff_ids, position__in=HEADS).values_list("institution_id", flat=True)
    return frozenset({*own, *extra})


def department_of(code: str) -> str | None:
    """The institution that is a department of A36, known by its name."""
    names = rulebook().complaint_codes.departments[code].names
    rows = Institution.objects.filter(kind=InstitutionKind.DEPARTMENT, closed_on__isnull=True).order_by("pk")
    return next((pk for pk, name in rows.values_list("pk", "name") if any(word in name for word in names)), None)


def _holder(place: str, position: str, on: date, without: set[str], below: Collection[str] = ()) -> Coordinator | None:
    """Who holds the position here or nearest above, present before stood in for; never one of `without`, and nowhere
    at or below one of the places `below`."""
    line = ancestors(place)
    first = max((n + 1 for n, one in enumerate(line) if one in below), default=0)
    for institution in line[first:]:
        people = [(person, present(person, on)) for person in holders(institution, position, on)]
        fit = [
            (person, answer)
            for person, answer in people
            if answer and answer.pk not in without and person.pk not in without
        ]
        for person, answer in sorted(fit, key=lambda pair: pair[0] != pair[1]):
            return Coordinator(institution, position, answer, person.pk if person != answer else "")
    return None
