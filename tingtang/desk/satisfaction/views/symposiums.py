"""Customers' symposiums: listed, recorded with their tasks, what came of them (A39.5)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tingtang.desk.forms import Mistakes, mistakes, typed
from tingtang.desk.language import lang
from tingtang.desk.satisfaction.forms import SymposiumForm, typed_tasks
from tingtang.organisation.access import Viewer, may_at, requires, scope_ids, viewer_of
from tingtang.organisation.models import Institution, Staff
from tingtang.organisation.tree import employed
from tingtang.satisfaction.actions import do_task, record_symposium
from tingtang.satisfaction.errors import BadInput, SatisfactionError
from tingtang.satisfaction.models import Symposium, SymposiumTask
from tingtang.satisfaction.share import Share
from tingtang.shared.times import business_date

PAGE = 20
ROWS = 3  # of tasks offered on an empty form


@require_GET
@never_cache
@login_required
@requires("satisfaction.see")
def listed(request: HttpRequest) -> HttpResponse:
    """`/satisfaction/symposiums`: the records of one's institutions, the latest first."""
    viewer = viewer_of(request)
    found = Symposium.objects.filter(institution__in=scope_ids(viewer, "satisfaction.see"))
    shown = Paginator(
        found.select_related("institution").prefetch_related("tasks").order_by("-held_on", "-pk"), PAGE
    ).get_page(request.GET.get("page", ""))
    rows = [(one, Share(one.satisfied, one.polled), list(one.tasks.all())) for one in shown.object_list]
    context = {"rows": rows, "page": shown.number, "pages": shown.paginator.num_pages}
    return render(
        request, "desk/satisfaction/symposiums.html", {**context, "may_record": viewer.may("symposium.record")}
    )


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@requires("symposium.record")
def new(request: HttpRequest) -> HttpResponse:
    """Record one. A refusal keeps every word (422)."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    chosen = {"held_on": business_date(at), "polled": "0", "satisfied": "0"}
    form = SymposiumForm(request.POST) if request.method == "POST" else SymposiumForm(initial=chosen)
    tasks, wrong, rows = typed_tasks(request.POST)
    if form.is_bound and form.is_valid() and not wrong:
        if not may_at(viewer, "symposium.record", form.cleaned_data["institution_id"]):
            raise PermissionDenied("symposium.record")
        try:
            made = record_symposium(by=viewer.staff_id, at=at, tasks=tasks, **form.cleaned_data)
            return HttpResponseRedirect(reverse("satisfaction:symposium", args=[made.pk]))
        except BadInput as refused:
            wrong[refused.field] = refused.text.pick(lang())
    found = mistakes(form) if form.is_bound else {}
    empty = {"text": "", "owner": "", "due": ""}
    context = {
        **_choices(viewer, request), "values": typed(form), "mistakes": Mistakes({**found, **wrong}),
        "rows": [*rows, *[empty] * max(1, ROWS - len(rows))],
    }  # fmt: skip
    return render(request, "desk/satisfaction/symposium_new.html", context, status=422 if form.is_bound else 200)


def _choices(viewer: Viewer, request: HttpRequest) -> dict[str, Any]:
    today = business_date(request.at)  # type: ignore[attr-defined]
    scope = scope_ids(viewer, "symposium.record")
    own = viewer.institutions_for("symposium.record")
    people = Staff.objects.filter(employed(today), institution__in=own).order_by("institution", "name")
    places = Institution.objects.filter(pk__in=scope).order_by("name")
    return {"places": sorted(places, key=lambda one: one.pk not in own), "people": list(people[:200]), "today": today}


@require_GET
@never_cache
@login_required
@requires("satisfaction.see")
def symposium(request: HttpRequest, symposium_id: int) -> HttpResponse:
    """One record with its tasks."""
    found = Symposium.objects.select_related("institution").filter(pk=symposium_id).first()
    if found is None or not may_at(viewer_of(request), "satisfaction.see", found.institution_id):
        raise Http404(str(symposium_id))
    return _shown(request, found)


def _shown(request: HttpRequest, found: Symposium, status: int = 200, **more: Any) -> HttpResponse:
    viewer = viewer_of(request)
    records = may_at(viewer, "symposium.record", found.institution_id)
    tasks = [
        (one, one.done_at is None and (records or one.owner_id == viewer.staff_id))
        for one in found.tasks.select_related("owner").order_by("due_on", "pk")
    ]
    context = {
        "one": found, "tasks": tasks, "share": Share(found.satisfied, found.polled), "trouble": "", "wrong": {},
        "said": "", "at": request.at, **more,  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "desk/satisfaction/symposium.html", context, status=status)


@require_http_methods(["GET"])
@never_cache
@login_required
@requires("day.see")
def task(request: HttpRequest, symposium_task_id: int) -> HttpResponse:
    """The record that a task belongs to, for its owner as well."""
    return _shown(request, _task_for(request, symposium_task_id).symposium)


@require_POST
@login_required
@requires("day.see")
def task_done(request: HttpRequest, symposium_task_id: int) -> HttpResponse:
    """Say what was done: the owner, or whoever records for the outlet."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    found = _task_for(request, symposium_task_id)
    text = request.POST.get("text", "")
    try:
        do_task(by=viewer.staff_id, at=at, task_id=found.pk, text=text)
    except BadInput as refused:
        return _shown(request, found.symposium, 422, wrong={found.pk: refused.text.pick(lang())}, said=text)
    except SatisfactionError as refused:
        return _shown(request, found.symposium, 409, trouble=refused.text.pick(lang()), said=text)
    return HttpResponseRedirect(reverse("satisfaction:task", args=[found.pk]))


def _task_for(request: HttpRequest, task_id: int) -> SymposiumTask:
    """The task, for its owner and for whoever records there; for others there is none."""
    viewer = viewer_of(request)
    found = SymposiumTask.objects.select_related("symposium__institution").filter(pk=task_id).first()
    if found is None:
        raise Http404(str(task_id))
    if found.owner_id != viewer.staff_id and not may_at(viewer, "symposium.record", found.symposium.institution_id):
        raise PermissionDenied("symposium.record")
    return found
