"""Pages: sign in, sign out, password, the audit trail, one's own trace."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import MAXYEAR, MINYEAR, date
from functools import partial
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseRedirect,
    HttpResponseServerError,
)
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tingtang.audit.models import Entry
from tingtang.audit.queries import Filter, count_up_to, detail_shown, entries, page
from tingtang.organisation import actions, trace
from tingtang.organisation.access import requires, viewer_of
from tingtang.organisation.actions.users import WRONG_OLD
from tingtang.organisation.models import Staff, User
from tingtang.organisation.sign_in import at_of, sign_in_page
from tingtang.organisation.words import action_said, detail_said, subject_said, texts_in
from tingtang.shared.times import day_end, day_start

ENTRY_ID = re.compile(r"[0-9]{1,18}")
STAFF_ID = 32  # characters at most: a longer text is nobody's number
LONGEST_NAME = 64  # of a sign-in: a longer one is nobody's, and too long to be kept as an attempt
# Plain pages: when these are needed, what draws the others may be what failed, or not have run yet.
PLAIN = (
    '<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8"><title>{}</title></head><body><main>'
    '<h1>{}</h1><p>{}</p><p lang="en">{}</p><p><a href="/">厅堂 Tingtang</a></p></main></body></html>'
)
FAILED = PLAIN.format(
    "出错了 · Error",
    "系统出错了",
    "已记录此错误；未完成的操作没有保存。请稍后重试。",
    "Something failed on our side. It is on record; nothing half-done was saved. Try again later.",
)
GARBLED = PLAIN.format(
    "无法读取 · Not readable",
    "无法读取这个请求",
    "请求含有无法处理的内容，没有保存任何内容。请返回页面重试。",
    "The request holds what cannot be read. Nothing was saved. Go back to the page and try again.",
)


def _inside(request: HttpRequest, target: str) -> str:
    """`target` when it leads to this site, else the home page."""
    ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if target and ours else settings.LOGIN_REDIRECT_URL


@sensitive_post_parameters("password")
@never_cache
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """GET the page; POST username, password, next. A locked name is answered by the axes middleware (429)."""
    target = _inside(request, request.POST.get("next", request.GET.get("next", "")))
    if request.method != "POST":
        if request.user.is_authenticated:
            return HttpResponseRedirect(target)
        return sign_in_page(request, request.GET.get("why", ""))
    name, word = request.POST.get("username", "").strip(), request.POST.get("password", "")
    user = authenticate(request, username=name, password=word) if word and 0 < len(name) <= LONGEST_NAME else None
    if not isinstance(user, User):
        return sign_in_page(request, "wrong" if name and word else "missing", status=422)
    login(request, user)
    return HttpResponseRedirect(target)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session and go to the sign-in page."""
    logout(request)
    return redirect("organisation:sign_in")


@sensitive_post_parameters("old", "new", "again")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("password.change")
def password(request: HttpRequest) -> HttpResponse:
    """One's own password: old, new, again. The other sessions end, this one goes on under a new key."""
    user = request.user
    if not isinstance(user, User):
        return redirect("organisation:sign_in")
    mistakes: dict[str, list[str]] = {}
    if request.method == "POST":
        mistakes = _change(request, user)
        if not mistakes:
            return HttpResponseRedirect(settings.LOGIN_REDIRECT_URL)
    rules = password_validators_help_texts()
    only_sso = not user.has_usable_password()
    context = {"mistakes": mistakes, "rules": rules, "forced": user.must_change_password, "sso": only_sso}
    return render(request, "organisation/password.html", context, status=422 if mistakes else 200)


def _change(request: HttpRequest, user: User) -> dict[str, list[str]]:
    new = request.POST.get("new", "")
    if new != request.POST.get("again", ""):
        return {"again": ["different"]}
    old = request.POST.get("old", "")
    if user.has_usable_password() and authenticate(request, username=user.username, password=old) is None:
        return {"old": [WRONG_OLD.pick("zh")]}  # counted like a failed sign-in: an open session is no oracle
    try:
        actions.change_password(at=at_of(request), user=user, old=old, new=new)
    except ValidationError as refused:
        return dict(refused.message_dict)
    request.signed_in_by = "password-change"  # type: ignore[attr-defined]  # the audit row says which way
    login(request, user, backend="tingtang.organisation.backends.StaffBackend")
    return {}


