"""One duty: why it stands here; being excused from it; deciding about that."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tingtang.desk import answers
from tingtang.desk.duties.excuses import pending_excuses
from tingtang.desk.duties.why import explain_duty
from tingtang.desk.forms import ReasonForm, mistakes, posted, typed
from tingtang.desk.language import lang, t
from tingtang.desk.reasons import reason
from tingtang.duties.actions import approve_excuse, ask_excuse, refuse_excuse
from tingtang.duties.errors import LedgerError, NoSuchDuty, NotForYou
from tingtang.duties.models import Duty
from tingtang.duties.standing import may_know_of, may_speak_for, owns
from tingtang.manual.queries import rulebook
from tingtang.organisation.access import Viewer, may_at, requires, viewer_of


def _duty(viewer: Viewer, duty_id: int) -> Duty:
    """A duty the viewer owns, or one below an institution where they may see duties. Others do not exist for them,
    and those of a complaint only for who may read it (A34.6)."""
    duty = Duty.objects.filter(pk=duty_id).select_related("institution", "owner_staff").first()
    if duty is None or not (owns(viewer, duty) or _may_look(viewer, duty)):
        raise Http404
    return duty


def _may_look(viewer: Viewer, duty: Duty) -> bool:
    return may_at(viewer, "duty.see_below", duty.institution_id) and may_know_of(viewer, duty)


@require_GET
@never_cache
@login_required
@requires("day.see")
def why(request: HttpRequest, duty_id: int) -> HttpResponse:
    """The why sheet: clause, values in force, inputs with their as-of, the manual's version, what happened since."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    duty = _duty(viewer, duty_id)
    return answers.sheet(request, "desk/duties/why.html", {"why": explain_duty(duty, viewer, at), "at": at})


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@requires("duty.excuse.ask")
def excuse(request: HttpRequest, duty_id: int) -> HttpResponse:
    """Ask to be excused, with a reason; another person above decides."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    duty = _duty(viewer, duty_id)
    if not may_speak_for(viewer.staff_id, duty, at):
        raise Http404
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            ask_excuse(duty_id=duty.pk, reason=form.cleaned_data["reason"], by=viewer.staff_id, at=at)
            return answers.done(request, t("已提交豁免申请，等待审批。", "Asked; it waits for a decision."))
        except LedgerError as refused:
            form.add_error("reason", refused.text.pick(lang()))
    context = {
        "duty": duty,
        "reason": reason(duty, at, rulebook()),
        "values": typed(form),
        "mistakes": mistakes(form) if form.is_bound else {},
    }
    return answers.sheet(request, "desk/duties/excuse.html", context, 422 if form.is_bound else 200)


@require_GET
@never_cache
@login_required
@requires("duty.excuse.decide")
def excuses(request: HttpRequest) -> HttpResponse:
    """Requests to be excused that wait for this person, oldest first."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    return render(request, "desk/duties/excuses.html", {"rows": pending_excuses(viewer, at), "at": at})


@require_POST
@login_required
@requires("duty.excuse.decide")
def decide(request: HttpRequest, excuse_id: int) -> HttpResponse:
    """Approve, or refuse with an answer. A refusal by the ledger is told beside the request."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    answer = request.POST.get("answer", "").replace("\0", "").strip()[:500]
    try:
        if request.POST.get("decision") == "approve":
            approve_excuse(excuse_id=excuse_id, by=viewer.staff_id, at=at, answer=answer)
            said = t("已同意豁免。", "Excused.")
        else:
            refuse_excuse(excuse_id=excuse_id, answer=answer, by=viewer.staff_id, at=at)
            said = t("已驳回。", "Refused.")
    except (NotForYou, NoSuchDuty):
        raise Http404 from None
    except LedgerError as refused:
        context = {
            "rows": pending_excuses(viewer, at),
            "at": at,
            "wrong": (excuse_id, refused.text.pick(lang()), answer),
        }
        return render(request, "desk/duties/excuses.html", context, status=422)
    return answers.done(request, said, back="/excuses")
