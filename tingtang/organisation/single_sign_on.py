"""Single sign-on (OpenID Connect): the bank's identity server says who it is; a sign-in must exist here already."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from requests import RequestException

from tingtang.organisation.models import User


class StaffOnly(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """Signs in the member of staff whom the configured claim names. Never makes one."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> NoReturn:
        """The identity server has answered: sign in, or go back with the reason. Raises ImmediateHttpResponse."""
        staff_id = claim(sociallogin.account.extra_data, settings.OIDC_CLAIM)
        user = User.objects.select_related("staff").filter(staff_id=staff_id, is_active=True).first()
        if not staff_id or user is None:
            _back("unknown")
        request.signed_in_by = "sso"  # type: ignore[attr-defined]  # the audit row says which way
        login(request, user, backend="tingtang.organisation.backends.StaffBackend")
        raise ImmediateHttpResponse(HttpResponseRedirect(sociallogin.get_redirect_url(request) or "/"))

    def is_open_for_signup(self, *_: Any) -> bool:
        """Never: people come from the core bank's feed."""
        return False

    def on_authentication_error(self, *_: Any, **__: Any) -> NoReturn:
        """Cancelled, refused, unreachable, or a forged answer: back to the sign-in page."""
        _back("failed")


def answered(view: Callable[[HttpRequest, str], HttpResponse]) -> Callable[[HttpRequest, str], HttpResponse]:
    """The view, but back to the sign-in page when the identity server cannot be reached: allauth lets that through."""

    @wraps(view)
    def tried(request: HttpRequest, provider_id: str) -> HttpResponse:
        try:
            return view(request, provider_id)
        except RequestException:
            return HttpResponseRedirect(_sign_in("failed"))

    return tried


def claim(data: dict[str, Any], name: str) -> str:
    """A claim from the user information, else from the identity token; empty when neither has it as text."""
    for part in (data.get("userinfo"), data.get("id_token"), data):
        if isinstance(part, dict) and isinstance(part.get(name), str):
            return str(part[name])
    return ""


def _back(why: str) -> NoReturn:
    raise ImmediateHttpResponse(HttpResponseRedirect(_sign_in(why)))


def _sign_in(why: str) -> str:
    return f"{resolve_url('organisation:sign_in')}?why=sso_{why}"
