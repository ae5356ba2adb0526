"""`/drafts`: what stands in a form is kept while one types, for the person alone (customers/drafts.py)."""

from __future__ import annotations

import re

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tingtang.customers.drafts import draft_of, keep_draft
from tingtang.organisation.access import viewer_of
from tingtang.shared.times import business_date

FORM = re.compile(r"[a-z_]{1,24}(:[0-9A-Za-z_.-]{1,48}){0,2}")


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def draft(request: HttpRequest, form: str) -> HttpResponse:
    """GET: what was typed and not sent. POST: keep what stands there now; emptied, it goes. 404: names no form."""
    if not FORM.fullmatch(form):
        raise Http404
    by, at = viewer_of(request).actor, request.at  # type: ignore[attr-defined]
    if request.method == "GET":
        return JsonResponse({"values": draft_of(form=form, by=by, on=business_date(at), at=at)})
    keep_draft(form=form, values=dict(request.POST.lists()), by=by, at=at)
    return HttpResponse(status=204)
