"""Training: planned, held with everybody's part, newcomers; and who serves in which language."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tingtang.desk.drills.forms import CourseForm, HoldForm, SkillForm, parts_of
from tingtang.desk.drills.pages import course_context, course_for, languages_context, training_context
from tingtang.desk.forms import ReasonForm, mistakes, typed
from tingtang.desk.language import lang
from tingtang.desk.places import place
from tingtang.drills import actions
from tingtang.drills.errors import BadInput, DrillError
from tingtang.drills.models import Course
from tingtang.meetings.queries import belongs
from tingtang.organisation.access import requires, viewer_of
from tingtang.organisation.skills import set_skill
from tingtang.shared.times import business_date


@require_GET
@never_cache
@login_required
@requires("training.see")
def courses(request: HttpRequest) -> HttpResponse:
    """`/training`: newcomers with their time, trainings planned and held."""
    return _courses(request, CourseForm(initial={"key": uuid.uuid4().hex}))


def _courses(request: HttpRequest, form: CourseForm, status: int = 200) -> HttpResponse:
    context = {
        **training_context(viewer_of(request), request.GET.get("page", ""), request.at),  # type: ignore[attr-defined]
        "values": typed(form), "mistakes": mistakes(form) if form.is_bound else {},
    }  # fmt: skip
    return render(request, "desk/drills/training.html", context, status=status)


@require_POST
@login_required
@requires("training.plan")
def plan(request: HttpRequest) -> HttpResponse:
    """Plan one."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    form = CourseForm(request.POST)
    if not form.is_valid():
        return _courses(request, form, 422)
    here = place(viewer, "", "training.plan")
    made, _ = actions.plan_course(by=viewer.staff_id, at=at, institution_id=here.pk, **form.cleaned_data)
    return HttpResponseRedirect(reverse("drills:course", args=[made.pk]))


@require_GET
@never_cache
@login_required
@requires("training.see")
def course(request: HttpRequest, course_id: int) -> HttpResponse:
    """One training: its plan, or what came of it."""
    return _course(request, course_for(viewer_of(request), course_id))


def _course(
    request: HttpRequest, found: Course, bound: dict[str, forms.Form] | None = None, status: int = 200,
    trouble: str = "",
) -> HttpResponse:  # fmt: skip
    given: dict[str, forms.Form] = {"hold": HoldForm(), "cancel": ReasonForm()} | (bound or {})
    context: dict[str, Any] = course_context(viewer_of(request), found, request.at)  # type: ignore[attr-defined]
    post = request.POST
    context |= {
        "values": {name: typed(form) for name, form in given.items()},
        "mistakes": {name: mistakes(form) if form.is_bound else {} for name, form in given.items()},
        "present": set(post.getlist("present")), "trouble": trouble,
        "said": {one.pk: (post.get(f"passed-{one.pk}", ""), post.get(f"note-{one.pk}", ""))
                 for one in context["people"]},
    }  # fmt: skip
    return render(request, "desk/drills/course.html", context, status=status)


@require_POST
@login_required
@requires("training.plan")
def hold(request: HttpRequest, course_id: int) -> HttpResponse:
    """Write down what was taught and everybody's part."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    found, form = course_for(viewer, course_id, "training.plan"), HoldForm(request.POST)
    if not form.is_valid():
        return _course(request, found, {"hold": form}, 422)
    listed = list(belongs(found.institution_id, business_date(at)).values_list("pk", flat=True))
    try:
        actions.hold_course(
            by=viewer.staff_id, at=at, course_id=found.pk, summary=form.cleaned_data["summary"],
            parts=parts_of(request.POST, listed, found),
        )  # fmt: skip
    except BadInput as refused:
        form.add_error(None, refused.text.pick(lang()))
        return _course(request, found, {"hold": form}, 422)
    except DrillError as refused:
        return _course(request, found, {"hold": form}, 409, refused.text.pick(lang()))
    return HttpResponseRedirect(reverse("drills:course", args=[found.pk]))


@require_POST
@login_required
@requires("training.plan")
def cancel(request: HttpRequest, course_id: int) -> HttpResponse:
    """It is not held, and why."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    found, form = course_for(viewer, course_id, "training.plan"), ReasonForm(request.POST)
    if not form.is_valid():
        return _course(request, found, {"cancel": form}, 422)
    try:
        actions.cancel_course(by=viewer.staff_id, at=at, course_id=found.pk, reason=form.cleaned_data["reason"])
    except DrillError as refused:
        return _course(request, found, {"cancel": form}, 409, refused.text.pick(lang()))
    return HttpResponseRedirect(reverse("drills:course", args=[found.pk]))


@require_GET
@never_cache
@login_required
@requires("skill.see")
def languages(request: HttpRequest) -> HttpResponse:
    """`/languages?code=ja`: who speaks it here and nearby (A33.1)."""
    return _languages(request)


def _languages(request: HttpRequest, form: SkillForm | None = None, status: int = 200) -> HttpResponse:
    today = business_date(request.at)  # type: ignore[attr-defined]
    given = form or SkillForm()
    context = {
        **languages_context(viewer_of(request), request.GET.get("code", ""), today),
        "values": typed(given), "mistakes": mistakes(given) if given.is_bound else {},
    }  # fmt: skip
    return render(request, "desk/drills/languages.html", context, status=status)


@require_POST
@login_required
@requires("skill.set")
def set_language(request: HttpRequest) -> HttpResponse:
    """Write down what somebody of one's outlet serves in."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    form, here = SkillForm(request.POST), place(viewer, "", "skill.set")
    if not form.is_valid():
        return _languages(request, form, 422)
    said = form.cleaned_data
    if not belongs(here.pk, business_date(at)).filter(pk=said["staff"]).exists():
        raise Http404(said["staff"])
    level = "" if said["level"] == "none" else said["level"]
    set_skill(staff_id=said["staff"], code=said["code"], level=level, by=viewer.staff_id, at=at)
    return HttpResponseRedirect(reverse("drills:languages"))
