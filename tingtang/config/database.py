"""`DATABASE_URL` -> Django's database settings, for SQLite and PostgreSQL."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

# recursive_triggers: without it INSERT OR REPLACE removes a row past the triggers that refuse its removal.
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=10000; "
    "PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON; PRAGMA temp_store=MEMORY; "
    "PRAGMA mmap_size=268435456; PRAGMA cache_size=-32768;"
)

POSTGRESQL = "tingtang.config.postgresql"


def url_from_environment() -> str:
    """DATABASE_URL, or the embedded database below TINGTANG_VAR."""
    var = Path(os.environ.get("TINGTANG_VAR", "var")).resolve()
    return os.environ.get("DATABASE_URL") or f"sqlite:///{var / 'tingtang.sqlite3'}"


def database_from_url(url: str) -> dict[str, Any]:
    """Settings for `sqlite:///path`, `sqlite:////abs/path` or `postgresql://user:pw@host:port/name?opt=..`.

    Raises ValueError naming the scheme when it is neither.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(parts.path[1:])
    if parts.scheme in ("postgres", "postgresql"):
        options: dict[str, Any] = dict(parse_qsl(parts.query))
        host = unquote(parts.hostname or "") or options.pop("host", "")
        return {
            "ENGINE": POSTGRESQL,
            "NAME": unquote(parts.path[1:]),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": host,
            "PORT": str(parts.port or options.pop("port", "")),
            "CONN_MAX_AGE": None,  # one a thread, kept: see config/postgresql
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": options,
        }
    raise ValueError(f"DATABASE_URL: {parts.scheme or url!r} is neither sqlite nor postgresql")


def _sqlite(path: str) -> dict[str, Any]:
    file = Path(path)
    if path != ":memory:":
        file.parent.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(file),
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": SQLITE_PRAGMAS, "timeout": 10},
    }
