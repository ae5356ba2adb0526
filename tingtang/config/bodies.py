"""A body that is larger than anything we take is refused before a byte of it is read, signed in or not."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from tingtang.complaints.actions.files import MOST_BYTES as LARGEST
from tingtang.complaints.actions.public import most_bytes

OPEN_TO_ALL = {"/complain": most_bytes}  # where nobody is signed in: a few papers


class RefuseLargeBodies:
    """413 by what the request says of its length; the server passes no more on than was said."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        said = request.META.get("CONTENT_LENGTH") or "0"
        of_path = OPEN_TO_ALL.get(request.path)
        most = of_path(timezone.now()) if of_path else LARGEST
        if not (said.isascii() and said.isdecimal()) or int(said[:18]) > most:
            text = f"文件过大，没有提交：最多 {most >> 20} MB。请用返回键回到表单，所填内容仍在。\n"
            text += f"Too large, nothing was sent: at most {most >> 20} MB. Go back: what you typed is still there.\n"
            kind = "text/plain; charset=utf-8"
            return HttpResponse(text, content_type=kind, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return self.get_response(request)
