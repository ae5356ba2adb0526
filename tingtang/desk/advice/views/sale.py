"""One sale: its check as it was, the steps that are still missing, and its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tingtang.advice import actions
from tingtang.advice.actions.quota import free_at
from tingtang.advice.actions.steps import hindrance
from tingtang.advice.errors import AdviceError, BadInput, NotYours
from tingtang.advice.models import Confirmation, Sale
from tingtang.advice.queries import events_of, sale_for
from tingtang.audit.actions import log_read
from tingtang.customers.models import Customer
from tingtang.customers.queries import facts_of
from tingtang.desk.advice.forms import ConfirmForm, WordsForm
from tingtang.desk.forms import mistakes, typed
from tingtang.desk.language import lang
from tingtang.organisation.access import Viewer, requires, tie_to_customer, viewer_of
from tingtang.organisation.masking import Masker
from tingtang.shared.times import business_date

# step -> (what it does, the name of its words)
STEPS: dict[str, tuple[Callable[..., object], str]] = {
    "home": (actions.ask_home, "said"),
    "disclose": (actions.disclose, ""),
    "care": (actions.care_for, "done"),
    "quota": (actions.ask_for_sale, "reason"),
    "ask": (actions.customer_asks, "said"),
    "close": (actions.close, ""),
    "give_up": (actions.give_up, "reason"),
}
MOST_BYTES = 5 * 1024 * 1024 + 1  # one more than is kept: enough to refuse a larger file


@require_GET
@never_cache
@login_required
@requires("advice.see")
def sale_page(request: HttpRequest, sale_id: int) -> HttpResponse:
    """One sale with its history; whoever reads it without having made it leaves a trace."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    sale = sale_for(viewer, sale_id)
    if sale.advised_by_id != viewer.staff_id:
        log_read(by=viewer.actor, at=at, subject=("sale", str(sale_id)), institution=sale.institution_id)
    return _page(request, viewer, sale, {})


@require_POST
@login_required
@requires("advice.give")
def stepped(request: HttpRequest, sale_id: int, step: str) -> HttpResponse:
    """Take one step; what is refused comes back beside its field, nothing typed lost."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    sale = sale_for(viewer, sale_id)
    if sale.advised_by_id != viewer.staff_id:
        raise PermissionDenied("advice.give")
    if step not in STEPS and step != "confirm":
        raise Http404(step)
    form = _form(request, step)
    trouble, status = "", 422
    if form is None or form.is_valid():
        try:
            _take(step, form, {"by": viewer.staff_id, "at": at, "sale_id": sale_id})
            return HttpResponseRedirect(reverse("advice:sale", args=[sale_id]))
        except BadInput as refused:
            words = refused.text.pick(lang())
            if form is None:
                trouble = words
            else:
                form.add_error("file" if refused.field == "file" else next(iter(form.fields)), words)
        except NotYours as refused:
            raise PermissionDenied(str(refused)) from None
        except AdviceError as refused:
            trouble, status = refused.text.pick(lang()), 409
    return _page(request, viewer, sale_for(viewer, sale_id), {step: form} if form else {}, status, trouble)


def _form(request: HttpRequest, step: str) -> forms.Form | None:
    if step == "confirm":
        return ConfirmForm(request.POST, request.FILES)
    return WordsForm(request.POST) if STEPS[step][1] else None


def _take(step: str, form: forms.Form | None, who: dict[str, Any]) -> None:
    if step == "confirm" and form is not None:
        file = form.cleaned_data["file"]
        content, name = (file.read(MOST_BYTES), file.name) if file else (b"", "")
        actions.confirm(**who, name=name, content=content, signed_on=form.cleaned_data["signed_on"])
        return
    act, words = STEPS[step]
    act(**who, **({words: form.cleaned_data["text"]} if form is not None else {}))


def _page(
    request: HttpRequest, viewer: Viewer, sale: Sale, bound: dict[str, forms.Form], status: int = 200, trouble: str = ""
) -> HttpResponse:
    at: datetime = request.at  # type: ignore[attr-defined]
    customer = Customer.objects.select_related("home_institution", "manager").filter(pk=sale.customer_id).first()
    mine = sale.advised_by_id == viewer.staff_id
    tie = tie_to_customer(viewer, facts_of(customer)) if customer else None
    name = Masker(viewer, tie).field("name", customer.name) if customer else sale.customer_id
    names = ("home", "care", "ask", "give_up", "quota", "confirm")
    given = {step: WordsForm() if step != "confirm" else ConfirmForm() for step in names} | bound
    context = {
        "sale": sale, "customer": customer, "name": name, "mine": mine and sale.state == "open",
        "quota": _quota_of(sale), "events": events_of(sale), "waits": sale.waits_for, "trouble": trouble,
        "hindered": _hindered(sale, business_date(at)) if mine and sale.state == "open" else "",
        "values": {step: typed(form) for step, form in given.items()},
        "mistakes": {step: mistakes(form) if form.is_bound else {} for step, form in given.items()},
        "at": at, "today": business_date(at),
    }  # fmt: skip
    return render(request, "desk/advice/sale.html", context, status=status)


def _hindered(sale: Sale, on: date) -> str:
    """Why the sale cannot be closed, in the reader's language: what would be refused is not offered."""
    refused = hindrance(sale, on)
    return refused.text.pick(lang()) if refused else ""


def _quota_of(sale: Sale) -> dict[str, Any] | None:
    """What is left of a limited product where it is sold, and what was asked for this sale."""
    if not sale.quota_needed:
        return None
    asked = sale.quota_requests.select_related("asked_of").order_by("-pk").first()
    return {"free": free_at(sale.product, sale.institution_id), "asked": asked}


@require_GET
@never_cache
@login_required
@requires("advice.see")
def confirmation(request: HttpRequest, sale_id: int) -> HttpResponse:
    """The signed form as it was attached: an audited read, offered as a file and never shown in the page."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    sale = sale_for(viewer, sale_id)
    kept = Confirmation.objects.filter(sale=sale).first()
    if kept is None:
        raise Http404(str(sale_id))
    log_read(
        by=viewer.actor, at=at, subject=("sale", str(sale_id)), action="advice.confirmation.read",
        institution=sale.institution_id,
    )  # fmt: skip
    answer = HttpResponse(bytes(kept.content), content_type=kept.media)
    ending = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}[kept.media]
    answer["Content-Disposition"] = f'attachment; filename="confirmation-{sale_id}.{ending}"'
    return answer
