"""The public page of a questionnaire: by an outlet's link or a slip, anonymous, or by a ticket's key (A39.5).

One answer each: a ticket and a slip answer once, whoever holds them; a link knows devices alone, to each of which it
gives a random token (a cookie, and in the form for those without). Nothing else is kept. Nobody is asked to sign in.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tingtang.desk.language import lang
from tingtang.lobby.models import Ticket
from tingtang.lobby.states import State
from tingtang.lobby.views import guest_words as words
from tingtang.manual.queries import rulebook
from tingtang.organisation.models import InstitutionTree
from tingtang.organisation.sign_in import at_of
from tingtang.satisfaction.actions import answer
from tingtang.satisfaction.errors import AlreadyAnswered, BadInput, SatisfactionError, TooMany
from tingtang.satisfaction.models import Answer, Kind, Link, Questionnaire, Version, Way
from tingtang.satisfaction.slips import slip_of, used
from tingtang.shared.times import business_date

COOKIE = "tingtang_device"
YEAR = 365 * 24 * 3600


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def asked(request: HttpRequest, link_key: str) -> HttpResponse:
    """`/q/<key>`: the questions of an outlet's link; POST the answers."""
    link = Link.objects.select_related("questionnaire", "institution").filter(key=link_key).first()
    version = _current(link.questionnaire) if link else None
    if link is None or version is None or link.questionnaire.way != Way.LINK:
        return _closed(request, way=link.questionnaire.way if link else "")
    device = _device(request)
    here = reverse("satisfaction:asked", args=[link_key])
    if Answer.objects.filter(questionnaire=link.questionnaire, respondent=f"device:{device}").exists():
        return _page(request, version, link.institution, here, device, thanks=True)
    if request.method != "POST":
        return _page(request, version, link.institution, here, device)
    return _answered(request, version, link.institution, here, device, {}, link_key=link_key)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def of_slip(request: HttpRequest, slip_key: str) -> HttpResponse:
    """`/q/s/<key>`: the questions for whoever holds the slip; once, on whatever device."""
    slip = slip_of(slip_key)
    version = _current(slip.questionnaire) if slip else None
    if slip is None or version is None:
        return _closed(request)
    here = reverse("satisfaction:of_slip", args=[slip_key])
    shown: dict[str, Any] = {"anonymous": True, "slip": True}
    if used(slip):
        return _page(request, version, slip.institution, here, "", thanks=True, **shown)
    if request.method != "POST":
        return _page(request, version, slip.institution, here, "", **shown)
    return _answered(request, version, slip.institution, here, "", shown, slip_key=slip_key)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def of_ticket(request: HttpRequest, ticket_key: str) -> HttpResponse:
    """`/q/t/<key>`: the questions for the holder of a served ticket."""
    ticket, version = _of_ticket(request, ticket_key)
    if ticket is None or version is None:
        known = Ticket.objects.filter(key=ticket_key).exists()
        return _closed(request, status=200 if known else 404)
    here = reverse("satisfaction:of_ticket", args=[ticket_key])
    if Answer.objects.filter(questionnaire=version.questionnaire, ticket=ticket).exists():
        return _page(request, version, ticket.institution, here, "", thanks=True)
    if request.method != "POST":
        return _page(request, version, ticket.institution, here, "")
    return _answered(request, version, ticket.institution, here, "", {}, ticket=ticket)


@login_not_required
@never_cache
@require_safe
def invite(request: HttpRequest, ticket_key: str) -> HttpResponse:
    """The line on the ticket's page that leads to its questionnaire; nothing where there is none or it is answered."""
    ticket, version = _of_ticket(request, ticket_key)
    if ticket is None or version is None:
        return HttpResponse(status=204)
    if Answer.objects.filter(questionnaire=version.questionnaire, ticket=ticket).exists():
        return HttpResponse(status=204)
    return render(request, "desk/satisfaction/questionnaire_invite.html", {"key": ticket_key})


