"""Recording a contact: the form, what it would meet, the saving; and the reveal of a number."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tingtang.audit.actions import log_read
from tingtang.contacts.actions import ContactRefused, Recorded, record_contact
from tingtang.contacts.attrition import is_signal
from tingtang.contacts.market import MARKET_EVENT, to_tell
from tingtang.contacts.models import Channel, Outcome, Result
from tingtang.contacts.queries import history, open_duties, would_meet
from tingtang.contacts.visits import would_count
from tingtang.customers.information import held_value
from tingtang.customers.models import Customer
from tingtang.customers.queries import tied_customer
from tingtang.desk import answers
from tingtang.desk.customers.information import refused_channels
from tingtang.desk.customers.words import field_name
from tingtang.desk.forms import ContactForm, mistakes, typed
from tingtang.desk.language import lang, t
from tingtang.desk.reasons import reason
from tingtang.desk.revealing import Sealed, reveal_sheet, shown_sheet
from tingtang.duties.verdicts import verdict
from tingtang.manual.queries import rulebook
from tingtang.organisation.access import Tie, Viewer, requires, viewer_of
from tingtang.organisation.masking import Masker, reveal
from tingtang.referrals.actions import contacted_customer
from tingtang.referrals.owed import owed_about
from tingtang.shared.times import business_date

HISTORY = 3
AHEAD = (1, 3, 7, 14, 30)  # days offered for the next contact, one tap each
REVEALED = ("phone", "email", "id_no", "address")


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@requires("contact.record")
def record(request: HttpRequest, customer_id: str) -> HttpResponse:
    """GET the form, POST to save. A refused contact comes back with every word that was typed (422)."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    customer, tie = tied_customer(viewer, customer_id)
    if request.method == "GET":
        _log(viewer, customer, tie, at)
        form = ContactForm(initial={"key": uuid.uuid4().hex, "channel": Channel.PHONE, "outcome": Outcome.REACHED})
        return _form(request, customer, tie, form, at)
    form = ContactForm(request.POST)
    if form.is_valid():
        try:
            kept, of_cards = _keep(customer, viewer, at, form.cleaned_data)
            return answers.done(request, _said(kept, of_cards))
        except ContactRefused as refused:
            form.add_error(refused.field, refused.text.pick(lang()))
            if refused.field == "key":
                form.data = {**request.POST.dict(), "key": uuid.uuid4().hex}
    return _form(request, customer, tie, form, at, status=422)


@transaction.atomic
def _keep(customer: Customer, viewer: Viewer, at: datetime, given: dict[str, Any]) -> tuple[Recorded, int]:
    """The contact, and how many duties of cards it met as well: it is an outcome of those about this customer, so that
    nobody writes the same talk twice. The memo stays with the customer; the card names the contact."""
    me = viewer.staff_id
    kept = record_contact(customer_id=customer.pk, by=me, at=at, on=business_date(at), **given)
    if kept.again or kept.contact.outcome != Outcome.REACHED:
        return kept, 0
    owed = len(owed_about(customer.pk, me))
    proof, said = ("contact", str(kept.contact.pk)), "已联系客户，见联系记录"
    contacted_customer(customer_id=customer.pk, by=me, at=at, evidence=proof, text=said)
    return kept, owed


def _log(viewer: Viewer, customer: Customer, tie: Tie, at: datetime) -> None:
    """The form shows the latest memos: whoever is not the manager leaves a trace by reading them."""
    if tie != Tie.MANAGER:
        subject, place = ("customer", customer.pk), customer.home_institution_id
        log_read(by=viewer.actor, at=at, subject=subject, action="contact.history.read", institution=place, tie=tie)


def _form(
    request: HttpRequest, customer: Customer, tie: Tie, form: ContactForm, at: datetime, status: int = 200
) -> HttpResponse:
    mask = Masker(viewer_of(request), tie)
    values = typed(form)
    context = {
        "customer": customer,
        "name": mask.field("name", customer.name),
        "phone": mask.field("phone", customer.phone),
        "values": values,
        "mistakes": mistakes(form) if form.is_bound else {},
        "channels": Channel.values,
        "outcomes": Outcome.values,
        "results": Result.values,
        "shut": refused_channels(customer, business_date(at), rulebook()),
        "history": [(row, mask.field("memo", row.memo)) for row in history(customer.pk, HISTORY)],
        "today": business_date(at),
        "next_days": [business_date(at) + timedelta(days=days) for days in AHEAD],
        **_preview(customer.pk, viewer_of(request).staff_id, values, at),
    }
    context["to_tell"] = to_tell(customer.pk) if context["market"] else []
    return answers.sheet(request, "desk/contacts/contact.html", context, status)


