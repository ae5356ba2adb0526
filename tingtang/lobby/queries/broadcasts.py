"""What the screens of an outlet say besides numbers: notices and outages, its own and those from above (A33.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q

from tingtang.lobby.models import Announcement, Outage, OutageNote
from tingtang.organisation.tree import ancestors


@dataclass(frozen=True, slots=True)
class OutageShown:
    """An outage with what was told of it, first to last: {at, zh, en}."""

    outage: Outage
    notes: tuple[OutageNote, ...]


@dataclass(frozen=True, slots=True)
class Broadcasts:
    """What to show now: notices, newest first; outages that go on, the oldest first."""

    announcements: tuple[Announcement, ...]
    outages: tuple[OutageShown, ...]


def shown_at(institution_id: str, at: datetime) -> Broadcasts:
    """What the screens of an outlet show at a moment: four queries."""
    line = ancestors(institution_id) or [institution_id]
    running = Announcement.objects.filter(institution__in=line, from_at__lte=at, withdrawn_at__isnull=True)
    notices = running.filter(Q(until_at__isnull=True) | Q(until_at__gt=at)).order_by("-from_at", "-pk")
    told = Prefetch("notes", OutageNote.objects.order_by("n"))
    going_on = Outage.objects.filter(institution__in=line, ended_at__isnull=True).prefetch_related(told)
    outages = tuple(OutageShown(one, tuple(one.notes.all())) for one in going_on.order_by("began_at", "pk"))
    return Broadcasts(tuple(notices), outages)
