"""One case: its clocks, rounds, log and readers; the steps that may be taken; its papers and the archive."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tingtang.audit.actions import log_read
from tingtang.audit.actions import reveal as log_reveal
from tingtang.audit.models import Entry
from tingtang.complaints.archive import archive_pdf
from tingtang.complaints.errors import BadInput, ComplaintError, NoSuchComplaint, NotYours
from tingtang.complaints.models import Attachment, Complaint
from tingtang.complaints.queries import Shown, attachment_of, lessons_like, shown
from tingtang.complaints.standing import case_for, deals_with
from tingtang.complaints.trails import trail_of
from tingtang.desk import answers
from tingtang.desk.complaints.case import choices_of, clocks_of, names_for
from tingtang.desk.complaints.plan import plan_of
from tingtang.desk.complaints.step_forms import StepForm, may, offered
from tingtang.desk.complaints.steps import STEPS, Step
from tingtang.desk.forms import mistakes, typed
from tingtang.desk.language import lang, t
from tingtang.desk.revealing import Sealed, reveal_sheet
from tingtang.manual.queries import rulebook
from tingtang.organisation.access import Tie, Viewer, requires, viewer_of
from tingtang.organisation.masking import Masker
from tingtang.shared.times import business_date

JUST_NOW = timedelta(minutes=10)
REVEALED = ("phone", "agent_phone", "address")
ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "audio/wav": "wav", "audio/mpeg": "mp3"}


def _hidden(view: Any) -> Any:
    """A case that is not for the reader is not there: neither the page nor the answer tells which."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> HttpResponse:
        try:
            answer: HttpResponse = view(*args, **kwargs)
        except NoSuchComplaint:
            raise Http404 from None
        return answer

    return guarded


def _log(viewer: Viewer, case: Complaint, at: datetime, action: str) -> None:
    log_read(by=viewer.actor, at=at, subject=("complaint", str(case.pk)), action=action, institution=case.place_id)


def _log_once(viewer: Viewer, case: Complaint, at: datetime) -> None:
    """What shows the case beside its page is a reading of it too, unless its page was opened just now."""
    opened = {
        "subject_kind": "complaint",
        "subject_id": str(case.pk),
        "actor": viewer.actor,
        "action": "complaint.read",
    }
    if not Entry.objects.filter(**opened, at__gt=at - JUST_NOW).exists():
        _log(viewer, case, at, "complaint.read")


@require_GET
@never_cache
@login_required
@requires("complaint.see")
@_hidden
def case(request: HttpRequest, complaint_id: int) -> HttpResponse:
    """One case; every reading of it is logged and stands on the case itself."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    found = shown(viewer, complaint_id)
    _log(viewer, found.case, at, "complaint.read")
    return _page(request, viewer, found, {})


def _page(
    request: HttpRequest, viewer: Viewer, found: Shown, bound: dict[str, StepForm], status: int = 200, trouble: str = ""
) -> HttpResponse:
    at: datetime = request.at  # type: ignore[attr-defined]
    steps, others = offered(viewer, found, at)
    given = {step.key: _blank(step, found) for step in (*steps, *others)} | bound
    mask = Masker(viewer, Tie.HEAD, model="complaint")
    context = {
        "found": found, "case": found.case, "mask": mask, "clocks": clocks_of(found, at),
        "steps": steps, "others": others, "values": {key: typed(form) for key, form in given.items()},
        "mistakes": {key: mistakes(form) if form.is_bound else {} for key, form in given.items()},
        "people": names_for(found, at), "codes": rulebook().complaint_codes, "trouble": trouble, "at": at,
        "today": business_date(at), "lang": lang(), "may_reveal": found.handles or found.coordinates,
        "lesson": getattr(found.case, "lesson", None), "viewer": viewer, "opened": set(bound),
        "handled": {one.staff_id for one in found.handlings if one.ended_at is not None},
        "plan": plan_of(viewer, found.case),
        "others_open": any(step.key in bound for step in others),
    }  # fmt: skip
    return render(request, "desk/complaints/complaint.html", context, status=status)


def _blank(step: Step, found: Shown) -> StepForm:
    """An empty form; the letter's holds what is written already."""
    letter = found.now
    written = {name: getattr(letter, name) for name in ("findings", "offer", "refusal", "further")}
    written["further"] = written["further"] or rulebook().complaint_codes.further.zh
    return StepForm(step, initial=written if step.key == "letter" else {}, choices=choices_of(step))


