"""What the frame of every page needs: the person, the rail, the language. Named in settings as context processor."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from tingtang.desk import navigation
from tingtang.desk.language import lang
from tingtang.organisation.access import viewer_of


def page(request: HttpRequest) -> dict[str, Any]:
    """`person` (Staff or None), `rail` and `account` (links), `lang`, `theme` (light, dark, ""), `at` (the clock)."""
    theme = request.COOKIES.get("theme", "")
    return {
        "person": SimpleLazyObject(lambda: getattr(getattr(request, "user", None), "staff", None)),
        "rail": SimpleLazyObject(lambda: navigation.links(viewer_of(request), request.path)),
        "account": SimpleLazyObject(lambda: navigation.account(viewer_of(request), request.path)),
        "lang": lang(),
        "theme": theme if theme in ("light", "dark") else "",
        "at": getattr(request, "at", None),
    }
