"""Targets of a day and what was done; the sales report that drafts itself, is signed and taken out (A21)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tingtang.desk.formats import exact
from tingtang.desk.forms import mistakes, typed
from tingtang.desk.language import lang, t
from tingtang.desk.names import institution_name, position_name
from tingtang.desk.outreach.activity import done, draft
from tingtang.desk.outreach.forms import SignForm, TargetForm
from tingtang.desk.outreach.lists import query_address
from tingtang.desk.outreach.words import measure_name
from tingtang.desk.places import place
from tingtang.manual.queries import rulebook
from tingtang.organisation.access import Viewer, may_at, requires, subtree, viewer_of
from tingtang.organisation.capabilities import MANAGERS
from tingtang.organisation.models import Staff
from tingtang.organisation.tree import employed
from tingtang.outreach.actions import export_report, set_target, sign_report
from tingtang.outreach.models import Measure
from tingtang.outreach.targets import Line, Span, code_of, signed, signed_lines, span_of, sums, targets_of
from tingtang.shared.refusal import Refused
from tingtang.shared.times import business_date
from tingtang.shared.xlsx import XLSX, Cell, workbook

PAGE = 25  # people
LENGTHS = ("day", "week", "month")


@require_GET
@never_cache
@login_required
@requires("target.see")
def targets(request: HttpRequest) -> HttpResponse:
    """Today's targets and what is done of them: of those below for a head, one's own report for others."""
    viewer = viewer_of(request)
    if not viewer.may("target.set"):
        return HttpResponseRedirect(reverse("outreach:report"))
    return _page(request, viewer)


def _page(request: HttpRequest, viewer: Viewer, form: TargetForm | None = None) -> HttpResponse:
    at = request.at  # type: ignore[attr-defined]
    today, here = business_date(at), place(viewer, request.GET.get("institution", "")[:32], "target.set")
    staff = Staff.objects.filter(employed(today), institution__in=subtree([here.pk]), position__in=MANAGERS)
    pages = max(1, -(-staff.count() // PAGE))
    text = request.GET.get("page", "")
    page = min(max(1, int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 1), pages)
    people = list(staff.select_related("institution").order_by("name", "pk")[(page - 1) * PAGE : page * PAGE])
    actual, wanted = done([one.pk for one in people], today, today, rulebook()), targets_of(people, [today])
    context = {
        "here": here,
        "rows": [(one, actual.get((one.pk, today), {}), wanted.get((one.pk, today), {})) for one in people],
        "measures": Measure.values,
        "positions": sorted(MANAGERS),
        "people": [one for one in people if one.institution_id == here.pk],
        "values": typed(form) if form else {
            "who": "", "measure": Measure.KEY_CUSTOMERS.value, "number": "", "from_on": today.isoformat()
        },
        "mistakes": mistakes(form) if form else {},
        "page_number": page,
        "pages": pages,
        "page_address": lambda n: query_address("outreach:targets", institution=here.pk, page=n),
        "set_address": query_address("outreach:set_target", institution=here.pk, page=page),
        "to_report": lambda who: query_address("outreach:report", staff=who),
        "at": at,
        "today": today,
    }  # fmt: skip
    return render(request, "desk/outreach/targets.html", context, status=422 if form else 200)


@require_POST
@login_required
@requires("target.set")
def set_one(request: HttpRequest) -> HttpResponse:
    """Set how many a day, from a day on, for a position or a person of the institution."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    here, form = place(viewer, request.GET.get("institution", "")[:32], "target.set"), TargetForm(request.POST)
    if form.is_valid():
        kind, _, who = form.cleaned_data["who"].partition(":")
        name = "staff_id" if kind == "person" else "position"
        rest = {key: form.cleaned_data[key] for key in ("measure", "number", "from_on")}
        try:
            set_target(institution_id=here.pk, by=viewer.staff_id, at=at, **{name: who}, **rest)
            return HttpResponseRedirect(query_address("outreach:targets", institution=here.pk))
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.text.pick(lang()))
    return _page(request, viewer, form)


@require_GET
@never_cache
@login_required
@requires("target.see")
def report(request: HttpRequest) -> HttpResponse:
    """开放式柜员销售活动KPI报表: one's own, or that of a person below, drafted or as it was signed."""
    return _report(request)


