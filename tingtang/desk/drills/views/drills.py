"""Emergency plans: the five at an outlet, one opened in one press, its checklist, its closing, its telling."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tingtang.audit.actions import log_read
from tingtang.complaints.errors import NoSuchComplaint
from tingtang.complaints.standing import case_for
from tingtang.desk.downloads import photo_file
from tingtang.desk.drills.forms import LessonsForm, OpenForm, TickForm
from tingtang.desk.drills.pages import photo_for, plans_context, run_context, run_for
from tingtang.desk.forms import Mistakes, mistakes, typed
from tingtang.desk.language import lang
from tingtang.desk.opinions.forms import WordsForm
from tingtang.desk.places import place
from tingtang.drills import actions
from tingtang.drills.errors import BadInput, DrillError
from tingtang.drills.models import Run
from tingtang.organisation.access import Viewer, may_at, requires, viewer_of
from tingtang.organisation.models import Institution
from tingtang.organisation.sign_in import at_of
from tingtang.shared.photos import LARGEST


@require_GET
@never_cache
@login_required
@requires("plan.see")
def plans(request: HttpRequest) -> HttpResponse:
    """`/emergency`: the plans of an outlet, each with its last drill and the button for when it happens."""
    return _plans(request)


def _plans(request: HttpRequest, status: int = 200, wrong: Mistakes | None = None) -> HttpResponse:
    asked = request.GET.get("institution", "")[:32]
    context = plans_context(viewer_of(request), asked, request.GET.get("page", ""), request.at)  # type: ignore[attr-defined]
    return render(request, "desk/drills/plans.html", {**context, "mistakes": wrong or {}}, status=status)


@require_POST
@login_required
@requires("plan.open")
def open_plan(request: HttpRequest) -> HttpResponse:
    """One press: the plan opens as a checklist (one that is open already is shown). Drills are the head's to hold."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    form = OpenForm(request.POST)
    if not form.is_valid():
        return _plans(request, 422, mistakes(form))
    here, said = place(viewer, "", "plan.open"), form.cleaned_data
    real = said["real"] == "yes"
    if not real and not may_at(viewer, "plan.close", here.pk):
        raise PermissionDenied("plan.close")
    where, source = _source(viewer, here, said["complaint"])
    run, _ = actions.open_plan(by=viewer.staff_id, at=at, institution_id=where, plan=said["plan"], real=real,
                               source=source if real else ("", ""))  # fmt: skip
    return HttpResponseRedirect(reverse("drills:run", args=[run.pk]))


def _source(viewer: Viewer, here: Institution, complaint: int | None) -> tuple[str, tuple[str, str]]:
    """(where the plan runs, what it is opened for): a complaint one may read names its own outlet."""
    if complaint is None:
        if here.kind != "outlet":
            raise PermissionDenied("plan.open")
        return here.pk, ("", "")
    try:
        case = case_for(viewer, complaint)
    except NoSuchComplaint:
        raise Http404(str(complaint)) from None
    if not may_at(viewer, "plan.open", case.institution_id):
        raise Http404(str(complaint))
    return case.institution_id, ("complaint", str(case.pk))


@require_GET
@never_cache
@login_required
@requires("plan.see")
def run(request: HttpRequest, run_id: int) -> HttpResponse:
    """The checklist: what is done, by whom, when; what is left."""
    return _run(request, run_for(viewer_of(request), run_id))


def _run(
    request: HttpRequest, found: Run, bound: dict[str, forms.Form] | None = None, status: int = 200, trouble: str = ""
) -> HttpResponse:
    given: dict[str, forms.Form] = {"tick": TickForm(), "close": LessonsForm(), "told": WordsForm()} | (bound or {})
    context: dict[str, Any] = {
        **run_context(viewer_of(request), found, request.at),  # type: ignore[attr-defined]
        "values": {name: typed(form) for name, form in given.items()},
        "mistakes": {name: mistakes(form) if form.is_bound else {} for name, form in given.items()},
        "chosen": set(request.POST.getlist("participants")), "trouble": trouble,
    }  # fmt: skip
    return render(request, "desk/drills/run.html", context, status=status)


@require_POST
@login_required
@requires("plan.open")
def tick(request: HttpRequest, run_id: int) -> HttpResponse:
    """A step is done, or not called for."""
    found, form = run_for(viewer_of(request), run_id, "plan.open"), TickForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["photo"]
        form.cleaned_data |= {
            "done": form.cleaned_data["done"] == "yes", "photo": file.read(LARGEST + 1) if file else b"",
        }  # fmt: skip
    return _act(request, found, "tick", form, actions.tick)


@require_GET
@never_cache
@login_required
@requires("plan.see")
def photo(request: HttpRequest, tick_id: int) -> HttpResponse:
    """The photo of a step, as it was taken; each look is logged, for people may be on it."""
    viewer = viewer_of(request)
    found = photo_for(viewer, tick_id)
    subject, where = ("plan_run", str(found.tick.run_id)), found.tick.run.institution_id
    log_read(by=viewer.actor, at=at_of(request), subject=subject, action="plan.photo.read", institution=where)
    return photo_file(found, f"step-{tick_id}")


@require_POST
@login_required
@requires("plan.close")
def close(request: HttpRequest, run_id: int) -> HttpResponse:
    """Close it with its lessons; a drill names who took part."""
    found, form = run_for(viewer_of(request), run_id, "plan.close"), LessonsForm(request.POST)
    more = {"participants": [key[:32] for key in request.POST.getlist("participants")[:500]]} if not found.real else {}
    return _act(request, found, "close", form, actions.close_run, **more)


@require_POST
@login_required
@requires("plan.close")
def told(request: HttpRequest, run_id: int) -> HttpResponse:
    """The staff were told the lessons."""
    found, form = run_for(viewer_of(request), run_id, "plan.close"), WordsForm(request.POST)
    return _act(request, found, "told", form, actions.tell_lessons)


def _act(request: HttpRequest, found: Run, name: str, form: forms.Form, action: Any, **more: Any) -> HttpResponse:
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    if not form.is_valid():
        return _run(request, found, {name: form}, 422)
    try:
        action(by=viewer.staff_id, at=at, run_id=found.pk, **form.cleaned_data, **more)
    except BadInput as refused:
        field = refused.field if refused.field in form.fields else None
        form.add_error(field, refused.text.pick(lang()))
        return _run(request, found, {name: form}, 422)
    except DrillError as refused:
        return _run(request, found, {name: form}, 409, refused.text.pick(lang()))
    return HttpResponseRedirect(reverse("drills:run", args=[found.pk]))
