"""Which position answers for a duty at its own place: that which owes it, or the next in line where nobody holds it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from tingtang.organisation.models import ExtraPost, Staff
from tingtang.organisation.positions import Position
from tingtang.organisation.tree import employed

LOBBY, OUTLET, BRANCH = Position.LOBBY_MANAGER, Position.OUTLET_HEAD, Position.BRANCH_HEAD
LINE = (LOBBY, OUTLET, BRANCH)  # where the one before is held by nobody


def line_at(role: str, kind_owner: str) -> Sequence[Position]:
    """The positions that answer for a duty of `role` at its own place, first to last. Pure."""
    if role == LOBBY or (role == OUTLET and kind_owner == LOBBY):
        return LINE
    if role in (OUTLET, BRANCH) and kind_owner != BRANCH:
        return LINE[1:] if kind_owner != LOBBY else LINE
    return ()


def answering(line: Sequence[Position], held: Collection[str]) -> Position | None:
    """The first of `line` that is held at the place; None where none is. Pure."""
    return next((one for one in line if one in held), None)


def held_at(positions: Collection[str], on: date, institutions: Collection[str] | None = None) -> dict[str, set[str]]:
    """{institution: which of the positions somebody holds there}, by own or extra post. Two queries."""
    own = Staff.objects.filter(employed(on), position__in=positions)
    extra = ExtraPost.objects.filter(position__in=positions, from_on__lte=on).exclude(to_on__lt=on)
    extra = extra.filter(staff__in=Staff.objects.filter(employed(on)))
    if institutions is not None:
        own, extra = own.filter(institution__in=institutions), extra.filter(institution__in=institutions)
    found: defaultdict[str, set[str]] = defaultdict(set)
    for rows in (own, extra):
        for place, position in rows.values_list("institution_id", "position").distinct():
            found[place].add(position)
    return found
