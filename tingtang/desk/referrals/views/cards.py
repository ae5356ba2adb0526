"""Cards: mine, a new one in one sentence, one with its timeline and what may be done with it."""

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
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tingtang.audit.actions import log_read
from tingtang.customers.consent import CHANNELS
from tingtang.desk import answers
from tingtang.desk.forms import ReasonForm, mistakes, typed
from tingtang.desk.language import lang, t
from tingtang.desk.live import follow_mine
from tingtang.desk.referrals.forms import OUTCOMES, OutcomeForm, PlaceForm, ReferForm
from tingtang.desk.referrals.lists import filters_of, list_context
from tingtang.desk.revealing import Sealed, reveal_sheet
from tingtang.lobby.models import Ticket
from tingtang.organisation.access import Tie, Viewer, may_at, requires, viewer_of
from tingtang.organisation.capabilities import positions_with
from tingtang.organisation.masking import reveal
from tingtang.organisation.positions import Position
from tingtang.referrals import actions
from tingtang.referrals.errors import BadInput, NotYours, ReferralError
from tingtang.referrals.models import Need, Referral
from tingtang.referrals.queries import Filters, Shown, shown, takers
from tingtang.shared.times import business_date

REVEALED = ("phone", "prospect_name")


@require_GET
@never_cache
@login_required
@requires("referral.make")
def mine(request: HttpRequest) -> HttpResponse:
    """Cards given to me, made by me, or made where I head; why each stands there."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    context = list_context(viewer, filters_of(request, viewer), "referrals:mine", at)
    return render(request, "desk/referrals/referrals.html", context | {"live": follow_mine(request, at)})


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@requires("referral.make")
def new(request: HttpRequest) -> HttpResponse:
    """A card in one sentence, from any page: `?source=ticket:7` or `?source=customer:C1`. A sheet with htmx."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    if request.method == "GET":
        started = {"key": uuid.uuid4().hex, "source": request.GET.get("source", "")[:64], "willing": "yes"}
        return _new_form(request, viewer, ReferForm(initial=started))
    form = ReferForm(request.POST)
    if form.is_valid():
        try:
            made = _refer(viewer, form.cleaned_data, at)
            address = f"{reverse('referrals:mine')}?box=made"
            return answers.done(request, _said(made), back=address, changed="referrals:changed")
        except BadInput as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.text.pick(lang()))
            if refused.field == "key":
                form.data = {**request.POST.dict(), "key": uuid.uuid4().hex}
    return _new_form(request, viewer, form, 422)


def _refer(viewer: Viewer, given: dict[str, Any], at: datetime) -> actions.Referred:
    kind, _, ident = given.pop("source").partition(":")
    return actions.refer(
        by=viewer.staff_id, at=at, institution_id=viewer.institution_id, source=(kind, ident) if kind else None,
        customer_id=_customer(viewer, kind, ident), **{**given, "willing": given["willing"] == "yes"},
    )  # fmt: skip


def _customer(viewer: Viewer, kind: str, ident: str) -> str:
    """Whom the card is about: the customer named, or whoever was recognised for a ticket of an outlet of one's own."""
    if kind == "customer":
        return ident
    ticket = _ticket(viewer, kind, ident)
    return ticket.customer_id if ticket else ""


def _ticket(viewer: Viewer, kind: str, ident: str) -> Ticket | None:
    """The ticket that a card comes from, of an outlet of one's own."""
    if kind != "ticket" or not ident.isdecimal():
        return None
    ticket = Ticket.objects.filter(pk=int(ident[:18])).first()
    return ticket if ticket and may_at(viewer, "referral.make", ticket.institution_id) else None


def _new_form(request: HttpRequest, viewer: Viewer, form: ReferForm, status: int = 200) -> HttpResponse:
    at = request.at  # type: ignore[attr-defined]
    values = typed(form)
    people = takers(viewer.institution_id, positions_with("referral.take"), business_date(at))
    kind, _, ident = values["source"].partition(":")
    context = {
        "values": values,
        "mistakes": mistakes(form) if form.is_bound else {},
        "needs": Need.values,
        "people": people,
        "source": (kind, ident),
        "ticket": _ticket(viewer, kind, ident),
    }
    return answers.sheet(request, "desk/referrals/new.html", context, status)


def _said(made: actions.Referred) -> str:
    """What the toast says: who has it now."""
    holder = made.referral.to_staff.name if made.referral.to_staff else t("网点负责人", "the head")
    if made.again:
        return t(
            f"此客户已有卡片（{holder}），已补充您的话。",
            f"The prospect has a card with {holder}; your words were added.",
        )
    if made.known:
        return t(
            f"已在维护的客户，已转给其客户经理{holder}。",
            f"A customer we look after: it went to {holder}, their manager.",
        )
    return t(f"已转给{holder}。", f"Passed on to {holder}.")


