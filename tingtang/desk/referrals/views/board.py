"""What cards come to: the tracking list of prospects, the head's board, the two-weekly report."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tingtang.desk.places import place
from tingtang.desk.referrals.lists import filters_of, list_context
from tingtang.organisation.access import may_at, requires, viewer_of
from tingtang.organisation.models import Staff
from tingtang.referrals.figures import Figures, asked, by_person, funnel
from tingtang.referrals.queries import Filters, listing
from tingtang.referrals.report import Report, draft, export, period_of
from tingtang.shared.times import business_date

PAGE = 30  # people a page
LONGEST_AGO = date(2012, 1, 2)


@require_GET
@never_cache
@login_required
@requires("referral.take")
def prospects(request: HttpRequest) -> HttpResponse:
    """潜在客户跟踪表 (A21.2b, A33.2): open cards by stage, the next contact first."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    filters = filters_of(request, viewer, by_next=True)
    return render(request, "desk/referrals/prospects.html", list_context(viewer, filters, "referrals:prospects", at))


@require_GET
@never_cache
@login_required
@requires("referral.board")
def board(request: HttpRequest) -> HttpResponse:
    """The head's funnel and people for a report period, and the cards that wait for a place."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    here = place(viewer, request.GET.get("institution", "")[:32], "referral.board")
    wanted = asked(here.pk, _day(request))
    period = period_of(_day(request), wanted.weeks)
    people = by_person(here.pk, period.first, period.last, at)
    page = request.GET.get("page", "")
    pages = max(1, -(-len(people) // PAGE))
    number = min(int(page) if page.isdecimal() and page.isascii() and len(page) < 6 else 1, pages) or 1
    context = {
        "here": here,
        "period": period,
        "this_period": period.first <= business_date(at) <= period.last,
        "funnel": funnel(here.pk, period.first, period.last),
        "total": sum((row.figures for row in people), Figures()),
        "people": people[(number - 1) * PAGE : number * PAGE],
        "target": wanted.target,
        "returned": listing(viewer, Filters("below", "handed_back"), at),
        "pages": pages,
        "page_number": number,
        "address": lambda **changes: _address(
            "referrals:board", {"institution": here.pk, "on": period.first, **changes}
        ),
        "to_report": lambda staff: _address("referrals:report", {"staff": staff, "on": period.first}),
        "at": at,
        "today": business_date(at),
    }
    return render(request, "desk/referrals/board.html", context)


@require_GET
@never_cache
@login_required
@requires("referral.make")
def report(request: HttpRequest) -> HttpResponse:
    """潜在客户推荐记录双周报表 (A20.3), drafted: one's own, or that of a person below."""
    found = _report(request)
    period = found.period
    context = {
        "report": found,
        "own": found.staff.pk == viewer_of(request).staff_id,
        "this_period": period.first <= business_date(request.at) <= period.last,  # type: ignore[attr-defined]
        "address": lambda **changes: _address(
            "referrals:report", {"staff": found.staff.pk, "on": period.first, **changes}
        ),
        "file": _address("referrals:report_file", {"staff": found.staff.pk, "on": period.first}),
        "at": request.at,  # type: ignore[attr-defined]
        "today": business_date(request.at),  # type: ignore[attr-defined]
    }
    return render(request, "desk/referrals/report.html", context)


@require_GET
@never_cache
@login_required
@requires("referral.make")
def report_file(request: HttpRequest) -> HttpResponse:
    """The same as CSV with a watermark; taking it out stands in the trail."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    found = _report(request)
    name = f"referrals-{found.staff.pk}-{found.period.first}.csv"
    text = export(found, by=viewer.actor, name=viewer.name, at=at)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)


def _report(request: HttpRequest) -> Report:
    viewer = viewer_of(request)
    who = request.GET.get("staff", "")[:32] or viewer.staff_id
    staff = Staff.objects.filter(pk=who).select_related("institution").first()
    mine = staff is not None and staff.pk == viewer.staff_id
    if staff is None or not (mine or may_at(viewer, "referral.board", staff.institution_id)):
        raise PermissionDenied("referral.report")
    return draft(staff, _day(request))


def _day(request: HttpRequest) -> date:
    """The day asked for, today when it is none or lies ahead."""
    today = business_date(request.at)  # type: ignore[attr-defined]
    try:
        chosen = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return today
    return chosen if LONGEST_AGO <= chosen <= today else today


def _address(view: str, query: dict[str, object]) -> str:
    return f"{reverse(view)}?{urlencode({name: str(value) for name, value in query.items() if value})}"
