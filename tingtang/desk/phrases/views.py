"""The phrase check: a page to check what was said, and the quiet warning beside a memo. Nothing typed is kept."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tingtang.desk.answers import is_fragment
from tingtang.desk.forms import MEMO_LONGEST
from tingtang.desk.phrases.pages import Refused, checked, lists
from tingtang.manual.queries import rulebook
from tingtang.manual.rules.phrases.checking import warnings
from tingtang.organisation.access import requires
from tingtang.shared.times import business_date


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@requires("manual.see")
def phrases(request: HttpRequest) -> HttpResponse:
    """`/manual/phrases`: the lists in force; POST checks what was pasted (422 with every word when it cannot be)."""
    book, on = rulebook(), business_date(request.at)  # type: ignore[attr-defined]
    said, whole = request.POST.get("said", ""), bool(request.POST.get("whole"))
    context = {"said": said, "whole": whole, "found": None, "mistake": "", "book": book, "lists": lists(book, on)}
    if request.method == "POST":
        try:
            context["found"] = checked(book, on, said, whole=whole)
        except Refused as refused:
            context["mistake"] = str(refused)
    template = (
        "desk/phrases/found.html" if is_fragment(request) and request.method == "POST" else "desk/phrases/phrases.html"
    )
    return render(request, template, context, status=422 if context["mistake"] else 200)


@require_POST
@never_cache
@login_required
@requires("manual.see")
def warning(request: HttpRequest) -> HttpResponse:
    """What stands in the field named by `field` that is never said (A18): a part of a form, and never in its way."""
    text = request.POST.get(request.POST.get("field", ""), "")[:MEMO_LONGEST]
    found = warnings(rulebook(), business_date(request.at), text)  # type: ignore[attr-defined]
    return render(request, "desk/phrases/warning.html", {"found": found})
