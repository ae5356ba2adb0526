"""Refusals that no view and no operation made: a page says so as a page, the interface in its one shape."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from tingtang.config.api import refuse
from tingtang.organisation import views
from tingtang.shared.text import Bilingual

FAILED = Bilingual("系统出错，已记录", "something failed on our side; it is on record")
Handler = Callable[..., HttpResponse]


def _in_both(page: Handler, status: int, message: Bilingual) -> Handler:
    """`page` for people; for a path of the interface the Problem that its description declares."""

    def answer(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
        if request.path.startswith("/api/"):
            return refuse(request, status, message)
        return page(request, exception)

    return answer


garbled = _in_both(views.garbled, 400, Bilingual("请求内容有误", "the request is garbled"))
forbidden = _in_both(views.forbidden, 403, Bilingual("没有此项权限", "not open to this caller"))
missing = _in_both(views.missing, 404, Bilingual("没有这个地址", "no such address"))


def failed(request: HttpRequest) -> HttpResponse:
    """500: Django passes no exception."""
    return _in_both(lambda asked, _: views.failed(asked), 500, FAILED)(request)
