"""The zones of an outlet, on the page of the institution: add, change, remove."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from tingtang.organisation import actions
from tingtang.organisation.access import requires, viewer_of
from tingtang.organisation.forms import ZoneForm
from tingtang.organisation.models import Zone, ZoneKind
from tingtang.organisation.sign_in import at_of
from tingtang.organisation.views_places import institution_seen, place_page


@require_POST
@requires("organisation.edit")
def add(request: HttpRequest, institution_id: str) -> HttpResponse:
    """POST kind, name, seats: a further zone."""
    here = institution_seen(request, institution_id, "organisation.edit")
    form = ZoneForm(request.POST)
    if form.is_valid() and _done(request, form, actions.add_zone, institution=here):
        return redirect("organisation:place", institution_id)
    return place_page(request, here, zone=form)


@require_POST
@requires("organisation.edit")
def edit(request: HttpRequest, institution_id: str, zone_id: int) -> HttpResponse:
    """POST kind, name, seats: what the zone is from now on."""
    here = institution_seen(request, institution_id, "organisation.edit")
    zone = get_object_or_404(Zone, pk=zone_id, institution=here)
    form = ZoneForm(request.POST)
    if form.is_valid() and _done(request, form, actions.edit_zone, zone=zone):
        return redirect("organisation:place", institution_id)
    return place_page(request, here, **{f"zone-{zone_id}": form})


@require_POST
@requires("organisation.edit")
def remove(request: HttpRequest, institution_id: str, zone_id: int) -> HttpResponse:
    """POST: the zone is no more."""
    here = institution_seen(request, institution_id, "organisation.edit")
    zone = get_object_or_404(Zone, pk=zone_id, institution=here)
    actions.remove_zone(by=viewer_of(request).actor, at=at_of(request), zone=zone)
    return redirect("organisation:place", institution_id)


def _done(request: HttpRequest, form: forms.Form, action: Any, **about: Any) -> bool:
    """Whether the action took what was typed; a refusal stands in the form beside its field."""
    viewer = viewer_of(request)
    typed = {**form.cleaned_data, "kind": ZoneKind(form.cleaned_data["kind"])}
    try:
        action(by=viewer.actor, at=at_of(request), **about, **typed)
    except actions.ZoneRefused as refused:
        form.add_error(refused.field, refused.text.pick(viewer.language))
        return False
    return True