@require_GET
@never_cache
@login_required
@requires("referral.make")
def card(request: HttpRequest, referral_id: int) -> HttpResponse:
    """One card with its timeline; whoever reads it without having it leaves a trace."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    found = shown(viewer, referral_id, at)
    if found.row.tie in (Tie.DEPUTY, Tie.HEAD):
        place, tie = found.row.institution.pk, str(found.row.tie)
        log_read(by=viewer.actor, at=at, subject=("referral", str(referral_id)), institution=place, tie=tie)
    return _page(request, found, {})


def _page(
    request: HttpRequest, found: Shown, bound: dict[str, forms.Form], status: int = 200, trouble: str = ""
) -> HttpResponse:
    """The page with its forms; those in `bound` come back as typed."""
    at = request.at  # type: ignore[attr-defined]
    given = {"outcome": OutcomeForm(), "back": ReasonForm(), "place": PlaceForm(), **bound}
    today = business_date(at)
    people = takers(found.row.institution.pk, positions_with("referral.take"), today) if found.may_place else []
    context = {
        "found": found,
        "row": found.row,
        "values": {name: typed(form) for name, form in given.items()},
        "mistakes": {name: mistakes(form) if form.is_bound else {} for name, form in given.items()},
        "outcomes": OUTCOMES,
        "channels": CHANNELS,
        "counts_visits": viewer_of(request).position == Position.WEALTH_MANAGER,
        "people": people,
        "trouble": trouble,
        "today": today,
        "at": at,
        "live": follow_mine(request, at),
    }
    return render(request, "desk/referrals/referral.html", context, status=status)


def _act(
    request: HttpRequest, referral_id: int, name: str, form: forms.Form | None, act: Callable[..., Referral]
) -> HttpResponse:
    """Do it and show the card again; what is refused comes back beside its field, nothing typed lost."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    found = shown(viewer, referral_id, at)
    bound = {name: form} if form is not None else {}
    trouble, status = "", 422
    if form is None or form.is_valid():
        try:
            act(referral_id=referral_id, by=viewer.staff_id, at=at, **(form.cleaned_data if form else {}))
            return HttpResponseRedirect(reverse("referrals:card", args=[referral_id]))
        except BadInput as refused:
            if form is None:
                raise
            form.add_error(refused.field if refused.field in form.fields else None, refused.text.pick(lang()))
        except NotYours as refused:
            raise PermissionDenied(str(refused)) from None
        except ReferralError as refused:
            trouble, status = refused.text.pick(lang()), 409
    return _page(request, shown(viewer, referral_id, at) if trouble else found, bound, status, trouble)


@require_POST
@login_required
@requires("referral.take")
def accepted(request: HttpRequest, referral_id: int) -> HttpResponse:
    """Take a card up."""
    return _act(request, referral_id, "", None, actions.accept)


@require_POST
@login_required
@requires("referral.take")
def outcome(request: HttpRequest, referral_id: int) -> HttpResponse:
    """Say what came of it."""
    return _act(request, referral_id, "outcome", OutcomeForm(request.POST), actions.record_outcome)


@require_POST
@login_required
@requires("referral.take")
def handed_back(request: HttpRequest, referral_id: int) -> HttpResponse:
    """Hand it back with a reason; the holder no longer reads it, so the way leads to the list."""
    answer = _act(request, referral_id, "back", ReasonForm(request.POST), actions.hand_back)
    return HttpResponseRedirect(reverse("referrals:mine")) if answer.status_code == 302 else answer


@require_POST
@login_required
@requires("referral.board")
def reassigned(request: HttpRequest, referral_id: int) -> HttpResponse:
    """Give it to another."""
    return _act(request, referral_id, "place", PlaceForm(request.POST), actions.reassign)


@require_POST
@login_required
@requires("referral.take")
def tidied(request: HttpRequest) -> HttpResponse:
    """The day's order of cards (A22.3); refused with the cards that are not in order."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    try:
        actions.tidy(by=viewer.staff_id, at=at)
    except actions.Untidy as refused:
        context = list_context(viewer, Filters(), "referrals:mine", at)
        trouble = {"trouble": refused.text.pick(lang()), "untidy": refused.cards}
        return render(
            request, "desk/referrals/referrals.html", context | trouble | {"live": follow_mine(request, at)}, status=422
        )
    return HttpResponseRedirect(f"{reverse('referrals:mine')}?tidied=1")


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@requires("customer.reveal")
def reveal_field(request: HttpRequest, referral_id: int, field: str) -> HttpResponse:
    """Show the number after a reason is given; it is logged and hidden again by the page."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    found = shown(viewer, referral_id, at)
    if field not in REVEALED or found.row.tie is None:
        raise Http404

    def look(why: str) -> str:
        mask = reveal(
            viewer=viewer, at=at, tie=found.row.tie, field=field, subject=("referral", str(referral_id)), reason=why
        )
        return str(mask.field(field, getattr(Referral.objects.get(pk=referral_id), field)))

    label = t("电话", "Phone") if field == "phone" else t("姓名", "Name")
    whose, here = (
        f"{found.row.prospect_name or ''} #{referral_id}",
        reverse("referrals:reveal", args=[referral_id, field]),
    )
    onward = reverse("referrals:card", args=[referral_id])
    return reveal_sheet(request, Sealed(field, label, whose, here, onward), look)
