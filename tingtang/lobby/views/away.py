"""`/lobby/away`: service to important customers away from home (A28.4): sent, followed up, the department's list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from tingtang.audit.actions import log_read
from tingtang.customers.models import Customer
from tingtang.lobby.actions.away import report_away
from tingtang.lobby.errors import LobbyError
from tingtang.lobby.models import AwayService
from tingtang.lobby.queries import reception
from tingtang.lobby.views.staff import done, mistakes, page, say, sheet
from tingtang.organisation.access import CustomerFacts, Viewer, requires, tie_to_customer, viewer_of
from tingtang.organisation.masking import Masker
from tingtang.organisation.sign_in import at_of
from tingtang.organisation.tree import lines_of

PAGE = 20


def _lists(viewer: Viewer) -> dict[str, QuerySet[AwayService]]:
    """The lists a viewer has, by name; whose work it is first."""
    found = {"report": reception.away_to_report(viewer), "home": reception.away_at_home(viewer)}
    if viewer.may("away_service.department"):
        found["department"] = reception.away_for_department(viewer)
    return found


@require_GET
@never_cache
@requires("away_service.see")
def away_list(request: HttpRequest) -> HttpResponse:
    """GET list=report|home|department, page: records with their clock. Names as far as the reader's tie reaches."""
    viewer = viewer_of(request)
    lists = _lists(viewer)
    counts = {name: found.count() for name, found in lists.items()}
    first = "department" if "department" in lists else next((name for name, n in counts.items() if n), "report")
    chosen = request.GET.get("list", "")
    chosen = chosen if chosen in lists else first
    rows = Paginator(lists[chosen], PAGE).get_page(request.GET.get("page", "1")[:6])
    context = {
        "counts": counts,
        "chosen": chosen,
        "rows": rows,
        "names": _names(viewer, rows),
        "due": {one.pk: reception.report_due(one) for one in rows},
        "may": {one.pk for one in rows if one.reported_at is None and reception.may_report(viewer, one)},
        "page_address": lambda number: "?" + urlencode({"list": chosen, "page": number}),
    }
    return page(request, "lobby/away.html", context)


def _names(viewer: Viewer, rows: Iterable[AwayService]) -> dict[int, str]:
    """What each customer is called to this reader: in full to whom they are tied, else masked."""
    found = list(rows)
    customers = Customer.objects.in_bulk({one.customer_id for one in found})
    lines = lines_of(one.home_id for one in found)
    named = {}
    for one in found:
        tie = tie_to_customer(viewer, CustomerFacts(one.manager_id, lines.get(one.home_id, frozenset())))
        customer = customers.get(one.customer_id)
        named[one.pk] = str(Masker(viewer, tie).field("name", customer.name)) if customer else "—"
    return named


@require_http_methods(["GET", "POST"])
@never_cache
@requires("away_service.see")
def record(request: HttpRequest, away_id: int) -> HttpResponse:
    """One record, an audited read. POST process, result: it is sent, and final from then on."""
    viewer = viewer_of(request)
    full = AwayService.objects.select_related("institution", "home", "served_by", "manager", "ticket")
    away = full.filter(pk=min(away_id, 2**63 - 1)).first()
    if away is None or not reception.may_read(viewer, away):
        raise Http404(str(away_id))
    may_report = reception.may_report(viewer, away)
    context: dict[str, Any] = {"typed": {}, "mistakes": {}}
    if request.method == "POST":
        if not may_report:
            raise PermissionDenied("away_service.report")
        typed = {name: request.POST.get(name, "") for name in ("process", "result")}
        try:
            report_away(away_id=away.pk, by=viewer.actor, at=at_of(request), **typed)
            return done(request, say(request, "已报送", "Sent"), reverse("lobby:away"))
        except LobbyError as error:
            context = {"typed": typed, "mistakes": mistakes(request, error)}
    log_read(by=viewer.actor, at=at_of(request), subject=("customer", away.customer_id), institution=away.home_id)
    context |= {
        "away": away,
        "name": _names(viewer, [away])[away.pk],
        "due": reception.report_due(away),
        "may_report": may_report and away.reported_at is None,
    }
    return sheet(request, "lobby/away_record.html", context, 422 if request.method == "POST" else 200)
