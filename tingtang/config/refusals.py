"""Refusals that no view and no operation made: a page says so as a page, the interface in its one shape."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from tingtang.config.api import refuse
from tingtang.organisation import views

Handler = Callable[..., HttpResponse]


def _in_both(page: Handler, status: int, message: str) -> Handler:
    """`page` for people; for a path of the interface the Problem that its description declares."""

    def answer(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
        if request.path.startswith("/api/"):
            return refuse(request, status, message)
        return page(request, exception)

    return answer


garbled = _in_both(views.garbled, 400, "the request is garbled")
forbidden = _in_both(views.forbidden, 403, "not open to this caller")
missing = _in_both(views.missing, 404, "no such address")


def failed(request: HttpRequest) -> HttpResponse:
    """500: Django passes no exception."""
    return _in_both(lambda asked, _: views.failed(asked), 500, "something failed on our side; it is on record")(request)
