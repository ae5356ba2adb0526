"""Quota: what is left of each limited product, who asks for more, the answer to it (A29.2)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tingtang.advice import actions, quota_queries
from tingtang.advice.actions.quota import free_at
from tingtang.advice.errors import AdviceError, BadInput, NotYours
from tingtang.advice.models import Product, QuotaRequest
from tingtang.advice.standing import levels_above
from tingtang.desk.advice.forms import AskQuotaForm, GiveBackForm, IssueForm, MoveForm, WordsForm
from tingtang.desk.forms import mistakes, typed
from tingtang.desk.language import lang, t
from tingtang.organisation.access import Viewer, requires, viewer_of
from tingtang.organisation.models import Institution
from tingtang.shared.times import business_date

PAGE = quota_queries.PAGE
FORMS: dict[str, type[forms.Form]] = {
    "issue": IssueForm, "move": MoveForm, "ask": AskQuotaForm, "give-back": GiveBackForm,
}  # fmt: skip
ANSWERS: dict[str, Callable[..., QuotaRequest]] = {
    "grant": actions.grant_quota,
    "pass-up": actions.pass_up,
    "refuse": actions.refuse_quota,
    "withdraw": actions.withdraw_quota,
}


def _page_number(request: HttpRequest) -> int:
    text = request.GET.get("page", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 1


@require_GET
@never_cache
@login_required
@requires("quota.see")
def quota_list(request: HttpRequest) -> HttpResponse:
    """Every limited product with what is left here and below; requests that wait for my answer, then all seen."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    reach = quota_queries.reach_of(viewer)
    answers = bool(reach.tops)
    box = "to_answer" if answers and request.GET.get("box") != "all" else "all"
    rows, total, page = quota_queries.requests(reach, box, _page_number(request))
    context = {
        "board": quota_queries.board(reach), "rows": rows, "total": total, "page_number": page, "box": box,
        "pages": max(1, -(-total // PAGE)), "answers": answers, "at": at, "today": business_date(at),
        "place": Institution.objects.filter(pk=reach.place).first(),
    }  # fmt: skip
    return render(request, "desk/advice/quotas.html", context)


@require_GET
@never_cache
@login_required
@requires("quota.see")
def quota_page(request: HttpRequest, code: str) -> HttpResponse:
    """One product's quota: place by place, every movement, and what the viewer may do about it."""
    return _quota(request, viewer_of(request), _product(code), {})


def _product(code: str) -> Product:
    product = Product.objects.filter(pk=code, limited=True).first()
    if product is None:
        raise Http404(code)
    return product


@require_POST
@login_required
@requires("quota.see")
def quota_moved(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """Issue, move, ask, give back; what is refused comes back beside its field, nothing typed lost."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    if step not in FORMS:
        raise Http404(step)
    viewer.require("quota.ask" if step == "ask" else "quota.answer")
    product, form = _product(code), FORMS[step](request.POST)
    trouble = ""
    if form.is_valid():
        try:
            place = quota_queries.reach_of(viewer).place
            asked = _do(step, {"by": viewer.staff_id, "at": at}, product.pk, place, form.cleaned_data)
            there = reverse("advice:quota_request", args=[asked.pk]) if asked else reverse("advice:quota", args=[code])
            return HttpResponseRedirect(there)
        except BadInput as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.text.pick(lang()))
        except NotYours as refused:
            raise PermissionDenied(str(refused)) from None
        except AdviceError as refused:
            trouble = refused.text.pick(lang())
    return _quota(request, viewer, product, {step: form}, 409 if trouble else 422, trouble)


def _do(step: str, who: dict[str, Any], code: str, place: str, given: dict[str, Any]) -> QuotaRequest | None:
    """Do the step; the request that was asked for, for its page shows where it stands."""
    if step == "ask":
        return actions.ask_quota(**who, product=code, institution_id=place, **given)
    if step == "issue":
        actions.issue_quota(**who, product=code, institution_id=place, **given)
    elif step == "give-back":
        actions.give_back(**who, use_id=given["use"])
    else:
        down = given.pop("way") == "down"
        ends = {"from_id": place, "to_id": given.pop("place")}
        if not down:
            ends = {"from_id": ends["to_id"], "to_id": place}
        actions.move_quota(**who, product=code, **ends, **given)
    return None


def _quota(
    request: HttpRequest, viewer: Viewer, product: Product, bound: dict[str, forms.Form], status: int = 200,
    trouble: str = "",
) -> HttpResponse:  # fmt: skip
    at: datetime = request.at  # type: ignore[attr-defined]
    reach = quota_queries.reach_of(viewer)
    entries, total, page = quota_queries.entries_of(reach, product, _page_number(request))
    started = {"issue": IssueForm(), "move": MoveForm(), "ask": AskQuotaForm(initial={"key": uuid.uuid4().hex})}
    given = {**started, **bound}
    top = not levels_above(reach.place)
    owed = quota_queries.owed_to_give(reach, product, at_top=top)
    context = {
        "product": product, "quotas": quota_queries.quotas_of(reach, product), "entries": entries, "total": total,
        "page_number": page, "pages": max(1, -(-total // PAGE)), "owed": owed,
        "places": quota_queries.places_to_move(reach), "place": reach.place, "answers": bool(reach.tops),
        "issues": bool(reach.tops) and top, "asks": viewer.may("quota.ask") and not top, "trouble": trouble,
        "values": {name: typed(form) for name, form in given.items()},
        "mistakes": {name: mistakes(form) if form.is_bound else {} for name, form in given.items()},
        "at": at, "today": business_date(at),
    }  # fmt: skip
    return render(request, "desk/advice/quota.html", context, status=status)


@require_GET
@never_cache
@login_required
@requires("quota.see")
def quota_request(request: HttpRequest, quota_id: int) -> HttpResponse:
    """One request with its history, and the answers open to the viewer."""
    return _request(request, viewer_of(request), quota_id, {})


@require_POST
@login_required
@requires("quota.see")
def quota_answered(request: HttpRequest, quota_id: int, step: str) -> HttpResponse:
    """Grant, pass up, refuse, withdraw."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    quota_queries.request_for(viewer, quota_id)
    if step not in ANSWERS:
        raise Http404(step)
    form, trouble, status = WordsForm(request.POST), "", 422
    form.fields["text"].required = step != "grant"
    if form.is_valid():
        try:
            ANSWERS[step](by=viewer.staff_id, at=at, request_id=quota_id, text=form.cleaned_data["text"])
            return HttpResponseRedirect(reverse("advice:quota_request", args=[quota_id]))
        except NotYours as refused:
            raise PermissionDenied(str(refused)) from None
        except BadInput as refused:
            at_text = refused.field == "text"
            trouble = "" if at_text else refused.text.pick(lang())
            if at_text:
                form.add_error("text", refused.text.pick(lang()))
        except AdviceError as refused:
            trouble, status = refused.text.pick(lang()), 409
    return _request(request, viewer, quota_id, {step: form}, status, trouble)


def _request(
    request: HttpRequest, viewer: Viewer, quota_id: int, bound: dict[str, forms.Form], status: int = 200,
    trouble: str = "",
) -> HttpResponse:  # fmt: skip
    at: datetime = request.at  # type: ignore[attr-defined]
    row, answers = quota_queries.request_for(viewer, quota_id)
    given = {step: WordsForm() for step in ANSWERS} | bound
    context = {
        "row": row, "answers": answers, "events": quota_queries.happened(row),
        "left": free_at(row.product, row.asked_of_id), "at_top": not levels_above(row.asked_of_id),
        "mine": row.asked_by_id == viewer.staff_id and row.state == "open" and row.sale_id is None,
        "title": t("额度申请", "Request for quota"), "trouble": trouble,
        "values": {step: typed(form) for step, form in given.items()},
        "mistakes": {step: mistakes(form) if form.is_bound else {} for step, form in given.items()},
        "at": at, "today": business_date(at),
    }  # fmt: skip
    return render(request, "desk/advice/quota_request.html", context, status=status)
