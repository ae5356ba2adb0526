"""The interface: who may call, how it refuses, and this room's operations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from ninja import Router, Schema
from ninja.security import APIKeyCookie, HttpBearer
from pydantic import BaseModel, ConfigDict, Field

from tingtang.audit.queries import Filter, detail_shown, entries, page
from tingtang.organisation import trace
from tingtang.organisation.access import Viewer, act_as, in_scope, may_at, viewer_of
from tingtang.organisation.capabilities import positions_with
from tingtang.organisation.middleware import password_waits
from tingtang.organisation.models import Institution, User
from tingtang.organisation.sign_in import at_of
from tingtang.organisation.tokens import viewer_of_token

Size = Annotated[int, Field(ge=1, le=200)]  # rows of a page


class In(BaseModel):
    """What comes in: a key that is not known is a mistake told by its name, never ignored: a caller who misspells one
    would believe it was kept. Plain pydantic costs half of ninja's."""

    model_config = ConfigDict(extra="forbid")


class Problem(Schema):
    """Every refusal has this shape. `fields` says which inputs were wrong."""

    code: str
    message: str
    fields: list[dict[str, Any]] = []


# To declare beside an operation's own answer: response={200: X, **ERRORS}.
ERRORS: dict[int, type[Schema]] = dict.fromkeys((400, 401, 403, 404, 409, 422), Problem)


@dataclass(frozen=True, slots=True)
class Right:
    """What an operation asks of its caller before it looks at the input. `place`: where the thing of an address stands.

    The place is asked only when the input is wrong: the operation itself checks it otherwise, and need not ask twice.
    """

    capability: str
    place: Callable[[dict[str, Any]], str | None] = lambda _: None


def needs(capability: str, place: Callable[[dict[str, Any]], str | None] = lambda _: None) -> list[Any]:
    """`auth=` of an operation: 401 for nobody and 403 for the wrong role come before 422 for the wrong input."""
    positions_with(capability)
    right = Right(capability, place)
    return [TokenAuth(right), SessionAuth(right)]


def _with(right: Right | None, request: HttpRequest, viewer: Viewer) -> Viewer:
    if right is not None:
        viewer.require(right.capability)
        request.right = right  # type: ignore[attr-defined]  # read when the input is wrong
    return viewer


def require_place(request: HttpRequest) -> str | None:
    """Where the thing of the operation's address stands, None where it names none, as `needs` says how to find it.

    Raises PermissionDenied when the caller may not there: said before what is wrong with the input.
    """
    right, match = getattr(request, "right", None), request.resolver_match
    place = right.place(match.kwargs) if right and match else None
    if right and place and not may_at(viewer_of(request), right.capability, place):
        raise PermissionDenied(right.capability)
    return place


class SessionAuth(APIKeyCookie):
    """The session of someone signed in; writes need the CSRF token, as forms do."""

    param_name = settings.SESSION_COOKIE_NAME

    def __init__(self, right: Right | None = None) -> None:
        super().__init__()
        self.right = right

    def _get_key(self, request: HttpRequest) -> str | None:
        """Nobody signed in has nothing that could be forged: 401 for them, as it says, and not 403 for want of CSRF."""
        return super()._get_key(request) if isinstance(request.user, User) else None

    def authenticate(self, request: HttpRequest, key: str | None) -> Viewer | None:  # noqa: ARG002  # ninja's signature
        """The viewer, or None. Refuses while a temporary or aged password waits to be changed."""
        user = request.user
        if not isinstance(user, User):
            return None
        if password_waits(user, request):
            raise PermissionDenied("password.change")
        return _with(self.right, request, viewer_of(request))


class TokenAuth(HttpBearer):
    """`Authorization: Bearer tt_...` of a device or another system."""

    def __init__(self, right: Right | None = None) -> None:
        super().__init__()
        self.right = right

    def __call__(self, request: HttpRequest) -> Viewer | None:
        """As ninja's, without making a dictionary of every header first."""
        kind, _, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        return self.authenticate(request, token) if kind.lower() == self.openapi_scheme else None

    def authenticate(self, request: HttpRequest, token: str) -> Viewer | None:
        """The viewer the token acts as, or None."""
        viewer = viewer_of_token(token, at_of(request))
        if viewer is None:
            return None
        act_as(request, viewer)
        return _with(self.right, request, viewer)


