"""One value of the manual: its history, its reading, and how an institution tightens it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tingtang.desk.forms import mistakes, typed
from tingtang.desk.language import lang, t
from tingtang.desk.manual.pages import value_row
from tingtang.desk.manual.rechecks import DUE, rechecks
from tingtang.desk.manual.words import said, source_name
from tingtang.manual import queries
from tingtang.manual.actions import Refused, approve_value, propose_value, reject_value
from tingtang.manual.book import Entry, UnknownValue
from tingtang.manual.book.units import read_as
from tingtang.manual.models import InstitutionValue
from tingtang.organisation.access import Viewer, may_at, requires, scope_ids, viewer_of
from tingtang.organisation.models import Institution, Staff
from tingtang.shared.times import business_date

MOST = 200
LONGEST = 40  # of the words searched for
DONE = {
    "proposed": ("已提交，等待另一位负责人批准。", "Proposed; another person decides."),
    "approved": ("已批准，自生效日起执行。", "Approved; in force from its day."),
    "rejected": ("已驳回。", "Turned down."),
}


class ProposalForm(forms.Form):
    """A tighter value for an institution."""

    institution = forms.CharField(max_length=32)
    value = forms.CharField(max_length=200, strip=True)
    from_on = forms.DateField(input_formats=["%Y-%m-%d"])
    reason = forms.CharField(max_length=400, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = t("请填写", "Needed")
        self.fields["from_on"].error_messages["invalid"] = t("请填写日期，如 2026-12-01", "A date such as 2026-12-01")


@require_GET
@never_cache
@login_required
@requires("manual.see")
def values(request: HttpRequest) -> HttpResponse:
    """`/manual/values`: every number by the day of its re-check; `q`, `due` and `page` narrow it."""
    viewer, today, book = viewer_of(request), _today(request), queries.rulebook()
    asked = request.GET
    words, due, page = asked.get("q", "").strip()[:LONGEST], asked.get("due", ""), asked.get("page", "")
    due = due if due in DUE else ""
    number = int(page) if page.isdecimal() and len(page) < 6 else 1
    found = rechecks(book, queries.values(today, viewer.institution_id), today, words=words, due=due, page=number)
    return render(request, "desk/manual/values.html", {"found": found, "q": words, "due": due, "at": request.at})  # type: ignore[attr-defined]


@require_GET
@never_cache
@login_required
@requires("manual.see")
def value(request: HttpRequest, key: str) -> HttpResponse:
    """`/manual/values/KEY`: what is in force here, since when, by whom; its history; a form to tighten it."""
    initial = {"from_on": _today(request).isoformat()}
    return _page(request, key, ProposalForm(initial=initial))


@require_POST
@login_required
@requires("manual.propose")
def propose(request: HttpRequest, key: str) -> HttpResponse:
    """Propose a tighter value. What is refused comes back with everything that was typed (422)."""
    viewer, form = viewer_of(request), ProposalForm(request.POST)
    if form.is_valid():
        asked = dict(form.cleaned_data)
        place = asked.pop("institution")
        if not may_at(viewer, "manual.propose", place):
            raise Http404
        try:
            at = request.at  # type: ignore[attr-defined]
            propose_value(institution=Institution.objects.get(pk=place), key=key, by=viewer.actor, at=at, **asked)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.text.pick(lang()))
        else:
            return HttpResponseRedirect(f"{reverse('manual:value', args=[key])}?done=proposed")
    return _page(request, key, form, 422)


@require_POST
@login_required
@requires("manual.approve")
def decide(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Approve or reject a proposal in the viewer's scope; never one's own."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    row = InstitutionValue.objects.filter(pk=proposal_id).first()
    if row is None or not may_at(viewer, "manual.approve", row.institution_id):
        raise Http404
    note = request.POST.get("note", "").strip()[:400]
    approve = request.POST.get("decision") == "approve"
    try:
        if approve:
            approve_value(proposal=row.pk, by=viewer.actor, at=at, note=note)
        else:
            reject_value(proposal=row.pk, note=note, by=viewer.actor, at=at)
    except Refused as refused:
        return _proposals(request, (row.pk, refused.text.pick(lang()), note), 422)
    done = "approved" if approve else "rejected"
    return HttpResponseRedirect(f"{reverse('manual:value', args=[row.key])}?done={done}")


@require_GET
@never_cache
@login_required
@requires("manual.approve")
def proposals(request: HttpRequest) -> HttpResponse:
    """`/manual/proposals`: what waits for a decision in the viewer's scope, oldest first."""
    return _proposals(request)


