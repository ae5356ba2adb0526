"""The short way of an interface call that carries a bearer token: devices call many times a second.

A session, its limits, CSRF, the language cookie, messages and htmx are about browsers with a person behind them. A
call with `Authorization: Bearer` has none of these: a browser never adds that header by itself, so there is nothing to
forge, and a session beside it is not looked at. What guards it stays: host, HTTPS, NUL bytes, the token, the rights.

`BearerApplication` stands before Django's handler in the server and leaves out the rest of it too (signals, the chain
of middleware, a second response); `BearerCalls` is the same as middleware, for whoever calls Django without a server.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIRequest
from django.db import DEFAULT_DB_ALIAS, connections
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.urls import ResolverMatch, get_resolver
from django.utils import timezone
from django.utils.log import log_response

from tingtang.desk.language import of_caller
from tingtang.shared.spoken import speaking

if TYPE_CHECKING:
    from wsgiref.types import StartResponse

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
_EVERY = list(HEADERS.items())
_TYPE_ALONE = {"content-type"}
_SHAPES = 2048  # addresses remembered, numbers left out

Environ = dict[str, Any]
_our_hosts: set[tuple[str | None, ...]] = set()


class BearerCalls:
    """Middleware: answers calls with a bearer token by itself; every other request goes the long way."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.long = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _may_go_short(request.META):
            return self.long(request)
        response = _answer(request)
        for name, value in _headers(response, response.content):
            response.headers[name] = value
        return response


class BearerApplication:
    """WSGI: the same, before Django's own application `long`."""

    def __init__(self, long: Callable[[Environ, StartResponse], Any]) -> None:
        self.long = long

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if not _may_go_short(environ):
            pages: Iterable[bytes] = self.long(environ, start_response)
            return pages
        connections[DEFAULT_DB_ALIAS].close_if_unusable_or_obsolete()  # as Django does when a request starts
        request = WSGIRequest(environ)
        response = _answer(request)
        if response.status_code >= 400:
            said = (response.reason_phrase, request.path)
            log_response("%s: %s", *said, response=response, request=request)
        status = f"{response.status_code} {response.reason_phrase}"
        content = response.content
        start_response(status, [*response.items(), *_headers(response, content)])
        return [content]


def _may_go_short(environ: Environ) -> bool:
    bearer = environ.get("HTTP_AUTHORIZATION", "").startswith("Bearer ")
    if not bearer or not environ.get("PATH_INFO", "").startswith(PREFIX):
        return False
    return not settings.SECURE_SSL_REDIRECT or _Scheme(environ).is_secure()  # the long way redirects


class _Scheme(HttpRequest):
    """As much of a request as Django needs to tell whether it came by HTTPS: a whole one would change `environ`."""

    def __init__(self, environ: Environ) -> None:
        super().__init__()
        self.META = environ

    def _get_scheme(self) -> str:
        return str(self.META.get("wsgi.url_scheme", "http"))


def _headers(response: HttpResponse, content: bytes) -> list[tuple[str, str]]:
    """Those that every answer has, but for what it says itself."""
    own = {name.lower() for name, _ in response.items()}
    said = _EVERY if own == _TYPE_ALONE else [one for one in _EVERY if one[0].lower() not in own]
    return [*said, ("Content-Length", str(len(content)))]


def _resolve_and_call(request: HttpRequest) -> HttpResponse:
    _require_our_host(request)
    if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
        return HttpResponseBadRequest("NUL", content_type="text/plain")
    request.at = timezone.now()  # type: ignore[attr-defined]  # the one reading of the clock
    request.LANG = of_caller(request.META.get("HTTP_ACCEPT_LANGUAGE", ""))  # type: ignore[attr-defined]
    request.user = AnonymousUser()
    match = request.resolver_match = resolved(request.path_info)
    with speaking(request.LANG):  # type: ignore[attr-defined]
        answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
    return answer


def _require_our_host(request: HttpRequest) -> None:
    """Raises DisallowedHost for a name that is not ours; a name found to be ours is not looked at again."""
    said = (request.META.get("HTTP_HOST"), request.META.get("HTTP_X_FORWARDED_HOST"), *settings.ALLOWED_HOSTS)
    if said not in _our_hosts:
        request.get_host()
        if len(_our_hosts) < _SHAPES:
            _our_hosts.add(said)


_answer = cast(Callable[[HttpRequest], HttpResponse], convert_exception_to_response(_resolve_and_call))


def resolved(path: str) -> ResolverMatch:
    """As Django's resolver, which tries dozens of patterns a call: addresses that differ in numbers only are looked for
    once. Raises Resolver404."""
    parts, numbers = path.split("/"), list[str]()
    for place, part in enumerate(parts):
        if part.isdecimal():
            parts[place] = str(len(numbers))
            numbers.append(part)
    found = _shape("/".join(parts))
    if not numbers:
        return found
    kwargs = {name: numbers[int(value)] if value.isdecimal() else value for name, value in found.kwargs.items()}
    return ResolverMatch(found.func, found.args, kwargs, found.url_name)


@lru_cache(_SHAPES)
def _shape(path: str) -> ResolverMatch:
    return get_resolver().resolve(path)
