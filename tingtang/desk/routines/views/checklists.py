"""Checklists: those of a day, one filled line by line on a phone, what failed and how it was put right, figures."""

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
from tingtang.desk.downloads import photo_file
from tingtang.desk.forms import mistakes, typed
from tingtang.desk.language import lang
from tingtang.desk.names import people
from tingtang.desk.periods import choices, parse_period
from tingtang.desk.places import outlet_of, outlets_below
from tingtang.desk.routines.forms import LineForm, MendForm
from tingtang.desk.routines.pages import (
    day_asked,
    filling_context,
    filling_for,
    fills,
    line_for,
    lists_context,
    mends,
)
from tingtang.manual.queries import rulebook
from tingtang.organisation.access import requires, scope_ids, viewer_of
from tingtang.organisation.sign_in import at_of
from tingtang.routines import actions
from tingtang.routines.errors import BadInput, RoutineError
from tingtang.routines.models import Answer, Filling
from tingtang.routines.queries import in_time
from tingtang.shared.times import business_date

MOST_BYTES = 5 * 1024 * 1024 + 1  # one more than is taken, so that too much is told from enough


@require_GET
@never_cache
@login_required
@requires("checklist.see")
def lists(request: HttpRequest) -> HttpResponse:
    """`/checklists`: today's lists (or those of ?on=) of one's outlet, and what waits to be put right."""
    return _lists(request)


def _lists(request: HttpRequest, status: int = 200, trouble: str = "") -> HttpResponse:
    viewer, at = viewer_of(request), at_of(request)
    here = outlet_of(viewer, request.GET.get("institution", "")[:32], "checklist.see")
    on = day_asked(request.GET.get("on", ""), business_date(at))
    context = lists_context(viewer, here, on, request.GET.get("page", ""), at)
    context |= {"trouble": trouble, "outlets": outlets_below(viewer, "checklist.see")}
    return render(request, "desk/routines/checklists.html", context, status=status)


@require_POST
@login_required
@requires("checklist.fill")
def begin(request: HttpRequest) -> HttpResponse:
    """Begin today's list named `name`, or go on with it."""
    viewer, name = viewer_of(request), request.POST.get("name", "")[:64]
    here = outlet_of(viewer, request.POST.get("institution", "")[:32], "checklist.fill")
    if name in rulebook().checklists and not fills(viewer, name, here.pk, viewer.staff_id):
        raise PermissionDenied(name)
    try:
        who: dict[str, Any] = {"by": viewer.staff_id, "at": at_of(request)}
        made = actions.begin(institution_id=here.pk, name=name, staff_id=viewer.staff_id, **who)
    except RoutineError as refused:
        return _lists(request, 409, refused.text.pick(lang()))
    return HttpResponseRedirect(reverse("routines:filling", args=[made.pk]))


@require_GET
@never_cache
@login_required
@requires("checklist.see")
def filling(request: HttpRequest, filling_id: int) -> HttpResponse:
    """One list: each line with what was found, those that wait first to answer."""
    return _filling(request, filling_for(viewer_of(request), filling_id))


def _filling(
    request: HttpRequest, one: Filling, status: int = 200, trouble: str = "", bound: dict[int, forms.Form] | None = None
) -> HttpResponse:
    bound = bound or {}
    wrong = {key: mistakes(form) for key, form in bound.items()}
    context = {
        **filling_context(viewer_of(request), one, at_of(request)),
        "trouble": trouble,
        "typed": {key: typed(form) for key, form in bound.items()},
        "wrong": wrong,
        "mistakes": wrong,  # what no line shows stands on top
    }
    return render(request, "desk/routines/checklist.html", context, status=status)


@require_POST
@login_required
@requires("checklist.fill")
def answer(request: HttpRequest, line_id: int) -> HttpResponse:
    """Say what was found on a line; a refusal keeps every word (422)."""
    viewer = viewer_of(request)
    found = line_for(viewer, line_id, to_fill=True)
    form = LineForm(request.POST, request.FILES)
    if form.is_valid():
        sent: dict[str, Any] = dict(form.cleaned_data)
        file, fault = sent.pop("photo"), sent.pop("fault")
        photo = file.read(MOST_BYTES) if file else b""
        more = {"fault": fault} if fault else {}
        try:
            who: dict[str, Any] = {"by": viewer.staff_id, "at": at_of(request)}
            actions.answer(answer_id=found.pk, photo=photo, **sent, **more, **who)
            return HttpResponseRedirect(f"{reverse('routines:filling', args=[found.filling_id])}#line-{_next(found)}")
        except BadInput as refused:
            form.add_error(refused.field, refused.text.pick(lang()))
        except RoutineError as refused:
            return _filling(request, found.filling, 409, refused.text.pick(lang()), {found.pk: form})
    return _filling(request, found.filling, 422, "", {found.pk: form})


