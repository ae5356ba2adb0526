"""A device's browser: it signs in once by opening /device/<token> and is from then on what its token says.

The token sits in a cookie that no script reads and no other site sends; each request looks it up as a bearer token's
is, so revoking the token ends the device's sign-in. Its forms need the CSRF token, as everybody's do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from tingtang.organisation.access import Viewer, act_as
from tingtang.organisation.models import User
from tingtang.organisation.positions import DEVICES
from tingtang.organisation.sign_in import at_of
from tingtang.organisation.tokens import viewer_of_token

COOKIE = "tingtang_device"
LIFE = timedelta(days=400)  # browsers keep a cookie no longer; the token's own end and revocation count besides
# Where a device may go: what it is for. Everything else asks for a person's sign-in.
PREFIXES = ("/kiosk", "/screen", "/panel", "/device", "/live/", "/t/", "/q/", "/language", "/static/")


@dataclass(frozen=True, slots=True)
class Device:
    """A device as the live channel's follower."""

    viewer: Viewer
    is_authenticated: bool = True

    def get_username(self) -> str:
        """How the live ticket names it."""
        return self.viewer.actor


class DeviceSignIn:
    """Lets a request with a device's cookie, and no person signed in, act as the device."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = request.COOKIES.get(COOKIE)
        if token and request.path.startswith(PREFIXES) and not isinstance(request.user, User):
            viewer = viewer_of_token(token, at_of(request))
            if viewer is not None and viewer.position in DEVICES:
                act_as(request, viewer)
                request.live_follower = Device(viewer)  # type: ignore[attr-defined]  # lives as long as the request
        return self.get_response(request)


def device_of(request: HttpRequest) -> Device | None:
    """The device that asks, or None."""
    found = getattr(request, "live_follower", None)
    return found if isinstance(found, Device) else None


def signed_in(token: str, where: str) -> HttpResponse:
    """The answer that signs a device's browser in and leads on."""
    response = HttpResponseRedirect(where)
    response.set_cookie(
        COOKIE,
        token,
        max_age=LIFE,
        httponly=True,
        samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    response["Referrer-Policy"] = "no-referrer"  # the token stands in the address just left
    return response
