"""Questionnaires: listed, begun, drafted, published with their links and codes, their results, ended (A39.5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import segno
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from markupsafe import Markup

from tingtang.desk.downloads import attached
from tingtang.desk.forms import mistakes, typed
from tingtang.desk.language import lang
from tingtang.desk.names import institution_name
from tingtang.desk.satisfaction.forms import QuestionnaireForm, SlipsForm, typed_rows
from tingtang.desk.satisfaction.questionnaires import PAGE, list_context, page_context, results_context, start_context
from tingtang.organisation.access import Viewer, may_at, requires, viewer_of
from tingtang.organisation.models import Institution
from tingtang.satisfaction import actions
from tingtang.satisfaction.errors import BadInput, SatisfactionError
from tingtang.satisfaction.models import Questionnaire, Way
from tingtang.satisfaction.slips import printed_and_used, sheet


@require_GET
@never_cache
@login_required
@requires("satisfaction.see")
def listed(request: HttpRequest) -> HttpResponse:
    """`/satisfaction/questionnaires`: those that ask customers of one's institutions."""
    return render(
        request, "desk/satisfaction/questionnaires.html", list_context(viewer_of(request), request.GET.get("page", ""))
    )


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@requires("questionnaire.edit")
def new(request: HttpRequest) -> HttpResponse:
    """Begin one. A refusal keeps every word (422)."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    form = QuestionnaireForm(request.POST) if request.method == "POST" else QuestionnaireForm()
    if form.is_bound and form.is_valid():
        if not may_at(viewer, "questionnaire.edit", form.cleaned_data["institution_id"]):
            raise PermissionDenied("questionnaire.edit")
        made = actions.make_questionnaire(by=viewer.staff_id, at=at, **form.cleaned_data)
        return HttpResponseRedirect(reverse("satisfaction:questionnaire", args=[made.pk]))
    context = {**start_context(viewer), "values": typed(form), "mistakes": mistakes(form) if form.is_bound else {}}
    return render(request, "desk/satisfaction/questionnaire_new.html", context, status=422 if form.is_bound else 200)


def _found(viewer: Viewer, questionnaire_id: int, capability: str) -> Questionnaire:
    """A questionnaire of one's scope; 404 for others, 403 where one may not do what `capability` says."""
    found = Questionnaire.objects.select_related("institution").filter(pk=questionnaire_id).first()
    if found is None:
        raise Http404(str(questionnaire_id))
    if not may_at(viewer, capability, found.institution_id):
        raise PermissionDenied(capability)
    return found


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@requires("questionnaire.edit")
def questionnaire(request: HttpRequest, questionnaire_id: int) -> HttpResponse:
    """One questionnaire: its draft, its links; POST keeps the draft."""
    viewer = viewer_of(request)
    found = _found(viewer, questionnaire_id, "questionnaire.edit")
    if request.method == "GET":
        return _shown(request, found)
    said = {"title": request.POST.get("title", "")[:200], "title_en": request.POST.get("title_en", "")[:200]}
    rows = typed_rows(request.POST)
    return _act(request, found, actions.save_draft, said={**said, "rows": rows}, **said, rows=rows)


@require_POST
@login_required
@requires("questionnaire.edit")
def published(request: HttpRequest, questionnaire_id: int) -> HttpResponse:
    """The draft becomes the next version."""
    return _act(request, _found(viewer_of(request), questionnaire_id, "questionnaire.edit"), actions.publish)


@require_POST
@login_required
@requires("questionnaire.edit")
def ended(request: HttpRequest, questionnaire_id: int) -> HttpResponse:
    """No more answers."""
    return _act(request, _found(viewer_of(request), questionnaire_id, "questionnaire.edit"), actions.end, edition=None)


def _act(
    request: HttpRequest, found: Questionnaire, action: Callable[..., object], said: Any = None, **rest: Any
) -> HttpResponse:
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    if "edition" not in rest:
        number = request.POST.get("edition", "")
        rest["edition"] = int(number) if number.isascii() and number.isdecimal() and len(number) < 9 else -1
    given = {name: one for name, one in rest.items() if one is not None}
    try:
        action(by=viewer.staff_id, at=at, questionnaire_id=found.pk, **given)
    except BadInput as refused:
        return _shown(request, found, 422, said, wrong={refused.field: refused.text.pick(lang())})
    except SatisfactionError as refused:
        return _shown(request, found, 409, said, trouble=refused.text.pick(lang()))
    return HttpResponseRedirect(reverse("satisfaction:questionnaire", args=[found.pk]))


