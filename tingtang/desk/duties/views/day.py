"""`/` and its fragments: the day of the person signed in."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tingtang.customers.models import Tier
from tingtang.desk import answers
from tingtang.desk.duties.arrivals import arrivals_today
from tingtang.desk.duties.cards import cards
from tingtang.desk.duties.day import GROUPS, Filters, read_day
from tingtang.desk.duties.month import due_on, read_month
from tingtang.desk.duties.quiet import keeps_customers, quiet_day
from tingtang.desk.live import follow_mine
from tingtang.desk.pages import filtered
from tingtang.desk.reasons import reason
from tingtang.lobby.actions.recognising import arrival_seen
from tingtang.manual.queries import rulebook
from tingtang.organisation.access import Viewer, requires, viewer_of
from tingtang.shared.times import business_date

STATES = ("", *GROUPS, "waiting")
MONTH_ROWS = 200


@require_GET
@never_cache
@login_required
@requires("day.see")
def day(request: HttpRequest) -> HttpResponse:
    """My day: the cards of one page under the filters in the address. With htmx only the list."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    filters = _filters(request)
    context = _list(viewer, filters, at)
    if answers.is_fragment(request):
        return render(request, "desk/duties/day_list.html", context)
    whole = {**context, "live": follow_mine(request, at), "learns": viewer.may("complaint.learn")}
    return render(request, "desk/duties/day.html", whole)


def _filters(request: HttpRequest) -> Filters:
    asked = request.GET
    state, tier, page = asked.get("state", ""), asked.get("tier", ""), asked.get("page", "")
    return Filters(
        state=state if state in STATES else "",
        clause=asked.get("clause", "")[:16],
        tier=tier if tier in Tier.values else "",
        q=asked.get("q", "").strip()[:40],
        page=int(page) if page.isdecimal() and len(page) < 6 else 1,
    )


def _list(viewer: Viewer, filters: Filters, at: datetime) -> dict[str, Any]:
    found = read_day(viewer, filters, at)
    number = min(max(1, filters.page), found.pages)
    month = read_month(viewer, business_date(at).replace(day=1), at)
    return {
        "at": at,
        "today": business_date(at),
        "filters": filters,
        "found": found,
        "arrivals": arrivals_today(viewer, at),
        "page_number": number,
        "cards": cards(viewer, found.page(number), at, rulebook()),
        "clauses": found.clauses,
        "month": month,
        "ended_today": month.ended_today,
        "tiers": Tier.values,
        "with_customers": keeps_customers(viewer),
        "quiet": quiet_day(viewer, at),
        "address": filtered("desk:day", filters),
    }


@require_POST
@login_required
@requires("arrival.see")
def arrived(request: HttpRequest, arrival_id: int) -> HttpResponse:
    """The manager has seen that a customer came; somebody else's arrival is left as it is."""
    arrival_seen(arrival_id=arrival_id, by=viewer_of(request).staff_id, at=request.at)  # type: ignore[attr-defined]
    return HttpResponseRedirect(reverse("desk:day"))


@require_GET
@never_cache
@login_required
@requires("day.see")
def month(request: HttpRequest, first: date) -> HttpResponse:
    """One month of the person, as a fragment: what fell due each day and how it ended."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    found = read_month(viewer, first.replace(day=1), at)
    return render(request, "desk/duties/month.html", {"month": found, "today": business_date(at)})


@require_GET
@never_cache
@login_required
@requires("day.see")
def month_day(request: HttpRequest, on: date) -> HttpResponse:
    """The cases behind one day of the month, in a sheet."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    found = list(due_on(viewer, on)[: MONTH_ROWS + 1])
    if not found and on.year > business_date(at).year + 1:
        raise Http404
    book = rulebook()
    rows = [(duty, reason(duty, at, book)) for duty in found[:MONTH_ROWS]]
    return answers.sheet(
        request, "desk/duties/month_day.html", {"on": on, "rows": rows, "more": len(found) > MONTH_ROWS}
    )