@require_GET
@never_cache
@login_required
@requires("complaint.see")
@_hidden
def trail(request: HttpRequest, complaint_id: int) -> HttpResponse:
    """How it came in, what happened, who may read it and who did: the side of the page, read after it."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    found = case_for(viewer, complaint_id)
    _log_once(viewer, found, at)
    context = {
        "case": found, "trail": trail_of(viewer, found), "at": at, "may_reveal": deals_with(viewer, found),
        "mask": Masker(viewer, Tie.HEAD, model="complaint"), "alike": lessons_like(found),
    }  # fmt: skip
    fragment = answers.is_fragment(request)
    return render(request, "desk/complaints/trail.html" if fragment else "desk/complaints/trail_page.html", context)


@require_POST
@login_required
@requires("complaint.see")
@_hidden
def stepped(request: HttpRequest, complaint_id: int, complaint_step: str) -> HttpResponse:
    """Take one step; what is refused comes back beside its field, nothing typed lost."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    found, step = shown(viewer, complaint_id), STEPS.get(complaint_step)
    if step is None:
        raise Http404(complaint_step)
    if step.who != "reads" and not (found.handles or found.coordinates):
        raise PermissionDenied("complaint.act")
    form = StepForm(step, request.POST, request.FILES, choices=choices_of(step))
    trouble, status = "", 422
    if form.is_valid():
        try:
            _take(viewer, found, step, form, at)
            return HttpResponseRedirect(_after(viewer, complaint_id))
        except BadInput as refused:
            field = refused.field if refused.field in form.fields else None
            form.add_error(field or next(iter(form.fields), None), refused.text.pick(lang()))
            trouble = "" if form.fields else refused.text.pick(lang())
        except NotYours as refused:
            raise PermissionDenied(str(refused)) from None
        except ComplaintError as refused:
            trouble, status = refused.text.pick(lang()), 409
    _log_once(viewer, found.case, at)
    return _page(request, viewer, shown(viewer, complaint_id), {step.key: form}, status, trouble)


def _take(viewer: Viewer, found: Shown, step: Step, form: StepForm, at: datetime) -> None:
    if not may(viewer, found, step):
        raise NotYours if found.case.state in step.states else ComplaintError
    step.act(complaint_id=found.case.pk, by=viewer.staff_id, at=at, **form.values())


def _after(viewer: Viewer, complaint_id: int) -> str:
    """Back to the case, or to the board when it went to somebody else and is no longer for this reader."""
    try:
        shown(viewer, complaint_id)
    except NoSuchComplaint:
        return reverse("complaints:board")
    return reverse("complaints:case", args=[complaint_id])


@require_GET
@never_cache
@login_required
@requires("complaint.see")
@_hidden
def paper(request: HttpRequest, complaint_id: int, paper_id: int) -> HttpResponse:
    """A paper as it was kept: an audited read, offered as a file and never shown in the page."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    try:
        kept = attachment_of(viewer, complaint_id, paper_id)
    except Attachment.DoesNotExist:
        raise Http404(str(paper_id)) from None
    _log(viewer, kept.complaint, at, "complaint.paper.read")
    return _file(bytes(kept.content), kept.media, f"paper-{paper_id}.{ENDINGS[kept.media]}")


@require_GET
@never_cache
@login_required
@requires("complaint.see")
@_hidden
def archive(request: HttpRequest, complaint_id: int) -> HttpResponse:
    """The bundle of a case to archive (A34.5): an audited read."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    found = shown(viewer, complaint_id)
    if not (found.handles or found.coordinates):
        raise PermissionDenied("complaint.archive")
    _log(viewer, found.case, at, "complaint.archive.read")
    made = archive_pdf(found, trail_of(viewer, found.case), by=f"{viewer.name} {viewer.staff_id}", at=at)
    return _file(made, "application/pdf", f"{found.case.number}.pdf")


def _file(content: bytes, media: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=media)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@requires("complaint.see")
@_hidden
def reveal_field(request: HttpRequest, complaint_id: int, field: str) -> HttpResponse:
    """Show a number or an address after a reason is given, to whoever deals with the case; logged."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    found = shown(viewer, complaint_id)
    if field not in REVEALED or not (found.handles or found.coordinates):
        raise Http404

    def look(why: str) -> str:
        case = ("complaint", str(complaint_id))
        log_reveal(by=viewer.actor, at=at, field=field, subject=case, reason=why, institution=found.case.place_id)
        return str(getattr(found.case, field))

    labels = {
        "phone": t("电话", "Phone"), "agent_phone": t("代理人电话", "Agent's phone"), "address": t("地址", "Address"),
    }  # fmt: skip
    here = reverse("complaints:reveal", args=[complaint_id, field])
    return reveal_sheet(request, Sealed(field, labels[field], found.case.number, here), look)
