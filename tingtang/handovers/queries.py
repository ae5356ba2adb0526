"""Reading handovers."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet

from tingtang.handovers.models import OPEN, Handover, HandoverLine
from tingtang.organisation.access import Viewer, may_at, subtree


def handovers(viewer: Viewer, *, open_only: bool = False) -> QuerySet[Handover]:
    """Those the viewer gives, takes or proposed, or heads; the latest first."""
    me = {viewer.staff_id, *viewer.stands_in_for}
    mine = Q(giver__in=me) | Q(taker__in=me) | Q(proposed_by=viewer.staff_id)
    tops = viewer.institutions_for("handover.decide")
    if tops:
        below = subtree(tops)
        mine |= Q(institution__in=below) | Q(taker__institution__in=below)
    found = Handover.objects.filter(mine, **({"state__in": OPEN} if open_only else {}))
    people = found.select_related("giver__institution", "taker__institution").order_by("-pk")
    return people.annotate(customers=Count("lines"))


def readable(viewer: Viewer, handover_id: int) -> Handover:
    """One of them. PermissionDenied for any other and for none: the answer tells not which."""
    found = handovers(viewer).filter(pk=handover_id).first()
    if found is None:
        raise PermissionDenied("handover.see")
    return found


def may_end(viewer: Viewer, handover: Handover) -> bool:
    """Whether this person may refuse it or take it back."""
    concerned = viewer.staff_id in {handover.giver_id, handover.taker_id, handover.proposed_by}
    return handover.state in OPEN and (concerned or may_at(viewer, "handover.decide", handover.institution_id))


def lines_of(handover: Handover) -> QuerySet[HandoverLine]:
    """Its customers, the largest first."""
    found = HandoverLine.objects.filter(handover=handover).select_related("customer__manager")
    return found.order_by("-customer__assets", "customer")


def standing(viewer: Viewer) -> QuerySet[HandoverLine]:
    """Customers below a head of whom the core bank still names the one from before, the oldest first."""
    tops = viewer.institutions_for("handover.decide")
    found = HandoverLine.objects.filter(state=HandoverLine.State.STANDING)
    found = found.filter(customer__home_institution__in=subtree(tops))
    return found.select_related("customer", "handover__taker", "handover__giver").order_by("handover__from_on", "pk")


def due_to_begin(on: object) -> list[int]:
    """The signed handovers whose day has come."""
    return list(
        Handover.objects.filter(state="signed", from_on__lte=on).order_by("from_on", "pk").values_list("pk", flat=True)
    )
