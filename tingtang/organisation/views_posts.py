"""`/posts`: extra posts from a day to a day: asked for by one person, decided by another, ended by either."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from tingtang.organisation import actions
from tingtang.organisation.access import in_scope, requires, viewer_of
from tingtang.organisation.actions.posts import GRANTABLE, LONGEST
from tingtang.organisation.forms import PostEndForm, PostForm
from tingtang.organisation.models import ExtraPost, Institution, PostRequest, Staff
from tingtang.organisation.positions import Position
from tingtang.organisation.sign_in import at_of
from tingtang.organisation.tree import employed
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

PAGE = 20
MOST_PLACES = 1000  # in the list to choose from
LISTS = ("standing", "asked", "ended", "decided")
NO_PLACE = Bilingual("不在您管理的机构之内。", "Not an institution you manage.")
NO_STAFF = Bilingual("没有这位在职员工；请填写员工号。", "Nobody of this staff id works here.")


@require_http_methods(["GET", "HEAD", "POST"])
@requires("post.see")
def posts(request: HttpRequest) -> HttpResponse:
    """GET list=standing|asked|ended|decided, page. POST staff, position, institution, from_on, to_on, reason: ask."""
    if request.method != "POST":
        return _page(request)
    viewer_of(request).require("post.ask")
    form = PostForm(request.POST)
    if form.is_valid() and _tried(request, form, lambda: _ask(request, form)):
        return redirect(f"{request.path}?list=asked")
    return _page(request, form=form)


@require_POST
@requires("post.decide")
def decide(request: HttpRequest, request_id: int) -> HttpResponse:
    """POST decision=grant|refuse, note: somebody else's asking is granted, or refused with the reason."""
    viewer, at = viewer_of(request), at_of(request)
    mine = in_scope(PostRequest.objects.all(), viewer, "institution_id", "post.decide")
    asked = get_object_or_404(mine, pk=min(request_id, 2**63 - 1))
    note, grants = request.POST.get("note", ""), request.POST.get("decision") == "grant"
    act = actions.grant_post if grants else actions.refuse_post
    try:
        act(by=viewer.actor, at=at, request_id=asked.pk, note=note)
    except actions.PostRefused as refused:
        wrong = {"of": f"request-{asked.pk}", "note": note, "text": refused.text.pick(viewer.language)}
        return _page(request, shown="asked", wrong=wrong)
    return redirect(f"{_home()}?list={'standing' if grants else 'decided'}")


@require_POST
@requires("post.see")
def end(request: HttpRequest, post_id: int) -> HttpResponse:
    """POST last_on, reason: the post's last day; yesterday: it ends at once."""
    viewer, form = viewer_of(request), PostEndForm(request.POST)
    mine = in_scope(ExtraPost.objects.all(), viewer, "institution_id", "post.see")
    post = get_object_or_404(mine, pk=min(post_id, 2**63 - 1))
    if form.is_valid():
        ending = partial(actions.end_extra_post, by=viewer.actor, at=at_of(request), post=post, **form.cleaned_data)
        if _tried(request, form, ending):
            return redirect(_home())
    typed = {name: form.data.get(name, "") for name in form.fields}
    said = " ".join(f"{one}" for errors in form.errors.values() for one in errors)
    return _page(request, shown="standing", wrong={"of": f"post-{post.pk}", "text": said, **typed})


def _home() -> str:
    return reverse("organisation:posts")


def _tried(request: HttpRequest, form: forms.Form, act: Callable[[], object]) -> bool:
    """Whether it was done; where it was refused the form says so beside its field."""
    try:
        act()
    except actions.PostRefused as refused:
        field = refused.field if refused.field in form.fields else None
        form.add_error(field, refused.text.pick(viewer_of(request).language))
        return False
    return True


def _ask(request: HttpRequest, form: forms.Form) -> PostRequest:
    typed, viewer, at = form.cleaned_data, viewer_of(request), at_of(request)
    place = _places(request).filter(pk=typed.pop("institution")).first()
    if place is None:
        raise actions.PostRefused("institution", NO_PLACE)
    here = Staff.objects.filter(employed(business_date(at)), institution__in=_reached(request))
    staff = here.filter(pk=typed.pop("staff").strip()).first()
    if staff is None:
        raise actions.PostRefused("staff", NO_STAFF)
    typed["position"] = Position(typed["position"])
    return actions.ask_post(by=viewer.actor, at=at, staff=staff, institution=place, **typed)


def _reached(request: HttpRequest) -> QuerySet[Institution]:
    return in_scope(Institution.objects.all(), viewer_of(request), "institution_id", "post.see")


def _places(request: HttpRequest) -> QuerySet[Institution]:
    """Where the viewer may ask for extra posts."""
    rows = Institution.objects.filter(closed_on__isnull=True)
    return in_scope(rows, viewer_of(request), "institution_id", "post.ask").order_by("name")


def _lists(request: HttpRequest) -> dict[str, QuerySet[Any]]:
    """The four lists, each of the institutions the viewer reaches: standing and to come, waiting, ended, decided."""
    viewer, today = viewer_of(request), business_date(at_of(request))
    held = in_scope(ExtraPost.objects.select_related("staff", "institution"), viewer, "institution_id", "post.see")
    asked = in_scope(PostRequest.objects.select_related("staff", "institution"), viewer, "institution_id", "post.see")
    ended = Q(to_on__lt=today)
    return {
        "standing": held.exclude(ended).order_by("from_on", "pk"),
        "asked": asked.filter(state="asked").order_by("asked_at", "pk"),
        "ended": held.filter(ended).order_by("-to_on", "-pk"),
        "decided": asked.exclude(state="asked").order_by("-decided_at", "-pk"),
    }


def _page(
    request: HttpRequest, form: forms.Form | None = None, shown: str = "", wrong: dict[str, Any] | None = None
) -> HttpResponse:
    """A list with what can be done in it; with what was refused (422) as it was typed."""
    viewer, lists = viewer_of(request), _lists(request)
    shown = shown or request.GET.get("list", "")
    shown = shown if shown in LISTS else "standing"
    rows = Paginator(lists[shown], PAGE).get_page(request.GET.get("page", "1")[:6])
    decides = viewer.institutions_for("post.decide")
    people = {name for row in rows for name in (getattr(row, "asked_by", ""), getattr(row, "decided_by", ""))}
    context = {
        "rows": rows, "shown": shown, "counts": {name: found.count() for name, found in lists.items()},
        "names": dict(Staff.objects.filter(pk__in=people - {""}).values_list("pk", "name")),
        "may_ask": viewer.may("post.ask"), "me": viewer.actor,
        "decidable": set(in_scope(lists["asked"], viewer, "institution_id", "post.decide").values_list("pk", flat=True))
        if decides and shown == "asked" else set(),
        "places": _places(request)[:MOST_PLACES] if viewer.may("post.ask") else (),
        "positions": GRANTABLE, "today": business_date(at_of(request)), "at": at_of(request), "most": LONGEST,
        "typed": form.data if form else {},
        "mistakes": {name: " ".join(map(str, said)) for name, said in form.errors.items()} if form else {},
        "wrong": wrong, "page_address": lambda number: "?" + urlencode({"list": shown, "page": number}),
    }  # fmt: skip
    return render(request, "organisation/posts.html", context, status=422 if form is not None or wrong else 200)