@require_POST
@never_cache
@login_required
@requires("contact.record")
def preview(request: HttpRequest, customer_id: str) -> HttpResponse:
    """Which duties the contact as typed so far would meet. Nothing is written."""
    at = request.at  # type: ignore[attr-defined]
    viewer = viewer_of(request)
    customer, _ = tied_customer(viewer, customer_id)
    told = _preview(customer.pk, viewer.staff_id, typed(ContactForm(request.POST)), at)
    return render(request, "desk/contacts/preview.html", told)


def _preview(customer_id: str, staff_id: str, values: dict[str, str], at: datetime) -> dict[str, Any]:
    """`meets`: (reason, verdict) of the duties the contact would meet; `too_late` and `stays`: those it would not."""
    book = rulebook()
    duties = open_duties(customer_id)
    met = would_meet(
        duties=duties, customer_id=customer_id, channel=values["channel"], outcome=values["outcome"],
        memo=values["memo"] or "-", at=at, book=book, result=values["result"],
    )  # fmt: skip
    met += would_count(
        staff_id=staff_id, customer_id=customer_id, channel=values["channel"], outcome=values["outcome"],
        memo=values["memo"] or "-", at=at, book=book,
    )  # fmt: skip
    if values["outcome"] == Outcome.REACHED:
        met += [(duty, verdict(duty, at)) for duty in owed_about(customer_id, staff_id)]
    ended = {duty.pk for duty, _ in met}
    return {
        "meets": [(reason(duty, at, book, tied=True), verdict) for duty, verdict in met if verdict != "missed"],
        "too_late": [reason(duty, at, book, tied=True) for duty, verdict in met if verdict == "missed"],
        "stays": [reason(duty, at, book, tied=True) for duty in duties if duty.pk not in ended],
        "outcome": values["outcome"],
        "market": any(duty.kind == MARKET_EVENT for duty in duties),
        "signals": sum(is_signal(duty.kind) for duty in duties),
        "needs_memo": (values["outcome"] == Outcome.REACHED or bool(values["result"])) and not values["memo"].strip(),
    }


def _said(kept: Recorded, of_cards: int) -> str:
    """What the toast says; `of_cards`: duties of referral cards that it met as well."""
    if kept.again:
        return t("已保存过，未重复记录。", "Saved before; nothing was kept twice.")
    if kept.contact.outcome != Outcome.REACHED and not kept.closed:
        return t("已记录一次尝试，任务保持待办。", "Attempt recorded; the duties stay open.")
    n = sum(item.verdict != "missed" for item in kept.closed) + of_cards
    return t(f"已记录联系，完成 {n} 项任务。", f"Contact recorded; {n} {'duty' if n == 1 else 'duties'} met.")


@require_POST
@never_cache
@login_required
@requires("customer.reveal")
def call(request: HttpRequest, customer_id: str) -> HttpResponse:
    """One tap: the number is dialled, its reveal logged with the duty as the reason; not where calls are refused."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    customer, tie = tied_customer(viewer, customer_id)
    if Channel.PHONE in refused_channels(customer, business_date(at), rulebook()):
        return answers.done(
            request, t("客户不接受电话联系，请选其他方式。", "The customer takes no calls: choose another way.")
        )
    owed = next(iter(open_duties(customer.pk)), None)
    title = rulebook().kinds[owed.kind].title if owed and owed.kind in rulebook().kinds else None
    why = t("拨打电话：%s", "Call: %s") % (title.pick(lang()) if title else t("主动联系", "keeping in touch"))
    mask = reveal(viewer=viewer, at=at, tie=tie, field="phone", subject=("customer", customer.pk), reason=why)
    number = "".join(sign for sign in str(mask.field("phone", customer.phone)) if sign.isdigit() or sign == "+")
    if not number:
        return answers.done(request, t("没有登记电话。", "There is no number on record."))
    if answers.is_fragment(request):
        return HttpResponse(status=204, headers={"HX-Redirect": f"tel:{number}"})
    return shown_sheet(request, _sealed(customer, "phone", mask), number)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@requires("customer.reveal")
def reveal_field(request: HttpRequest, customer_id: str, field: str) -> HttpResponse:
    """Show one sealed field after a reason is given; it is logged and hidden again by the page."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    if field not in REVEALED:
        raise Http404
    customer, tie = tied_customer(viewer, customer_id)
    if request.method == "GET" and not viewer.reaches_customers:
        raise PermissionDenied("customer.reveal")

    def look(why: str) -> str:
        mask = reveal(viewer=viewer, at=at, tie=tie, field=field, subject=("customer", customer.pk), reason=why)
        return str(mask.field(field, held_value(customer, field)) or "")

    return reveal_sheet(request, _sealed(customer, field, Masker(viewer, tie)), look)


def _sealed(customer: Customer, field: str, mask: Masker) -> Sealed:
    whose, address = str(mask.field("name", customer.name)), reverse("desk:reveal", args=[customer.pk, field])
    return Sealed(field, field_name(field), whose, address, told=True)
