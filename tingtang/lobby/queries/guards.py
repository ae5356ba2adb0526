"""Reading the guards' registers and that of stationed third parties (A25, A26)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from tingtang.lobby.models import CashVan, GuardPatrol, Incident, ThirdParty
from tingtang.organisation.access import Viewer
from tingtang.shared.times import day_end, day_start

PAGE = 50


@dataclass(frozen=True, slots=True)
class Watch:
    """A day of the guards: patrols, incidents, cash vans, each newest first."""

    patrols: tuple[GuardPatrol, ...]
    incidents: tuple[Incident, ...]
    vans: tuple[CashVan, ...]


def watch_of(institution_id: str, on: date) -> Watch:
    """What the guards of an outlet recorded on a day: three queries, at most PAGE of each."""
    day = (day_start(on), day_end(on) - timedelta(microseconds=1))
    here = {"institution": institution_id}
    patrols = GuardPatrol.objects.filter(**here, at__range=day).order_by("-at")[:PAGE]
    incidents = Incident.objects.filter(**here, at__range=day).order_by("-at")[:PAGE]
    vans = CashVan.objects.filter(**here, arrived_at__range=day).select_related("received_by", "second")
    return Watch(tuple(patrols), tuple(incidents), tuple(vans.order_by("-arrived_at")[:PAGE]))


def vans_here(institution_id: str) -> QuerySet[CashVan]:
    """Cash vans that have come and not left."""
    return CashVan.objects.filter(institution=institution_id, left_at__isnull=True).order_by("arrived_at")


def third_parties(institution_id: str, on: date) -> QuerySet[ThirdParty]:
    """Who is stationed here under an agreement that runs on a day."""
    found = ThirdParty.objects.filter(institution=institution_id, agreed_from__lte=on, agreed_to__gte=on)
    return found.select_related("zone", "staff").order_by("company", "name")


def own_area(viewer: Viewer, on: date) -> ThirdParty | None:
    """A stationed person's own entry: area and the agreement's dates; nothing else is theirs to see (A26.3, A26.7).

    None without an agreement that runs on the day, and for everybody else.
    """
    if not viewer.staff_id or not viewer.may("third_party.area"):
        return None
    mine = ThirdParty.objects.filter(staff=viewer.staff_id, agreed_from__lte=on, agreed_to__gte=on)
    return mine.select_related("zone", "institution").order_by("-agreed_to").first()


def incidents_below(institution_ids: list[str], since: datetime, until: datetime) -> QuerySet[Incident]:
    """Incidents of a period, newest first: the caller pages."""
    found = Incident.objects.filter(institution__in=institution_ids, at__gte=since, at__lt=until)
    return found.select_related("institution", "follows").order_by("-at", "-pk")
