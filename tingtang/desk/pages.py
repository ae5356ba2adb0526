"""What pages with a list read of their address, and how they write it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse

Row = TypeVar("Row", bound=Model)
PAGE = 20
LONGEST_AGO = date(2012, 1, 1)


class Paged(Generic[Row]):
    """One page of a queryset: its rows, how many there are in all, its number and how many pages. Two queries."""

    def __init__(self, found: QuerySet[Row], request: HttpRequest, size: int = PAGE) -> None:
        self.total = found.order_by().count()
        self.pages = max(1, -(-self.total // size))
        self.number = min(max(1, number_of(request, "page")), self.pages)
        self.rows = list(found[(self.number - 1) * size : self.number * size])


def number_of(request: HttpRequest, name: str) -> int:
    """A small whole number of the address, 0 for none."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0


def one_of(request: HttpRequest, name: str, known: list[str]) -> str:
    """A word of the address that is among `known`, else the first of them."""
    said = request.GET.get(name, "")
    return said if said in known else known[0]


def month_of(request: HttpRequest, today: date) -> date:
    """The first day of the month asked for (`on`), of this month when it is none or lies ahead."""
    try:
        chosen = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return today.replace(day=1)
    return (chosen if LONGEST_AGO <= chosen <= today else today).replace(day=1)


def addressed(view: str, given: Mapping[str, Any], *args: Any) -> Callable[..., str]:
    """A function that gives the address of this page with changes; what is empty and page 1 is left out."""
    path = reverse(view, args=args or None)

    def address(**changes: Any) -> str:
        query = {name: str(said) for name, said in {**given, **changes}.items() if said not in ("", None, 0, 1)}
        return f"{path}?{urlencode(query)}" if query else path

    return address


def filtered(view: str, filters: object) -> Callable[..., str]:
    """The same for a list under these filters: their fields are its parameters; without a change, its first page."""
    return addressed(view, {**vars(filters), "page": 1})
