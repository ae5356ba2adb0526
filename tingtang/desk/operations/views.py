"""`/operations`: jobs, dead letters, the schedule and the nights, for administrators; what a night set aside."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tingtang.desk import answers
from tingtang.desk.duties.quiet import UNROUTED
from tingtang.desk.language import t
from tingtang.desk.operations.installation import job_name, read_operations
from tingtang.desk.operations.quarantine import place_name, reason_name, table_name
from tingtang.desk.operations.quarantine import quarantine as read_quarantine
from tingtang.jobs import actions
from tingtang.jobs.models import Job
from tingtang.live.pages import follow
from tingtang.organisation.access import requires, viewer_of
from tingtang.organisation.models import Institution
from tingtang.referrals.queries import unroutable


@require_GET
@never_cache
@login_required
@requires("jobs.see")
def operations(request: HttpRequest) -> HttpResponse:
    """How the installation runs; ?state=queued|leased|done|dead&page=n chooses the jobs listed."""
    at = request.at  # type: ignore[attr-defined]
    live = follow(request, [actions.TOPIC], at=at)
    found = read_operations(request.GET.get("state", ""), request.GET.get("page", ""), at=at)
    lost = unroutable(viewer_of(request), "jobs.see", at - UNROUTED)
    places = Institution.objects.in_bulk({place for _, place, _ in lost})
    template = "desk/operations/body.html" if answers.is_fragment(request) else "desk/operations/operations.html"
    context = {"unroutable": [(when, places.get(place), need) for when, place, need in lost]}
    return render(request, template, {"found": found, "at": at, "live": live, "job_name": job_name, **context})


@require_GET
@never_cache
@login_required
@requires("night.see")
def quarantine(request: HttpRequest) -> HttpResponse:
    """Rows of the feed that a night could not use: ?on=2026-11-22&table=holdings&reason=bad_scale&page=n."""
    asked = request.GET
    table, reason = (asked.get(name, "")[:60] for name in ("table", "reason"))
    found = read_quarantine(asked.get("on", ""), table, reason, asked.get("page", ""))

    def address(**change: object) -> str:
        said = {"on": found["on"], "table": table, "reason": reason} | change
        return f"{reverse('desk:quarantine')}?{urlencode({name: one for name, one in said.items() if one})}"

    words = {"reason_name": reason_name, "table_name": table_name, "place_name": place_name, "address": address}
    return render(request, "desk/operations/quarantine.html", {**found, **words, "at": request.at})  # type: ignore[attr-defined]


@require_POST
@login_required
@requires("jobs.rerun")
def retry(request: HttpRequest, job_id: int) -> HttpResponse:
    """Run a dead letter again. One that is dead no longer is told so."""
    at = request.at  # type: ignore[attr-defined]
    try:
        actions.retry(job_id, by=viewer_of(request).actor, at=at)
    except Job.DoesNotExist:
        raise Http404 from None
    except actions.NotDead:
        return _said(request, t("该任务已不在失败列表中。", "It is no longer among the failed."))
    return _said(request, t("已重新排队。", "Queued again."))


@require_POST
@login_required
@requires("jobs.rerun")
def drop(request: HttpRequest, job_id: int) -> HttpResponse:
    """Remove a dead letter with a reason, which the audit trail keeps."""
    at = request.at  # type: ignore[attr-defined]
    reason = request.POST.get("reason", "").strip()[:500]
    if not reason:
        return _said(request, t("请填写原因。", "A reason is needed."), status=422)
    try:
        actions.drop(job_id, by=viewer_of(request).actor, at=at, reason=reason)
    except Job.DoesNotExist:
        raise Http404 from None
    except actions.NotDead:
        return _said(request, t("该任务已不在失败列表中。", "It is no longer among the failed."))
    return _said(request, t("已移除，审计记录保留全部内容。", "Removed; the audit trail keeps all of it."))


def _said(request: HttpRequest, text: str, status: int = 200) -> HttpResponse:
    if status == 422 and not answers.is_fragment(request):
        return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
    return answers.done(request, text, back=reverse("desk:operations"), changed="jobs:changed")
