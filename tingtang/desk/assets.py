"""Addresses of the built front end: stable names in templates, hashed names on the wire."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings

DIST = Path(__file__).resolve().parent.parent / "static" / "dist"


@lru_cache(maxsize=4)
def _manifest(dist: Path) -> dict[str, str]:
    """The names as built; read once a process, as the server also looks for the files once."""
    try:
        names: dict[str, str] = json.loads((dist / "manifest.json").read_text())
    except FileNotFoundError:
        return {}
    return names


def static(name: str) -> str:
    """The address of a built file, such as `static("style.css")`. Before `make assets` it is the plain name."""
    return f"{settings.STATIC_URL}{_manifest(DIST).get(name, name)}"
