"""Which institution a page is about: the one asked for, else one's own; and which others there are to choose from."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from tingtang.organisation.access import Viewer, may_at
from tingtang.organisation.models import Institution

CHOICES = 500  # outlets offered


def place(viewer: Viewer, asked: str, capability: str) -> Institution:
    """The institution asked for, else one's own; refused where the capability does not reach."""
    own = next(iter(sorted(viewer.institutions_for(capability))), viewer.institution_id)
    here = Institution.objects.filter(pk=asked or own).first()
    if here is None or not may_at(viewer, capability, here.pk):
        raise PermissionDenied(capability)
    return here


def outlet_of(viewer: Viewer, asked: str, capability: str) -> Institution:
    """The outlet asked for, else one's own, else the first below. Raises PermissionDenied where nothing reaches it."""
    tops = sorted(viewer.institutions_for(capability))
    found = Institution.objects.filter(pk=asked or (tops[0] if tops else "")).first()
    if found is None or not may_at(viewer, capability, found.pk):
        raise PermissionDenied(capability)
    if found.kind == "outlet" or asked:
        return found
    below = Institution.objects.filter(kind="outlet", above__ancestor=found).order_by("pk").first()
    return below or found


def outlets_below(viewer: Viewer, capability: str) -> list[Institution]:
    """The outlets to choose from; none for somebody of one outlet."""
    tops = viewer.institutions_for(capability)
    found = Institution.objects.filter(kind="outlet", above__ancestor__in=tops).distinct().order_by("name")
    rows = list(found[:CHOICES])
    return rows if len(rows) > 1 else []