def _next(line: Answer) -> int:
    """The next line that waits, so that a phone stands at it; else this one."""
    waiting = Answer.objects.filter(filling=line.filling_id, result__isnull=True, n__gt=line.n).order_by("n")
    return waiting.values_list("n", flat=True).first() or line.n


@require_POST
@login_required
@requires("checklist.fill")
def hand_in(request: HttpRequest, filling_id: int) -> HttpResponse:
    """Hand a list in; 409 with its sentence while lines wait."""
    viewer = viewer_of(request)
    found = filling_for(viewer, filling_id, to_fill=True)
    try:
        actions.hand_in(filling_id=found.pk, by=viewer.staff_id, at=at_of(request))
    except RoutineError as refused:
        return _filling(request, found, 409, refused.text.pick(lang()))
    return HttpResponseRedirect(reverse("routines:filling", args=[found.pk]))


@require_GET
@never_cache
@login_required
@requires("checklist.see")
def line(request: HttpRequest, line_id: int) -> HttpResponse:
    """One line that was answered: what was found, its photo, how it was put right."""
    return _line(request, line_for(viewer_of(request), line_id), MendForm())


def _line(request: HttpRequest, found: Answer, form: forms.Form, status: int = 200, trouble: str = "") -> HttpResponse:
    mending = getattr(found, "mending", None)
    context = {
        "line": found,
        "one": found.filling,
        "mending": mending,
        "names": people([found.by, mending.by if mending else ""]),
        "may_mend": mends(viewer_of(request), found) and found.result == "fail" and found.opens != "device",
        "values": typed(form),
        "mistakes": mistakes(form) if form.is_bound else {},
        "trouble": trouble,
        "at": at_of(request),
    }
    return render(request, "desk/routines/checklist_line.html", context, status=status)


@require_POST
@login_required
@requires("checklist.fill")
def mend(request: HttpRequest, line_id: int) -> HttpResponse:
    """Say how a failed line was put right."""
    viewer, form = viewer_of(request), MendForm(request.POST)
    found = line_for(viewer, line_id)
    if not mends(viewer, found):
        raise Http404(str(line_id))
    if not form.is_valid():
        return _line(request, found, form, 422)
    try:
        actions.mend(answer_id=found.pk, by=viewer.staff_id, at=at_of(request), **form.cleaned_data)
    except BadInput as refused:
        form.add_error(refused.field, refused.text.pick(lang()))
        return _line(request, found, form, 422)
    except RoutineError as refused:
        return _line(request, found, form, 409, refused.text.pick(lang()))
    return HttpResponseRedirect(reverse("routines:line", args=[found.pk]))


@require_GET
@never_cache
@login_required
@requires("checklist.see")
def photo(request: HttpRequest, line_id: int) -> HttpResponse:
    """The photo of a line, as it was taken; each look is logged, for people may be on it."""
    viewer = viewer_of(request)
    found = line_for(viewer, line_id)
    if found.photo is None:
        raise Http404(str(line_id))
    subject, where = ("answer", str(found.pk)), found.filling.institution_id
    log_read(by=viewer.actor, at=at_of(request), subject=subject, action="checklist.photo.read", institution=where)
    return photo_file(found.photo, f"line-{found.pk}")


@require_GET
@never_cache
@login_required
@requires("checklist.all")
def figures(request: HttpRequest) -> HttpResponse:
    """Lists in time, by outlet."""
    viewer, at = viewer_of(request), at_of(request)
    period = parse_period(request.GET.get("period", ""), business_date(at))
    rows = in_time(scope_ids(viewer, "checklist.all"), period.first, period.last)
    context = {"rows": rows, "period": period, "periods": choices(business_date(at)), "at": at}
    return render(request, "desk/routines/checklist_figures.html", context)