def _shown(
    request: HttpRequest, found: Questionnaire, status: int = 200, said: Any = None, **more: Any
) -> HttpResponse:
    context = {**page_context(found, said), "trouble": "", "wrong": {}, "mistakes": {}, "refused_at": "", **more}
    links = Paginator(found.links.select_related("institution").order_by("institution__name"), PAGE)
    shown = links.get_page(_page_of(found, context["refused_at"]) or request.GET.get("page", ""))
    outlets = [link.institution for link in shown]
    if found.way == Way.SLIP:
        counted = printed_and_used(found, [one.pk for one in outlets])
        context["slips"] = [(one, *counted.get(one.pk, (0, 0))) for one in outlets]
    else:
        addresses = [(link, full_address(request, "satisfaction:asked", link.key)) for link in shown]
        context["links"] = [(link, address, code_of(address)) for link, address in addresses]
    context |= {"page": shown.number, "pages": links.num_pages}
    return render(request, "desk/satisfaction/questionnaire.html", context, status=status)


def _page_of(found: Questionnaire, refused_at: str) -> int | None:
    """The page of outlets on which a refused number was typed; None where nothing was refused."""
    places = list(found.links.order_by("institution__name").values_list("institution", flat=True)) if refused_at else []
    return places.index(refused_at) // PAGE + 1 if refused_at in places else None


@require_POST
@login_required
@requires("questionnaire.edit")
def slips(request: HttpRequest, questionnaire_id: int) -> HttpResponse:
    """New slips for an outlet, as the PDF to be printed: the one time that their codes are told."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    found, form = _found(viewer, questionnaire_id, "questionnaire.edit"), SlipsForm(request.POST)
    where, keys = typed(form)["institution_id"], []
    if form.is_valid():
        if not may_at(viewer, "questionnaire.edit", where):
            raise PermissionDenied("questionnaire.edit")
        try:
            keys = actions.make_slips(by=viewer.staff_id, at=at, questionnaire_id=found.pk, **form.cleaned_data)
        except BadInput as refused:
            form.add_error(refused.field, refused.text.pick(lang()))
        except SatisfactionError as refused:
            return _shown(request, found, 409, trouble=refused.text.pick(lang()))
    if not keys:
        more = {"mistakes": mistakes(form), "refused_at": where, "typed_count": typed(form)["count"]}
        return _shown(request, found, 422, **more)
    addresses = [full_address(request, "satisfaction:of_slip", key) for key in keys]
    outlet = institution_name(Institution.objects.get(pk=where))
    made = sheet(addresses, title=found.title, title_en=found.title_en, outlet=outlet)
    return attached(made, "application/pdf", f"slips-{found.pk}-{where}.pdf")


def full_address(request: HttpRequest, page: str, key: str) -> str:
    """What stands in a code: TINGTANG_PUBLIC_URL where phones reach us by another name."""
    address = reverse(page, args=[key])
    return f"{settings.PUBLIC_URL}{address}" if settings.PUBLIC_URL else request.build_absolute_uri(address)


def code_of(address: str) -> Markup:
    """The QR code (SVG) of an address."""
    return Markup(segno.make(address, error="m", micro=False).svg_inline(omitsize=True))  # noqa: S704 - our own


@require_GET
@never_cache
@login_required
@requires("satisfaction.see")
def results(request: HttpRequest, questionnaire_id: int) -> HttpResponse:
    """What customers answered, question by question, as far as the viewer's institutions go."""
    viewer = viewer_of(request)
    found = Questionnaire.objects.select_related("institution").filter(pk=questionnaire_id).first()
    if found is None:
        raise Http404(str(questionnaire_id))
    context = results_context(viewer, found, request.GET.get("version", ""))
    if context is None:
        raise Http404(str(questionnaire_id))
    return render(request, "desk/satisfaction/questionnaire_results.html", context)
