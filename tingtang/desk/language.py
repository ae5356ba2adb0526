"""The language of a request: Chinese first, English by switch, chosen in the cookie `lang`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_POST

from tingtang.shared.spoken import speaking, spoken

COOKIE = "lang"
COOKIE_SECONDS = 365 * 24 * 3600
DJANGO_NAMES = {"zh": "zh-hans", "en": "en"}


def lang() -> str:
    """The language of the running request: "zh" or "en"."""
    return spoken() or _of_django()


def of_caller(header: str, cookie: str = "") -> str:
    """The language of who calls the interface: the first of ours that `Accept-Language` names, else the one chosen on
    the pages, else Chinese."""
    asked = (code.split("-", 1)[0] for code, weight in parse_accept_lang_header(header[:200]) if weight)
    found = next((code for code in asked if code in DJANGO_NAMES), "")
    return found or (cookie if cookie in DJANGO_NAMES else "zh")


def _of_django() -> str:
    return "en" if (translation.get_language() or "").startswith("en") else "zh"


@contextmanager
def in_language(code: str) -> Iterator[None]:
    """What runs inside speaks "zh" or "en": our texts and Django's."""
    with speaking(code), translation.override(DJANGO_NAMES[code]):
        yield


def t(zh: str, en: str) -> str:
    """The text in the language of the request. A global of every template."""
    return en if lang() == "en" else zh


@login_not_required
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """POST /language: `lang` = zh | en, `next` = where to go back to (this site only)."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}):
        target = "/"
    response = HttpResponseRedirect(target)
    chosen = request.POST.get("lang", "zh")
    if chosen in DJANGO_NAMES:
        response.set_cookie(COOKIE, chosen, max_age=COOKIE_SECONDS, samesite="Lax", secure=request.is_secure())
    return response
