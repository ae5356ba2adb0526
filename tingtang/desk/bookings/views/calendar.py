"""The calendar of an outlet's day and of a person's week; the register of a month."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from tingtang.bookings.actions import report_month, sent_from
from tingtang.bookings.errors import WrongState
from tingtang.bookings.hours import open_span, policy
from tingtang.bookings.models import Booking, MonthReport
from tingtang.bookings.queries import STANDS, of_outlet, of_person, resources_of, tie_to_booking
from tingtang.bookings.register import last_of, month_of, register
from tingtang.customers.models import Customer
from tingtang.desk.bookings.grid import Column, Entry, minute, rows
from tingtang.desk.bookings.joining import tickets_of
from tingtang.desk.bookings.people import customer_name, tabs_of
from tingtang.desk.bookings.words import booking_word
from tingtang.desk.formats import day, weekday
from tingtang.desk.language import lang
from tingtang.organisation.access import Viewer, may_at, requires, viewer_of
from tingtang.organisation.models import Institution
from tingtang.organisation.tree import line_of
from tingtang.shared.times import ONE_DAY, business_date

WEEK = 7
EARLIEST, LATEST = date(2012, 1, 1), date(2099, 12, 1)


def _asked(request: HttpRequest, today: date) -> date:
    try:
        on = date.fromisoformat(request.GET.get("on", "")[:10])
    except ValueError:
        return today
    return on if EARLIEST <= on <= LATEST else today


@require_GET
@never_cache
@login_required
@requires("booking.see")
def outlet(request: HttpRequest) -> HttpResponse:
    """The day of an outlet: who receives whom, and which places are kept (A28.2, A30.3)."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    here, on = (
        _place(viewer, request.GET.get("institution", "")[:32], "booking.see"),
        _asked(request, business_date(at)),
    )
    found = list(of_outlet(here.pk, on))
    cards = _cards(viewer, found)
    standing = [one for one in found if one.state in STANDS]
    context = {
        "columns": (columns := _people(standing, cards) + _places(here.pk, standing, cards)),
        "rows": rows(columns, *_hours(here, on)) if columns else [],
        "cards": list(cards.values()), "here": here, "on": on, "before": on - ONE_DAY, "after": on + ONE_DAY,
        "today": business_date(at), "at": at, "step": "day", **tabs_of(viewer),
        "address": lambda to: f"{reverse('bookings:outlet')}?institution={here.pk}&on={to.isoformat()}",
    }  # fmt: skip
    return render(request, "desk/bookings/bookings.html", context)


@require_GET
@never_cache
@login_required
@requires("booking.see")
def expected(request: HttpRequest) -> HttpResponse:
    """Who is booked at an outlet today and when, with the places kept: the panel on the lobby's board (A28.2)."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    here = _place(viewer, request.GET.get("institution", "")[:32], "booking.see")
    standing = [one for one in of_outlet(here.pk, business_date(at)) if one.state in STANDS]
    context = {"cards": list(_cards(viewer, standing).values()), "here": here, "at": at, **tabs_of(viewer)}
    return render(request, "desk/bookings/booked_today.html", context)


@require_GET
@never_cache
@login_required
@requires("booking.make")
def mine(request: HttpRequest) -> HttpResponse:
    """One's own week."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    today = business_date(at)
    first = (asked := _asked(request, today)) - timedelta(days=asked.weekday())
    here = Institution.objects.get(pk=viewer.institution_id)
    found = list(of_person(viewer.staff_id, first, WEEK))
    cards = _cards(viewer, found)
    days = [first + timedelta(days=n) for n in range(WEEK)]
    columns = [Column(day(on, today), weekday(on), on == today) for on in days]
    for one in found:
        if one.state in STANDS:
            columns[(one.on - first).days].entries.append(_entry(one, cards))
    context = {
        "columns": columns, "rows": rows(columns, *_hours(here, first)), "cards": list(cards.values()), "here": here,
        "on": first, "before": first - timedelta(days=WEEK), "after": first + timedelta(days=WEEK), "today": today,
        "at": at, "step": "week",
        **tabs_of(viewer), "address": lambda to: f"{reverse('bookings:mine')}?on={to.isoformat()}",
    }  # fmt: skip
    return render(request, "desk/bookings/bookings.html", context)


