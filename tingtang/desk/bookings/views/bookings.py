"""Booking a customer, and one booking with what may be done with it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tingtang.audit.actions import log_read
from tingtang.bookings import actions
from tingtang.bookings.errors import BadInput, BookingError
from tingtang.bookings.hours import free_times, policy
from tingtang.bookings.models import Booking, Channel, Consent, Purpose, State
from tingtang.bookings.queries import Shown, of_customer, resources_of, shown, tie_to_booking
from tingtang.customers.models import Customer
from tingtang.customers.queries import tied_customer
from tingtang.desk.bookings.forms import BookForm, MoveForm
from tingtang.desk.bookings.joining import join, tickets_of
from tingtang.desk.bookings.people import customer_name, tabs_of
from tingtang.desk.forms import ReasonForm, mistakes, typed
from tingtang.desk.language import lang
from tingtang.desk.pages import number_of
from tingtang.lobby.errors import BadInput as LobbyRefuses
from tingtang.organisation.access import requires, viewer_of
from tingtang.organisation.models import Institution, Staff
from tingtang.shared.times import ONE_DAY, ZONE, business_date

LENGTHS = (30, 60, 90, 120)
DAY = 24 * 60
SHOWN = 5  # bookings on a customer page


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@requires("booking.make")
def book(request: HttpRequest, customer_id: str) -> HttpResponse:
    """Book a customer of one's own with oneself at one's own institution, by consent: a day, a free time, a place."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    customer, _ = tied_customer(viewer, customer_id)
    place = Institution.objects.get(pk=viewer.institution_id)
    ids = [one.pk for one in resources_of(place.pk)]
    if request.method == "GET":
        tomorrow = business_date(at) + ONE_DAY
        usual = policy(place.pk, business_date(at)).minutes
        given = {
            "key": uuid.uuid4().hex,
            "on": request.GET.get("on", "")[:10] or tomorrow.isoformat(),
            "minutes": usual,
        }
        return _book_page(request, customer, place, BookForm(initial=given, places=ids))
    form = BookForm(request.POST, places=ids)
    if form.is_valid():
        try:
            made = actions.book(wish=_wish(form, customer.pk, viewer.staff_id, place.pk), by=viewer.staff_id, at=at,
                                key=form.cleaned_data["key"])  # fmt: skip
            return HttpResponseRedirect(reverse("bookings:booking", args=[made.booking.pk]))
        except BadInput as refused:
            _say(form, refused)
            if refused.field == "key":
                form.data = request.POST.copy()
                form.data["key"] = uuid.uuid4().hex
    return _book_page(request, customer, place, form, 422)


def _wish(form: BookForm, customer_id: str, staff_id: str, institution_id: str) -> actions.Wish:
    given = {
        name: form.cleaned_data[name]
        for name in ("minutes", "purpose", "about", "consent", "channel", "reach", "wishes")
    }
    return actions.Wish(
        customer_id=customer_id, staff_id=staff_id, institution_id=institution_id,
        starts_at=datetime.combine(*form.when(), ZONE), resources=tuple(form.cleaned_data["resources"]), **given,
    )  # fmt: skip


def _say(form: forms.Form, refused: BadInput) -> None:
    field = {"starts_at": "start", "staff_id": "start"}.get(refused.field, refused.field)
    form.add_error(field if field in form.fields else None, refused.text.pick(lang()))


def _book_page(
    request: HttpRequest, customer: Customer, place: Institution, form: BookForm, status: int = 200
) -> HttpResponse:
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    context = {
        "customer": customer, "name": customer_name(viewer, customer), "place": place, "today": business_date(at),
        "purposes": Purpose.values, "consents": Consent.values, "channels": Channel.values, **tabs_of(viewer),
        **_when(request, form, place), **_form(form),
    }  # fmt: skip
    return render(request, "desk/bookings/new.html", context, status=status)


def _form(form: forms.Form) -> dict[str, Any]:
    return {"values": typed(form), "mistakes": mistakes(form) if form.is_bound else {}}


def _when(request: HttpRequest, form: forms.Form, place: Institution, *, look: bool = True) -> dict[str, Any]:
    """What the part about the time shows: places and lengths; `look`: the free times are asked for at once."""
    chosen = (
        request.POST.getlist("resources") if form.is_bound else [str(one) for one in form.initial.get("resources", ())]
    )
    return {"looked": look, "resources": resources_of(place.pk), "chosen": chosen, "lengths": LENGTHS}


@require_GET
@never_cache
@login_required
@requires("booking.make")
def free(request: HttpRequest) -> HttpResponse:
    """The free times of a day as it stands in the form (`on`, `minutes`): one's own at one's institution, or, of a
    booking that is to be moved (`but`), those of whoever is booked."""
    viewer, but = viewer_of(request), number_of(request, "but")
    if but:
        found = Booking.objects.select_related("staff", "institution").filter(pk=but).first()
        if found is None or tie_to_booking(viewer, found) is None:
            raise PermissionDenied("booking.see")
        staff, place = found.staff, found.institution
    else:
        staff = Staff.objects.select_related("institution").get(pk=viewer.staff_id)
        place = staff.institution
    minutes = number_of(request, "minutes")
    try:
        on = date.fromisoformat(request.GET.get("on", ""))
        day = {"staff": staff, "institution": place, "on": on, "at": request.at}  # type: ignore[attr-defined]
        found_free = free_times(**day, minutes=minutes, but=but) if 0 < minutes < DAY else []
    except (ValueError, OverflowError):
        found_free = []
    return render(request, "desk/bookings/free.html", {"free": found_free})


