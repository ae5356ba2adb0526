"""Star tellers: the roster and its share, a person's gradings, criteria (A39.2)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tingtang.desk.forms import Mistakes, mistakes, typed
from tingtang.desk.language import lang
from tingtang.desk.names import people
from tingtang.desk.places import place
from tingtang.desk.satisfaction.forms import GradeForm, SchemeForm, typed_results
from tingtang.desk.satisfaction.views.satisfaction import day_of
from tingtang.manual.queries import rulebook, value
from tingtang.organisation.access import Viewer, may_at, requires, subtree, viewer_of
from tingtang.organisation.models import Institution, Staff
from tingtang.satisfaction.actions import grade, make_scheme, withdraw
from tingtang.satisfaction.errors import BadInput, SatisfactionError
from tingtang.satisfaction.figures import months_of_person, of_person
from tingtang.satisfaction.models import Criterion, Grading, Scheme
from tingtang.satisfaction.stars import TELLERS, StarShare, left_with_stars, roster, scheme_on, share
from tingtang.shared.times import business_date

PAGE = 40
GONE_DAYS = 365  # how far back people who left are named


@require_GET
@never_cache
@login_required
@requires("satisfaction.see")
def listed(request: HttpRequest) -> HttpResponse:
    """`/satisfaction/stars`: the tellers of a place on a day with their stars, the share, who left."""
    viewer, today = viewer_of(request), business_date(request.at)  # type: ignore[attr-defined]
    here = place(viewer, request.GET.get("institution", "")[:32], "satisfaction.see")
    on = min(day_of(request.GET.get("on", ""), today), today)
    found = roster(subtree([here.pk]), on)
    total, wanted = share(found), Decimal(str(value("star_teller.share", on, here.pk).value))
    shown = Paginator(found, PAGE).get_page(request.GET.get("page", ""))
    context = {
        "here": here, "on": on, "today": today, "share": total, "least": wanted, "reaches": total.reaches(wanted),
        "rows": list(shown.object_list), "page": shown.number, "pages": shown.paginator.num_pages,
        "below": _below(found, wanted) if here.kind != "outlet" else [], "scheme": scheme_on(on),
        "gone": left_with_stars(subtree([here.pk]), on - timedelta(days=GONE_DAYS), on)[:PAGE],
        "may_scheme": viewer.may("star.scheme"), "may_grade": viewer.may("star.grade"),
    }  # fmt: skip
    return render(request, "desk/satisfaction/stars.html", context)


def _below(found: list[Any], wanted: Decimal) -> list[tuple[Institution, StarShare, bool | None]]:
    """Each outlet's share, the lowest first."""
    shares: dict[str, StarShare] = {}
    places: dict[str, Institution] = {}
    for one in found:
        key = one.staff.institution_id
        places[key] = one.staff.institution
        shares[key] = shares.get(key, StarShare()) + StarShare(int(one.level > 0), 1)
    lines = [(places[key], said, said.reaches(wanted)) for key, said in shares.items()]
    return sorted(lines, key=lambda line: (line[1].stars / line[1].tellers, line[0].name))


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@requires("star.scheme")
def criteria(request: HttpRequest) -> HttpResponse:
    """The criteria from a day on (A39.2). A refusal keeps every word (422)."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    chosen = {"from_on": business_date(at)}
    form = SchemeForm(request.POST) if request.method == "POST" else SchemeForm(initial=chosen)
    if form.is_bound and form.is_valid():
        try:
            make_scheme(by=viewer.staff_id, at=at, **form.cleaned_data)
            return HttpResponseRedirect(reverse("satisfaction:stars"))
        except BadInput as refused:
            form.add_error(refused.field, refused.text.pick(lang()))
    known = list(Scheme.objects.prefetch_related("criteria").order_by("-from_on")[:5])
    context = {"values": typed(form), "mistakes": mistakes(form) if form.is_bound else {}, "known": known}
    return render(request, "desk/satisfaction/star_criteria.html", context, status=422 if form.is_bound else 200)


def _staff(request: HttpRequest, staff_id: str, capability: str) -> Staff:
    found = Staff.objects.select_related("institution").filter(pk=staff_id).first()
    if found is None:
        raise Http404(staff_id)
    if not may_at(viewer_of(request), capability, found.institution_id):
        raise PermissionDenied(capability)
    return found


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@requires("satisfaction.see")
def person(request: HttpRequest, staff_id: str) -> HttpResponse:
    """A teller's gradings; POST a new one (whoever may grade)."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    if request.method == "GET":
        found = _staff(request, staff_id, "satisfaction.see")
        return _shown(request, found, GradeForm(initial={"on": business_date(at)}))
    found = _staff(request, staff_id, "star.grade")
    form = GradeForm(request.POST)
    values, wrong = typed_results(request.POST)
    values = _of_each(values, day_of(request.POST.get("on", ""), business_date(at)))
    if form.is_valid() and not wrong:
        try:
            grade(by=viewer.staff_id, at=at, staff_id=found.pk, values=values, **form.cleaned_data)
            return HttpResponseRedirect(reverse("satisfaction:star", args=[found.pk]))
        except BadInput as refused:
            wrong[refused.field] = refused.text.pick(lang())
        except SatisfactionError as refused:
            return _shown(request, found, form, 409, trouble=refused.text.pick(lang()))
    return _shown(request, found, form, 422, wrong=wrong)


