"""Leads of companies: the board by stage, a new one, one with everything that is done about it."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tingtang.audit.actions import log_read
from tingtang.corporate import actions
from tingtang.corporate.actions import Origin
from tingtang.corporate.errors import BadInput, CorporateError, NoSuchLead, NotYours
from tingtang.corporate.models import Lead, Person, Size
from tingtang.corporate.proposal import as_docx, as_pdf
from tingtang.corporate.queries import Shown, lead_for, shown
from tingtang.desk.corporate.forms import LeadForm
from tingtang.desk.corporate.pages import CODES, board_context, filters_of, lead_context
from tingtang.desk.corporate.steps import BOXES, LISTS, STEPS, Doing
from tingtang.desk.forms import mistakes, posted, typed
from tingtang.desk.language import lang, t
from tingtang.desk.revealing import Sealed, reveal_sheet
from tingtang.organisation.access import Tie, requires, viewer_of
from tingtang.organisation.masking import reveal
from tingtang.shared.docx import DOCX

FORMATS: dict[str, tuple[Callable[..., bytes], str]] = {"pdf": (as_pdf, "application/pdf"), "docx": (as_docx, DOCX)}


@require_GET
@never_cache
@login_required
@requires("lead.make")
def board(request: HttpRequest) -> HttpResponse:
    """The pipeline by stage: mine, below, or what I wrote down."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    return render(request, "desk/corporate/leads.html", board_context(viewer, filters_of(request, viewer), at))


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@requires("lead.make")
def new(request: HttpRequest) -> HttpResponse:
    """A new lead; a company that has one is refused with who answers for it."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    form, trouble = LeadForm(posted(request), initial={"size": Size.SMALL.value}), ""
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.open_lead(
                by=viewer.staff_id, at=at, institution_id=viewer.institution_id, company=said["company"],
                origin=Origin(said["source"], said["source_note"]), facts=form.facts(),
            )  # fmt: skip
            return HttpResponseRedirect(_after(request, made.pk))
        except BadInput as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.text.pick(lang()))
        except CorporateError as refused:
            trouble = refused.text.pick(lang())
    context = {
        "values": typed(form), "mistakes": mistakes(form) if form.is_bound else {}, "trouble": trouble, **CODES,
    }  # fmt: skip
    status = 409 if trouble else 422 if form.is_bound else 200
    return render(request, "desk/corporate/new.html", context, status=status)


def _after(request: HttpRequest, lead_id: int) -> str:
    """The page of the lead, or the board for whoever has no part in it (any more)."""
    try:
        lead_for(viewer_of(request), lead_id)
    except PermissionDenied:
        return reverse("corporate:board")
    return reverse("corporate:lead", args=[lead_id])


@require_GET
@never_cache
@login_required
@requires("lead.hold")
def lead_page(request: HttpRequest, lead_id: int) -> HttpResponse:
    """One lead with its chain, its work and its history; who reads it without having it leaves a trace."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    found = shown(viewer, lead_id)
    if found.tie in (Tie.DEPUTY, Tie.HEAD):
        place = found.lead.institution_id
        log_read(by=viewer.actor, at=at, subject=("lead", str(lead_id)), institution=place, tie=str(found.tie))
    return _page(request, found, {})


def _page(
    request: HttpRequest, found: Shown, bound: dict[str, forms.Form], status: int = 200, trouble: str = ""
) -> HttpResponse:
    ticked = {name: request.POST.getlist(name)[:BOXES] for name in LISTS}
    context = lead_context(viewer_of(request), found, request.at, bound, ticked)  # type: ignore[attr-defined]
    return render(request, "desk/corporate/lead.html", {**context, "trouble": trouble}, status=status)


@require_POST
@login_required
@requires("lead.hold")
def step(request: HttpRequest, lead_id: int, lead_step: str) -> HttpResponse:
    """One step of the work; what is refused comes back beside its field, nothing typed lost."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    if lead_step not in STEPS:
        raise Http404(lead_step)
    found, (name, kind, run) = shown(viewer, lead_id), STEPS[lead_step]
    form, trouble = kind(request.POST), ""
    if form.is_valid():
        ticked = {one: request.POST.getlist(one)[:BOXES] for one in LISTS}
        try:
            run(Doing(found.lead, viewer.staff_id, at, form, ticked))
            return HttpResponseRedirect(_after(request, lead_id))
        except BadInput as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.text.pick(lang()))
        except NotYours as refused:
            raise PermissionDenied(str(refused)) from None
        except NoSuchLead as refused:
            raise Http404(str(refused)) from None
        except CorporateError as refused:
            trouble = refused.text.pick(lang())
    return _page(request, shown(viewer, lead_id), {name: form}, 409 if trouble else 422, trouble)


@require_GET
@never_cache
@login_required
@requires("lead.hold")
def proposal_file(request: HttpRequest, lead_id: int, version: int, file_kind: str) -> HttpResponse:
    """A version of the proposal as PDF or docx; that it left the house stands in the trail."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    found = lead_for(viewer, lead_id)[0].proposals.filter(n=version).select_related("lead__institution").first()
    if found is None or file_kind not in FORMATS:
        raise Http404(file_kind)
    write, media = FORMATS[file_kind]
    log_read(by=viewer.actor, at=at, action="lead.proposal", subject=("lead", str(lead_id)))
    answer = HttpResponse(write(found, by=viewer.name or viewer.actor, at=at), content_type=media)
    answer["Content-Disposition"] = f'attachment; filename="proposal-{lead_id}-{version}.{file_kind}"'
    return answer


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@requires("customer.reveal")
def reveal_field(request: HttpRequest, lead_id: int, lead_field: str) -> HttpResponse:
    """The credit code, or the number of somebody of the company (`phone-7`), once a reason is given; it is logged."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    lead, tie = lead_for(viewer, lead_id)
    name, stored = _kept(lead, lead_field)

    def look(why: str) -> str:
        mask = reveal(viewer=viewer, at=at, tie=tie, field=name, subject=("lead", str(lead_id)), reason=why)
        return str(mask.field(name, stored))

    label = t("信用代码", "Credit code") if name == "credit_code" else t("电话", "Phone")
    here = reverse("corporate:reveal", args=[lead_id, lead_field])
    return reveal_sheet(request, Sealed(name, label, lead.company, here), look)


def _kept(lead: Lead, field: str) -> tuple[str, str]:
    """(name of the field, what is stored). Raises Http404 for what is not there."""
    if field == "credit_code":
        return field, lead.credit_code
    kind, _, key = field.partition("-")
    person = Person.objects.filter(lead=lead, pk=int(key)).first() if kind == "phone" and key[:18].isdecimal() else None
    if person is None:
        raise Http404(field)
    return "phone", person.phone