@require_safe
@requires("audit.see")
def audit_trail(request: HttpRequest) -> HttpResponse:
    """Who did and saw what, in the viewer's subtree. GET subject=kind:id, by, action, nature, since, until, before."""
    found = trace.below(entries(_filter(request)), viewer_of(request))
    return _trail(request, "organisation/audit.html", found)


@require_safe
@requires("trace.see")
def my_trace(request: HttpRequest) -> HttpResponse:
    """What I did and saw (or, with of=mine, who looked at what I answer for)."""
    choose = trace.looked_at_mine if request.GET.get("of") == "mine" else trace.mine
    return _trail(request, "organisation/trace.html", choose(entries(_filter(request)), viewer_of(request)))


def _trail(request: HttpRequest, template: str, found: QuerySet[Entry]) -> HttpResponse:
    before = request.GET.get("before", "")
    shown = page(found, int(before) if ENTRY_ID.fullmatch(before) else None)
    n, more = count_up_to(found)
    query = {name: value for name, value in request.GET.items() if value and name != "before"}
    language, details = viewer_of(request).language, {row.pk: detail_shown(row) for row in shown.entries}
    people = {row.actor for row in shown.entries}.union(*map(texts_in, details.values()))
    people |= {row.subject_id for row in shown.entries if row.subject_kind == "staff"}
    found_names = Staff.objects.filter(staff_id__in={one for one in people if len(one) <= STAFF_ID})
    names = dict(found_names.values_list("staff_id", "name"))
    context = {
        "rows": [
            (row, names.get(row.actor, ""), detail_said(details[row.pk], language, names)) for row in shown.entries
        ],
        "said": partial(action_said, language=language),
        "subject": partial(subject_said, language=language),
        "names": names,
        "count": n,
        "more": more,
        "older": f"?{urlencode({**query, 'before': shown.older})}" if shown.older else "",
        "newest": f"?{urlencode(query)}" if before else "",
        "natures": Entry.Nature.values,
        "query": query,
    }
    return render(request, template, context)


def _filter(request: HttpRequest) -> Filter:
    kind, _, key = request.GET.get("subject", "").strip().partition(":")
    since, until = _day(request.GET.get("since", "")), _day(request.GET.get("until", ""))
    return Filter(
        subject_kind=kind,
        subject_id=key,
        actor=request.GET.get("by", "").strip(),
        action=request.GET.get("action", "").strip(),
        nature=request.GET.get("nature", ""),
        since=day_start(since) if since else None,
        until=day_end(until) if until else None,
    )


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """404: no such page, or nothing there for this viewer: the two read the same."""
    return render(request, "organisation/refused.html", {"what": "missing"}, status=404)


def garbled(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """400: what came is no request that a page of ours would send."""
    return HttpResponseBadRequest(GARBLED, content_type="text/html; charset=utf-8")


def failed(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """500: our mistake."""
    return HttpResponseServerError(FAILED, content_type="text/html; charset=utf-8")


def _other_home(request: HttpRequest) -> str:
    """Where those begin who have no day of their own: a stationed third party at their area, others with the manual."""
    pages = ("lobby:my_area", "manual:articles") if viewer_of(request).may("third_party.area") else ("manual:articles",)
    for name in pages:
        with suppress(NoReverseMatch):  # a room may not be there
            return reverse(name)
    return reverse("organisation:trace")


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if MINYEAR < day.year < MAXYEAR else None  # the ends of the calendar have no instants in every zone


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  # Django's signature
    """A form without its token: most often a page left open over a sign-in. The way on is to reload it."""
    return render(request, "organisation/refused.html", {"what": "stale"}, status=403)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """403: the page is there, but not for this position. Who may not have a day is led from / to what they may have."""
    if request.path == "/" and request.user.is_authenticated:
        return redirect(_other_home(request))
    return render(request, "organisation/refused.html", {"what": "forbidden"}, status=403)
