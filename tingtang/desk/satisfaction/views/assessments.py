"""The yearly assessment of outlets: four parts, each number with the way to its cases (A37.5a)."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tingtang.desk.inspections.results import exact
from tingtang.desk.places import place
from tingtang.organisation.access import requires, subtree, viewer_of
from tingtang.organisation.models import Institution
from tingtang.satisfaction.assessment import PARTS, Part, assessments, weights_on
from tingtang.shared.times import business_date

PAGE = 20


@require_GET
@never_cache
@login_required
@requires("assessment.see")
def yearly(request: HttpRequest) -> HttpResponse:
    """`/satisfaction/assessment?year=2026&institution=B1`: the outlets at or below a place, by name."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    today = business_date(at)
    here = place(viewer, request.GET.get("institution", "")[:32], "assessment.see")
    said = request.GET.get("year", "")
    year = int(said) if said.isascii() and said.isdecimal() and 2012 <= int(said[:5]) <= today.year else today.year
    outlets = Institution.objects.filter(pk__in=subtree([here.pk]), kind="outlet").order_by("name")
    shown = Paginator(outlets, PAGE).get_page(request.GET.get("page", ""))
    rows = list(shown.object_list)
    found = assessments(here.pk, [one.pk for one in rows], year, at)
    context = {
        "here": here, "year": year, "years": range(today.year, today.year - 3, -1), "today": today,
        "rows": [(one, found[one.pk], exact(found[one.pk].total)) for one in rows],
        "weights": weights_on(min(today, date(year, 12, 31))), "parts": PARTS,
        "to": lambda one, part: cases_of(one.pk, part, year),
        "page": shown.number, "pages": shown.paginator.num_pages, "exact_score": exact,
    }  # fmt: skip
    return render(request, "desk/satisfaction/assessment.html", context)


def cases_of(outlet: str, part: Part, year: int) -> str:
    """The address of what a number is made of."""
    span = f"from={year}-01-01&to={year}-12-31"
    return {
        "inspection": f"{reverse('inspections:overview')}?institution={outlet}&period={year}",
        "satisfaction": f"{reverse('satisfaction:overview')}?institution={outlet}&period={year}",
        "complaints": f"{reverse('complaints:overview')}?institution={outlet}&{span}",
        "duties": f"{reverse('desk:cases')}?institution={outlet}&period={year}",
    }[part.key]