@require_GET
@never_cache
@login_required
@requires("customer.see")
def of_one_customer(request: HttpRequest, customer_id: str) -> HttpResponse:
    """The latest bookings of a customer of one's own: a part of the customer page, read after it. A booking opens for
    whoever may see it there."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    customer, _ = tied_customer(viewer, customer_id)
    context = {"bookings": of_customer(customer.pk, SHOWN), "at": at, "may_see": viewer.may("booking.see")}
    return render(request, "desk/customers/bookings.html", context)


# -- one booking ------------------------------------------------------------------------------------------------------


@require_GET
@never_cache
@login_required
@requires("booking.see")
def booking(request: HttpRequest, booking_id: int) -> HttpResponse:
    """One booking with its history; who reads the name without being booked leaves a trace."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    found = shown(viewer, booking_id)
    if found.tie is not None and found.booking.staff_id != viewer.staff_id:
        place = found.booking.institution_id
        log_read(by=viewer.actor, at=at, subject=("booking", str(booking_id)), institution=place, tie=str(found.tie))
    return _page(request, found)


def _page(
    request: HttpRequest, found: Shown, bound: dict[str, forms.Form] | None = None, status: int = 200, trouble: str = ""
) -> HttpResponse:
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    one, bound = found.booking, bound or {}
    held = list(one.holds.filter(released=False, resource__isnull=False).values_list("resource", flat=True))
    start = one.starts_at.astimezone(ZONE)
    standing = {
        "on": one.on.isoformat(), "start": f"{start:%H:%M}", "resources": held,
        "minutes": int((one.ends_at - one.starts_at).total_seconds() // 60),
    }  # fmt: skip
    move = bound.get("move") or MoveForm(initial=standing, places=[])
    end, look = bound.get("end") or ReasonForm(), move.is_bound or "move" in request.GET
    context = {
        "found": found, "one": one, "at": at, "today": business_date(at), "trouble": trouble,
        "name": customer_name(viewer, Customer.objects.filter(pk=one.customer_id).first(), found.tie),
        "ticket": tickets_of([one]).get(one.pk), "may_ticket": viewer.may("lobby.ticket"),
        "is_open": one.state == State.BOOKED, "is_today": one.on == business_date(at), "begun": at >= one.starts_at,
        **tabs_of(viewer),
        "move": _form(move), "end": _form(end), **_when(request, move, one.institution, look=look),
    }  # fmt: skip
    return render(request, "desk/bookings/booking.html", context, status=status)


def _act(
    request: HttpRequest, booking_id: int, name: str, form: forms.Form | None, act: Callable[..., object],
    *, tied: bool = True,
) -> HttpResponse:  # fmt: skip
    """Do it and show the booking again; what is refused comes back beside its field, nothing typed lost."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    found = shown(viewer, booking_id)
    if tied and not found.may_change:
        raise PermissionDenied("booking.change")
    trouble, status, bound = "", 422, {name: form} if form is not None else {}
    if form is None or form.is_valid():
        try:
            act(found.booking, by=viewer.staff_id, at=at)
            return HttpResponseRedirect(reverse("bookings:booking", args=[booking_id]))
        except BadInput as refused:
            if form is None:
                raise
            _say(form, refused)
        except (BookingError, LobbyRefuses) as refused:
            trouble, status = refused.text.pick(lang()), 409
    return _page(request, shown(viewer, booking_id), bound, status, trouble)


@require_POST
@login_required
@requires("booking.make")
def moved(request: HttpRequest, booking_id: int) -> HttpResponse:
    """Agree on another time."""
    found = shown(viewer_of(request), booking_id)
    form = MoveForm(request.POST, places=[one.pk for one in resources_of(found.booking.institution_id)])

    def act(one: Booking, *, by: str, at: datetime) -> object:
        given = {name: form.cleaned_data[name] for name in ("minutes", "resources", "reason")}
        starts_at = datetime.combine(*form.when(), ZONE)
        return actions.move(booking_id=one.pk, starts_at=starts_at, by=by, at=at, **given)

    return _act(request, booking_id, "move", form, act)


@require_POST
@login_required
@requires("booking.make")
def confirmed(request: HttpRequest, booking_id: int) -> HttpResponse:
    """The details were confirmed in a call."""
    return _act(request, booking_id, "", None, lambda one, **told: actions.confirm_by_phone(booking_id=one.pk, **told))


@require_POST
@login_required
@requires("booking.make")
def ended(request: HttpRequest, booking_id: int, how: str) -> HttpResponse:
    """Called off, or not come: with the reason."""
    end = {"cancel": actions.cancel, "not-come": actions.not_come}.get(how)
    if end is None:
        raise Http404(how)
    form = ReasonForm(request.POST)
    return _act(
        request, booking_id, "end", form,
        lambda one, **told: end(booking_id=one.pk, reason=form.cleaned_data["reason"], **told),
    )  # fmt: skip


@require_POST
@login_required
@requires("booking.arrive")
def arrived(request: HttpRequest, booking_id: int) -> HttpResponse:
    """The customer came: they join the line of the lobby with the time agreed, in one transaction (adr/0031)."""
    return _act(request, booking_id, "", None, join, tied=False)