def _of_ticket(request: HttpRequest, key: str) -> tuple[Ticket | None, Version | None]:
    """The served ticket and what its holder is asked: the nearest questionnaire above the outlet, the newest first."""
    ticket = Ticket.objects.select_related("institution").filter(key=key, state=State.SERVED).first()
    if ticket is None:
        return None, None
    today = business_date(at_of(request))
    days = int(str(rulebook().value("questionnaire.ticket_days", today).value))
    if ticket.on + timedelta(days=days) < today:
        return None, None
    line = InstitutionTree.objects.filter(descendant=ticket.institution_id).values_list("ancestor_id", "depth")
    depth = {ticket.institution_id: 0, **dict(line)}
    open_ = Questionnaire.objects.filter(way=Way.TICKET, ended_at__isnull=True, institution__in=list(depth))
    found = sorted(open_, key=lambda one: (depth[one.institution_id], -one.pk))
    return ticket, next((version for one in found if (version := _current(one))), None)


def _current(found: Questionnaire) -> Version | None:
    """The latest version of one that is not ended."""
    if found.ended_at is not None:
        return None
    return found.versions.select_related("questionnaire").order_by("-n").first()


def _device(request: HttpRequest) -> str:
    """The device's token: of the cookie, else of the form, else a new one."""
    for said in (request.COOKIES.get(COOKIE, ""), request.POST.get("device", "")):
        if len(said) == 32 and set(said) <= set("0123456789abcdef"):
            return said
    return secrets.token_hex(16)


def _answered(
    request: HttpRequest, version: Version, outlet: Any, here: str, device: str, shown: dict[str, Any], **by: Any
) -> HttpResponse:
    """Keep it; a refusal names the question and keeps every word."""
    again = partial(_page, request, version, outlet, here, device, **shown)
    try:
        asked_of = _version(request, version)
        said = {key: one for key, one in _said(request.POST, asked_of).items() if one not in ("", [])}
        sent: dict[str, Any] = {"score": _digit(request.POST.get("score", "")), "said": said, "lang": lang()}
        answer(at=at_of(request), version=asked_of, device=device, **sent, **by)
    except AlreadyAnswered:
        pass
    except BadInput as refused:
        return again(status=422, wrong={refused.field: refused.text.pick(lang())})
    except TooMany as refused:
        return again(status=429, trouble=refused.text.pick(lang()))
    except SatisfactionError as refused:
        return again(status=409, trouble=refused.text.pick(lang()))
    return _with_device(HttpResponseRedirect(here), device)


def _version(request: HttpRequest, current: Version) -> Version:
    """The version that the form showed: one published meanwhile does not take its place."""
    shown = request.POST.get("version", "")
    if not shown.isdecimal() or len(shown) > 4:
        return current
    known = current.questionnaire.versions.select_related("questionnaire").filter(n=int(shown)).first()
    return known or current


def _digit(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) == 1 else 0


def _place(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 3 else -1


def _said(post: QueryDict, version: Version) -> dict[int, Any]:
    """question id -> what was sent; what is no number of a choice is refused later as outside."""
    found: dict[int, Any] = {}
    for question in version.questions.filter(n__gt=1):
        name = f"q-{question.pk}"
        if question.kind == Kind.TEXT:
            found[question.pk] = post.get(name, "")
        else:
            sent = [one for one in post.getlist(name) if one]
            found[question.pk] = [
                int(one) if one.isascii() and one.isdecimal() and len(one) < 3 else -1 for one in sent
            ]
    return found


def _page(
    request: HttpRequest, version: Version, outlet: Any, here: str, device: str, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "version": version, "questions": list(version.questions.order_by("n")), "outlet": outlet, "here": here,
        "device": device, "levels": words.LEVELS, "post": request.POST, "thanks": False, "trouble": "", "wrong": {},
        "anonymous": bool(device), "slip": False, **more,
    }  # fmt: skip
    return _with_device(render(request, "desk/satisfaction/questionnaire_public.html", context, status=status), device)


def _with_device(response: HttpResponse, device: str) -> HttpResponse:
    if device:
        response.set_cookie(COOKIE, device, max_age=YEAR, httponly=True, samesite="Lax", path="/q/")
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def _closed(request: HttpRequest, *, way: str = "", status: int = 404) -> HttpResponse:
    """There is none, it is ended, or it is answered from the ticket's own page or with a slip."""
    response = render(request, "desk/satisfaction/questionnaire_closed.html", {"way": way}, status=status)
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
