"""The public form of complaints (A34): `/complain`, for anybody; answered with a number and no more."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tingtang.complaints import actions
from tingtang.complaints.errors import BadInput, TooMany
from tingtang.desk.complaints.forms import PublicForm, listed, split
from tingtang.desk.complaints.intake import place_named, public_place, public_places, root
from tingtang.desk.forms import mistakes, typed
from tingtang.desk.language import COOKIE, COOKIE_SECONDS, DJANGO_NAMES, in_language, lang
from tingtang.manual.queries import rulebook
from tingtang.organisation.sign_in import at_of
from tingtang.shared.times import business_date

Choices = dict[str, tuple[str, ...]]
SALT = "complaint taken in"
SHOWN_FOR = 24 * 3600  # seconds that the address of an acknowledgement holds


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def complain(request: HttpRequest) -> HttpResponse:
    """GET the form (`?outlet=O1` names the place); POST it."""
    at, codes = at_of(request), rulebook().complaint_codes
    choices = {"business": tuple(codes.businesses), "cause": tuple(codes.causes)}
    if request.method != "POST":
        started = {"key": uuid.uuid4().hex, "institution_id": public_place(request.GET.get("outlet", "")[:32])}
        return _page(request, PublicForm(initial=started, choices=choices), at)
    if (chosen := request.POST.get("lang", "")) in DJANGO_NAMES:
        return _in_other_language(request, choices, chosen, at)
    form = PublicForm(request.POST, request.FILES, choices=choices)
    if form.is_valid():
        try:
            made = _take_in(request, form.cleaned_data, at)
            shown = signing.dumps(made.complaint.number, salt=SALT)
            return HttpResponseRedirect(reverse("complaints:complained", args=[shown]))
        except BadInput as refused:
            field = refused.field if refused.field in form.fields else None
            form.add_error(field, refused.text.pick(lang()))
        except TooMany as refused:
            form.add_error(None, refused.text.pick(lang()))
            return _page(request, form, at, 429)
    return _page(request, form, at, 422)


def _in_other_language(
    request: HttpRequest, choices: dict[str, tuple[str, ...]], to: str, at: datetime
) -> HttpResponse:
    """The form in the other language, with every word that was typed."""
    with in_language(to):
        answer = _page(request, PublicForm(initial=request.POST.dict(), choices=choices), at)
    answer.set_cookie(COOKIE, to, max_age=COOKIE_SECONDS, samesite="Lax", secure=request.is_secure())
    return answer


def _take_in(request: HttpRequest, given: dict[str, Any], at: datetime) -> actions.Opened:
    named, key = split(given.pop("concerned")), given.pop("key")
    files = given.pop("papers")
    place = given["institution_id"]
    given["institution_id"] = place_named(place) if place else root()
    given["products"] = listed(given["products"])
    if named:  # kept as the customer wrote it, whether or not anybody is found
        given["facts"] += f"\n涉及人员（客户所写）：{'、'.join(named)}"
    return actions.take_in_public(
        said=actions.Said(channel="web", **given), named=named, key=key, at=at, address=_address(request),
        papers=[(one.name, one.read()) for one in files],
    )  # fmt: skip


def _address(request: HttpRequest) -> str:
    """The network address it came from: what our own proxy says it saw (the last of the list), else who connected."""
    seen = request.META.get("HTTP_X_FORWARDED_FOR", "").rsplit(",", 1)[-1].strip()
    return seen if settings.BEHIND_PROXY and seen else str(request.META.get("REMOTE_ADDR", ""))


def _page(request: HttpRequest, form: PublicForm, at: datetime, status: int = 200) -> HttpResponse:
    context = {
        "values": typed(form), "mistakes": mistakes(form) if form.is_bound else {}, "codes": rulebook().complaint_codes,
        "places": public_places(), "at": at, "most_files": actions.most_files(at), "chosen": bool(request.FILES),
        "megabytes": rulebook().value("complaint.attachment_megabytes", business_date(at)).value,
    }  # fmt: skip
    return _unlisted(render(request, "desk/complaints/public.html", context, status=status))


@login_not_required
@never_cache
@require_safe
def complained(request: HttpRequest, acknowledged: str) -> HttpResponse:
    """The acknowledgement: the number, by when an answer is owed, how to ask. Nobody can make one up."""
    try:
        number = signing.loads(acknowledged, salt=SALT, max_age=SHOWN_FOR)
    except signing.BadSignature:
        return HttpResponseRedirect(reverse("complaints:complain"))
    days = rulebook().value("complaint.regulator_days", business_date(at_of(request))).value
    return _unlisted(render(request, "desk/complaints/public_done.html", {"number": number, "days": days}))


def _unlisted(response: HttpResponse) -> HttpResponse:
    """What one typed and the number of a case are nothing for a search engine."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
