"""The register of counterfeit notes (A20.2i): two people, a numbered receipt, corrected by a counter-entry alone."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from tingtang.lobby.actions import counterfeit
from tingtang.lobby.errors import BadInput, LobbyError
from tingtang.lobby.models import CounterfeitReceipt, Ticket
from tingtang.lobby.models.counterfeit import DENOMINATIONS
from tingtang.lobby.queries import counterfeit as counterfeit_queries
from tingtang.lobby.views.staff import done, here, mistakes, page, say, sheet
from tingtang.organisation.access import may_at, requires, viewer_of
from tingtang.organisation.models import Staff
from tingtang.organisation.sign_in import at_of
from tingtang.organisation.tree import employed
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

NOTE_LINES = 5
NO_SUCH_TICKET = Bilingual("本网点今天没有这个号码", "there is no such number here today")
PAGE = 20


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"by": viewer_of(request).actor, "at": at_of(request)}


@require_GET
@never_cache
@requires("counterfeit.see")
def receipts(request: HttpRequest) -> HttpResponse:
    """The register of the year: numbered receipts, counter-entries, totals by denomination."""
    found = here(request, "counterfeit.see")
    on = business_date(at_of(request))
    span = ([found.outlet.pk], on.replace(month=1, day=1), on)
    rows = Paginator(counterfeit_queries.receipts(*span), PAGE).get_page(request.GET.get("page", "1")[:6])
    context = {
        "here": found,
        "outlet": found.outlet,
        "rows": rows,
        "corrected": {
            one.reverses_id for one in CounterfeitReceipt.objects.filter(reverses__in=[row.pk for row in rows])
        },
        "totals": counterfeit_queries.totals(*span),
        "year": on.year,
        "may_record": may_at(viewer_of(request), "counterfeit.record", found.outlet.pk),
        "page_address": lambda number: f"?outlet={found.outlet.pk}&page={number}",
    }
    return page(request, "lobby/counterfeit.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@requires("counterfeit.record")
def confiscate(request: HttpRequest) -> HttpResponse:
    """Record a confiscation: two people, each note with its serial, told to the holder; a number is given."""
    found = here(request, "counterfeit.record")
    context: dict[str, Any] = {
        "outlet": found.outlet,
        "people": _people(request, found.outlet.pk),
        "faces": DENOMINATIONS,
        "lines": [{} for _ in range(NOTE_LINES)],
        "typed": {"confiscated_by": viewer_of(request).staff_id, "ticket": request.GET.get("ticket", "")[:10]},
        "mistakes": {},
    }
    if request.method == "POST":
        try:
            receipt = _confiscate(request, found.outlet.pk)
            return done(
                request,
                say(request, f"凭证 {receipt.number}", f"Receipt {receipt.number}"),
                reverse("lobby:counterfeit"),
            )
        except LobbyError as error:
            context |= {"typed": request.POST.dict(), "mistakes": mistakes(request, error), "lines": _lines(request)}
    return sheet(request, "lobby/confiscate.html", context, 422 if request.method == "POST" else 200)


def _people(request: HttpRequest, outlet: str) -> list[Staff]:
    here_now = Staff.objects.filter(employed(business_date(at_of(request))), institution=outlet)
    return list(here_now.order_by("name")[:200])


def _lines(request: HttpRequest) -> list[dict[str, str]]:
    """The notes as typed, line by line; empty lines too, so that nothing moves."""
    given = [request.POST.getlist(name)[:100] for name in ("denomination", "serial", "edition")]
    length = max(NOTE_LINES, *(len(column) for column in given))
    padded = [[*column, *[""] * (length - len(column))] for column in given]
    return [
        {"denomination": face, "serial": serial, "edition": edition}
        for face, serial, edition in zip(*padded, strict=True)
    ]


def _confiscate(request: HttpRequest, outlet: str) -> CounterfeitReceipt:
    typed = request.POST
    filled = [line for line in _lines(request) if line["serial"].strip()]
    notes = [counterfeit.Note(_face(one["denomination"]), one["serial"], one["edition"]) for one in filled]
    ticket = typed.get("ticket", "")
    return counterfeit.confiscate(
        institution_id=outlet,
        holder_name=typed.get("holder_name", ""),
        notes=notes,
        confiscated_by=typed.get("confiscated_by", "")[:32],
        checked_by=typed.get("checked_by", "")[:32],
        explained=typed.get("explained") == "1",
        ticket_id=_ticket_of(ticket, outlet, request),
        **_who(request),
    )


def _face(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 5 else 0


def _ticket_of(number: str, outlet: str, request: HttpRequest) -> int | None:
    """Today's ticket of a number such as A012; None where none was typed. Raises BadInput for one that is not there."""
    typed = number.strip()
    if not typed:
        return None
    prefix, seq = typed[:1].upper(), typed[1:]
    known = int(seq) if seq.isascii() and seq.isdecimal() and len(seq) < 8 else 0
    rows = Ticket.objects.filter(institution=outlet, on=business_date(at_of(request)), prefix=prefix, seq=known)
    found = rows.values_list("pk", flat=True).first()
    if found is None:
        raise BadInput("ticket", NO_SUCH_TICKET)
    return found


@require_http_methods(["GET", "POST"])
@never_cache
@requires("counterfeit.record")
def take_back(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """Correct a receipt: a counter-entry with a number of its own; the first stays as it is."""
    row = CounterfeitReceipt.objects.filter(pk=receipt_id).first()
    if row is None or not may_at(viewer_of(request), "counterfeit.record", row.institution_id):
        raise Http404(str(receipt_id))
    context: dict[str, Any] = {
        "receipt": row, "people": _people(request, row.institution_id), "mistakes": {},
        "typed": {"confiscated_by": viewer_of(request).staff_id},
    }  # fmt: skip
    if request.method == "POST":
        typed = request.POST
        people: dict[str, Any] = {name: typed.get(name, "")[:32] for name in ("confiscated_by", "checked_by")}
        try:
            counter = counterfeit.take_back(
                receipt_id=row.pk, reason=typed.get("reason", ""), **people, **_who(request)
            )
            return done(
                request,
                say(request, f"更正凭证 {counter.number}", f"Counter-entry {counter.number}"),
                reverse("lobby:counterfeit"),
            )
        except LobbyError as error:
            context |= {"typed": typed.dict(), "mistakes": mistakes(request, error)}
    return sheet(request, "lobby/take_back.html", context, 422 if request.method == "POST" else 200)
