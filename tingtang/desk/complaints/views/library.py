"""The case library (A35.7): lessons without names, for all staff; those to approve, for who heads the place."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tingtang.complaints import actions
from tingtang.complaints.errors import BadInput, ComplaintError, NoSuchComplaint
from tingtang.complaints.lessons import places, pupils, teaching_at, to_learn, told_below
from tingtang.complaints.models import Lesson, LessonState, Teaching
from tingtang.complaints.standing import case_for, deals_with, lessons_to_decide, not_kept, visible
from tingtang.desk import answers
from tingtang.desk.language import lang
from tingtang.manual.queries import rulebook
from tingtang.organisation.access import Viewer, may_at, requires, viewer_of

PAGE = 20


def _may_decide(viewer: Viewer, found: Lesson) -> bool:
    """Whoever sees the figures of the place and may read the case."""
    may = viewer.may("complaint.figures") and may_at(viewer, "complaint.figures", found.place_id)
    return may and visible(viewer).filter(pk=found.complaint_id).exists()


@require_GET
@never_cache
@login_required
@requires("complaint.learn")
def lessons(request: HttpRequest) -> HttpResponse:
    """Published lessons, by cause and words; for heads those that wait for their word."""
    viewer = viewer_of(request)
    cause, q = request.GET.get("cause", ""), request.GET.get("q", "")[:40].strip()
    found = Lesson.objects.filter(state=LessonState.APPROVED)
    if cause in rulebook().complaint_codes.causes:
        found = found.filter(cause=cause)
    if q:
        found = found.filter(Q(title__icontains=q) | Q(story__icontains=q) | Q(lesson__icontains=q))
    number = request.GET.get("page", "1")
    page = max(1, int(number)) if number.isascii() and number.isdecimal() and len(number) < 6 else 1
    total = found.count()
    rows = found.annotate(again=Count("repeats", filter=Q(repeats__complaint__in=not_kept(viewer)))).order_by(
        "-written_at", "-pk"
    )[(page - 1) * PAGE : page * PAGE]
    context = {
        "rows": list(rows), "total": total, "page": page, "pages": max(1, -(-total // PAGE)), "cause": cause, "q": q,
        "codes": rulebook().complaint_codes, "at": request.at,  # type: ignore[attr-defined]
        "waiting": list(lessons_to_decide(viewer).order_by("written_at")[:PAGE])
        if viewer.may("complaint.figures") else [],
        "to_learn": to_learn(viewer), "teaches": viewer.may("complaint.teach"),
    }  # fmt: skip
    return render(request, "desk/complaints/library.html", context)


@require_GET
@never_cache
@login_required
@requires("complaint.learn")
def mine(request: HttpRequest) -> HttpResponse:
    """What is to be learned at one's outlet: a part of one's day, or the way to the library."""
    viewer = viewer_of(request)
    if not answers.is_fragment(request):
        return HttpResponseRedirect(reverse("complaints:library"))
    context = {"to_learn": to_learn(viewer), "teaches": viewer.may("complaint.teach"), "at": request.at}  # type: ignore[attr-defined]
    return render(request, "desk/complaints/to_learn.html", context)


def _lesson(viewer: Viewer, lesson_id: int) -> Lesson:
    """A published lesson, one's own draft, or one that waits for this viewer."""
    found = Lesson.objects.select_related("place").filter(pk=lesson_id).first()
    if found is None:
        raise Http404(str(lesson_id))
    if found.state != LessonState.APPROVED and found.written_by != viewer.staff_id and not _may_decide(viewer, found):
        raise Http404(str(lesson_id))
    return found