def _report(request: HttpRequest, form: SignForm | None = None) -> HttpResponse:
    at = request.at  # type: ignore[attr-defined]
    staff, span, lines, note, signed_at = _read(request)
    today = business_date(at)
    actual, wanted = sums(lines)
    context = {
        "staff": staff, "span": span, "lines": lines, "actual": actual, "wanted": wanted, "measures": Measure.values,
        "own": staff.pk == viewer_of(request).staff_id, "signed_at": signed_at, "note": note,
        "may_sign": span.last <= today, "before": _to(staff, span.before), "after": _to(staff, span.after),
        "has_after": span.last < today,
        "lengths": [(code, _to(staff, code_of(min(span.last, today), code))) for code in LENGTHS],
        "length": "week" if "W" in span.code else "day" if span.first == span.last else "month",
        "file": _to(staff, span.code, "outreach:report_file"), "sign": _to(staff, span.code, "outreach:sign"),
        "values": typed(form) if form else {"note": ""}, "mistakes": mistakes(form) if form else {},
        "at": at, "today": today,
    }  # fmt: skip
    return render(request, "desk/outreach/kpi_report.html", context, status=422 if form else 200)


def _to(staff: Staff, code: str, view: str = "outreach:report") -> str:
    return query_address(view, staff=staff.pk, period=code)


def _read(request: HttpRequest) -> tuple[Staff, Span, list[Line], str, datetime | None]:
    """Whose report, of when, its lines: as signed, else drafted. PermissionDenied for another's."""
    viewer, today = viewer_of(request), business_date(request.at)  # type: ignore[attr-defined]
    who = request.GET.get("staff", "")[:32] or viewer.staff_id
    staff = Staff.objects.filter(pk=who).select_related("institution").first()
    mine = staff is not None and staff.pk == viewer.staff_id
    if staff is None or not (mine or may_at(viewer, "target.set", staff.institution_id)):
        raise PermissionDenied("target.see")
    span = span_of(request.GET.get("period", ""), today)
    if (kept := signed(staff.pk, span)) is not None:
        return staff, span, signed_lines(kept), kept.note, kept.signed_at
    return staff, span, draft(staff, span, today, rulebook()), "", None


@require_POST
@login_required
@requires("target.see")
def sign(request: HttpRequest) -> HttpResponse:
    """Sign one's own report; from then on it stays as it is."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    staff, span, lines, _, _ = _read(request)
    if staff.pk != viewer.staff_id:
        raise PermissionDenied("target.see")
    form = SignForm(request.POST)
    if form.is_valid():
        try:
            sign_report(span=span, lines=lines, note=form.cleaned_data["note"], by=viewer.staff_id, at=at)
            return HttpResponseRedirect(_to(staff, span.code))
        except Refused as refused:
            form.add_error("note", refused.text.pick(lang()))
    return _report(request, form)


@require_GET
@never_cache
@login_required
@requires("target.see")
def report_file(request: HttpRequest) -> HttpResponse:
    """The report as xlsx with a mark; taking it out stands in the trail."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    staff, span, lines, note, signed_at = _read(request)
    export_report(staff=staff, span=span, by=viewer.actor, at=at)
    stands = t(f"已签字 {exact(signed_at)}", f"signed {exact(signed_at)}") if signed_at else t("草稿", "draft")
    title = t("开放式柜员销售活动KPI报表", "Sales activity report")
    place = f"{staff.name} {position_name(staff.position)} {institution_name(staff.institution)}"
    head = [t("日期", "Day"), *(word for code in Measure.values for word in (measure_name(code), t("目标", "Target")))]
    mark = t(
        f"导出人 {viewer.name}（{viewer.actor}），{exact(at)}，内部资料",
        f"taken out by {viewer.name} ({viewer.actor}), {exact(at)}, internal",
    )
    rows: list[list[Cell]] = [*_rows(lines), [t("备注", "Note"), note]]
    content = workbook(f"{title} · {place} · {span.first} — {span.last} · {stands}", head, rows, mark)
    headers = {"Content-Disposition": f'attachment; filename="kpi-{staff.pk}-{span.code}.xlsx"'}
    return HttpResponse(content, content_type=XLSX, headers=headers)


def _rows(lines: list[Line]) -> list[list[Cell]]:
    actual, wanted = sums(lines)
    total: list[Any] = [t("合计", "In all")]
    for code in Measure.values:
        total += [actual[code], wanted.get(code)]
    body: list[list[Cell]] = []
    for line in lines:
        cells: list[Cell] = [line.on.isoformat()]
        for code in Measure.values:
            cells += [line.actual.get(code, 0), line.target.get(code)]
        body.append(cells)
    return [*body, total]