def _proposals(request: HttpRequest, wrong: tuple[int, str, str] | None = None, status: int = 200) -> HttpResponse:
    viewer, book = viewer_of(request), queries.rulebook()
    rows = list(queries.waiting(scope_ids(viewer, "manual.approve"))[:MOST])
    names = dict(Staff.objects.filter(pk__in={row.proposed_by for row in rows}).values_list("staff_id", "name"))
    shown = [
        (row, *_proposal(viewer, book.entries.get(row.key), row), names.get(row.proposed_by, row.proposed_by))
        for row in rows
    ]
    context = {"rows": shown, "wrong": wrong, "at": request.at}  # type: ignore[attr-defined]
    return render(request, "desk/manual/proposals.html", context, status=status)


def _proposal(viewer: Viewer, entry: Entry | None, row: InstitutionValue) -> tuple[str, str, str, bool]:
    """What it is, the value asked for, the value in force there on its day, whether it is the viewer's own."""
    own = row.proposed_by == viewer.actor
    if entry is None:
        return row.key, row.value, "", own
    now = queries.value(row.key, row.from_on, row.institution_id)
    return entry.describe.pick(lang()), _said(entry, row.value), said(now.value, now.unit), own


def _page(request: HttpRequest, key: str, form: ProposalForm, status: int = 200) -> HttpResponse:
    viewer, book, today = viewer_of(request), queries.rulebook(), _today(request)
    if key not in book.entries:
        raise Http404
    entry = book.entries[key]
    try:
        now = queries.value(key, today, viewer.institution_id or None)
    except UnknownValue:
        raise Http404 from None
    context = {
        "entry": entry,
        "now": value_row(book, now),
        "history": [
            (one, said(one.value, entry.unit, entry.key), source_name(one.source, one.origin)) for one in entry.dated
        ],
        "rows": _rows(viewer, entry),
        "places": _places(viewer) if entry.tighten else [],
        "values": typed(form),
        "mistakes": mistakes(form) if form.is_bound else {},
        "done": t(*DONE[request.GET["done"]]) if request.GET.get("done") in DONE else "",
        "today": today,
        "at": request.at,  # type: ignore[attr-defined]
    }
    return render(request, "desk/manual/value.html", context, status=status)


def _rows(viewer: Viewer, entry: Entry) -> list[tuple[InstitutionValue, str]]:
    """What institutions in the viewer's line and scope proposed and decided for this key."""
    seen = scope_ids(viewer, "manual.see") | queries.line(viewer.institution_id)
    return [(row, _said(entry, row.value)) for row in queries.of_key(entry.key, seen)[:MOST]]


def _said(entry: Entry, text: str) -> str:
    try:
        return said(read_as(entry.unit, text), entry.unit, entry.key)
    except ValueError:
        return text


def _places(viewer: Viewer) -> list[Institution]:
    """Where the viewer may propose: where a post stands, and directly below."""
    tops = viewer.institutions_for("manual.propose")
    own = list(Institution.objects.filter(pk__in=tops).order_by("pk"))
    return [*own, *Institution.objects.filter(parent__in=tops).exclude(pk__in=tops).order_by("pk")[:MOST]]


def _today(request: HttpRequest) -> date:
    return business_date(request.at)  # type: ignore[attr-defined]
