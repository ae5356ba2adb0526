"""Complaints: the board by clock, a new one, the overview of a place with its figures."""

from __future__ import annotations

import csv
import uuid
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from tingtang.audit.actions import record
from tingtang.complaints import actions
from tingtang.complaints.actions.files import MOST_BYTES
from tingtang.complaints.errors import BadInput
from tingtang.complaints.queries import GROUPS, Filters, board, of_customer
from tingtang.complaints.standing import visible
from tingtang.customers.queries import tied_customer
from tingtang.desk import answers
from tingtang.desk.complaints.forms import IntakeForm, listed, split
from tingtang.desk.complaints.intake import Known, known_from, people_named, place_named, places_for, take_in
from tingtang.desk.complaints.overview import Overview, overview_of
from tingtang.desk.forms import mistakes, typed
from tingtang.desk.language import lang, t
from tingtang.desk.live import follow_mine
from tingtang.manual.queries import rulebook
from tingtang.opinions.errors import OpinionError
from tingtang.organisation.access import Viewer, may_at, requires, viewer_of
from tingtang.organisation.models import Institution
from tingtang.shared.times import ZONE, business_date

EARLIEST, LATEST = date(2012, 1, 1), date(2099, 12, 31)


def _filters(request: HttpRequest) -> Filters:
    said, codes = request.GET, rulebook().complaint_codes
    group, cause, channel = (said.get(name, "") for name in ("group", "cause", "channel"))
    page = said.get("page", "1")
    return Filters(
        group=group if group in GROUPS else "",
        cause=cause if cause in codes.causes else "",
        channel=channel if channel in codes.channels else "",
        mine=said.get("mine") == "1",
        q=said.get("q", "")[:40],
        page=int(page) if page.isascii() and page.isdecimal() and len(page) < 6 else 1,
    )


@require_GET
@never_cache
@login_required
@requires("complaint.see")
def board_page(request: HttpRequest) -> HttpResponse:
    """Cases by their first clock; with htmx only the list."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    filters = _filters(request)

    def address(**change: Any) -> str:
        given: dict[str, Any] = {
            "group": filters.group,
            "cause": filters.cause,
            "channel": filters.channel,
            "q": filters.q,
        }
        given |= {"mine": "1" if filters.mine else "", "page": filters.page}
        said = {name: value for name, value in (given | {"page": 1} | change).items() if value not in ("", 1)}
        query = "&".join(f"{name}={value}" for name, value in said.items())
        return reverse("complaints:board") + (f"?{query}" if query else "")

    context = {
        "found": board(viewer, filters, at), "filters": filters, "codes": rulebook().complaint_codes, "at": at,
        "address": address, "today": business_date(at), "viewer": viewer, "live": follow_mine(request, at),
    }  # fmt: skip
    if answers.is_fragment(request):
        return render(request, "desk/complaints/list.html", context)
    return render(request, "desk/complaints/complaints.html", context)


@require_GET
@never_cache
@login_required
@requires("complaint.see")
def of_customer_page(request: HttpRequest, customer_id: str) -> HttpResponse:
    """A tied customer's complaints, as far as one may read them: into the customer's page, or the way back to it."""
    viewer = viewer_of(request)
    found, _ = tied_customer(viewer, customer_id)
    if not answers.is_fragment(request):
        return HttpResponseRedirect(reverse("desk:customer", args=[found.pk]))
    return render(request, "desk/complaints/of_customer.html", {"rows": of_customer(viewer, found.pk)})


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@requires("complaint.take")
def new(request: HttpRequest) -> HttpResponse:
    """Take a complaint in: `?source=ticket:7`, `customer:C1` or `opinion:7` bring what the bank knows."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    source = (request.POST if request.method == "POST" else request.GET).get("source", "")[:80]
    known = known_from(viewer, source, at)
    codes = rulebook().complaint_codes
    choices = {"channel": tuple(codes.channels), "business": tuple(codes.businesses), "cause": tuple(codes.causes)}
    if request.method == "GET":
        started = {"key": uuid.uuid4().hex, **known.started}
        return _intake(request, viewer, known, IntakeForm(initial=started, choices=choices, known=known.is_customer))
    form = IntakeForm(request.POST, request.FILES, choices=choices, known=known.is_customer)
    if form.is_valid():
        try:
            made = _open(viewer, known, form.cleaned_data, at)
            return HttpResponseRedirect(f"{reverse('complaints:new')}?made={made.number}&id={made.pk}")
        except BadInput as refused:
            field = refused.field if refused.field in form.fields else None
            form.add_error(field, refused.text.pick(lang()))
        except OpinionError as refused:
            form.add_error(None, refused.text.pick(lang()))
    return _intake(request, viewer, known, form, 422)


