"""The rooms of the demo's lobbies: zones and counters for every outlet."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import Any

from django.db import transaction

from tingtang.lobby import actions
from tingtang.lobby.models import Counter
from tingtang.organisation.actions import add_zone
from tingtang.organisation.models import Institution, Staff, Zone, ZoneKind
from tingtang.organisation.positions import Position

ACTOR = "system:demo"
ZONES: tuple[tuple[ZoneKind, int], ...] = (
    (ZoneKind.ADVICE, 0), (ZoneKind.DISPLAY, 0), (ZoneKind.WAITING, 16), (ZoneKind.OPEN_COUNTERS, 2),
    (ZoneKind.CLOSED_COUNTERS, 0), (ZoneKind.WEALTH_CENTRE, 4), (ZoneKind.SELF_SERVICE, 0), (ZoneKind.AUXILIARY, 0),
)  # fmt: skip
COUNTERS = {
    Position.CLOSED_TELLER: ("closed_counters", ("cash", "non_cash", "corporate", "other"), ()),
    Position.OPEN_TELLER: ("open_counters", ("non_cash", "wealth", "other"), ()),
    Position.WEALTH_MANAGER: ("wealth_centre", (), ("vip",)),
}


def furnish(at: datetime) -> list[str]:
    """Zones and counters for every outlet that has none. -> ids of the outlets."""
    outlets = list(Institution.objects.filter(kind="outlet").order_by("pk").values_list("pk", flat=True))
    furnished = set(Counter.objects.values_list("institution_id", flat=True))
    for outlet in outlets:
        if outlet not in furnished:
            with transaction.atomic():
                _furnish(outlet, at)
    return outlets


def _furnish(outlet: str, at: datetime) -> None:
    institution = Institution.objects.get(pk=outlet)
    have = dict(Zone.objects.filter(institution=outlet).values_list("kind", "pk"))
    for kind, seats in ZONES:
        if kind not in have:
            have[kind] = add_zone(institution=institution, kind=kind, seats=seats, by=ACTOR, at=at).pk
    place: dict[str, Any] = {"institution_id": outlet, "by": ACTOR, "at": at}
    label = count(1)
    for position, (zone, skills, classes) in COUNTERS.items():
        for number in range(1, Staff.objects.filter(institution=outlet, position=position).count() + 1):
            named = f"V{number}" if classes else str(next(label))
            actions.add_counter(**place, label=named, zone_id=have[zone], skills=skills, serves_classes=classes)
