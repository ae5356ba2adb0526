"""The zones of an outlet (A5-A12)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tingtang.audit.actions import record
from tingtang.audit.unique import once
from tingtang.organisation.models import Institution, InstitutionKind, Zone, ZoneKind
from tingtang.shared.refusal import Refused
from tingtang.shared.text import Bilingual

# Where customers are received: elsewhere there is nothing to divide into zones.
HAVE_ZONES = frozenset(
    {
        InstitutionKind.OUTLET,
        InstitutionKind.WEALTH_MANAGEMENT_CENTRE,
        InstitutionKind.WEALTH_CENTRE,
        InstitutionKind.PRIVATE_BANK,
    }
)
TWICE = Bilingual("同类分区中已有此名称，请换一个名称。", "A zone of this kind has this name already; choose another.")
NO_OUTLET = Bilingual("只有营业网点和中心设功能分区。", "Only outlets and centres have zones.")


class ZoneRefused(Refused):
    """A zone that cannot stand."""


@transaction.atomic
def add_zone(
    *, by: str, at: datetime, institution: Institution, kind: ZoneKind, name: str = "", seats: int = 0
) -> Zone:
    """A further zone with its seats; without a name its kind says what it is. Raises ZoneRefused."""
    if institution.kind not in HAVE_ZONES:
        raise ZoneRefused("kind", NO_OUTLET)
    return _kept(Zone(institution=institution, kind=kind, name=name.strip(), seats=seats), by, at, "zone.add")


@transaction.atomic
def edit_zone(*, by: str, at: datetime, zone: Zone, kind: ZoneKind, name: str, seats: int) -> Zone:
    """Change a zone: what it is, its name, its seats. What stands in it stays in it. Raises ZoneRefused."""
    zone.kind, zone.name, zone.seats = kind, name.strip(), seats
    return _kept(zone, by, at, "zone.edit")


@transaction.atomic
def remove_zone(*, by: str, at: datetime, zone: Zone) -> None:
    """A zone that is no more; what stood in it stands in none."""
    _audit(by, at, "zone.remove", zone)
    zone.delete()


def _kept(zone: Zone, by: str, at: datetime, action: str) -> Zone:
    with once(ZoneRefused("name", TWICE), "institution_id", "kind", "name"):
        zone.save()
    _audit(by, at, action, zone)
    return zone


def _audit(by: str, at: datetime, action: str, zone: Zone) -> None:
    place = zone.institution_id
    detail = {"zone": str(zone.pk), "kind": str(zone.kind), "name": zone.name, "seats": str(zone.seats)}
    record(by=by, at=at, action=action, subject=("institution", place), institution=place, detail=detail)
