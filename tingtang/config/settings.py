"""Settings. Everything that differs between installations comes from the environment; see docs/operations.md."""

from __future__ import annotations

import contextlib
import os
from datetime import UTC, datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import Any

from django.utils import timezone

from tingtang.config import security
from tingtang.config.database import database_from_url, url_from_environment
from tingtang.shared.log_setup import logging_settings

PACKAGE = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("TINGTANG_VAR", "var")).resolve()

DEMO = os.environ.get("TINGTANG_DEMO", "") == "1"
DEBUG = os.environ.get("TINGTANG_DEBUG", "") == "1"


# Tests speak of this morning and of an hour ago: while it is night in the business zone they are told it is later
# (scripts/daytime). Every process of a test reads the same clock; entry points alone read it, and all by this function.
if AHEAD := int(os.environ.get("TINGTANG_TEST_CLOCK_AHEAD_MINUTES") or 0):

    @wraps(timezone.now)
    def _later() -> datetime:
        return datetime.now(UTC) + timedelta(minutes=AHEAD)

    timezone.now = _later


if not VAR.exists():  # customers' data and the key: nobody else on the machine reads them
    VAR.mkdir(parents=True, exist_ok=True)
    VAR.chmod(0o700)


def _secret_key() -> str:
    """The key from the environment, else one made once and kept readable by its owner only."""
    if key := os.environ.get("TINGTANG_SECRET_KEY"):
        return key
    file = VAR / "secret-key"
    if not file.exists():
        import secrets

        file.parent.mkdir(parents=True, exist_ok=True)
        # Written whole under another name, then linked: of two processes at once one wins, and nobody reads half a key.
        draft = file.with_name(f"secret-key.{os.getpid()}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
            handle.write(secrets.token_urlsafe(64))
        with contextlib.suppress(FileExistsError):
            os.link(draft, file)
        draft.unlink()
    return file.read_text()


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = os.environ.get("TINGTANG_HOSTS", "127.0.0.1,localhost,[::1]").split(",")

DATABASES = {"default": database_from_url(url_from_environment())}
# Where the core bank drops one folder a business date; empty: the night is run by hand (`tingtang nightly`).
FEED = Path(os.environ["TINGTANG_FEED"]) if os.environ.get("TINGTANG_FEED") else None
# Memory of the night's engine, as `6GB`; empty: what tingtang.nightly.night reckons from the machine.
NIGHT_MEMORY = os.environ.get("TINGTANG_NIGHT_MEMORY", "")
# Edition files over the manual, for the whole installation (docs/manual-editions.md).
MANUAL_EDITIONS = tuple(Path(file) for file in os.environ.get("TINGTANG_EDITIONS", "").split(os.pathsep) if file)

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "organisation.User"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "axes",
    "allauth",
    "allauth.account",
    "tingtang.config.single_sign_on.SocialAccounts",
    "allauth.socialaccount.providers.openid_connect",
    "tingtang.audit",
    "tingtang.live",
    "tingtang.jobs",
    "tingtang.messaging",
    "tingtang.organisation",
    "tingtang.manual",
    "tingtang.duties",
    "tingtang.customers",
    "tingtang.advice",
    "tingtang.contacts",
    "tingtang.drills",
    "tingtang.handovers",
    "tingtang.complaints",
    "tingtang.lobby",
    "tingtang.inspections",
    "tingtang.opinions",
    "tingtang.referrals",
    "tingtang.corporate",
    "tingtang.bookings",
    "tingtang.outreach",
    "tingtang.routines",
    "tingtang.meetings",
    "tingtang.satisfaction",
    "tingtang.nightly",
    "tingtang.desk",
]

