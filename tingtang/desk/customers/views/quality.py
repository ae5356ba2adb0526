"""`/information`: the five figures of information, and the files behind each number."""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tingtang.customers.models.figures import PRINCIPLES
from tingtang.customers.quality import of_place, of_staff
from tingtang.desk.customers import quality
from tingtang.desk.formats import percent_text
from tingtang.manual.queries import rulebook, value
from tingtang.organisation.access import Viewer, may_at, requires, viewer_of
from tingtang.organisation.models import Institution, Staff
from tingtang.shared.times import business_date


@require_GET
@never_cache
@login_required
@requires("information.figures")
def figures(request: HttpRequest) -> HttpResponse:
    """The sums of an institution or a person; each number leads to its files."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    board = quality.board_of(viewer, request.GET.get("institution", "")[:32], request.GET.get("staff", "")[:32])
    target = Decimal(str(value("information.quality_target", business_date(at)).value))
    context = {
        "board": board,
        "principles": PRINCIPLES,
        "target": target,
        "target_text": percent_text(target),
        "to_files": _to_files,
        "to_page": lambda **asked: _address("desk:figures", **asked),
        "viewer": viewer,
    }
    return render(request, "desk/customers/figures.html", context)


def _to_files(**asked: str) -> str:
    return _address("desk:figure_files", **asked)


def _address(view: str, **asked: object) -> str:
    return f"{reverse(view)}?{urlencode({name: said for name, said in asked.items() if said})}"


@require_GET
@never_cache
@login_required
@requires("information.figures")
def files(request: HttpRequest) -> HttpResponse:
    """The files that fall short in one figure, page by page; without a tie their names are masked."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    principle, asked = request.GET.get("figure", "complete"), request.GET.get("page", "")
    if principle not in PRINCIPLES:
        raise Http404
    number = max(1, int(asked)) if asked.isdecimal() and len(asked) < 6 else 1
    whose, scope = _scope(viewer, request)
    found = quality.short_files(viewer, scope, principle, page=number, on=business_date(at), book=rulebook())
    place = {"institution": whose.pk} if isinstance(whose, Institution) else {"staff": whose.pk}
    context = {
        "found": found,
        "whose": whose,
        "is_place": isinstance(whose, Institution),
        "principle": principle,
        "principles": PRINCIPLES,
        "back": _address("desk:figures", **place),
        "address": lambda **changes: _to_files(**{**place, "figure": principle, **changes}),
    }
    return render(request, "desk/customers/figure_files.html", context)


def _scope(viewer: Viewer, request: HttpRequest) -> tuple[Institution | Staff, Q]:
    """Whose files: a place's where the viewer sees sums, else a person's."""
    key = request.GET.get("institution", "")[:32]
    if not key:
        person = quality.person_of(viewer, request.GET.get("staff", "")[:32] or viewer.staff_id)
        return person, of_staff(person)
    found = Institution.objects.filter(pk=key).first()
    if found is None or not may_at(viewer, quality.SUMS, key):
        raise PermissionDenied(quality.SUMS)
    return found, of_place(found)
