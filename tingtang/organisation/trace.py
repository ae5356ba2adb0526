"""The audit trail as people may read it: heads and inspectors their subtree, everyone their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from tingtang.audit.models import Entry
from tingtang.organisation.access import Viewer, subtree
from tingtang.organisation.models import Staff

# subject kind -> ids of the subjects a member of staff answers for. A higher room adds its own kind when it is set up
# (customers does), so that its people see who looked at what is theirs without this room knowing of it.
ANSWERED_FOR: dict[str, Callable[[str], QuerySet[Any, Any]]] = {}

# What a higher room keeps from a viewer whatever they head: a complaint about them, a confidential one (A34.6).
KEPT_FROM: list[Callable[[Viewer], Q]] = []

LOOKED = (Entry.Nature.READ, Entry.Nature.REVEAL)


def below(found: QuerySet[Entry], viewer: Viewer) -> QuerySet[Entry]:
    """Entries that happened where the viewer holds `audit.see`, or were made by people who work there; without those
    that a room keeps from them."""
    places = subtree(viewer.institutions_for("audit.see"))
    people = Staff.objects.filter(institution__in=places).values("staff_id")
    found = found.filter(Q(institution_id__in=places) | Q(actor__in=people))
    for kept in KEPT_FROM:
        found = found.exclude(kept(viewer))
    return found


def mine(found: QuerySet[Entry], viewer: Viewer) -> QuerySet[Entry]:
    """What the viewer did and saw, and what was done to their sign-in."""
    return found.filter(Q(actor=viewer.actor) | Q(subject_kind="user", subject_id=viewer.username))


def looked_at_mine(found: QuerySet[Entry], viewer: Viewer) -> QuerySet[Entry]:
    """Reads and reveals, by others, of what the viewer answers for."""
    wanted = Q(pk__in=[])
    for kind, ids in ANSWERED_FOR.items():
        wanted |= Q(subject_kind=kind, subject_id__in=ids(viewer.staff_id))
    return found.filter(wanted, nature__in=LOOKED).exclude(actor=viewer.actor)
