"""`/outlet-day`: the head's board (A38)."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tingtang.desk.places import outlet_of, outlets_below
from tingtang.desk.routines import outlet_day
from tingtang.organisation.access import requires, viewer_of
from tingtang.organisation.sign_in import at_of


@require_GET
@never_cache
@login_required
@requires("outlet.day")
def board(request: HttpRequest) -> HttpResponse:
    """An outlet's duties of the day, what is missing, one tap to each cause."""
    viewer, at = viewer_of(request), at_of(request)
    here = outlet_of(viewer, request.GET.get("institution", "")[:32], "outlet.day")
    context = outlet_day.board(viewer, here, at, request.GET.get("page", ""))
    return render(request, "desk/routines/outlet_day.html", context | {"outlets": outlets_below(viewer, "outlet.day")})
