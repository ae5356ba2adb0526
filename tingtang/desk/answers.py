"""Answering an htmx request: a fragment into the page, or a word that something was done."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page that is already open."""
    return request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers


def sheet(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A sheet: into the open page with htmx, as a page of its own without."""
    frame = "desk/sheet.html" if is_fragment(request) else "desk/sheet_page.html"
    return render(request, template, {**context, "frame": frame}, status=status)


def done(request: HttpRequest, text: str, *, back: str = "/", changed: str = "day:changed") -> HttpResponse:
    """What was asked is done: the sheet closes, `text` is said once, parts that listen to `changed` read again."""
    if not is_fragment(request):
        return HttpResponseRedirect(back)
    said = json.dumps({"tingtang:done": {}, "tingtang:toast": {"text": text}, changed: {}})
    return HttpResponse(status=204, headers={"HX-Trigger": said})
