"""Registers of an outlet: licences, materials, named people, stationed third parties, accessibility."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tingtang.desk.forms import mistakes, typed
from tingtang.desk.language import lang
from tingtang.desk.places import outlet_of, outlets_below
from tingtang.desk.routines.forms import LeaveForm, RenewForm
from tingtang.desk.routines.registers import REGISTERS
from tingtang.lobby.errors import LobbyError
from tingtang.lobby.models import ThirdParty
from tingtang.organisation.access import may_at, requires, viewer_of
from tingtang.organisation.models import Institution
from tingtang.organisation.sign_in import at_of
from tingtang.routines import actions
from tingtang.routines.errors import RoutineError
from tingtang.routines.models import Material
from tingtang.shared.times import business_date


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@requires("register.see")
def register(request: HttpRequest, name: str) -> HttpResponse:
    """GET what stands in a register with its form, POST an entry. A refusal keeps every word (422)."""
    viewer, one = viewer_of(request), REGISTERS[name]
    asked = (request.POST.get("institution") or request.GET.get("institution") or "")[:32]
    here = outlet_of(viewer, asked, "register.see")
    if request.method != "POST":
        return _page(request, name, here)
    if not may_at(viewer, one.edit, here.pk):
        raise PermissionDenied(one.edit)
    form = one.form(request.POST)
    if form.is_valid() and _done(request, form, lambda **said: one.act(institution_id=here.pk, **said)):
        return _back(name, here)
    return _page(request, name, here, 422, form)


def _done(request: HttpRequest, form: forms.Form, act: Callable[..., object]) -> bool:
    """Do it; what is refused stands at its field, or over the form."""
    try:
        act(by=viewer_of(request).staff_id, at=at_of(request), **form.cleaned_data)
    except (RoutineError, LobbyError) as refused:
        field = getattr(refused, "field", None)
        form.add_error(field if field in form.fields else None, refused.text.pick(lang()))
        return False
    return True


def _back(name: str, here: Institution) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse(f'routines:{name}')}?institution={here.pk}")


def _page(
    request: HttpRequest,
    name: str,
    here: Institution,
    status: int = 200,
    form: forms.Form | None = None,
    said: dict[int, dict[str, str]] | None = None,
) -> HttpResponse:
    viewer, at = viewer_of(request), at_of(request)
    one, on = REGISTERS[name], business_date(at)
    blank = form or one.form(initial={"from_on": on})
    context = {
        **one.rows(here, on, request.GET.get("page", "")),
        "name": name,
        "one": one,
        "all": REGISTERS,
        "here": here,
        "at": at,
        "today": on,
        "outlets": outlets_below(viewer, "register.see"),
        "may_edit": may_at(viewer, one.edit, here.pk),
        "values": typed(blank),
        "mistakes": mistakes(blank) if blank.is_bound else {},
        "said": said or {},
    }
    return render(request, f"desk/routines/register_{name}.html", context, status=status)


@require_POST
@login_required
@requires("material.edit")
def withdraw(request: HttpRequest, material_id: int) -> HttpResponse:
    """Take material down; taken down already, it is simply not there any more."""
    viewer = viewer_of(request)
    row = Material.objects.select_related("institution").filter(pk=material_id).first()
    if row is None or not may_at(viewer, "material.edit", row.institution_id):
        raise Http404(str(material_id))
    try:
        actions.withdraw(material_id=row.pk, by=viewer.staff_id, at=at_of(request))
    except RoutineError:
        return _page(request, "materials", row.institution, 409)
    return _back("materials", row.institution)


@require_POST
@login_required
@requires("register.edit")
def renew(request: HttpRequest, party_id: int) -> HttpResponse:
    """A stationing agreement goes on."""
    return _settle(request, party_id, RenewForm(request.POST), actions.renew_agreement)


@require_POST
@login_required
@requires("register.edit")
def leave(request: HttpRequest, party_id: int) -> HttpResponse:
    """A stationed third party leaves."""
    return _settle(request, party_id, LeaveForm(request.POST), actions.let_go)


def _settle(request: HttpRequest, party_id: int, form: forms.Form, act: Callable[..., object]) -> HttpResponse:
    row = ThirdParty.objects.select_related("institution").filter(pk=party_id).first()
    if row is None or not may_at(viewer_of(request), "register.edit", row.institution_id):
        raise Http404(str(party_id))
    if form.is_valid() and _done(request, form, lambda **said: act(third_party_id=row.pk, **said)):
        return _back("stationed", row.institution)
    said = {**typed(form), **{f"wrong_{name}": text for name, text in mistakes(form).items()}}
    return _page(request, "stationed", row.institution, 422, said={row.pk: said})
