"""What the pages for staff share: whose outlet it is, answers to htmx, how a refusal is told."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from tingtang.live.pages import follow
from tingtang.live.topics import NotAllowed
from tingtang.lobby.errors import BadInput, LobbyError
from tingtang.lobby.models import Counter, Ticket
from tingtang.lobby.views.staff_words import Words
from tingtang.organisation.access import Viewer, may_at, subtree, viewer_of
from tingtang.organisation.models import Institution, InstitutionKind
from tingtang.organisation.sign_in import at_of

WITH_A_LOBBY = (
    InstitutionKind.OUTLET,
    InstitutionKind.WEALTH_MANAGEMENT_CENTRE,
    InstitutionKind.WEALTH_CENTRE,
    InstitutionKind.PRIVATE_BANK,
)
MOST_OUTLETS = 500  # in the list to choose from
CHANGED = "lobby:changed"


@dataclass(frozen=True)
class Here:
    """The outlet a page is about, and the others its reader may turn to (none for those of one outlet)."""

    outlet: Institution
    others: tuple[Institution, ...]


def say(request: HttpRequest, zh: str, en: str) -> str:
    """The text in the reader's language."""
    return en if viewer_of(request).language == "en" else zh


def here(request: HttpRequest, capability: str) -> Here:
    """The outlet named by ?outlet=, else one's own, else the first below. 404 where the reader has none such."""
    viewer = viewer_of(request)
    asked = (request.GET.get("outlet") or request.POST.get("outlet") or "")[:32]
    if not asked and (own := _own(viewer, capability)):
        return Here(own, ())
    found = Institution.objects.filter(kind__in=WITH_A_LOBBY, pk__in=subtree(viewer.institutions_for(capability)))
    outlets = tuple(found.order_by("name")[:MOST_OUTLETS])
    chosen = next((one for one in outlets if not asked or one.pk == asked), None)
    if chosen is None:
        raise Http404(asked)
    return Here(chosen, outlets if len(outlets) > 1 else ())


def _own(viewer: Viewer, capability: str) -> Institution | None:
    if viewer.institutions_for(capability) != {viewer.institution_id}:
        return None
    return Institution.objects.filter(pk=viewer.institution_id, kind__in=WITH_A_LOBBY).first()


def ticket_here(request: HttpRequest, ticket_id: int, capability: str) -> Ticket:
    """A ticket of an outlet at which the viewer holds `capability`; others do not exist for them."""
    found = Ticket.objects.select_related("institution", "counter", "staff").filter(pk=ticket_id).first()
    if found is None or not may_at(viewer_of(request), capability, found.institution_id):
        raise Http404(str(ticket_id))
    return found


def counter_here(request: HttpRequest, counter_id: int, capability: str) -> Counter:
    """A counter, likewise."""
    found = Counter.objects.select_related("institution", "staff").filter(pk=counter_id).first()
    if found is None or not may_at(viewer_of(request), capability, found.institution_id):
        raise Http404(str(counter_id))
    return found


def require_mine(request: HttpRequest, institution_id: str, staff_id: str | None) -> None:
    """A counter and its ticket are for whoever stands there, and for those who run the lobby."""
    viewer = viewer_of(request)
    if staff_id != viewer.staff_id and not may_at(viewer, "lobby.board", institution_id):
        raise PermissionDenied("lobby.serve")


def live(request: HttpRequest, *topics: str) -> dict[str, Any] | None:
    """What a page follows; None where the reader may not."""
    try:
        return follow(request, list(topics), at=at_of(request))
    except NotAllowed:
        return None


def is_part(request: HttpRequest) -> bool:
    """Whether an open page asks for a part of itself."""
    return request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers


def page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page or a part, with the words of the lobby."""
    words = Words(viewer_of(request).language)
    return render(request, template, {**context, "words": words, "at": at_of(request)}, status=status)


def sheet(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A sheet over the open page, or a page of its own without htmx."""
    frame = "desk/sheet.html" if is_part(request) else "desk/sheet_page.html"
    return page(request, template, {**context, "frame": frame}, status)


def done(request: HttpRequest, text: str, back: str) -> HttpResponse:
    """It is done: the sheet closes, `text` is said once, what shows the lobby reads it again."""
    if not is_part(request):
        return HttpResponseRedirect(back)
    said = json.dumps({"tingtang:done": {}, "tingtang:toast": {"text": text}, CHANGED: {}})
    return HttpResponse(status=204, headers={"HX-Trigger": said})


def mistakes(request: HttpRequest, refused: LobbyError) -> dict[str, str]:
    """A refusal beside its field; `""` where it has none."""
    field = refused.field if isinstance(refused, BadInput) else ""
    return {field: refused.text.pick(viewer_of(request).language)}


def refused(request: HttpRequest, error: LobbyError, back: str) -> HttpResponse:
    """An act of one tap that the lobby refuses: said once, and what shows the lobby reads it again."""
    text = error.text.pick(viewer_of(request).language)
    if is_part(request):
        said = json.dumps({"tingtang:toast": {"text": text}, CHANGED: {}})
        return HttpResponse(status=409, headers={"HX-Trigger": said})
    return page(request, "lobby/staff_refused.html", {"text": text, "back": back}, 409)