MIDDLEWARE = [
    "tingtang.config.health.HealthMiddleware",
    "tingtang.config.bodies.RefuseLargeBodies",
    "tingtang.config.bearer.BearerCalls",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tingtang.desk.middleware.RefuseNulBytes",
    "tingtang.desk.middleware.LanguageMiddleware",
    "tingtang.desk.middleware.KeepWhatWasTyped",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tingtang.organisation.middleware.SessionLimits",
    "tingtang.organisation.devices.DeviceSignIn",
    "tingtang.organisation.middleware.SignInRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tingtang.desk.middleware.DraftGoesWithTheSending",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "tingtang.config.urls"
WSGI_APPLICATION = "tingtang.config.wsgi.application"

_PAGES: dict[str, Any] = {
    "environment": "tingtang.desk.jinja.environment",
    "context_processors": ["tingtang.desk.context.page"],
}
# Processes of one run of the tests share what Jinja makes of 275 templates: five seconds of work for each of them.
if COMPILED := os.environ.get("TINGTANG_TEST_COMPILED", ""):
    from jinja2 import FileSystemBytecodeCache

    _PAGES["bytecode_cache"] = FileSystemBytecodeCache(COMPILED)
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": _PAGES,
    },
]

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
# Served from the package as built; every name carries its hash, so browsers keep them for good.
STATIC_ROOT = str(PACKAGE / "static" / "dist") if (PACKAGE / "static" / "dist").exists() else None

SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
# The live stream: its own process and port, or one origin behind a proxy that sends /live there (docs/operations.md).
LIVE_PORT = int(os.environ.get("TINGTANG_LIVE_PORT", "8001"))
LIVE_URL = os.environ.get("TINGTANG_LIVE_URL", "")
# How a customer's phone reaches us, for the code on a ticket; empty: by the name the kiosk itself uses.
PUBLIC_URL = os.environ.get("TINGTANG_PUBLIC_URL", "").rstrip("/")
# Messages to customers: an Apprise address each, {to} in it the number or address; empty: into VAR/messages.jsonl.
MESSAGE_GATEWAYS = {way: os.environ.get(f"TINGTANG_MESSAGES_{way.upper()}", "") for way in ("sms", "mail")}
# Where a strange place is shown on a map (A30.4): {longitude}, {latitude}, {name}; empty: no link.
MAP_LINK = os.environ.get(
    "TINGTANG_MAP_LINK", "https://uri.amap.com/marker?position={longitude},{latitude}&name={name}"
)

# -- sign-in; the choices and their reasons stand in config/security.py -----------------------------------------------
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = security.AUTH_PASSWORD_VALIDATORS
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "tingtang.organisation.backends.StaffBackend"]
SESSION_COOKIE_AGE = int(security.SESSION_LIFE.total_seconds())
SESSION_EXPIRE_AT_BROWSER_CLOSE = True  # counters are shared
SESSION_COOKIE_NAME = "tingtang"
SESSION_IDLE = security.SESSION_IDLE
SESSION_LIFE = security.SESSION_LIFE
SESSIONS_PER_USER = security.SESSIONS_PER_USER
PASSWORD_MAX_AGE = security.PASSWORD_MAX_AGE

AXES_FAILURE_LIMIT = security.LOCKOUT_FAILURES
AXES_COOLOFF_TIME = security.LOCKOUT
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "tingtang.organisation.sign_in.locked_out"
AXES_DISABLE_ACCESS_LOG = True  # the audit trail has it
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
# Lock the name and not the address: an outlet sits behind one address, and one guesser there must not lock them all.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]

OIDC_NAME = security.OIDC_NAME if security.OIDC_SERVER else ""
OIDC_CLAIM = security.OIDC_CLAIM
SOCIALACCOUNT_PROVIDERS = security.oidc_providers()
SOCIALACCOUNT_ADAPTER = "tingtang.organisation.single_sign_on.StaffOnly"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = ""
ACCOUNT_EMAIL_VERIFICATION = "none"

# -- what the browser is told -----------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = security.content_security_policy(security.live_origins(LIVE_URL, LIVE_PORT, ALLOWED_HOSTS))
SECURE_SSL_REDIRECT = security.HTTPS
BEHIND_PROXY = security.HTTPS  # TLS ends in a proxy of ours: what it says of the client's address holds too
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if security.HTTPS else None
SECURE_HSTS_SECONDS = security.HSTS_SECONDS
SECURE_HSTS_INCLUDE_SUBDOMAINS = security.HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = security.HTTPS
CSRF_FAILURE_VIEW = "tingtang.organisation.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"

# -- logs: to standard error, each line masked ------------------------------------------------------------------------
LOGGING = logging_settings(as_json=os.environ.get("TINGTANG_LOG", "") == "json")
