"""The opinion book: the book of an outlet with the head's reading, an entry, its answer and call, figures."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tingtang.audit.actions import log_read
from tingtang.desk import answers
from tingtang.desk.downloads import photo_file
from tingtang.desk.forms import mistakes, typed
from tingtang.desk.language import lang
from tingtang.desk.opinions.forms import CallForm, OpinionForm, WordsForm
from tingtang.desk.opinions.pages import STATES, comment_of, entry_context, entry_for, list_context
from tingtang.desk.periods import choices, parse_period
from tingtang.desk.places import place
from tingtang.lobby.models import Rating
from tingtang.opinions import actions
from tingtang.opinions.errors import BadInput, OpinionError
from tingtang.opinions.models import Opinion
from tingtang.opinions.queries import on_time
from tingtang.organisation.access import Viewer, requires, scope_ids, viewer_of
from tingtang.organisation.models import Institution
from tingtang.shared.times import business_date

MOST_BYTES = 5 * 1024 * 1024 + 1  # one more than is taken, so that too much is told from enough


@require_GET
@never_cache
@login_required
@requires("opinion.see")
def book(request: HttpRequest) -> HttpResponse:
    """`/opinions`: the book of an outlet; whoever sees several comes to the figures first."""
    viewer, on = viewer_of(request), business_date(request.at)  # type: ignore[attr-defined]
    asked = request.GET.get("institution", "")[:32]
    if not asked and not viewer.may("opinion.record"):
        return HttpResponseRedirect(reverse("opinions:figures"))
    return _book(request, place(viewer, asked, "opinion.see"), 200, on=on)


def _book(request: HttpRequest, here: Institution, status: int, **more: Any) -> HttpResponse:
    state = request.GET.get("state", "")
    viewer, on = viewer_of(request), business_date(request.at)  # type: ignore[attr-defined]
    found = list_context(viewer, here, state if state in STATES else "waiting", request.GET.get("page", ""), on)
    context = {**found, "at": request.at, "today": on, "trouble": "", "note": "", **more}  # type: ignore[attr-defined]
    return render(request, "desk/opinions/opinions.html", context, status=status)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@requires("opinion.record")
def new(request: HttpRequest) -> HttpResponse:
    """GET the form (?ticket=7 for a rating's comment), POST to take it in. A refusal keeps every word (422)."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    today = business_date(at)
    if request.method == "GET":
        rating = _rating(viewer, request.GET.get("ticket", ""))
        said = {"key": uuid.uuid4().hex, "written_on": today}
        if rating:
            said |= {"ticket": rating.ticket_id, "text": rating.comment, "written_on": business_date(rating.at)}
        return _form(request, OpinionForm(initial=said), rating)
    form = OpinionForm(request.POST, request.FILES)
    rating = _rating(viewer, request.POST.get("ticket", ""))
    if form.is_valid():
        sent = dict(form.cleaned_data)
        file = sent.pop("photo")
        here = rating.ticket.institution_id if rating else place(viewer, "", "opinion.record").pk
        if sent["ticket"] and rating is None:
            raise Http404(sent["ticket"])
        try:
            photo = file.read(MOST_BYTES) if file else b""
            made, _ = actions.record_opinion(by=viewer.staff_id, at=at, institution_id=here, photo=photo, **sent)
            return HttpResponseRedirect(reverse("opinions:entry", args=[made.pk]))
        except BadInput as refused:
            form.add_error(refused.field, refused.text.pick(lang()))
    return _form(request, form, rating, 422)


def _rating(viewer: Viewer, ticket: str) -> Rating | None:
    return comment_of(viewer, ticket if ticket.isascii() and ticket.isdecimal() and len(ticket) < 18 else "")


def _form(request: HttpRequest, form: forms.Form, rating: Rating | None, status: int = 200) -> HttpResponse:
    today = business_date(request.at)  # type: ignore[attr-defined]
    said = mistakes(form) if form.is_bound else {}
    context = {"values": typed(form), "mistakes": said, "today": today, "rating": rating}
    return render(request, "desk/opinions/new.html", context, status=status)


@require_POST
@login_required
@requires("opinion.read")
def read(request: HttpRequest) -> HttpResponse:
    """The head signs today's reading, in one tap."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    here = place(viewer, request.POST.get("institution", "")[:32], "opinion.read")
    note = request.POST.get("note", "")
    try:
        actions.sign_reading(by=viewer.staff_id, at=at, institution_id=here.pk, note=note)
    except OpinionError as refused:
        return _book(request, here, 409, trouble=refused.text.pick(lang()), note=note)
    return HttpResponseRedirect(f"{reverse('opinions:book')}?institution={here.pk}")


@require_GET
@never_cache
@login_required
@requires("opinion.see")
def entry(request: HttpRequest, opinion_id: int) -> HttpResponse:
    """One entry: what was written, its clock, what was done."""
    return _entry(request, entry_for(viewer_of(request), opinion_id))


def _entry(
    request: HttpRequest, found: Opinion, status: int = 200, bound: dict[str, forms.Form] | None = None, wrong: str = ""
) -> HttpResponse:
    given: dict[str, forms.Form] = {"answer": WordsForm(), "call": CallForm()} | (bound or {})
    context = {
        **entry_context(viewer_of(request), found, request.at),  # type: ignore[attr-defined]
        "trouble": wrong,
        "values": {name: typed(form) for name, form in given.items()},
        "mistakes": {name: mistakes(form) if form.is_bound else {} for name, form in given.items()},
    }
    return render(request, "desk/opinions/opinion.html", context, status=status)


@require_POST
@login_required
@requires("opinion.answer")
def answered(request: HttpRequest, opinion_id: int) -> HttpResponse:
    """Write the answer."""
    return _act(request, opinion_id, "answer", WordsForm(request.POST), actions.answer)


@require_POST
@login_required
@requires("opinion.answer")
def called(request: HttpRequest, opinion_id: int) -> HttpResponse:
    """Record a call back."""
    form = CallForm(request.POST)
    if form.is_valid():
        form.cleaned_data["reached"] = form.cleaned_data["reached"] == "yes"
    return _act(request, opinion_id, "call", form, actions.call_back)


def _act(
    request: HttpRequest, opinion_id: int, name: str, form: forms.Form, action: Callable[..., object]
) -> HttpResponse:
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    found = entry_for(viewer, opinion_id, "opinion.answer")
    if not form.is_valid():
        return _entry(request, found, 422, {name: form})
    try:
        action(by=viewer.staff_id, at=at, opinion_id=found.pk, **form.cleaned_data)
    except OpinionError as refused:
        return _entry(request, found, 409, {name: form}, refused.text.pick(lang()))
    return HttpResponseRedirect(reverse("opinions:entry", args=[found.pk]))


@require_GET
@never_cache
@login_required
@requires("opinion.answer")
def number(request: HttpRequest, opinion_id: int) -> HttpResponse:
    """The number that was left, to call back: each look is logged."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    found = entry_for(viewer, opinion_id, "opinion.answer")
    if not found.phone:
        raise Http404(str(opinion_id))
    subject = ("opinion", str(found.pk))
    log_read(
        by=viewer.actor, at=at, subject=subject, action="opinion.number.read", institution=found.institution_id,
        tie="call_back",
    )  # fmt: skip
    return answers.sheet(request, "desk/opinions/number.html", {"entry": found})


@require_GET
@never_cache
@login_required
@requires("opinion.see")
def photo(request: HttpRequest, opinion_id: int) -> HttpResponse:
    """The photographed page, as it was taken; it may show a number, so each look is logged."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    found = entry_for(viewer, opinion_id)
    if found.photo is None:
        raise Http404(str(opinion_id))
    subject = ("opinion", str(found.pk))
    log_read(by=viewer.actor, at=at, subject=subject, action="opinion.photo.read", institution=found.institution_id)
    return photo_file(found.photo, f"opinion-{found.pk}")


@require_GET
@never_cache
@login_required
@requires("opinion.see")
def figures(request: HttpRequest) -> HttpResponse:
    """Answered and read in time, by outlet."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    period = parse_period(request.GET.get("period", ""), business_date(at))
    rows = on_time(scope_ids(viewer, "opinion.see"), period.first, period.last)
    context = {"rows": rows, "period": period, "periods": choices(business_date(at)), "at": at}
    return render(request, "desk/opinions/figures.html", context)