def _hours(here: Institution, on: date) -> tuple[int, int]:
    rules = policy(here.pk, on)
    opening = open_span(here, on, rules)
    usual = (rules.usual[0].hour * 60, rules.usual[1].hour * 60)
    return (minute(opening.starts_at), minute(opening.ends_at)) if opening else usual


def _cards(viewer: Viewer, found: Iterable[Booking]) -> dict[int, dict[str, Any]]:
    """What of each booking is shown, names masked without a tie: three queries, however many there are."""
    found = list(found)
    customers = Customer.objects.in_bulk({one.customer_id for one in found})
    tickets = tickets_of(found)
    lines = {place: line_of(place) for place in {one.institution_id for one in found}}
    ties = {one.pk: tie_to_booking(viewer, one, lines[one.institution_id]) for one in found}
    return {
        one.pk: {
            "one": one,
            "ticket": tickets.get(one.pk),
            "name": customer_name(viewer, customers.get(one.customer_id), ties[one.pk]),
            "places": [hold.resource.name for hold in one.holds.all() if hold.resource and not hold.released],
        }
        for one in found
    }  # fmt: skip


def _entry(one: Booking, cards: dict[int, dict[str, Any]]) -> Entry:
    return Entry(minute(one.starts_at), minute(one.ends_at) or 24 * 60, cards[one.pk])


def _people(standing: list[Booking], cards: dict[int, dict[str, Any]]) -> list[Column]:
    columns: dict[str, Column] = {}
    for one in standing:
        column = columns.setdefault(one.staff_id, Column(one.staff.name, one.staff.get_position_display()))
        column.entries.append(_entry(one, cards))
    return [columns[key] for key in sorted(columns)]


def _places(institution_id: str, standing: list[Booking], cards: dict[int, dict[str, Any]]) -> list[Column]:
    columns = {one.pk: Column(one.name, booking_word(one.kind)) for one in resources_of(institution_id)}
    for one in standing:
        for hold in one.holds.all():
            if hold.resource_id in columns and not hold.released:
                columns[hold.resource_id].entries.append(_entry(one, cards))
    return list(columns.values())


def _place(viewer: Viewer, asked: str, capability: str) -> Institution:
    here = Institution.objects.filter(pk=asked or viewer.institution_id).first()
    if here is None or not may_at(viewer, capability, here.pk):
        raise PermissionDenied(capability)
    return here


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@requires("booking.register")
def register_page(request: HttpRequest) -> HttpResponse:
    """私人银行客户预约服务登记表 of a month (A30.1), to print; POST sends it."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    here = _place(viewer, request.GET.get("institution", "")[:32], "booking.register")
    month, trouble = month_of(_asked(request, business_date(at))), ""
    if request.method == "POST":
        try:
            report_month(institution_id=here.pk, month=month, by=viewer.staff_id, at=at)
            return HttpResponseRedirect(request.get_full_path())
        except WrongState as refused:
            trouble = refused.text.pick(lang())
    found = list(register(here.pk, month).prefetch_related("holds__resource")[:500])
    context = {
        "here": here, "month": month, "cards": list(_cards(viewer, found).values()), "trouble": trouble, "at": at,
        "reports": MonthReport.objects.filter(institution=here, month=month).order_by("-n")[:10],
        "before": month_of(month - ONE_DAY), "after": last_of(month) + ONE_DAY, "today": business_date(at),
        "opens": sent_from(month),
        **tabs_of(viewer),
        "address": lambda to: f"{reverse('bookings:register')}?institution={here.pk}&on={to.isoformat()}",
    }  # fmt: skip
    return render(request, "desk/bookings/register.html", context, status=409 if trouble else 200)
