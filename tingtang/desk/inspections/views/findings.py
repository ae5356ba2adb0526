"""Findings of inspections: written down, mended by the outlet, looked at again by another person (A37.4c)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tingtang.desk.forms import mistakes, typed
from tingtang.desk.inspections.forms import FindForm, LookForm, MendForm
from tingtang.desk.inspections.pages import CARRY_OUT, choice_name, finding_for, inspection_for
from tingtang.desk.inspections.photos import tiles
from tingtang.desk.inspections.views.inspections import shown
from tingtang.desk.language import lang
from tingtang.desk.names import people
from tingtang.duties.models import Duty
from tingtang.inspections import actions
from tingtang.inspections.errors import BadInput, InspectionError
from tingtang.inspections.models import Finding
from tingtang.inspections.queries import may_carry_out
from tingtang.organisation.access import may_at, requires, viewer_of

MOST_BYTES = 20 * 1024 * 1024  # more than any photo that is taken


@require_POST
@login_required
@requires("inspection.see")
def found(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """Write down what is wrong, by its article."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    one, form = inspection_for(viewer, inspection_id, CARRY_OUT), FindForm(request.POST)
    if form.is_valid():
        sent = form.cleaned_data
        try:
            actions.find(by=viewer.staff_id, at=at, inspection_id=one.pk, **sent)
            return HttpResponseRedirect(reverse("inspections:inspection", args=[one.pk]))
        except BadInput as refused:
            form.add_error(refused.field, refused.text.pick(lang()))
        except InspectionError as refused:
            return shown(request, one, 409, trouble=refused.text.pick(lang()), values=typed(form))
    return shown(request, one, 422, values=typed(form), mistakes=mistakes(form))


@require_GET
@never_cache
@login_required
@requires("inspection.see")
def finding(request: HttpRequest, finding_id: int) -> HttpResponse:
    """One finding: what was found, by when it is mended, what was done."""
    return _page(request, finding_for(viewer_of(request), finding_id))


def _page(
    request: HttpRequest, one: Finding, status: int = 200, trouble: str = "", **bound: forms.Form
) -> HttpResponse:
    viewer, place = viewer_of(request), one.inspection.institution_id
    given: dict[str, forms.Form] = {"mend": MendForm(), "look": LookForm(), **bound}
    steps = list(one.mendings.order_by("-n"))
    names = people([one.by, *(step.by for step in steps)])
    last = steps[0] if steps else None
    context = {
        "one": one, "names": names, "trouble": trouble, "at": request.at,  # type: ignore[attr-defined]
        "photos": tiles(one.inspection.photos.all(), of=one.pk),
        "steps": [
            {"at": step.at, "title": choice_name(step.what), "text": f"{step.text} · {names[step.by]}",
             "tone": {"confirmed": "ok", "sent_back": "late"}.get(step.what, "")} for step in steps
        ],
        "duty": Duty.objects.filter(kind="finding.rectified", subject_id=str(one.pk)).first(),
        "may_mend": may_at(viewer, "finding.mend", place) and (last is None or last.what == "sent_back"),
        "may_look": may_carry_out(viewer, one.inspection) and last is not None and last.what == "mended"
        and last.by != viewer.staff_id,
        "values": {name: typed(form) for name, form in given.items()},
        "mistakes": {name: mistakes(form) if form.is_bound else {} for name, form in given.items()},
    }  # fmt: skip
    return render(request, "desk/inspections/finding.html", context, status=status)


@require_POST
@login_required
@requires("finding.mend")
def mended(request: HttpRequest, finding_id: int) -> HttpResponse:
    """Say what was done about it."""
    one = finding_for(viewer_of(request), finding_id, "finding.mend")
    form = MendForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["photo"]
        form.cleaned_data["photo"] = file.read(MOST_BYTES) if file else b""
    return _act(request, one, "mend", form, actions.mend)


@require_POST
@login_required
@requires("inspection.see")
def looked(request: HttpRequest, finding_id: int) -> HttpResponse:
    """Look at it again: it holds, or goes back."""
    one, form = finding_for(viewer_of(request), finding_id), LookForm(request.POST)
    if not may_carry_out(viewer_of(request), one.inspection):
        raise PermissionDenied("inspection.do")
    if form.is_valid():
        form.cleaned_data["holds"] = form.cleaned_data["holds"] == "yes"
    return _act(request, one, "look", form, actions.look_again)


def _act(request: HttpRequest, one: Finding, name: str, form: forms.Form, action: Callable[..., Any]) -> HttpResponse:
    if not form.is_valid():
        return _page(request, one, 422, **{name: form})  # type: ignore[arg-type]
    try:
        action(by=viewer_of(request).staff_id, at=request.at, finding_id=one.pk, **form.cleaned_data)  # type: ignore[attr-defined]
    except BadInput as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.text.pick(lang()))
        return _page(request, one, 422, **{name: form})  # type: ignore[arg-type]
    except InspectionError as refused:
        return _page(request, one, 409, refused.text.pick(lang()), **{name: form})
    return HttpResponseRedirect(reverse("inspections:finding", args=[one.pk]))
