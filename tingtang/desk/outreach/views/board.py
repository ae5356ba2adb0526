"""The manager's board: each person of a place with their figures, every one a way to its rows."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tingtang.complaints.standing import hidden_subjects
from tingtang.desk.duties.compliance import institution_of
from tingtang.desk.outreach.board import read_board
from tingtang.desk.outreach.lists import address as list_address
from tingtang.desk.periods import choices, parse_period
from tingtang.manual.queries import rulebook
from tingtang.organisation.access import requires, viewer_of
from tingtang.outreach.criteria import LONGEST, Criteria
from tingtang.shared.times import business_date


@require_GET
@never_cache
@login_required
@requires("task.team")
def board(request: HttpRequest) -> HttpResponse:
    """A page of people of the institution and period that the address names."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    institution = institution_of(viewer, request.GET.get("institution", "")[:32])
    period = parse_period(request.GET.get("period", ""), business_date(at))
    page = request.GET.get("page", "")
    number = int(page) if page.isascii() and page.isdecimal() and len(page) < 6 else 1
    place = {"institution": institution.pk, "period": period.code}
    hidden = hidden_subjects(viewer, institution.pk)
    context = {
        "board": read_board(institution.pk, period, at, rulebook(), number, hidden=hidden),
        "institution": institution,
        "period": period,
        "periods": choices(business_date(at)),
        "to_cases": lambda **more: _address("desk:cases", place | more),
        "to_list": lambda staff, **more: list_address(
            Criteria(staff=staff, institution="" if staff else institution.pk, **more)
        ),
        "to_cards": lambda staff, state: _address(
            "referrals:mine", {"box": "below", "staff": staff, "state": state}
        ),
        "most_types": LONGEST["few"],
        "page_address": lambda n: _address("outreach:board", place | {"page": n}),
        "at": at,
        "today": business_date(at),
    }  # fmt: skip
    return render(request, "desk/outreach/board.html", context)


def _address(view: str, query: Mapping[str, object]) -> str:
    return f"{reverse(view)}?{urlencode({name: str(value) for name, value in query.items() if value})}"
