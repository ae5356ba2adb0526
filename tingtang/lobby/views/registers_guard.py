"""`/guard`: patrols, incidents, the watch over the cash van (A25); `/my-area`: a stationed third party's own (A26)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tingtang.lobby.actions import guarding
from tingtang.lobby.errors import LobbyError
from tingtang.lobby.keeping import one_of
from tingtang.lobby.models import CashVan
from tingtang.lobby.models.guards import IncidentKind
from tingtang.lobby.queries.guards import own_area, vans_here, watch_of
from tingtang.lobby.views.staff import done, here, mistakes, page, refused, say, sheet
from tingtang.lobby.views.staff_words import INCIDENTS, PLACES
from tingtang.organisation.access import may_at, requires, viewer_of
from tingtang.organisation.models import Staff
from tingtang.organisation.sign_in import at_of
from tingtang.organisation.tree import employed
from tingtang.shared.times import business_date


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"by": viewer_of(request).actor, "at": at_of(request)}


@require_GET
@never_cache
@requires("guard.see")
def watch(request: HttpRequest) -> HttpResponse:
    """Today's watch of an outlet."""
    found = here(request, "guard.see")
    outlet = found.outlet.pk
    today = watch_of(outlet, business_date(at_of(request)))
    people = {row.by for rows in (today.patrols, today.incidents) for row in rows}
    context = {
        "here": found,
        "outlet": found.outlet,
        "today": today,
        "vans": list(vans_here(outlet)),
        "names": dict(Staff.objects.filter(pk__in=people).values_list("pk", "name")),
        "may_record": may_at(viewer_of(request), "guard.record", outlet),
    }
    return page(request, "lobby/guard.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@requires("guard.record")
def patrol(request: HttpRequest) -> HttpResponse:
    """A walk past a place: where, and how it was, nothing said beforehand; what is not in order is described."""
    found = here(request, "guard.record")
    lang = viewer_of(request).language
    context: dict[str, Any] = {
        "outlet": found.outlet,
        "places": [one.pick(lang) for one in PLACES],
        "typed": {},
        "mistakes": {},
    }
    if request.method == "POST":
        typed = request.POST
        try:
            guarding.record_patrol(
                institution_id=found.outlet.pk,
                place=typed.get("place", ""),
                orderly=one_of("orderly", typed.get("orderly", ""), ["0", "1"]) == "1",
                note=typed.get("note", ""),
                **_who(request),
            )
            return done(request, say(request, "巡逻已记录", "Patrol recorded"), reverse("lobby:guard"))
        except LobbyError as error:
            context |= {"typed": typed.dict(), "mistakes": mistakes(request, error)}
    return sheet(request, "lobby/guard_patrol.html", context, 422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@requires("guard.record")
def incident(request: HttpRequest) -> HttpResponse:
    """Something happened: what, what was done at once, who was told."""
    found = here(request, "guard.record")
    context: dict[str, Any] = {
        "outlet": found.outlet,
        "kinds": IncidentKind.values,
        "said": INCIDENTS,
        "typed": {},
        "mistakes": {},
    }
    if request.method == "POST":
        typed = request.POST
        texts: dict[str, Any] = {name: typed.get(name, "") for name in ("kind", "described", "done")}
        try:
            guarding.record_incident(institution_id=found.outlet.pk, **texts, **_who(request))
            return done(request, say(request, "事件已登记", "Incident recorded"), reverse("lobby:guard"))
        except LobbyError as error:
            context |= {"typed": typed.dict(), "mistakes": mistakes(request, error)}
    return sheet(request, "lobby/guard_incident.html", context, 422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@requires("guard.record")
def van(request: HttpRequest) -> HttpResponse:
    """The cash van is here: plate, its people by badge, two of ours at the box."""
    found = here(request, "guard.record")
    staff = Staff.objects.filter(employed(business_date(at_of(request))), institution=found.outlet).order_by("name")
    context: dict[str, Any] = {"outlet": found.outlet, "people": list(staff[:200]), "typed": {}, "mistakes": {}}
    if request.method == "POST":
        names = ("direction", "plate", "escort", "received_by", "second", "note")
        typed: dict[str, Any] = {name: request.POST.get(name, "") for name in names}
        try:
            guarding.van_arrives(institution_id=found.outlet.pk, **typed, **_who(request))
            return done(
                request, say(request, "已登记到达，请全程警戒", "Arrival recorded; keep watch"), reverse("lobby:guard")
            )
        except LobbyError as error:
            context |= {"typed": typed, "mistakes": mistakes(request, error)}
    return sheet(request, "lobby/guard_van.html", context, 422 if request.method == "POST" else 200)


@require_POST
@requires("guard.record")
def van_leaves(request: HttpRequest, van_id: int) -> HttpResponse:
    """The van was seen off."""
    row = CashVan.objects.filter(pk=van_id).first()
    if row is None or not may_at(viewer_of(request), "guard.record", row.institution_id):
        raise Http404(str(van_id))
    try:
        guarding.van_leaves(van_id=row.pk, **_who(request))
    except LobbyError as error:
        return refused(request, error, reverse("lobby:guard"))
    return done(request, say(request, "已登记离开", "Departure recorded"), reverse("lobby:guard"))


@require_GET
@never_cache
@requires("third_party.area")
def my_area(request: HttpRequest) -> HttpResponse:
    """A stationed person's own entry: area, agreement, what they may not do. No customer, no ticket, no list (A26)."""
    return page(request, "lobby/my_area.html", {"mine": own_area(viewer_of(request), business_date(at_of(request)))})
