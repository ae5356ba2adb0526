"""Security settings: the bank's own choices for this installation, each with its reason. Not manual policy.

Every number can be set by the environment (docs/operations.md); the defaults suit an outlet's shared counters.
"""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF


def number(name: str, default: int) -> int:
    """A whole number from the environment. Raises ValueError naming the variable."""
    text = os.environ.get(name, str(default))
    if not text.isdigit():
        raise ValueError(f"{name}: {text!r} is not a whole number")
    return int(text)


# -- behind https -----------------------------------------------------------------------------------------------------
HTTPS = os.environ.get("TINGTANG_HTTPS", "") == "1"  # off: the demo on http://127.0.0.1 must be able to sign in
HSTS_SECONDS = 31_536_000 if HTTPS else 0

# -- sessions ---------------------------------------------------------------------------------------------------------
# A tablet left in the lobby must not stay open; a form being filled must not be lost.
SESSION_IDLE = timedelta(minutes=number("TINGTANG_SESSION_IDLE_MINUTES", 30))
# One working day with its preparation and closing: nobody works on yesterday's sign-in.
SESSION_LIFE = timedelta(hours=number("TINGTANG_SESSION_HOURS", 12))
# The counter, the tablet and the phone; a fourth sign-in ends the oldest.
SESSIONS_PER_USER = number("TINGTANG_SESSIONS_PER_USER", 3)

# -- passwords --------------------------------------------------------------------------------------------------------
PASSWORD_MIN_LENGTH = number("TINGTANG_PASSWORD_MIN_LENGTH", 10)
PASSWORD_HISTORY = number("TINGTANG_PASSWORD_HISTORY", 5)  # the last five may not come back
PASSWORD_MAX_AGE = timedelta(days=number("TINGTANG_PASSWORD_MAX_AGE_DAYS", 90))  # 0 days: passwords do not age

# -- lock-out ---------------------------------------------------------------------------------------------------------
LOCKOUT_FAILURES = number("TINGTANG_LOCKOUT_FAILURES", 5)
LOCKOUT = timedelta(minutes=number("TINGTANG_LOCKOUT_MINUTES", 30))

# -- single sign-on (OIDC) --------------------------------------------------------------------------------------------
OIDC_SERVER = os.environ.get("TINGTANG_OIDC_SERVER", "")  # empty: off
OIDC_CLAIM = os.environ.get("TINGTANG_OIDC_CLAIM", "staff_id")  # the claim that holds the staff id
OIDC_NAME = os.environ.get("TINGTANG_OIDC_NAME", "SSO")  # what the button says


def oidc_providers() -> dict[str, Any]:
    """allauth's provider settings: one OpenID Connect server named `bank`, or none when it is not configured."""
    if not OIDC_SERVER:
        return {}
    app = {
        "provider_id": "bank",
        "name": OIDC_NAME,
        "client_id": os.environ.get("TINGTANG_OIDC_CLIENT_ID", "tingtang"),
        "secret": os.environ.get("TINGTANG_OIDC_CLIENT_SECRET", ""),
        "settings": {"server_url": OIDC_SERVER, "oauth_pkce_enabled": True},
    }
    return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}


def live_origins(url: str, port: int, hosts: list[str]) -> tuple[str, ...]:
    """Where pages may open the live stream besides their own origin: its port on each of our hosts, or its address."""
    if url:
        server = urlsplit(url)
        return (f"{server.scheme}://{server.netloc}",) if server.netloc else ()
    names = (host if not host.startswith(".") else f"*{host}" for host in hosts if not host.startswith("["))
    return tuple(f"{name}:{port}" for name in names)


def content_security_policy(live: tuple[str, ...] = ()) -> dict[str, Any]:
    """A strict policy: our own files only; scripts and style elements inline only with the page's nonce.

    `live`: origins of the live stream besides our own. The sign-in form may lead to the OIDC server.
    """
    server = urlsplit(OIDC_SERVER)
    form = [SELF, f"{server.scheme}://{server.netloc}"] if OIDC_SERVER else [SELF]
    return {
        "DIRECTIVES": {
            "default-src": [NONE],
            "script-src": [SELF, NONCE],
            "style-src": [SELF, NONCE],
            "img-src": [SELF, "data:"],  # icons inside the style sheet
            "font-src": [SELF],
            "connect-src": [SELF, *live],
            "manifest-src": [SELF],
            "form-action": form,
            "base-uri": [NONE],
            "frame-ancestors": [NONE],
            "object-src": [NONE],
        }
    }


AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": PASSWORD_MIN_LENGTH},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "email")},
    },
    {"NAME": "tingtang.organisation.passwords.MixedValidator"},
    {"NAME": "tingtang.organisation.passwords.HistoryValidator", "OPTIONS": {"last": PASSWORD_HISTORY}},
]