@require_GET
@never_cache
@login_required
@requires("complaint.learn")
def lesson(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """One lesson; the cases behind it only as far as the reader may read them."""
    viewer = viewer_of(request)
    return _page(request, viewer, _lesson(viewer, lesson_id), {})


def _page(
    request: HttpRequest, viewer: Viewer, found: Lesson, mistakes: dict[str, str], typed: str = "", status: int = 200
) -> HttpResponse:
    at: datetime = request.at  # type: ignore[attr-defined]
    cases = visible(viewer).filter(Q(pk=found.complaint_id) | Q(repeats__lesson=found)).distinct().order_by("pk")
    mine = found.written_by == viewer.staff_id
    context: dict[str, Any] = {
        "one": found, "cases": list(cases[:PAGE]),
        "again": found.repeats.filter(complaint__in=not_kept(viewer)).count(),
        "mistakes": mistakes, "typed": typed,
        "may_decide": found.state == LessonState.DRAFT and not mine and _may_decide(viewer, found),
        "at": at, **_taught(request, viewer, found, at),
    }  # fmt: skip
    return render(request, "desk/complaints/lesson.html", context, status=status)


def _taught(request: HttpRequest, viewer: Viewer, found: Lesson, at: datetime) -> dict[str, Any]:
    """How the lesson is told at the viewer's outlet, and at those whose figures they see."""
    here = teaching_at(found, viewer.institution_id) if found.state == LessonState.APPROVED else None
    people = pupils(here, at) if here else ()
    me = next((one for one in people if one.staff.pk == viewer.staff_id), None)
    below = told_below(viewer, found, at) if viewer.may("complaint.figures") else Teaching.objects.none()
    shown = Paginator(below, PAGE).get_page(request.GET.get("page", ""))
    teaches = here is not None and may_at(viewer, "complaint.teach", here.institution_id)
    return {
        "here": here, "pupils": people, "me": me, "left": [one for one in people if not one.at and not one.away],
        "teaches": teaches, "may_tell": teaches and here is not None and here.told_at is None,
        "places": places(viewer, list(shown.object_list)) if shown.paginator.count else [],
        "page": shown.number, "pages": shown.paginator.num_pages,
    }  # fmt: skip


@require_POST
@login_required
@requires("complaint.learn")
def learned(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """I learned it: one tap, with one's own hand."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    found = _lesson(viewer, lesson_id)
    try:
        actions.learn(lesson_id=found.pk, staff_id=viewer.staff_id, at=at)
    except ComplaintError as refused:
        return _page(request, viewer, found, {"learned": refused.text.pick(lang())}, "", 409)
    return HttpResponseRedirect(reverse("complaints:lesson", args=[found.pk]))


@require_POST
@login_required
@requires("complaint.teach")
def told(request: HttpRequest, teaching_id: int) -> HttpResponse:
    """The head told the staff of their outlet, and how."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    found = Teaching.objects.filter(pk=teaching_id).first()
    if found is None or not may_at(viewer, "complaint.teach", found.institution_id):
        raise Http404(str(teaching_id))
    how = request.POST.get("how", "")
    try:
        actions.tell_staff(teaching_id=found.pk, how=how, by=viewer.staff_id, at=at)
    except BadInput as refused:
        return _page(
            request, viewer, _lesson(viewer, found.lesson_id), {refused.field: refused.text.pick(lang())}, how, 422
        )
    except ComplaintError as refused:
        return _page(request, viewer, _lesson(viewer, found.lesson_id), {"how": refused.text.pick(lang())}, how, 409)
    return HttpResponseRedirect(reverse("complaints:lesson", args=[found.lesson_id]))


@require_POST
@login_required
@requires("complaint.figures")
def decided(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """Publish it, or send it back with a reason."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    found = _lesson(viewer, lesson_id)
    if not _may_decide(viewer, found):
        raise PermissionDenied("complaint.lesson")
    answer = request.POST.get("answer", "")[:400]
    approved = request.POST.get("approved") == "yes"
    try:
        actions.decide_lesson(lesson_id=lesson_id, approved=approved, answer=answer, by=viewer.staff_id, at=at)
    except BadInput as refused:
        return _page(request, viewer, found, {refused.field: refused.text.pick(lang())}, answer, 422)
    except ComplaintError as refused:
        return _page(request, viewer, found, {"answer": refused.text.pick(lang())}, answer, 409)
    return HttpResponseRedirect(reverse("complaints:library"))


@require_POST
@login_required
@requires("complaint.see")
def repeated(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """A case that one deals with is a repeat of this lesson."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    asked = request.POST.get("complaint", "")[:18]
    try:
        case = case_for(viewer, int(asked) if asked.isdecimal() else 0)
        if not deals_with(viewer, case):
            raise PermissionDenied("complaint.act")
        actions.link_repeat(lesson_id=lesson_id, complaint_id=case.pk, by=viewer.staff_id, at=at)
    except (NoSuchComplaint, Lesson.DoesNotExist):
        raise Http404(str(lesson_id)) from None
    except BadInput as refused:
        return _page(request, viewer, _lesson(viewer, lesson_id), {refused.field: refused.text.pick(lang())}, "", 422)
    return HttpResponseRedirect(reverse("complaints:case", args=[case.pk]))