def _of_each(values: dict[int, Decimal], on: date) -> dict[int, Decimal]:
    """A result typed once holds for every level that asks for the same."""
    scheme = scheme_on(on)
    criteria = list(scheme.criteria.all()) if scheme else []
    by_title = {one.title: values[one.pk] for one in criteria if one.pk in values}
    return {one.pk: by_title[one.title] for one in criteria if one.title in by_title}


def _asked(criteria: list[Criterion]) -> list[tuple[Criterion, list[Criterion]]]:
    """Each criterion once, with every level that asks for it."""
    found: dict[tuple[str, str], list[Criterion]] = {}
    for one in criteria:
        found.setdefault((one.title, one.measure), []).append(one)
    return [(levels[0], levels) for levels in found.values()]


@require_POST
@login_required
@requires("star.grade")
def withdrawn(request: HttpRequest, staff_id: str) -> HttpResponse:
    """Take the stars away, with the reason."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    found = _staff(request, staff_id, "star.grade")
    said = request.POST.get("why", "")
    try:
        withdraw(by=viewer.staff_id, at=at, staff_id=found.pk, reason=said)
    except BadInput as refused:
        form = GradeForm(initial={"on": business_date(at)})
        return _shown(request, found, form, 422, wrong={"why": refused.text.pick(lang())}, why=said)
    except SatisfactionError as refused:
        form = GradeForm(initial={"on": business_date(at)})
        return _shown(request, found, form, 409, trouble=refused.text.pick(lang()), why=said)
    return HttpResponseRedirect(reverse("satisfaction:star", args=[found.pk]))


def _shown(request: HttpRequest, found: Staff, form: GradeForm, status: int = 200, **more: Any) -> HttpResponse:
    viewer, today = viewer_of(request), business_date(request.at)  # type: ignore[attr-defined]
    scheme = scheme_on(today)
    gradings = list(Grading.objects.filter(staff=found).select_related("scheme").order_by("-n")[:PAGE])
    wrong = more.pop("wrong", {})
    context = {
        "one": found, "gradings": gradings, "names": people(one.by for one in gradings),
        "level": gradings[0].level if gradings else 0, "scheme": scheme,
        "criteria": _asked(list(scheme.criteria.order_by("n"))) if scheme else [], "own": _own(found, today),
        "months": months_of_person(found.pk, today.replace(day=1) - timedelta(days=GONE_DAYS), today),
        "may_grade": _may_grade(viewer, found),
        "values": typed(form), "said": request.POST, "trouble": "", "why": "",
        "mistakes": Mistakes({**(mistakes(form) if form.is_bound else {}), **wrong}), **more,
    }  # fmt: skip
    return render(request, "desk/satisfaction/star.html", context, status=status)


def _may_grade(viewer: Viewer, found: Staff) -> bool:
    """Whether the viewer grades this person: a teller below them, never themselves."""
    teller = found.position in TELLERS and found.pk != viewer.staff_id
    return teller and may_at(viewer, "star.grade", found.institution_id)


def _own(found: Staff, today: date) -> Any:
    days = int(str(rulebook().value("star_teller.window_days", today).value))
    return of_person(found.pk, today - timedelta(days=days), today - timedelta(days=1)).share
