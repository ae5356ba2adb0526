"""Addresses of views, worked out once: a page asks for some sixty, and they never change while the process lives."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.urls import reverse


def url(view: str, *args: Any, **kwargs: Any) -> str:
    """The address of a view: `url("desk:day")`, `url("manual:article", "A31")`. Raises NoReverseMatch."""
    return _address(view, args, tuple(kwargs.items()))


@lru_cache(maxsize=4096)
def _address(view: str, args: tuple[Any, ...], kwargs: tuple[tuple[str, Any], ...]) -> str:
    return reverse(view, args=args or None, kwargs=dict(kwargs) or None)
