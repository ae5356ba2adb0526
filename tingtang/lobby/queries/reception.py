"""Reading arrivals and records of service away from home, each by right (A28.2, A28.4)."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q, QuerySet

from tingtang.lobby.facts import figures
from tingtang.lobby.models import Arrival, AwayService
from tingtang.organisation.access import Viewer, in_scope, may_at, subtree, tied_customers
from tingtang.shared.clocks import due
from tingtang.shared.times import day_end, day_start

PAGE = 50


def arrivals_of(viewer: Viewer, on: date) -> QuerySet[Arrival]:
    """Customers of the viewer who came to an outlet on a day, newest first: told to them, or to whom they stand in for.

    With ticket and outlet; the customer's name is read and masked by whoever shows it (`customers`).
    """
    told = Arrival.objects.filter(staff__in={viewer.staff_id, *viewer.stands_in_for} - {""})
    today = told.filter(at__gte=day_start(on), at__lt=day_end(on))
    return today.select_related("ticket", "ticket__institution").order_by("-at")[:PAGE]


def away_to_report(viewer: Viewer) -> QuerySet[AwayService]:
    """Records still to be completed, oldest first: of customers the viewer served; for a head, the outlet's."""
    mine = Q(served_by__in={viewer.staff_id, *viewer.stands_in_for} - {""})
    headed = Q(institution__in=subtree(viewer.institutions_for("away_service.report_any")))
    found = AwayService.objects.filter(mine | headed, reported_at__isnull=True)
    return _full(found).order_by("served_at", "pk")


def report_due(away: AwayService) -> datetime:
    """Until when the record is to be sent: hours of the manual after the service."""
    hours = int(figures(away.institution_id, away.served_at)["vip.away_report_hours"])
    return due(away.served_at, "hours", hours).due_at


def away_at_home(viewer: Viewer) -> QuerySet[AwayService]:
    """Records sent to the viewer as the home manager, or as the head of the home unit, newest first."""
    tied = tied_customers(viewer, "manager_id", "home_id")
    return _full(AwayService.objects.filter(tied, reported_at__isnull=False)).order_by("-reported_at", "-pk")


def away_for_department(viewer: Viewer) -> QuerySet[AwayService]:
    """Forms of service to private-bank clients below the viewer's department, sent or still owed, newest first."""
    found = AwayService.objects.filter(to_department=True)
    return _full(in_scope(found, viewer, "institution_id", "away_service.department")).order_by("-served_at", "-pk")


def may_report(viewer: Viewer, away: AwayService) -> bool:
    """Whether the viewer completes this record: who served, whoever stands in, or the head of the outlet."""
    if away.served_by_id in {viewer.staff_id, *viewer.stands_in_for} - {""}:
        return viewer.reaches_customers
    return may_at(viewer, "away_service.report_any", away.institution_id)


def may_read(viewer: Viewer, away: AwayService) -> bool:
    """Whether the viewer sees this record at all: who completes it, the home manager or head, the department."""
    tied = tied_customers(viewer, "manager_id", "home_id") & Q(pk=away.pk)
    return (
        may_report(viewer, away)
        or (away.to_department and may_at(viewer, "away_service.department", away.institution_id))
        or AwayService.objects.filter(tied).exists()
    )


def _full(found: QuerySet[AwayService]) -> QuerySet[AwayService]:
    return found.select_related("institution", "home", "served_by", "manager", "ticket")
