"""`/information/imports`, `/referrals/imports`: a file sent, looked at row by row, taken in or dropped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tingtang.customers.batches import Reading, Row
from tingtang.customers.fields import FIELDS
from tingtang.customers.imports import INFORMATION, KEY, drop_batch, read_batch, take_batch
from tingtang.customers.models import Customer, ImportBatch
from tingtang.desk.customers.information_forms import ENTERED, ChoiceForm, FileForm, ProspectFileForm
from tingtang.desk.forms import mistakes, posted, typed
from tingtang.desk.language import lang
from tingtang.manual.queries import value
from tingtang.organisation.access import Tie, Viewer, requires, tied_customers, viewer_of
from tingtang.organisation.capabilities import positions_with
from tingtang.organisation.masking import Masker
from tingtang.referrals.imports import PROSPECTS, drop_prospects, read_prospects, take_prospects
from tingtang.referrals.models import Need
from tingtang.referrals.queries import takers
from tingtang.shared.refusal import Refused
from tingtang.shared.refusals import WrongField
from tingtang.shared.times import business_date

PAGE, RECENT = 50, 10
WRONG = (Refused, WrongField)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@requires("information.import")
def imports(request: HttpRequest) -> HttpResponse:
    """The form for a file of information, and one's latest. POST reads the file and leads to what was found in it."""
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()

    def read(given: dict[str, Any], **who: Any) -> ImportBatch:
        sent = given["file"]
        return read_batch(name=sent.name, content=sent.read(), source=given["source"], **who)

    more = {"fields": [one.name for one in FIELDS.values() if not one.core], "sources": ENTERED}
    return _files(request, INFORMATION, form, read, "desk:import", "desk/customers/imports.html", more)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@requires("referral.take")
def prospects(request: HttpRequest) -> HttpResponse:
    """The same for a file of prospects."""
    form = ProspectFileForm(request.POST, request.FILES) if request.method == "POST" else ProspectFileForm()
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]

    def read(given: dict[str, Any], **who: Any) -> ImportBatch:
        sent = given["file"]
        return read_prospects(name=sent.name, content=sent.read(), to_staff=given["to_staff"], **who)

    people = takers(viewer.institution_id, positions_with("referral.take"), business_date(at))
    more = {"people": people, "needs": Need.values, "may_head": viewer.may("referral.board")}
    return _files(request, PROSPECTS, form, read, "referrals:import", "desk/referrals/imports.html", more)


def _files(
    request: HttpRequest, reading: Reading, form: forms.Form, read: Callable[..., ImportBatch], then: str,
    template: str, more: dict[str, Any],
) -> HttpResponse:  # fmt: skip
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    if form.is_bound and form.is_valid():
        try:
            made = read(form.cleaned_data, viewer=viewer, at=at)
            return HttpResponseRedirect(reverse(then, args=[made.pk]))
        except WRONG as refused:
            form.add_error(refused.field, refused.text.pick(lang()))
    context = {
        **more,
        "recent": ImportBatch.objects.filter(made_by=viewer.actor, kind=reading.kind)
        .defer("rows")
        .order_by("-pk")[:RECENT],
        "most": value(reading.most, business_date(at)).value,
        "values": typed(form),
        "mistakes": mistakes(form) if form.is_bound else {},
        "viewer": viewer,
        "at": at,
    }
    return render(request, template, context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@requires("information.import")
def batch(request: HttpRequest, import_id: int) -> HttpResponse:
    """What stands in one's file, row by row with what is wrong; POST takes it in, all or the good rows, or drops it."""

    def settle(given: dict[str, Any], **who: Any) -> None:
        if given["choice"] == "drop":
            drop_batch(**who)
        else:
            take_batch(only_good=given["choice"] == "good", **who)

    return _file(request, INFORMATION.kind, import_id, settle, "desk:import", "desk/customers/import.html")


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@requires("referral.take")
def prospect_file(request: HttpRequest, file_id: int) -> HttpResponse:
    """The same for prospects; who looks like a known customer is told, and asked about once."""

    def settle(given: dict[str, Any], **who: Any) -> None:
        if given["choice"] == "drop":
            drop_prospects(**who)
        else:
            take_prospects(only_good=given["choice"] == "good", checked=given["checked"], **who)

    return _file(request, PROSPECTS.kind, file_id, settle, "referrals:import", "desk/referrals/import.html")


def _file(
    request: HttpRequest, kind: str, key: int, settle: Callable[..., None], then: str, template: str
) -> HttpResponse:
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    found = ImportBatch.objects.filter(pk=key, made_by=viewer.actor, kind=kind).first()
    if found is None:
        raise Http404
    form = ChoiceForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            settle(form.cleaned_data, batch_id=found.pk, viewer=viewer, at=at)
            return HttpResponseRedirect(reverse(then, args=[found.pk]))
        except WRONG as refused:
            form.add_error(refused.field if refused.field in form.fields else "choice", refused.text.pick(lang()))
    ordered = sorted(found.rows, key=lambda row: (not row["problems"], not row.get("notes"), row["row"]))
    pages = max(1, -(-len(ordered) // PAGE))
    page = min(max(1, _number(request)), pages)
    rows = ordered[(page - 1) * PAGE : page * PAGE]
    context = {
        "rows": _shown(viewer, rows, kind),
        "noted": sum(bool(row.get("notes")) for row in ordered),
        "page": page,
        "pages": pages,
        "batch": found,
        "values": typed(form),
        "mistakes": mistakes(form) if form.is_bound else {},
        "viewer": viewer,
        "at": at,
    }
    return render(request, template, context, status=422 if form.is_bound else 200)


def _number(request: HttpRequest) -> int:
    asked = request.GET.get("page", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else 1


def _shown(viewer: Viewer, rows: list[Row], kind: str) -> list[tuple[Row, str, str, dict[str, Any]]]:
    """(row, name, number, the other values) as everywhere masked; names of customers one is tied to."""
    if kind == PROSPECTS.kind:
        mask = Masker(viewer, Tie.MANAGER, model="referral")
        kept = [{name: mask.field(name, text) for name, text in row["values"].items()} for row in rows]
        return [
            (row, str(said.pop("prospect_name", "")), str(said.pop("phone", "")), said)
            for row, said in zip(rows, kept, strict=True)
        ]
    mask = Masker(viewer, Tie.HEAD)
    keys = [row["values"].get(KEY, "") for row in rows]
    tied = Customer.objects.filter(tied_customers(viewer), pk__in=keys)
    names = {one.pk: str(mask.field("name", one.name)) for one in tied}
    return [
        (row, names.get(key, ""), key, {n: mask.field(n, text) for n, text in row["values"].items() if n != KEY})
        for row, key in zip(rows, keys, strict=True)
    ]
