"""`/information/duplicates`: is somebody a customer already; files that look alike; merges decided and undone."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tingtang.audit import actions as audit
from tingtang.customers.duplicates import Match, alike
from tingtang.customers.merging import decide_merge, propose_merge, put_aside, undo_merge
from tingtang.customers.models import Customer
from tingtang.desk import answers
from tingtang.desk.customers import duplicates
from tingtang.desk.customers.information_forms import FIRST, AnswerForm, CheckForm, PairForm, UndoForm
from tingtang.desk.forms import mistakes, posted, typed
from tingtang.desk.language import lang, t
from tingtang.desk.names import institution_name
from tingtang.organisation.access import Viewer, requires, tied_customers, viewer_of
from tingtang.organisation.models import Institution
from tingtang.shared.refusal import Refused

CHANGED = "duplicates:changed"


@require_GET
@never_cache
@login_required
@requires("duplicate.check")
def pairs(request: HttpRequest) -> HttpResponse:
    """The pairs that are open, or merges by state; above them the form that asks whether somebody is a customer."""
    return _page(request, CheckForm())


@require_POST
@never_cache
@login_required
@requires("duplicate.check")
def check(request: HttpRequest) -> HttpResponse:
    """Whether somebody is a customer: who manages the file, nothing else of it. Each look leaves a trace."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    form = CheckForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    given = form.cleaned_data
    found = alike(name=given["name"], phone_no=given["phone"], id_no=given["id_no"], kind=given["kind"])
    _trace(viewer, found, at)
    return _page(request, form, found=_told(viewer, found))


def _trace(viewer: Viewer, found: list[Match], at: datetime) -> None:
    for subject, place in [(("customer", one.customer_id), one.institution_id) for one in found] or [
        (("search", "identity"), viewer.institution_id)
    ]:
        audit.log_read(by=viewer.actor, at=at, subject=subject, action="customer.search.check", institution=place)


def _told(viewer: Viewer, found: list[Match]) -> list[tuple[Match, str, bool]]:
    """Each match with the name of its home, and whether the viewer may open it."""
    keys = [one.customer_id for one in found]
    tied = set(Customer.objects.filter(tied_customers(viewer), pk__in=keys).values_list("pk", flat=True))
    places = Institution.objects.in_bulk({one.institution_id for one in found})
    return [(one, institution_name(places[one.institution_id]), one.customer_id in tied) for one in found]


def _page(
    request: HttpRequest, form: CheckForm, *, found: list[tuple[Match, str, bool]] | None = None, status: int = 200
) -> HttpResponse:
    viewer = viewer_of(request)
    state, page = request.GET.get("state", "open"), request.GET.get("page", "")
    state = state if state in duplicates.STATES else "open"
    number = int(page) if page.isdecimal() and len(page) < 6 else 1
    context = {
        "listed": duplicates.listed(viewer, state, number),
        "state": state,
        "states": duplicates.STATES,
        "address": lambda **asked: f"{reverse('desk:duplicates')}?{urlencode({'state': state, **asked})}",
        "found": found,
        "values": typed(form),
        "mistakes": mistakes(form) if form.is_bound else {},
        "viewer": viewer,
        "at": request.at,  # type: ignore[attr-defined]
    }
    return render(request, "desk/customers/duplicates.html", context, status=status)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@requires("information.record")
def pair(request: HttpRequest, pair_id: int) -> HttpResponse:
    """Two files that look alike: propose to merge them, or say why they are two customers. A sheet with htmx."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    two = duplicates.pair_of(viewer, pair_id)
    if two is None:
        raise Http404
    form = PairForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            return answers.done(
                request, _settled(two, form, viewer, at), back=reverse("desk:duplicates"), changed=CHANGED
            )
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.text.pick(lang()))
    context = {"two": two, "values": typed(form), "mistakes": mistakes(form) if form.is_bound else {}, "at": at}
    return answers.sheet(request, "desk/customers/duplicate.html", context, 422 if form.is_bound else 200)


def _settled(two: duplicates.Two, form: PairForm, viewer: Viewer, at: datetime) -> str:
    given = form.cleaned_data
    if given["what"] == "aside":
        put_aside(pair_id=two.key, reason=given["reason"], by=viewer.staff_id, at=at)
        return t("已记为不同客户。", "Kept as two customers.")
    first, second = (one.customer.pk for one in two.files)
    kept, duplicate = (first, second) if given["kept"] == FIRST else (second, first)
    propose_merge(duplicate_id=duplicate, kept_id=kept, reason=given["reason"], by=viewer.staff_id, at=at)
    return t("已提出合并，等待负责人处理。", "Proposed; a head above both homes answers.")


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@requires("duplicate.check")
def merge(request: HttpRequest, merge_id: int) -> HttpResponse:
    """A merge: answered by a head above both homes who did not propose it; in force, taken back by such a head."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    two = duplicates.merge_of(viewer, merge_id)
    if two is None or two.merge is None:
        raise Http404
    decides = duplicates.may_decide(viewer, two.merge)
    open_now = decides and two.state == "pending" and two.merge.proposed_by != viewer.staff_id
    linked = decides and two.state == "linked"
    form = (UndoForm if two.state == "linked" else AnswerForm)(posted(request))
    if request.method == "POST":
        if not decides:
            viewer.require("merge.decide")
            raise Http404
        if form.is_valid():
            try:
                said = _answered(two, form, viewer, at)
                return answers.done(request, said, back=reverse("desk:duplicates"), changed=CHANGED)
            except Refused as refused:
                form.add_error(refused.field if refused.field in form.fields else None, refused.text.pick(lang()))
    context = {
        "two": two,
        "m": two.merge,
        "open_now": open_now,
        "linked": linked,
        "mine": two.merge.proposed_by == viewer.staff_id,
        "values": typed(form),
        "mistakes": mistakes(form) if form.is_bound else {},
        "at": at,
    }
    return answers.sheet(request, "desk/customers/merge.html", context, 422 if form.is_bound else 200)


def _answered(two: duplicates.Two, form: AnswerForm | UndoForm, viewer: Viewer, at: datetime) -> str:
    given = form.cleaned_data
    if isinstance(form, UndoForm):
        undo_merge(merge_id=two.key, reason=given["reason"], by=viewer.staff_id, at=at)
        return t("已撤销合并，两份档案恢复原状。", "Undone: both files stand as before.")
    accept = given["decision"] == "accept"
    decide_merge(merge_id=two.key, accept=accept, answer=given["answer"], by=viewer.staff_id, at=at)
    return t("已合并。", "Merged.") if accept else t("已答复不合并。", "Refused, with the reason.")
