"""`/compliance` and its cases; `/team`."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tingtang.complaints.standing import hidden_subjects
from tingtang.desk.duties.compliance import STANDS, heat, institution_of, narrowed, read_page, subjects
from tingtang.desk.duties.team import PAGE, read_team
from tingtang.desk.periods import Period, choices, parse_period
from tingtang.desk.reasons import reason
from tingtang.duties.actions import mark_seen
from tingtang.duties.models import Notice
from tingtang.duties.queries import CaseFilter, Scope, cases, notices_of
from tingtang.manual.queries import rulebook
from tingtang.organisation.access import requires, viewer_of
from tingtang.organisation.models import Institution, Staff
from tingtang.shared.times import business_date

TOLD = (Notice.What.ESCALATED, Notice.What.MISSED)  # what a head hears of those below


@require_GET
@never_cache
@login_required
@requires("compliance.see")
def compliance(request: HttpRequest) -> HttpResponse:
    """Figures per clause for an institution and period, the map of institutions below, persons at an outlet."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    institution, period, scope = _scope(request)
    page = read_page(viewer, institution, scope)

    def to_cases(**changes: str) -> str:
        return _address("desk:cases", {"institution": institution.pk, "period": period.code, **changes})

    def to_page(**changes: str) -> str:
        return _address("desk:compliance", {"institution": institution.pk, "period": period.code, **changes})

    context = {
        "page": page,
        "period": period,
        "periods": choices(business_date(at)),
        "heat": heat(page, to_cases) if page.children and page.clauses else None,
        "to_cases": to_cases,
        "to_page": to_page,
        "at": at,
        "stands": STANDS,
    }
    return render(request, "desk/duties/compliance.html", context)


def _scope(request: HttpRequest) -> tuple[Institution, Period, Scope]:
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    institution = institution_of(viewer, request.GET.get("institution", "")[:32])
    period = parse_period(request.GET.get("period", ""), business_date(at))
    hidden = hidden_subjects(viewer, institution.pk)
    return institution, period, Scope(institution.pk, period.first, period.last, at, hidden=hidden)


def _address(view: str, query: dict[str, Any]) -> str:
    return f"{reverse(view)}?{urlencode({name: value for name, value in query.items() if value})}"


@require_GET
@never_cache
@login_required
@requires("compliance.see")
def case_list(request: HttpRequest) -> HttpResponse:
    """The cases behind a figure, page by page; customers without a tie are masked."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    institution, period, whole = _scope(request)
    asked = request.GET
    stands = tuple(word for word in asked.get("stands", "").split(",") if word in STANDS)
    clause, staff_id, page = asked.get("clause", "")[:16], asked.get("staff", "")[:32], asked.get("page", "")
    scope = narrowed(whole, clause=clause, staff_id=staff_id)
    found = cases(scope, CaseFilter(stands), int(page) if page.isdecimal() and len(page) < 6 else 1)
    book = rulebook()
    query = {"institution": institution.pk, "period": period.code, "clause": clause, "staff": staff_id}
    context = {
        "found": found,
        "rows": [(duty, reason(duty, at, book)) for duty in found.rows],
        "names": subjects(viewer, found.rows),
        "institution": institution,
        "period": period,
        "clause": clause,
        "person_shown": Staff.objects.filter(pk=staff_id).first() if staff_id else None,
        "stands": stands,
        "all_stands": STANDS,
        "back": _address("desk:compliance", {"institution": institution.pk, "period": period.code}),
        "address": lambda **changes: _address("desk:cases", {**query, "stands": ",".join(stands), **changes}),
        "at": at,
    }
    return render(request, "desk/duties/cases.html", context)


@require_GET
@never_cache
@login_required
@requires("task.team")
def team(request: HttpRequest) -> HttpResponse:
    """Who of the team is behind, and what the head was told."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    institution = institution_of(viewer, request.GET.get("institution", "")[:32])
    members = read_team(viewer, institution.pk, at)
    asked = request.GET.get("page", "")
    pages = max(1, -(-len(members) // PAGE))
    number = min(int(asked) if asked.isdecimal() and len(asked) < 6 else 1, pages) or 1
    context = {
        "institution": institution,
        "members": members[(number - 1) * PAGE : number * PAGE],
        "all_members": members,
        "pages": pages,
        "page_number": number,
        "notices": [notice for notice in notices_of(viewer.staff_id, 6, TOLD) if notice.seen_at is None],
        "at": at,
        "today": business_date(at),
        "to_cases": lambda **changes: _address("desk:cases", {"institution": institution.pk, **changes}),
        "page_address": lambda page: _address("desk:team", {"institution": institution.pk, "page": page}),
    }
    return render(request, "desk/duties/team.html", context)


@require_POST
@login_required
@requires("task.team")
def seen(request: HttpRequest, notice_id: int) -> HttpResponse:
    """A head has read what they were told; somebody else's notice is left as it is."""
    mark_seen(notice_id=notice_id, by=viewer_of(request).staff_id, at=request.at)  # type: ignore[attr-defined]
    return HttpResponseRedirect(reverse("desk:team"))
