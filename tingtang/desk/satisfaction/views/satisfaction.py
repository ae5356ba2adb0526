"""Satisfaction: the figures of a place and period, the ratings as they were given, a month below the share analysed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tingtang.audit.actions import log_read
from tingtang.desk.downloads import table_file
from tingtang.desk.formats import exact
from tingtang.desk.forms import mistakes, typed
from tingtang.desk.language import lang, t
from tingtang.desk.names import institution_name
from tingtang.desk.periods import Period, choices, parse_period
from tingtang.desk.places import place
from tingtang.desk.satisfaction.forms import AnalysisForm
from tingtang.desk.satisfaction.pages import address, day_context, overview_context, ratings_context, yesterday
from tingtang.desk.satisfaction.tables import TABLES, Asked
from tingtang.organisation.access import may_at, requires, viewer_of
from tingtang.organisation.models import Institution
from tingtang.satisfaction.actions import analyse
from tingtang.satisfaction.errors import BadInput, SatisfactionError
from tingtang.shared.times import business_date


def _asked(request: HttpRequest) -> tuple[Institution, Period, date]:
    """The place, the period and the day of the request."""
    today = business_date(request.at)  # type: ignore[attr-defined]
    here = place(viewer_of(request), request.GET.get("institution", "")[:32], "satisfaction.see")
    counted = today - timedelta(days=1)  # a month begins to be shown once the night has counted a day of it
    return here, parse_period(request.GET.get("period", "") or f"{counted:%Y-%m}", today), today


@require_GET
@never_cache
@login_required
@requires("satisfaction.see")
def overview(request: HttpRequest) -> HttpResponse:
    """`/satisfaction`: the share with its interval, over time and below."""
    here, period, today = _asked(request)
    return _overview(request, here, period, today)


def _overview(
    request: HttpRequest, here: Institution, period: Period, today: date, status: int = 200, **more: Any
) -> HttpResponse:
    form: forms.Form = more.pop("form", None) or AnalysisForm(initial={"month": f"{period.first:%Y-%m}"})
    context = {
        **overview_context(viewer_of(request), here, period, today), "period": period, "periods": choices(today),
        "as_of": yesterday(today), "trouble": "", "values": typed(form),
        "mistakes": mistakes(form) if form.is_bound else {}, "over": period.last < today, **more,
    }  # fmt: skip
    return render(request, "desk/satisfaction/satisfaction.html", context, status=status)


@require_POST
@login_required
@requires("satisfaction.analyse")
def analysed(request: HttpRequest) -> HttpResponse:
    """Causes and measures of a month (A39.5). A refusal keeps every word (422)."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    here = place(viewer, request.POST.get("institution", "")[:32], "satisfaction.analyse")
    form, today = AnalysisForm(request.POST), business_date(at)
    period = parse_period(request.POST.get("month", "")[:7], today)
    if form.is_valid():
        said = {**form.cleaned_data, "month": period.first}
        try:
            analyse(by=viewer.staff_id, at=at, institution_id=here.pk, **said)
            return HttpResponseRedirect(address(here.pk, period.code))
        except BadInput as refused:
            form.add_error(refused.field, refused.text.pick(lang()))
        except SatisfactionError as refused:
            return _overview(request, here, period, today, 409, form=form, trouble=refused.text.pick(lang()))
    return _overview(request, here, period, today, 422, form=form)


@require_GET
@never_cache
@login_required
@requires("satisfaction.see")
def ratings(request: HttpRequest) -> HttpResponse:
    """`/satisfaction/ratings`: how many were asked, what came too fast or in a burst, by outlet, counter and person."""
    here, period, today = _asked(request)
    context = {**ratings_context(viewer_of(request), here, period), "period": period, "periods": choices(today)}
    return render(request, "desk/satisfaction/ratings.html", {**context, "as_of": yesterday(today)})


@require_GET
@never_cache
@login_required
@requires("satisfaction.see")
def rated_day(request: HttpRequest, institution_id: str) -> HttpResponse:
    """The rated visits of an outlet's day (?on=2026-11-23&odd=1)."""
    here = Institution.objects.filter(pk=institution_id).first()
    if here is None:
        raise Http404(institution_id)
    if not may_at(viewer_of(request), "satisfaction.see", here.pk):
        raise PermissionDenied("satisfaction.see")
    today = business_date(request.at)  # type: ignore[attr-defined]
    on, odd_only = day_of(request.GET.get("on", ""), yesterday(today)), request.GET.get("odd", "") == "1"
    context = day_context(here, on, request.GET.get("page", ""), odd_only=odd_only)
    return render(request, "desk/satisfaction/day.html", context)


@require_GET
@never_cache
@login_required
@requires("satisfaction.see")
def exported(request: HttpRequest, table: str) -> HttpResponse:
    """`/satisfaction/export/shares?institution=B1&period=2026&as=csv`: one of the tables as xlsx, or CSV; logged."""
    if table not in TABLES:
        raise Http404(table)
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    here, period, today = _asked(request)
    zh, en, make = TABLES[table]
    head, rows = make(Asked(viewer, here, period, today, min(day_of(request.GET.get("on", ""), today), today), at))
    subject = ("institution", here.pk)
    log_read(by=viewer.actor, at=at, subject=subject, action=f"satisfaction.export.{table}", institution=here.pk)
    title = f"{institution_name(here)} · {t(zh, en)} · {period.name}"
    who = viewer.name or viewer.actor
    mark = t(f"导出人 {who}，{exact(at)}。内部资料", f"taken out by {who}, {exact(at)}. Internal")
    kind = "csv" if request.GET.get("as", "") == "csv" else "xlsx"
    return table_file(title, head, rows, mark, kind, f"satisfaction-{table}-{period.code}")


def day_of(text: str, otherwise: date) -> date:
    """The day of an address, or another where it says none."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return otherwise
    return found if 2000 <= found.year <= 2100 else otherwise
