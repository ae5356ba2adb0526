"""Lists that say why each row is in them; kept by name, planned over days, taken out with a mark."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tingtang.customers.fields import FIELDS
from tingtang.customers.models import Tier
from tingtang.desk.forms import mistakes, typed
from tingtang.desk.language import lang, t
from tingtang.desk.names import tier_name
from tingtang.desk.outreach import lists
from tingtang.desk.outreach.forms import ExportForm, PlanForm, RowsForm, SaveListForm
from tingtang.desk.outreach.words import PRESETS, asked_in_words
from tingtang.manual.queries import rulebook, value
from tingtang.organisation.access import Viewer, requires, viewer_of
from tingtang.organisation.calendar_queries import working_calendar
from tingtang.organisation.models import Staff
from tingtang.outreach.actions import export_rows, plan_contacts, remove_list, save_list
from tingtang.outreach.actions.planning import working_days
from tingtang.outreach.criteria import SIGNALS, TYPES, WIDEST, Criteria, parse
from tingtang.outreach.finding import PIECE, in_order, matching_ids
from tingtang.outreach.queries import loads, saved_lists
from tingtang.shared.refusal import Refused
from tingtang.shared.times import business_date

DAYS = 10  # working days of the page of planned contacts
MISSING = ("needed", *(name for name in FIELDS if name not in ("name", "id_type", "birth_calendar")), "risk_tolerance")


@require_GET
@never_cache
@login_required
@requires("list.use")
def lists_page(request: HttpRequest) -> HttpResponse:
    """The list that the address asks for, and the lists kept by name."""
    return _page(request)


def _page(request: HttpRequest, form: forms.Form | None = None) -> HttpResponse:
    """`form`: what was refused, with what was typed in it. Conditions that cannot be read are refused, each by name."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    today, book, wrong = business_date(at), rulebook(), lists.wrong_of(request)
    asked = Criteria() if wrong else lists.asked_of(request)  # never another list than the one that was asked for
    places, people = lists.places_for(viewer), lists.people_for(viewer, asked, today)
    saved = list(saved_lists(viewer))
    current = next((one for one in saved if one.criteria == asked.as_query()), None) if asked else None
    said = asked_in_words(asked, lists.named(asked, people, places))
    context = {
        **lists.page_of(viewer, asked, today, book, _start(request), _number(request, "page")),
        **_choices(),
        "asked": asked, "given": lists.given_of(request), "wrong": wrong, "said": said,
        "tiers_said": t("、", ", ").join(map(tier_name, asked.tiers)),
        "saved": saved, "current": current, "places": places, "people": people,
        "presets": [(name.pick(lang()), icon, lists.address(parse(query))) for name, icon, query in PRESETS],
        "address": lists.address, "parse": parse, "looked_at": PIECE, "today": today, "at": at,
        "start": _start(request),
        "values": _typed(form, current.name if current else t("、", ", ").join(said)[:40], today),
        "mistakes": mistakes(form) if form else {},
        "chosen": request.POST.getlist("rows") if form else [],
        "heads": bool(people),
        "viewer": viewer,
    }  # fmt: skip
    return render(request, "desk/outreach/lists.html", context, status=422 if form or wrong else 200)


def _choices() -> dict[str, Any]:
    return {"tiers": Tier.values, "types": TYPES, "signals": SIGNALS, "lacks": MISSING}


def _typed(form: forms.Form | None, name: str, today: date) -> dict[str, str]:
    plain = {
        "name": "", "shared": "", "which": "chosen", "first_on": today.isoformat(), "to_staff": "", "list_name": name,
        "as_format": "xlsx", "reason": "",
    }  # fmt: skip
    return {**plain, **typed(form)} if form else plain


def _start(request: HttpRequest) -> str:
    text = request.GET.get("start", "")
    return text if len(text) <= 2 * WIDEST + 1 and text.isprintable() else ""


