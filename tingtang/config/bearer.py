"""The short way of an interface call that carries a bearer token: devices call many times a second.

A session, its limits, CSRF, the language cookie, messages and htmx are about browsers with a person behind them. A
call with `Authorization: Bearer` has none of these: a browser never adds that header by itself, so there is nothing to
forge, and a session beside it is not looked at. What guards it stays: host, HTTPS, NUL bytes, the token, the rights.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.urls import get_resolver
from django.utils import timezone

PREFIX = "/api/"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": settings.X_FRAME_OPTIONS,
    "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}
if settings.SECURE_HSTS_SECONDS:
    HEADERS["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains"


class BearerCalls:
    """Answers calls with a bearer token by itself; every other request goes the long way."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.long = get_response
        self.short = cast(Callable[[HttpRequest], HttpResponse], convert_exception_to_response(_answered))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _may_go_short(request):
            return self.long(request)
        response = self.short(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers["Content-Length"] = str(len(response.content))
        return response


def _may_go_short(request: HttpRequest) -> bool:
    bearer = request.META.get("HTTP_AUTHORIZATION", "").startswith("Bearer ")
    if not bearer or not request.path_info.startswith(PREFIX):
        return False
    return not settings.SECURE_SSL_REDIRECT or request.is_secure()  # the long way redirects


def _answered(request: HttpRequest) -> HttpResponse:
    request.get_host()  # refuses a name that is not ours
    if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
        return HttpResponseBadRequest("NUL", content_type="text/plain")
    request.at = timezone.now()  # type: ignore[attr-defined]  # the one reading of the clock
    request.LANG = "zh"  # type: ignore[attr-defined]
    request.user = AnonymousUser()
    match = get_resolver().resolve(request.path_info)
    request.resolver_match = match
    answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
    return answer