def _open(viewer: Viewer, known: Known, given: dict[str, Any], at: datetime) -> Any:
    file, key = given.pop("file"), given.pop("key")
    given["institution_id"] = place_named(given["institution_id"])
    given["concerned"] = people_named(split(given["concerned"]), given["institution_id"])
    given["products"] = listed(given["products"])
    deadline = given["deadline"]
    if deadline is not None and timezone.is_naive(deadline):
        given["deadline"] = deadline.replace(tzinfo=ZONE)
    if known.opinion is not None:
        given["phone"] = given["phone"] or known.opinion.phone
    said = actions.Said(**{**given, "customer_id": known.customer_id})
    paper = (file.name, file.read(MOST_BYTES)) if file else None
    return take_in(known, said, viewer=viewer, at=at, key=key, paper=paper).complaint


def _intake(request: HttpRequest, viewer: Viewer, known: Known, form: IntakeForm, status: int = 200) -> HttpResponse:
    at = request.at  # type: ignore[attr-defined]
    made = request.GET.get("made", "")[:16]
    mine = request.GET.get("id", "")[:18]
    readable = mine.isdecimal() and visible(viewer).filter(pk=int(mine), number=made).exists()
    context = {
        "values": typed(form), "mistakes": mistakes(form) if form.is_bound else {}, "known": known,
        "codes": rulebook().complaint_codes, "places": places_for(viewer), "made": made,
        "made_id": int(mine) if readable else 0, "today": business_date(at), "at": at,
    }  # fmt: skip
    return render(request, "desk/complaints/new.html", context, status=status)


def _scope(request: HttpRequest, viewer: Viewer, at: datetime) -> tuple[Institution, date, date]:
    """The place and the period asked for; the viewer's own place and the last ninety days otherwise."""
    asked = request.GET.get("institution", "")[:32]
    key = asked or next(iter(sorted(viewer.institutions_for("complaint.figures"))), "")
    found = Institution.objects.filter(pk=key).first()
    if found is None or not may_at(viewer, "complaint.figures", key):
        raise PermissionDenied("complaint.figures")
    today = business_date(at)
    last = _day(request.GET.get("to", ""), today)
    return found, min(_day(request.GET.get("from", ""), last - timedelta(days=89)), last), last


def _day(text: str, otherwise: date) -> date:
    try:
        return min(max(date.fromisoformat(text[:10]), EARLIEST), LATEST)
    except ValueError:
        return otherwise


@require_GET
@never_cache
@login_required
@requires("complaint.figures")
def overview(request: HttpRequest) -> HttpResponse:
    """What came in below a place in a period, by cause, unit, product and handler; how it was answered."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    place, first, last = _scope(request, viewer, at)
    found = overview_of(viewer, place, first, last, at, request.GET.get("reading", ""))
    context = {"o": found, "at": at, "today": business_date(at)}
    return render(request, "desk/complaints/overview.html", context)


@require_GET
@never_cache
@login_required
@requires("complaint.figures")
def overview_file(request: HttpRequest) -> HttpResponse:
    """The same figures as a file; its export is logged, its first line says for whom it was made."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    place, first, last = _scope(request, viewer, at)
    found = overview_of(viewer, place, first, last, at, request.GET.get("reading", ""))
    _log_export(viewer, place, at)
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="complaints-{place.pk}-{first}-{last}.csv"'
    sheet = csv.writer(answer)
    sheet.writerow([t("导出人", "Made for"), viewer.name, viewer.staff_id, f"{at.astimezone(ZONE):%Y-%m-%d %H:%M}",
                    next(said for said, _, now, _ in found.readings if now)])  # fmt: skip
    sheet.writerow(HEADINGS if lang() == "zh" else HEADINGS_EN)
    for title, rows in found.tables:
        for row in rows:
            line = row.line
            sheet.writerow(
                [title, row.name, line.received, line.open, line.upheld, line.renewed, line.repeats, line.in_time,
                 line.late, line.overdue]
            )  # fmt: skip
    return answer


HEADINGS = ("分类", "名称", "受理", "未结", "成立", "再次投诉", "重复", "按时答复", "逾期答复", "逾期未答复")
HEADINGS_EN = ("By", "Name", "Received", "Open", "Upheld", "Renewed", "Repeats", "In time", "Late", "Overdue")


def _log_export(viewer: Viewer, place: Institution, at: datetime) -> None:
    from django.db import transaction

    with transaction.atomic():
        record(
            by=viewer.actor, at=at, action="complaint.export", subject=("institution", place.pk), institution=place.pk
        )


__all__ = ["Overview", "board_page", "new", "overview", "overview_file"]
