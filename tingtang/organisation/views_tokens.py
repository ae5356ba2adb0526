"""`/tokens`: bearer tokens of devices and systems: made, listed, revoked by those who answer for the outlet."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from tingtang.organisation.access import in_scope, requires, viewer_of
from tingtang.organisation.actions.zones import HAVE_ZONES
from tingtang.organisation.forms import TokenForm
from tingtang.organisation.models import Institution, Staff, Token
from tingtang.organisation.positions import DEVICES, Position
from tingtang.organisation.sign_in import at_of
from tingtang.organisation.tokens import GIVEN, LONGEST_REASON, TokenRefused, create_token, revoke_token, tokens_seen
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date, day_end

PAGE = 20
LATEST = date(9999, 1, 1)  # the end of the calendar has no instant in every zone
MOST_OUTLETS = 500  # in the list to choose from
PLACE = Bilingual("不在您管理的网点之内", "not an outlet you manage")
PAST = Bilingual("应是今天或以后的日子", "today or a later day")


@sensitive_variables("made")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("token.manage")
def tokens(request: HttpRequest) -> HttpResponse:
    """GET ended=1, page: the tokens. POST name, position, institution, expires_on: a further one, shown this once."""
    if request.method != "POST":
        return _page(request)
    form = TokenForm(request.POST)
    made = _made(request, form) if form.is_valid() else ""
    if not made:
        return _page(request, form)
    return _page(request, made={"name": form.cleaned_data["name"], "token": made, "opens": _opens(request, form, made)})


@require_POST
@requires("token.manage")
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    """POST reason: the token opens nothing from here on."""
    viewer = viewer_of(request)
    mine = in_scope(Token.objects.all(), viewer, "institution_id", "token.manage")
    token = get_object_or_404(mine, pk=min(token_id, 2**63 - 1))
    reason = request.POST.get("reason", "")
    try:
        revoke_token(by=viewer.actor, at=at_of(request), token=token, reason=reason)
    except TokenRefused as refused:
        return _page(request, wrong={"token": token.pk, "reason": reason, "text": refused.text.pick(viewer.language)})
    return redirect("organisation:tokens")


def _made(request: HttpRequest, form: forms.Form) -> str:
    """The token; "" when it was refused, said beside its field."""
    typed, viewer = form.cleaned_data, viewer_of(request)
    try:
        place = _outlets(request).filter(pk=typed["institution"]).first()
        if place is None:
            raise TokenRefused("institution", PLACE)
        last = typed["expires_on"]
        if last and not business_date(at_of(request)) <= last < LATEST:
            raise TokenRefused("expires_on", PAST)
        return create_token(
            by=viewer.actor,
            at=at_of(request),
            name=typed["name"],
            position=Position(typed["position"]),
            institution=place,
            expires_at=day_end(last) if last else None,
        )
    except TokenRefused as refused:
        form.add_error(refused.field, refused.text.pick(viewer.language))
        return ""


def _opens(request: HttpRequest, form: forms.Form, made: str) -> str:
    """The address by which a device's browser signs in; "" for a system, which sends the token with each call."""
    if form.cleaned_data["position"] not in DEVICES:
        return ""
    return request.build_absolute_uri(reverse("organisation:device", args=[made]))


def _outlets(request: HttpRequest) -> Any:
    """Where the viewer may give tokens: institutions that receive customers."""
    rows = Institution.objects.filter(kind__in=HAVE_ZONES)
    return in_scope(rows, viewer_of(request), "institution_id", "token.manage").order_by("name")


def _page(request: HttpRequest, form: forms.Form | None = None, **about: Any) -> HttpResponse:
    """The page with what was made, or with what was refused (422) as it was typed."""
    viewer, at, ended = viewer_of(request), at_of(request), request.GET.get("ended") == "1"
    counts = {one: tokens_seen(viewer, at, standing=not one).count() for one in (False, True)}
    rows = Paginator(tokens_seen(viewer, at, standing=not ended), PAGE).get_page(request.GET.get("page", "1")[:6])
    people = {name for row in rows for name in (row.created_by, row.revoked_by)}
    context = {
        "rows": rows,
        "counts": counts,
        "ended": ended,
        "names": dict(Staff.objects.filter(pk__in=people).values_list("pk", "name")),
        "outlets": _outlets(request)[:MOST_OUTLETS],
        "positions": [one for one in Position if one in GIVEN],
        "devices": DEVICES,
        "typed": form.data if form else {},
        "mistakes": {name: " ".join(map(str, said)) for name, said in form.errors.items()} if form else {},
        "most_reason": LONGEST_REASON,
        "at": at,
        "page_address": lambda number: "?" + urlencode({"ended": int(ended), "page": number}),
        "made": None,
        "wrong": None,
        **about,
    }
    refused = form is not None or "wrong" in about
    return render(request, "organisation/tokens.html", context, status=422 if refused else 200)
