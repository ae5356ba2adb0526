"""Before every page: the language of the request, and the one reading of the clock."""

from __future__ import annotations

import json
from collections.abc import Callable
from http import HTTPStatus

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from tingtang.customers.drafts import drop_draft
from tingtang.desk.language import COOKIE, in_language, of_caller, t
from tingtang.organisation.access import viewer_of

INTERFACE = "/api/"  # machines say their language in a header; pages are Chinese until somebody switches them


class LanguageMiddleware:
    """Sets `request.LANG` ("zh" | "en") and `request.at` (the one reading of the clock), and activates the language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        header = request.headers.get("Accept-Language", "") if request.path.startswith(INTERFACE) else ""
        language = of_caller(header, request.COOKIES.get(COOKIE, ""))
        request.LANG = language  # type: ignore[attr-defined]
        request.at = timezone.now()  # type: ignore[attr-defined]
        with in_language(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", "en" if language == "en" else "zh-Hans")
        return response


class RefuseNulBytes:
    """A request with a NUL byte is garbled, and no database field holds one: 400 instead of an error further in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", "") or _sent_nul(request):
            raise BadRequest("NUL")
        return self.get_response(request)


def _sent_nul(request: HttpRequest) -> bool:
    """Whether a cookie (they can spell it as \\000) or a field of a form holds one."""
    typed = (value for _, values in request.POST.lists() for value in values)
    return any("\0" in value for value in (*request.COOKIES.values(), *typed))


class KeepWhatWasTyped:
    """A form sent from a page after its session ended: the page stays, with what was typed, and says what to do.

    Going to the sign-in page, as a page asked for does, would lose it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 401 and request.method == "POST" and "HX-Redirect" in response.headers:
            del response.headers["HX-Redirect"]
            said = t(
                "登录已结束，内容仍在页面上。请在新标签页登录，再点保存。",
                "Signed out; what you typed is still here. Sign in in another tab, then save again.",
            )
            response.headers["HX-Trigger"] = json.dumps({"tingtang:toast": {"text": said}})
        return response


class DraftGoesWithTheSending:
    """A form that says which draft is its own (`draft`, desk/parts/ui.html) was taken: what was kept of it goes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        taken = request.method == "POST" and response.status_code < HTTPStatus.BAD_REQUEST
        form = request.POST.get("draft", "") if taken and request.user.is_authenticated else ""
        match = request.resolver_match
        if form and match is not None and match.view_name != "desk:draft":
            drop_draft(form=form, by=viewer_of(request).actor)
        return response