def _number(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 1


def _refused(request: HttpRequest, form: forms.Form, refused: Refused) -> HttpResponse:
    form.add_error(refused.field if refused.field in form.fields else None, refused.text.pick(lang()))
    return _page(request, form)


@require_POST
@login_required
@requires("list.use")
def save(request: HttpRequest) -> HttpResponse:
    """Keep what the address asks under a name."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    form, asked = SaveListForm(request.POST), lists.asked_of(request)
    if lists.wrong_of(request) or not form.is_valid():
        return _page(request, form)
    try:
        save_list(**form.cleaned_data, criteria=asked, by=viewer.staff_id, at=at)
    except Refused as refused:
        return _refused(request, form, refused)
    return HttpResponseRedirect(lists.address(asked))


@require_POST
@login_required
@requires("list.use")
def remove(request: HttpRequest, list_id: int) -> HttpResponse:
    """Forget a list; the customers in it are untouched."""
    remove_list(list_id=list_id, by=viewer_of(request).staff_id, at=request.at)  # type: ignore[attr-defined]
    return HttpResponseRedirect(reverse("outreach:lists"))


@require_POST
@login_required
@requires("list.use")
def plan(request: HttpRequest) -> HttpResponse:
    """Spread contacts with the rows over working days."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    form = PlanForm(request.POST)
    if lists.wrong_of(request) or not form.is_valid():
        return _page(request, form)
    given = form.cleaned_data
    ids = _rows(request, viewer, form, "outreach.plan_most", at)
    try:
        done = plan_contacts(
            customer_ids=ids, first_on=given["first_on"], list_name=given["list_name"], to_staff=given["to_staff"],
            by=viewer.staff_id, at=at,
        )  # fmt: skip
    except Refused as refused:
        return _refused(request, form, refused)
    skipped = ",".join(f"{cause}:{n}" for cause, n in sorted(done.skipped.items()))
    first = min((day for _, day in done.days), default=given["first_on"])
    return HttpResponseRedirect(
        lists.address(Criteria(), "outreach:plans", planned=done.total, skipped=skipped, first=first)
    )


def _rows(request: HttpRequest, viewer: Viewer, form: RowsForm, most_key: str, at: datetime) -> list[str]:
    """The rows that are ticked, or all of the piece, up to what the manual lets go at once."""
    today = business_date(at)
    if form.cleaned_data["which"] == "chosen":
        return [text for text in request.POST.getlist("rows") if text and len(text) <= WIDEST]
    most = int(str(value(most_key, today, viewer.institution_id or None).value))
    asked = lists.asked_of(request)
    if not asked:
        return []
    return matching_ids(viewer, asked, today, rulebook(), most=most, start=_start(request))[0]


@require_POST
@login_required
@requires("list.use")
def export(request: HttpRequest) -> HttpResponse:
    """The rows as a file with a mark; who, why and how many stand in the trail."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    form, asked, today = ExportForm(request.POST), lists.asked_of(request), business_date(at)
    if lists.wrong_of(request) or not form.is_valid():
        return _page(request, form)
    most = int(str(value("outreach.export_most", today, viewer.institution_id or None).value))
    customers = list(in_order(viewer, _rows(request, viewer, form, "outreach.export_most", at)[:most]))
    if not customers:
        form.add_error(None, t("请选择客户", "Choose customers"))
        return _page(request, form)
    given, book = form.cleaned_data, rulebook()
    rows = lists.rows_of(viewer, customers, asked, today, book)
    why = export_rows(
        criteria=asked, rows=len(rows), as_format=given["as_format"], reason=given["reason"],
        institution_id=viewer.institution_id, by=viewer.actor, at=at,
    )  # fmt: skip
    who = f"{viewer.name}（{viewer.actor}）"
    content, kind = lists.file_of(rows, asked, given["as_format"], name="", who=who, why=why, at=at)
    headers = {"Content-Disposition": f'attachment; filename="list-{today}.{given["as_format"]}"'}
    return HttpResponse(content, content_type=kind, headers=headers)


@require_GET
@never_cache
@login_required
@requires("list.use")
def plans(request: HttpRequest) -> HttpResponse:
    """How full the coming working days are with planned contacts, against what a day may hold."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    today = business_date(at)
    people = lists.people_for(viewer, Criteria(), today) or list(Staff.objects.filter(pk=viewer.staff_id))
    days = working_days(_first(request, today), DAYS, working_calendar())
    page = _number(request, "page")
    pages = max(1, -(-len(people) // PEOPLE))
    page = min(max(1, page), pages)
    context = {
        "loads": loads(people[(page - 1) * PEOPLE : page * PEOPLE], days),
        "days": days,
        "most": int(str(value("outreach.planned_per_day", today, viewer.institution_id or None).value)),
        "planned": _number(request, "planned") if "planned" in request.GET else None,
        "skipped": _skipped(request.GET.get("skipped", "")),
        "page_number": page,
        "pages": pages,
        "page_address": lambda n: lists.address(Criteria(), "outreach:plans", page=n),
        "earlier": days[0] > today,
        "later": lists.address(Criteria(), "outreach:plans", first=days[-1]),
        "today": today,
        "at": at,
    }
    return render(request, "desk/outreach/lists_plans.html", context)


PEOPLE = 30  # a page


def _first(request: HttpRequest, today: date) -> date:
    """The first day shown: the one asked for when it lies ahead, within a year."""
    try:
        chosen = date.fromisoformat(request.GET.get("first", ""))
    except ValueError:
        return today
    return chosen if 0 <= (chosen - today).days <= 366 else today


def _skipped(text: str) -> list[tuple[str, int]]:
    pairs = (part.split(":", 1) for part in text[:120].split(",") if part.count(":") == 1)
    return [(cause, int(n)) for cause, n in pairs if n.isascii() and n.isdecimal()]
