"""How a person stands to a lead: answers for it, stands in, heads the place; and who answers for what is passed on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from tingtang.corporate.errors import NotYours, Unroutable
from tingtang.corporate.models import AccountOpening, ClientNeed, Lead
from tingtang.manual.queries import rulebook, value
from tingtang.organisation.access import (
    CustomerFacts,
    Tie,
    Viewer,
    may_at,
    subtree,
    tie_to_customer,
    viewer_of_staff,
)
from tingtang.organisation.models import Institution, Staff
from tingtang.organisation.tree import ancestors, holders, line_of, person_in_role
from tingtang.shared.times import business_date


def tie_to_lead(viewer: Viewer, lead: Lead, lines: Mapping[str, frozenset[str]] | None = None) -> Tie | None:
    """Why this viewer may read the lead: has it, stands in, or heads the place. `lines`: for many at once."""
    own = tie_to_customer(viewer, CustomerFacts(manager_id=lead.owner_id, line=frozenset()))
    if own is not None:  # whoever has it is no head for it, and the line need not be asked
        return own
    line = lines.get(lead.institution_id, frozenset()) if lines is not None else line_of(lead.institution_id)
    return tie_to_customer(viewer, CustomerFacts(manager_id=lead.owner_id, line=line))


def need_tie(lead: Lead, by: str, at: datetime) -> Tie:
    """The tie of whoever acts. Raises NotYours without one."""
    tie = tie_to_lead(viewer_of_staff(by, business_date(at)), lead)
    if tie is None:
        raise NotYours
    return tie


def at_desk(viewer: Viewer, opening: AccountOpening) -> bool:
    """Whether the viewer is of the opening desk of its outlet."""
    return may_at(viewer, "opening.desk", opening.institution_id)


def may_reply(viewer: Viewer, need: ClientNeed) -> bool:
    """Whether the viewer answers for the department."""
    return may_at(viewer, "client_need.answer", need.department_id)


def positions_of(key: str, on: date, institution_id: str) -> tuple[str, ...]:
    """Positions in their order, as a value of the manual names them."""
    found = value(key, on, institution_id).value
    return tuple(found) if isinstance(found, tuple) else ()


def first_of(positions: Iterable[str], institution_id: str, on: date, without: Iterable[str] = ()) -> Staff:
    """Who answers: the first of the positions that somebody else than `without` holds here or nearest above.

    Raises Unroutable.
    """
    barred = set(without)
    for position in positions:
        found = person_in_role(institution_id, position, on)
        if found is not None and found.pk not in barred:
            return found
    raise Unroutable


def outlets_of(institution_id: str) -> list[Institution]:
    """Where a company of this institution may open: the outlets at or below it."""
    found = Institution.objects.filter(pk__in=subtree([institution_id]), kind="outlet", closed_on__isnull=True)
    return list(found.order_by("pk")[:100])


def desk_of(institution_id: str, on: date) -> str:
    """The outlet whose desk opens where none was named: this one, else the first below with somebody at the desk."""
    positions = positions_of("corporate.opening_desk", on, institution_id)
    for place in (institution_id, *(one.pk for one in outlets_of(institution_id))):
        if any(holders(place, position, on).exists() for position in positions):
            return place
    return institution_id


def desk_role(institution_id: str, on: date) -> str:
    """The position that is the opening desk of an outlet: the first of `corporate.opening_desk` that somebody holds."""
    positions = positions_of("corporate.opening_desk", on, institution_id)
    return next((one for one in positions if holders(institution_id, one, on).exists()), positions[-1])


def department_for(code: str, institution_id: str) -> str:
    """The institution that answers a need: the department by its name, else the unit above this one."""
    need = rulebook().corporate["needs"][code]
    words = (need.names, rulebook().complaint_codes.departments[need.department].names)
    rows = list(Institution.objects.filter(kind="department", closed_on__isnull=True).order_by("pk"))
    for names in words:
        for place in rows:
            if any(word in place.name for word in names):
                return place.pk
    return [*ancestors(institution_id)[1:], institution_id][0]
