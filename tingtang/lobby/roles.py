"""Who answers for what the lobby owes at an outlet."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from tingtang.organisation.models import ExtraPost, Staff
from tingtang.organisation.positions import Position
from tingtang.organisation.tree import employed


def duty_roles(institution_ids: Collection[str], on: date) -> dict[str, str]:
    """For each outlet the role that owes the lobby's duties: the lobby manager where there is one, else the head.

    Owed by a role, not a person: whoever is on duty, or stands in, finds it in their day. Two queries.
    """
    here = {"position": Position.LOBBY_MANAGER, "institution__in": institution_ids}
    own = Staff.objects.filter(employed(on), **here).values_list("institution_id", flat=True)
    extra = ExtraPost.objects.filter(**here, from_on__lte=on).exclude(to_on__lt=on)
    manned = {*own, *extra.values_list("institution_id", flat=True)}
    return {one: Position.LOBBY_MANAGER if one in manned else Position.OUTLET_HEAD for one in institution_ids}


def duty_role(institution_id: str, on: date) -> str:
    """The same for one outlet."""
    return duty_roles([institution_id], on)[institution_id]
