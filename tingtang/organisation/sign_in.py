"""What happens around a sign-in, whichever way it came: password, single sign-on. And the answer to a locked name."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from axes.signals import user_locked_out
from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from tingtang.organisation import sessions
from tingtang.organisation.models import User


def at_of(request: HttpRequest | None) -> datetime:
    """When the request came: read once by the language middleware, else now."""
    at = getattr(request, "at", None)
    return at if isinstance(at, datetime) else timezone.now()


@receiver(user_logged_in)
def _signed_in(request: HttpRequest, user: User, **_: Any) -> None:
    if request.session.session_key is None:
        request.session.create()
    sessions.begin(
        user=user,
        key=request.session.session_key or "",
        at=at_of(request),
        agent=request.META.get("HTTP_USER_AGENT", ""),
        most=settings.SESSIONS_PER_USER,
        how=getattr(request, "signed_in_by", "password"),
    )


@receiver(user_logged_out)
def _signed_out(request: HttpRequest, user: User | None, **_: Any) -> None:
    if user is not None and request.session.session_key:
        sessions.end(user=user, key=request.session.session_key, at=at_of(request), why="sign-out")


@receiver(user_login_failed)
def _refused(request: HttpRequest | None, credentials: dict[str, Any], **_: Any) -> None:
    username = str(credentials.get("username", ""))
    known = User.objects.filter(username=username).exists()
    sessions.refused(username=username, known=known, at=at_of(request), locked=False)


@receiver(user_locked_out)
def _locked(request: HttpRequest | None, username: str, **_: Any) -> None:
    known = User.objects.filter(username=username).exists()
    sessions.refused(username=username, known=known, at=at_of(request), locked=True)


def locked_out(request: HttpRequest, *_: Any) -> HttpResponse:
    """The sign-in page with the line of a locked name; 429."""
    return sign_in_page(request, "locked", status=429)


def sign_in_page(request: HttpRequest, problem: str = "", status: int = 200) -> HttpResponse:
    """The sign-in page with the reason why one stands before it (a key of the template's `problems`)."""
    context = {
        "problem": problem,
        "username": request.POST.get("username", ""),
        "next": request.POST.get("next", request.GET.get("next", "")),
        "sso": settings.OIDC_NAME,
        "minutes": int(settings.AXES_COOLOFF_TIME.total_seconds() // 60),
        "idle_minutes": int(settings.SESSION_IDLE.total_seconds() // 60),
    }
    return render(request, "organisation/sign_in.html", context, status=status)
