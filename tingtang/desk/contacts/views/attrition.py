"""Signals that customers are leaving: which wait for a result, saying it, and what was kept and lost (A31.4)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from tingtang.audit.actions import log_read
from tingtang.contacts.actions import record_result
from tingtang.contacts.attrition import Figures, answered, by_manager, results_of, unanswered, waiting
from tingtang.contacts.errors import ResultRefused
from tingtang.contacts.models import Result
from tingtang.customers.models import Customer
from tingtang.customers.queries import tied_customer
from tingtang.desk import answers
from tingtang.desk.contacts.forms import ResultForm
from tingtang.desk.forms import mistakes, typed
from tingtang.desk.language import lang, t
from tingtang.desk.pages import Paged, addressed, month_of, one_of
from tingtang.desk.reasons import reason
from tingtang.duties.models import Duty
from tingtang.manual.queries import rulebook
from tingtang.organisation.access import Tie, Viewer, requires, tied_customers, viewer_of
from tingtang.organisation.masking import Masker
from tingtang.shared.times import business_date

PEOPLE = 50
STAYED = "stayed"  # kept wholly or in part: what the share kept counts
FIGURES = {"": (), STAYED: (Result.KEPT, Result.PARTLY), **{one: (one,) for one in Result.values}}


@require_GET
@never_cache
@login_required
@requires("attrition.see")
def board(request: HttpRequest) -> HttpResponse:
    """Signals of one's own customers, or below; those that wait for a result, or the results; the month's figures."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    heads = viewer.may("attrition.board")
    box = one_of(request, "box", ["below", "mine"] if heads else ["mine"])
    state = one_of(request, "state", ["waiting", "answered"])
    first = month_of(request, business_date(at))
    whose = (
        {"places": viewer.institutions_for("attrition.board")}
        if box == "below"
        else {"owners": {viewer.staff_id, *viewer.stands_in_for}}
    )
    context = {
        "heads": heads, "box": box, "state": state, "at": at, "today": business_date(at),
        "address": addressed("contacts:attrition", {"box": box, "state": state, "on": first.isoformat()}),
        **(_waiting(request, viewer, whose, at) if state == "waiting" else _answered(request, viewer, whose, first)),
        **_month(viewer, box, first, at),
    }  # fmt: skip
    return render(request, "desk/contacts/attrition.html", context)


def _waiting(request: HttpRequest, viewer: Viewer, whose: dict[str, Any], at: datetime) -> dict[str, Any]:
    found: Paged[Duty] = Paged(waiting(at, **whose), request)
    keys = {duty.subject_id for duty in found.rows}
    customers, tied = Customer.objects.in_bulk(list(keys)), _tied(viewer, keys)
    book = rulebook()
    rows = [
        (duty, *_shown(viewer, customers[duty.subject_id], tied), reason(duty, at, book, tied=duty.subject_id in tied))
        for duty in found.rows
    ]
    return {"found": found, "rows": rows}


def _answered(request: HttpRequest, viewer: Viewer, whose: dict[str, Any], first: date) -> dict[str, Any]:
    """All results; with `result` those behind that figure of the month, with `manager` of that one alone."""
    result, who = one_of(request, "result", list(FIGURES)), request.GET.get("manager", "")[:32]
    wanted = answered(**whose, results=FIGURES[result], period=(first, _last(first)) if result else None)
    found = Paged(wanted.filter(manager=who) if who else wanted, request)
    tied = _tied(viewer, {row.customer_id for row in found.rows})
    kinds = rulebook().kinds
    rows = [
        (
            row,
            *_shown(viewer, row.customer, tied),
            kinds[row.signal].title.pick(lang()) if row.signal in kinds else row.signal,
            Masker(viewer, Tie.HEAD if row.customer_id in tied else None).field("memo", row.note),
        )
        for row in found.rows
    ]
    return {"found": found, "rows": rows, "result": result, "who": who}


def _last(first: date) -> date:
    """The last day of a month."""
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _tied(viewer: Viewer, keys: set[str]) -> set[str]:
    """Of these customers those that the viewer is tied to."""
    found = Customer.objects.filter(tied_customers(viewer), pk__in=keys)
    return set(found.values_list("pk", flat=True))


def _shown(viewer: Viewer, customer: Customer, tied: set[str]) -> tuple[Customer, str, bool]:
    mine = customer.pk in tied
    return customer, str(Masker(viewer, Tie.HEAD if mine else None).field("name", customer.name)), mine


def _month(viewer: Viewer, box: str, first: date, at: datetime) -> dict[str, Any]:
    """The figures of a month: by manager for a head, else one's own."""
    today = business_date(at)
    after = _last(first) + timedelta(days=1)
    tops = viewer.institutions_for("attrition.board") if box == "below" else {viewer.institution_id}
    people = [row for top in sorted(tops) for row in by_manager(top, first, after - timedelta(days=1))]
    if box == "mine":
        people = [row for row in people if row.staff and row.staff.pk == viewer.staff_id]
    return {
        "first": first,
        "before": (first - timedelta(days=1)).replace(day=1),
        "after": after if after <= today else None,
        "people": people[:PEOPLE],
        "all_people": len(people),
        "total": sum((row.figures for row in people), Figures()),
    }


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@requires("contact.record")
def result(request: HttpRequest, customer_id: str) -> HttpResponse:
    """GET the signals of a customer that wait, POST what came of them. A refusal keeps every word (422)."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    customer, tie = tied_customer(viewer, customer_id)
    if request.method == "GET":
        if tie != Tie.MANAGER:
            subject, place = ("customer", customer.pk), customer.home_institution_id
            log_read(by=viewer.actor, at=at, subject=subject, action="attrition.read", institution=place, tie=tie)
        return _form(request, customer, tie, ResultForm(), at)
    form = ResultForm(request.POST)
    if form.is_valid():
        try:
            said = record_result(customer_id=customer.pk, by=viewer.staff_id, at=at, **form.cleaned_data)
            n = len(said.results)
            words = t(f"已记录 {n} 条信号的结果。", f"The result of {n} {'signal' if n == 1 else 'signals'} is kept.")
            return answers.done(request, words, back=_back())
        except ResultRefused as refused:
            form.add_error(None if refused.field == "duties" else refused.field, refused.text.pick(lang()))
    return _form(request, customer, tie, form, at, status=422)


def _back() -> str:
    return addressed("contacts:attrition", {})()


def _form(
    request: HttpRequest, customer: Customer, tie: Tie, form: forms.Form, at: datetime, status: int = 200
) -> HttpResponse:
    viewer, book = viewer_of(request), rulebook()
    mask = Masker(viewer, tie)
    signals = unanswered([customer.pk], at)
    chosen = set(request.POST.getlist("duty_ids")) if form.is_bound else {str(duty.pk) for duty in signals}
    context = {
        "customer": customer,
        "name": mask.field("name", customer.name),
        "assets": mask.field("assets", customer.assets),
        "signals": [(duty, reason(duty, at, book, tied=True), str(duty.pk) in chosen) for duty in signals],
        "said": [(row, mask.field("memo", row.note)) for row in results_of(customer.pk, 3)],
        "results": Result.values,
        "values": typed(form),
        "mistakes": mistakes(form) if form.is_bound else {},
        "kinds": {key: kind.title.pick(lang()) for key, kind in book.kinds.items()},
        "at": at,
    }
    return answers.sheet(request, "desk/contacts/attrition_result.html", context, status)
