"""The interface of routines: what became of an outlet's checklists of a day, for boards and reports elsewhere."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from tingtang.organisation.api import ERRORS, needs, require_place
from tingtang.organisation.sign_in import at_of
from tingtang.routines.queries import OwedList, lists_of
from tingtang.shared.times import business_date

router = Router()


class ListOut(Schema):
    """A checklist owed on a day. `state`: open, begun, done, late (after its time), missed, excused, cancelled."""

    checklist: str
    clause: str
    owner_staff_id: str | None
    owner_role: str
    due_at: datetime
    state: str
    lines: int
    looked_at: int
    not_in_order: int


def _of_outlet(address: dict[str, Any]) -> str | None:
    return str(address["outlet_id"])


@router.get(
    "/routines/outlets/{outlet_id}/checklists",
    auth=needs("checklist.all", _of_outlet),
    response={200: list[ListOut], **ERRORS},
    summary="The checklists of an outlet on a day",
)
def read_checklists(request: HttpRequest, outlet_id: str, on: date | None = None) -> list[dict[str, Any]]:
    """Today's, or those of `on`; in the order of their clocks. Nothing that was typed is told."""
    require_place(request)
    return [_list(one) for one in lists_of(outlet_id, on or business_date(at_of(request)))]


def _list(one: OwedList) -> dict[str, Any]:
    return {
        "checklist": one.name,
        "clause": one.duty.clause,
        "owner_staff_id": one.duty.owner_staff_id,
        "owner_role": one.duty.owner_role,
        "due_at": one.duty.due_at,
        "state": one.state,
        "lines": one.lines,
        "looked_at": one.answered,
        "not_in_order": one.failed,
    }
