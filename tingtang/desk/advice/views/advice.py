"""Advice: products, what a customer can bear, a recommendation; and the sales with their figures."""

from __future__ import annotations

import uuid
from datetime import datetime

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tingtang.advice import actions, fees
from tingtang.advice.errors import BadInput
from tingtang.advice.figures import by_person
from tingtang.advice.models import Kind, State
from tingtang.advice.queries import (
    PAGE,
    ProductFilters,
    SaleFilters,
    assessments_of,
    customers_to_advise,
    products,
    rated,
    rules_in_force,
    sales,
    tolerance_of,
)  # fmt: skip
from tingtang.customers.models import Customer
from tingtang.desk.advice.at_hand import customer_at_hand
from tingtang.desk.advice.forms import AdviseForm, AssessForm
from tingtang.desk.forms import mistakes, typed
from tingtang.desk.language import lang
from tingtang.desk.pages import addressed
from tingtang.organisation.access import Tie, Viewer, requires, viewer_of
from tingtang.organisation.masking import Masker
from tingtang.shared.times import business_date

MOST_TO_CHOOSE = 200


def _number(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0


def _pages(total: int) -> int:
    return max(1, -(-total // PAGE))


@require_GET
@never_cache
@login_required
@requires("advice.see")
def sales_list(request: HttpRequest) -> HttpResponse:
    """My sales, or those below with figures by person; newest first."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    heads = viewer.may("advice.board")
    box = request.GET.get("box", "below" if heads else "mine")
    state = request.GET.get("state", "")
    wanted = SaleFilters(
        box="below" if box == "below" and heads else "mine",
        state=state if state in State.values else "",
        page=_number(request, "page"),
    )
    rows, counts, total, page = sales(viewer, wanted)
    names = dict(Customer.objects.filter(pk__in={row.customer_id for row in rows}).values_list("pk", "name"))
    shown = {row.customer_id: Masker(viewer, None if row.away else Tie.MANAGER) for row in rows}
    people = by_person(viewer.institutions_for("advice.board"), business_date(at)) if wanted.box == "below" else []
    context = {
        "rows": rows, "counts": counts, "total": total, "page_number": page, "pages": _pages(total), "wanted": wanted,
        "names": {key: shown[key].field("name", name) for key, name in names.items()}, "heads": heads,
        "people": people[:30],
        "states": State.values, "address": addressed("advice:sales", {"box": wanted.box, "state": wanted.state}),
        "gives": viewer.may("advice.give"), "at": at, "today": business_date(at),
    }  # fmt: skip
    return render(request, "desk/advice/sales.html", context)


@require_GET
@never_cache
@login_required
@requires("advice.see")
def product_list(request: HttpRequest) -> HttpResponse:
    """The register: on sale today, by kind and risk."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    kind, q = request.GET.get("kind", ""), request.GET.get("q", "").strip()[:60]
    kind = kind if kind in Kind.values else ""
    most = min(_number(request, "most"), 5)
    wanted = ProductFilters(kind, q, most, page=_number(request, "page"))
    rows, total, page = products(wanted, business_date(at))
    context = {
        "rows": rows, "total": total, "page_number": page, "pages": _pages(total), "wanted": wanted,
        "kinds": Kind.values, "address": addressed("advice:products", {"kind": kind, "q": q, "most": str(most or "")}),
        "at": at, "today": business_date(at), "tells_fees": fees.told_in_channel(viewer, business_date(at)),
    }  # fmt: skip
    return render(request, "desk/advice/products.html", context)


@require_GET
@never_cache
@login_required
@requires("advice.see")
def product_page(request: HttpRequest, code: str) -> HttpResponse:
    """One product: its terms, the rules it is sold by, the history of its rating."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    product = rated(business_date(at)).filter(pk=code).first()
    if product is None:
        raise Http404(code)
    rules, values = rules_in_force(product.rule_set, business_date(at), viewer.institution_id)
    context = {
        "product": product, "rules": rules, "values": values, "ratings": list(product.ratings.order_by("-from_on")),
        "at": at, "today": business_date(at),
    }  # fmt: skip
    return render(request, "desk/advice/product.html", context)


@require_GET
@never_cache
@login_required
@requires("advice.give")
def customer_list(request: HttpRequest) -> HttpResponse:
    """My customers by how long their assessment still counts: those without one first."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    q = request.GET.get("q", "").strip()[:60]
    rows, total, page = customers_to_advise(viewer, q, _number(request, "page"), business_date(at))
    context = {
        "rows": rows, "total": total, "page_number": page, "pages": _pages(total), "q": q,
        "address": addressed("advice:customers", {"q": q}), "at": at, "today": business_date(at),
    }  # fmt: skip
    return render(request, "desk/advice/customers.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@requires("advice.give")
def customer_page(request: HttpRequest, customer_id: str) -> HttpResponse:
    """What one customer can bear, and a recommendation: checked when it is sent, then the sale's own page."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    customer, tie = customer_at_hand(viewer, customer_id, at)
    if request.method == "GET":
        return _customer(request, viewer, customer, tie, {})
    form = AdviseForm(request.POST)
    if form.is_valid():
        try:
            sale = actions.recommend(
                by=viewer.staff_id, at=at, institution_id=viewer.institution_id, customer_id=customer_id,
                **form.cleaned_data,
            )  # fmt: skip
            return HttpResponseRedirect(reverse("advice:sale", args=[sale.pk]))
        except BadInput as refused:
            _refused(form, refused)
    return _customer(request, viewer, customer, tie, {"advise": form}, 422)


def _refused(form: forms.Form, refused: BadInput) -> None:
    form.add_error(refused.field if refused.field in form.fields else None, refused.text.pick(lang()))


@require_POST
@login_required
@requires("advice.give")
def assessed(request: HttpRequest, customer_id: str) -> HttpResponse:
    """Record a level of tolerance."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    customer, tie = customer_at_hand(viewer, customer_id, at)
    form = AssessForm(request.POST)
    if form.is_valid():
        try:
            actions.assess(
                by=viewer.staff_id, at=at, institution_id=viewer.institution_id, customer_id=customer_id,
                **form.cleaned_data,
            )  # fmt: skip
            return HttpResponseRedirect(reverse("advice:customer", args=[customer_id]))
        except BadInput as refused:
            _refused(form, refused)
    return _customer(request, viewer, customer, tie, {"assess": form}, 422)


def _customer(
    request: HttpRequest, viewer: Viewer, customer: Customer, tie: Tie | None, bound: dict[str, forms.Form],
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    at: datetime = request.at  # type: ignore[attr-defined]
    today, key = business_date(at), uuid.uuid4().hex
    started = {"assess": AssessForm(initial={"key": key}), "advise": AdviseForm(initial=_started(request, key))}
    given = {**started, **bound}
    tolerance = tolerance_of(customer, today)
    on_sale = rated(today).exclude(to_on__lt=today).filter(from_on__lte=today, rating__isnull=False)
    context = {
        "customer": customer,
        "name": Masker(viewer, tie).field("name", customer.name),
        "away": customer.home_institution_id != viewer.institution_id,
        "tolerance": tolerance,
        "counts": tolerance is not None and tolerance.counts(today),
        "history": list(assessments_of(customer.pk)[:10]),
        "products": list(on_sale.order_by("kind", "rating", "name")[:MOST_TO_CHOOSE]),
        "values": {name: typed(form) for name, form in given.items()},
        "mistakes": {name: mistakes(form) if form.is_bound else {} for name, form in given.items()},
        "at": at,
        "today": today,
    }
    return render(request, "desk/advice/customer.html", context, status=status)


def _started(request: HttpRequest, key: str) -> dict[str, str]:
    return {"key": key, "product": request.GET.get("product", "")[:32]}
