"""How every operation of the lobby's interface goes: the right, the outlet, the key, the action, the answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Path, Router

from tingtang.lobby.errors import BadInput, NotHere, WrongState
from tingtang.lobby.hot import as_json
from tingtang.lobby.models import Counter, Ticket
from tingtang.lobby.once import (
    Answered,
    First,
    KeyHeld,
    Once,
    first_answer,
    hold_key,
    keep_answer,
    once_for,
    say_answer,
)
from tingtang.organisation.access import Viewer, may_at, viewer_of
from tingtang.organisation.api import require_place
from tingtang.organisation.models import Institution
from tingtang.organisation.sign_in import at_of
from tingtang.shared.text import Bilingual

KEY = re.compile(r"[\x21-\x7e]{1,64}")
HEADER = "Idempotency-Key"
_HEADER_IN_META = "HTTP_IDEMPOTENCY_KEY"
AGAIN = Bilingual("请重新发送", "send it again")
BAD_KEY = Bilingual("1至64个可见字符", "1 to 64 visible characters")
T = TypeVar("T")
TicketId = Annotated[int, Path(ge=1, le=2**63 - 1)]
CounterId = Annotated[int, Path(ge=1, le=2**63 - 1)]
_KEY_DECLARED = {
    "parameters": [
        {
            "in": "header",
            "name": HEADER,
            "required": False,
            "schema": {"type": "string", "pattern": f"^{KEY.pattern}$"},
            "description": "repeated, the request gets its first answer",
        }
    ]
}


def keyed(router: Router) -> None:
    """Declare that every POST of the router takes a key. It is read off the request in `_once`: as a parameter of each
    operation ninja would read every header of each call for it."""
    for view in router.path_operations.values():
        for operation in view.operations:
            if "POST" in operation.methods:
                operation.openapi_extra = _KEY_DECLARED


def done(request: HttpRequest, capability: str, act: Callable[..., T], out: Callable[[T], Any]) -> HttpResponse:
    """Call `act(outlet=, once=, by=, at=)` for a caller who holds `capability`; answer with what `out` makes of it.

    The answer is written here and not by ninja, which would check our own words again at a tenth of the call's cost;
    the tests check them against the schema instead.
    """
    viewer = viewer_of(request)
    places = viewer.institutions_for(capability)
    if not places:
        raise PermissionDenied(capability)
    once = _once(request, viewer)
    try:
        result = _at_the_outlet(
            viewer, capability, min(places), lambda outlet: _call(request, viewer, act, outlet, once)
        )
    except Answered as before:
        return _json(before.first.told, before.first.status)
    except WrongState as refused:
        return _refused(request, once, refused)
    return _json(out(result))


def once_each(request: HttpRequest, act: Callable[..., dict[str, Any]]) -> HttpResponse:
    """Answer with what `act(by=, at=)` gives; with a key, once. For what is written row by row: the key is taken first,
    so that the same request sent twice at once waits for the first and gets its answer. Rights are checked before."""
    viewer, at = viewer_of(request), at_of(request)
    once = _once(request, viewer)
    if once is None:
        return _json(act(by=viewer.actor, at=at))
    first = first_answer(once)
    try:
        if first is None:
            with transaction.atomic():
                held = hold_key(once, at=at)
                told = act(by=viewer.actor, at=at)
                first = say_answer(held, told)
    except KeyHeld:
        first = first_answer(once)
    if first is None:  # the first request was refused meanwhile
        raise WrongState(AGAIN)
    return _json(first.told, first.status)


def _call(request: HttpRequest, viewer: Viewer, act: Callable[..., T], outlet: str, once: Once | None) -> T:
    return act(outlet=outlet, once=once, by=viewer.actor, at=at_of(request))


def _at_the_outlet(viewer: Viewer, capability: str, place: str, act: Callable[[str], T]) -> T:
    """First as for a thing of the place where the caller holds the right, which it nearly always is; of an outlet below
    it, again. Raises PermissionDenied for any other."""
    try:
        return act(place)
    except NotHere as elsewhere:
        if not may_at(viewer, capability, elsewhere.institution_id):
            raise PermissionDenied(capability) from elsewhere
        return act(elsewhere.institution_id)


def _once(request: HttpRequest, viewer: Viewer) -> Once | None:
    key = request.META.get(_HEADER_IN_META)
    if key is None:
        return None
    if not KEY.fullmatch(key):
        raise BadInput(HEADER, BAD_KEY)
    return once_for(viewer.actor, key, request.path[:64], request.body)


def _refused(request: HttpRequest, once: Once | None, error: WrongState) -> HttpResponse:
    """409, the same for the same request: what was refused once is not done later behind the caller's back."""
    said = error.text.pick(getattr(request, "LANG", "zh"))
    problem = {"code": "conflict", "message": said, "fields": []}
    first = keep_answer(once, status=409, told=problem, at=at_of(request)) if once else First(409, None, problem)
    return _json(first.told, first.status)


def nobody(request: HttpRequest, once: Once | None) -> dict[str, Any]:
    """Nobody waits: kept as an answer too, so that a repeated call does not call whoever came meanwhile."""
    told: dict[str, Any] = {"ticket": None}
    return keep_answer(once, status=200, told=told, at=at_of(request)).told if once else told


def require_at(request: HttpRequest, capability: str, institution_id: str) -> None:
    """Raises PermissionDenied unless the caller holds the right at the outlet."""
    if not may_at(viewer_of(request), capability, institution_id):
        raise PermissionDenied(capability)


def require_outlet(request: HttpRequest, outlet_id: str) -> None:
    """Raises Http404 for an outlet that is not there, PermissionDenied where the caller lacks the operation's right."""
    if not Institution.objects.filter(pk=outlet_id).exists():
        raise Http404(outlet_id)
    require_place(request)


def _json(body: Any, status: int = 200) -> HttpResponse:
    return HttpResponse(as_json(body).encode(), content_type="application/json", status=status)


# -- where the things of an address stand ---------------------------------------------------------------------------


def of_counter(address: dict[str, Any]) -> str | None:
    """The outlet of a counter's address."""
    return _place(Counter, address["counter_id"])


def of_ticket(address: dict[str, Any]) -> str | None:
    """The outlet of a ticket's address."""
    return _place(Ticket, address["ticket_id"])


def of_outlet(address: dict[str, Any]) -> str | None:
    """The outlet of its own address."""
    return str(address["outlet_id"])


def _place(model: type[Counter] | type[Ticket], key: str) -> str | None:
    """Where the thing of an address stands; None for an address that names none."""
    if not (key.isascii() and key.isdecimal() and len(key) < 19):
        return None
    return model.objects.filter(pk=int(key)).values_list("institution_id", flat=True).first()
