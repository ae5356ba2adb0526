"""What an outlet lets be booked and how it is found; and the calendar feed of a person (A30.3, A30.4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required, login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tingtang.bookings import actions
from tingtang.bookings.actions.writing import map_link
from tingtang.bookings.errors import BadInput
from tingtang.bookings.icalendar import Event, calendar
from tingtang.bookings.models import Booking, CalendarFeed, Directions, Hold, Resource, ResourceKind, State
from tingtang.bookings.queries import of_person
from tingtang.desk.bookings.forms import DirectionsForm, HoursForm, PlaceForm
from tingtang.desk.bookings.people import tabs_of
from tingtang.desk.bookings.words import WORDS
from tingtang.desk.forms import mistakes, typed
from tingtang.desk.language import lang
from tingtang.organisation.access import requires, viewer_of
from tingtang.organisation.models import Institution, Staff
from tingtang.shared.times import business_date

PAST, AHEAD = 30, 180  # days a calendar holds


@require_GET
@never_cache
@login_required
@requires("booking.places")
def places(request: HttpRequest) -> HttpResponse:
    """Rooms, counters and parking of one's outlet, with their hours, and the way to it."""
    return _page(request, {})


def _page(request: HttpRequest, bound: dict[str, forms.Form], status: int = 200, of: int = 0) -> HttpResponse:
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    here = Institution.objects.get(pk=_here(request))
    way = Directions.objects.filter(pk=here.pk).first()
    known = {
        "address": way.address, "way": way.way, "longitude": way.longitude or "", "latitude": way.latitude or "",
    } if way else {}  # fmt: skip
    given = {"add": PlaceForm(), "directions": DirectionsForm(initial=known), "hours": HoursForm()} | bound
    upcoming = Hold.objects.filter(released=False, ends_at__gt=at)
    found = Resource.objects.filter(institution=here).order_by("-is_active", "kind", "name")
    context = {
        "here": here, "rows": list(found.prefetch_related(Prefetch("holds", upcoming))), "kinds": ResourceKind.values,
        "way": way, "map": map_link(way, here.name) if way else "", "of": of,
        "values": {name: typed(form) for name, form in given.items()},
        "mistakes": {name: mistakes(form) if form.is_bound else {} for name, form in given.items()},
        "at": at, "today": business_date(at), **tabs_of(viewer),
    }  # fmt: skip
    return render(request, "desk/bookings/places.html", context, status=status)


def _here(request: HttpRequest) -> str:
    """The outlet one heads."""
    return sorted(viewer_of(request).institutions_for("booking.places"))[0]


def _act(
    request: HttpRequest, name: str, form: forms.Form, act: Callable[..., object], of: int = 0, **fixed: Any
) -> HttpResponse:
    if form.is_valid():
        told = {"by": viewer_of(request).staff_id, "at": request.at, "institution_id": _here(request)}  # type: ignore[attr-defined]
        try:
            act(**fixed, **form.cleaned_data, **told)
            return HttpResponseRedirect(reverse("bookings:places"))
        except Resource.DoesNotExist:
            raise PermissionDenied("booking.places") from None
        except BadInput as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.text.pick(lang()))
    return _page(request, {name: form}, 422, of)


@require_POST
@login_required
@requires("booking.places")
def place_added(request: HttpRequest) -> HttpResponse:
    """One more room, counter or parking space."""
    return _act(request, "add", PlaceForm(request.POST), actions.add_resource)


@require_POST
@login_required
@requires("booking.places")
def place_changed(request: HttpRequest, resource_id: int, step: str) -> HttpResponse:
    """hours; retire, return: out of use for new bookings and back. What is booked stays."""
    if not Resource.objects.filter(pk=resource_id, institution=_here(request)).exists():
        raise PermissionDenied("booking.places")
    if step == "hours":
        form = HoursForm(request.POST)
        return _act(request, "hours", form, actions.set_resource_hours, resource_id, resource_id=resource_id)
    if step not in ("retire", "return"):
        raise Http404(step)
    active = step == "return"
    return _act(request, "none", forms.Form({}), actions.set_resource_active, resource_id=resource_id, active=active)


@require_POST
@login_required
@requires("booking.places")
def directions_set(request: HttpRequest) -> HttpResponse:
    """How customers find the outlet, with the place on the map."""
    return _act(request, "directions", DirectionsForm(request.POST), actions.set_directions)


# -- the calendar feed ------------------------------------------------------------------------------------------------


@require_GET
@never_cache
@login_required
@requires("booking.make")
def feed_page(request: HttpRequest) -> HttpResponse:
    """Whether one's calendar may read one's bookings, and since when."""
    return _feed(request)


def _feed(request: HttpRequest, token: str = "") -> HttpResponse:
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    address = request.build_absolute_uri(reverse("bookings:feed", args=[token])) if token else ""
    open_ = CalendarFeed.objects.filter(staff=viewer.staff_id, revoked_at__isnull=True).first()
    context = {"feed": open_, "address": address, "at": at, "today": business_date(at), **tabs_of(viewer)}
    return render(request, "desk/bookings/feed.html", context)


@require_POST
@never_cache
@login_required
@requires("booking.make")
def feed_changed(request: HttpRequest, step: str) -> HttpResponse:
    """open: a new address, told this once, the one before ends; close: revoke it."""
    told = {"by": viewer_of(request).staff_id, "at": request.at}  # type: ignore[attr-defined]
    if step == "open":
        return _feed(request, actions.open_feed(**told))
    if step != "close":
        raise Http404(step)
    actions.close_feed(**told)
    return HttpResponseRedirect(reverse("bookings:feed_page"))


@require_GET
@never_cache
@login_not_required
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """A person's bookings for their own calendar: when, where, what for; no customer is named."""
    at: datetime = request.at  # type: ignore[attr-defined]
    staff = actions.read_feed(token=secret, at=at)
    if staff is None:
        raise Http404
    today = business_date(at)
    found = list(of_person(staff.pk, today - timedelta(days=PAST), PAST + AHEAD).select_related("institution")[:1000])
    ways = Directions.objects.in_bulk({one.institution_id for one in found})
    text = calendar(_title(staff), request.get_host(), [_event(request, one, ways) for one in found])
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="bookings.ics"'
    return answer


def _title(staff: Staff) -> str:
    return f"{staff.name} · 厅堂预约"


def _event(request: HttpRequest, one: Booking, ways: dict[str, Directions]) -> Event:
    held = [hold.resource.name for hold in one.holds.all() if hold.resource and not hold.released]
    way = ways.get(one.institution_id)
    return Event(
        key=f"booking-{one.pk}",
        n=one.n,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        changed_at=one.ended_at or one.made_at,
        title=f"客户预约：{WORDS[one.purpose].zh}",
        place=" · ".join([one.institution.name, *held, *([way.address] if way else [])]),
        address=request.build_absolute_uri(reverse("bookings:booking", args=[one.pk])),
        called_off=one.state in (State.CANCELLED, State.NOT_COME),
    )