AUTH = [TokenAuth(), SessionAuth()]
router = Router(tags=["organisation"])


class Me(Schema):
    """Who the caller is."""

    actor: str
    name: str
    position: str
    institution_id: str
    roles: list[str]


class InstitutionOut(Schema):
    """An institution."""

    institution_id: str
    parent_id: str | None
    kind: str
    name: str
    name_en: str


class InstitutionPage(Schema):
    """Institutions in the order of their ids; `next` continues after the last, null at the end."""

    rows: list[InstitutionOut]
    next: str | None


class EntryOut(Schema):
    """An entry of the audit trail."""

    id: int
    at: datetime
    actor: str
    nature: str
    action: str
    subject: str
    institution_id: str
    detail: dict[str, Any]


class EntryPage(Schema):
    """Entries, newest first; `older` continues below, null at the end."""

    rows: list[EntryOut]
    older: int | None


@router.get("/me", response={200: Me, **ERRORS}, summary="Who I am here")
def me(request: HttpRequest) -> Me:
    """The caller's own position, institution and every role held today."""
    viewer = viewer_of(request)
    return Me(
        actor=viewer.actor,
        name=viewer.name,
        position=viewer.position,
        institution_id=viewer.institution_id,
        roles=sorted(viewer.roles),
    )


@router.get("/institutions", response={200: InstitutionPage, **ERRORS}, summary="Institutions here and below")
def institutions(request: HttpRequest, after: str = "", size: Size = 50) -> InstitutionPage:
    """Those in the caller's scope."""
    viewer = viewer_of(request)
    viewer.require("organisation.see")
    found = in_scope(Institution.objects.order_by("pk"), viewer, "institution_id", "organisation.see")
    rows = list(found.filter(pk__gt=after)[: size + 1])
    more = rows[size - 1].pk if len(rows) > size else None
    return InstitutionPage(rows=[_institution(row) for row in rows[:size]], next=more)


@router.get("/institutions/{institution_id}", response={200: InstitutionOut, **ERRORS}, summary="One institution")
def institution(request: HttpRequest, institution_id: str) -> InstitutionOut:
    """404 outside the caller's scope, as if it were not there."""
    viewer = viewer_of(request)
    viewer.require("organisation.see")
    found = in_scope(Institution.objects.all(), viewer, "institution_id", "organisation.see")
    row = found.filter(pk=institution_id).first()
    if row is None:
        raise Http404(institution_id)
    return _institution(row)


def _institution(row: Institution) -> InstitutionOut:
    return InstitutionOut(
        institution_id=row.institution_id,
        parent_id=row.parent_id,
        kind=row.kind,
        name=row.name,
        name_en=row.name_en,
    )


@router.get("/audit", response={200: EntryPage, **ERRORS}, summary="The audit trail here and below")
def audit_trail(
    request: HttpRequest,
    subject: str = "",
    by: str = "",
    before: int | None = None,
    size: Size = 50,
) -> EntryPage:
    """`subject` is kind:id. Masked as on the page."""
    viewer = viewer_of(request)
    viewer.require("audit.see")
    kind, _, key = subject.partition(":")
    found = trace.below(entries(Filter(subject_kind=kind, subject_id=key, actor=by)), viewer)
    shown = page(found, before, size)
    rows = [
        EntryOut(
            id=row.id,
            at=row.at,
            actor=row.actor,
            nature=row.nature,
            action=row.action,
            subject=f"{row.subject_kind}:{row.subject_id}",
            institution_id=row.institution_id,
            detail=detail_shown(row),
        )
        for row in shown.entries
    ]
    return EntryPage(rows=rows, older=shown.older)
