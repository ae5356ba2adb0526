"""Every request: does its session still stand, is someone signed in, must the password be changed first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import resolve_url

from tingtang.organisation import sessions
from tingtang.organisation.devices import device_of
from tingtang.organisation.models import User
from tingtang.organisation.sign_in import at_of

# Asked by an open page of its own accord (live.js): a page left open must not keep its session from standing idle.
BACKGROUND = "X-Background"
# Where nobody need be signed in: interface and live channel answer for themselves (tokens, tickets; 401 and no page).
OPEN_PREFIXES = (
    "/sign-in",
    "/sso/",
    "/language",
    "/static/",
    "/live/",
    "/api/",
    "/device/",
    "/t/",  # a ticket's public page: its key is the right
    "/q/",  # a questionnaire: its key, or the ticket's, is the right
    "/bookings/calendar/",  # a person's feed: its secret is the right
    "/complain/",  # the acknowledgement of a complaint: its signature is the right
    "/healthz",
    "/favicon.ico",
)
OPEN_PAGES = ("/complain",)  # whole addresses: as a beginning this one would open the desk's /complaints
# Where one may go while the password waits to be changed.
WAITING_PREFIXES = ("/password", "/sign-out", *OPEN_PREFIXES)

LONGEST_WAY_BACK = 2000  # characters: a longer address was not made by our pages, and would not fit in a redirect


class SessionLimits:
    """Signs out a session that was ended elsewhere, stood idle, or is older than a working day."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if isinstance(user, User):
            verdict = sessions.check(
                user=user,
                key=request.session.session_key,
                at=at_of(request),
                idle=settings.SESSION_IDLE,
                life=settings.SESSION_LIFE,
                person=BACKGROUND not in request.headers,
            )
            if verdict != "stands":
                logout(request)
                request.session_ended = verdict  # type: ignore[attr-defined]  # the sign-in page says why
        return self.get_response(request)


class SignInRequired:
    """Sends whoever is not signed in to the sign-in page: closed by default, so that a new page cannot be forgotten."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        """None lets the request through."""
        user = request.user
        if not isinstance(user, User):
            open_here = request.path in OPEN_PAGES or request.path.startswith(OPEN_PREFIXES)
            return None if open_here or device_of(request) is not None else _ask_to_sign_in(request)
        if not request.path.startswith(WAITING_PREFIXES) and password_waits(user, request):
            return _go(request, resolve_url("organisation:password"))
        return None


def password_waits(user: User, request: HttpRequest) -> bool:
    """Whether the password must be changed before anything else: it is temporary, or too old."""
    if user.must_change_password:
        return True
    changed, most = user.password_changed_at, settings.PASSWORD_MAX_AGE
    return bool(most) and changed is not None and at_of(request) - changed >= most


def _ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    wants_page = "text/html" in request.headers.get("Accept", "text/html") or "*/*" in request.headers.get("Accept", "")
    if not wants_page:
        return JsonResponse({"error": "sign in first"}, status=401)
    back = request.get_full_path() if request.method == "GET" else ""
    query = {"why": getattr(request, "session_ended", ""), "next": back if len(back) <= LONGEST_WAY_BACK else ""}
    kept = urlencode({name: value for name, value in query.items() if value})
    return _go(request, f"{resolve_url('organisation:sign_in')}?{kept}")


def _go(request: HttpRequest, where: str) -> HttpResponse:
    """A redirect; for a fragment asked by htmx, the whole page goes there."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": where})
    return HttpResponseRedirect(where)
