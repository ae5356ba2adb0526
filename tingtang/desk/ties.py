"""Why somebody may see the customer of a card: their own, of the person stood in for, or entrusted for one contact."""

from __future__ import annotations

from collections.abc import Sequence

from tingtang.customers.models import Customer
from tingtang.customers.queries import ENTRUSTS
from tingtang.duties.models import Duty
from tingtang.organisation.access import Tie, Viewer


def own_tie(viewer: Viewer, customer: Customer | None) -> Tie | None:
    """One's own customers, and those of the person stood in for; a card of my day has no other customers."""
    if customer is None or not viewer.reaches_customers:
        return None
    if customer.manager_id == viewer.staff_id:
        return Tie.MANAGER
    return Tie.DEPUTY if customer.manager_id in viewer.stands_in_for else None


def entrusted(viewer: Viewer, duties: Sequence[Duty]) -> Tie | None:
    """The tie of somebody who was given a contact with another's customer, and has it among these duties still."""
    mine = {viewer.staff_id, *viewer.stands_in_for}
    given = any(duty.kind == ENTRUSTS and duty.owner_staff_id in mine for duty in duties)
    return Tie.ENTRUSTED if given and viewer.reaches_customers else None
