"""The root of the interface, mounted at /api/: every room's router, and one way of refusing for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from types import SimpleNamespace
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, RawPostDataException
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError
from ninja.errors import ValidationError as BadInput

from tingtang import __name__ as package
from tingtang.advice import errors as advice
from tingtang.bookings import errors as bookings
from tingtang.complaints import errors as complaints
from tingtang.config import api_words as words
from tingtang.contacts import errors as contacts
from tingtang.corporate import errors as corporate
from tingtang.customers import errors as customers
from tingtang.duties import errors as ledger
from tingtang.lobby import errors as lobby
from tingtang.manual import actions as manual
from tingtang.organisation.actions import UserExists
from tingtang.organisation.api import AUTH, require_place
from tingtang.referrals import errors as referrals
from tingtang.satisfaction import errors as satisfaction
from tingtang.shared.text import Bilingual

# The lobby first: addresses are tried in this order, and its devices call many times a second.
ROOMS = (
    "lobby",
    "organisation",
    "manual",
    "duties",
    "customers",
    "advice",
    "contacts",
    "referrals",
    "complaints",
    "nightly",
    "desk",
    "bookings",
    "routines",
    "satisfaction",
    "corporate",
)
CODES = {400: "bad_request", 401: "sign_in_first", 403: "forbidden", 404: "not_found", 409: "conflict", 422: "invalid"}

# What an exception of any room means to a caller. The most particular class stands first.
MEANING: tuple[tuple[type[Exception], int], ...] = (
    (PermissionDenied, 403),
    (PermissionError, 403),
    (ledger.NotForYou, 403),
    (customers.NotForYou, 403),
    (customers.AlreadyDecided, 409),
    (customers.OtherRequest, 409),
    (customers.BadInformation, 422),
    (customers.BadFile, 422),
    (referrals.NotYours, 403),
    (referrals.NoSuchReferral, 404),
    (referrals.BadInput, 422),
    (referrals.ReferralError, 409),
    (advice.NotYours, 403),
    (advice.NoSuchRecord, 404),
    (advice.BadInput, 422),
    (advice.AdviceError, 409),
    (bookings.NoSuchBooking, 404),
    (bookings.BadInput, 422),
    (bookings.BookingError, 409),
    (corporate.NotYours, 403),
    (corporate.NoSuchLead, 404),
    (corporate.BadInput, 422),
    (corporate.CorporateError, 409),
    (complaints.NotYours, 403),
    (complaints.NoSuchComplaint, 404),
    (complaints.BadInput, 422),
    (complaints.ComplaintError, 409),
    (satisfaction.NoSuch, 404),
    (satisfaction.BadInput, 422),
    (satisfaction.SatisfactionError, 409),
    (Http404, 404),
    (ObjectDoesNotExist, 404),
    (ledger.NoSuchDuty, 404),
    (ledger.NoReason, 422),
    (ledger.LedgerError, 409),
    (manual.Refused, 409),
    (contacts.ContactRefused, 422),
    (lobby.NotHere, 403),
    (lobby.NoSuchTicket, 404),
    (lobby.NoSuchCounter, 404),
    (lobby.NoSuchRecord, 404),
    (lobby.BadInput, 422),
    (lobby.LobbyError, 409),
    (UserExists, 409),
    (IntegrityError, 409),
    (ValidationError, 422),
)


class Api(NinjaAPI):
    """Ninja's, without the answer it makes ready for every call: nearly all here write their own."""

    def create_temporal_response(self, request: HttpRequest) -> Any:  # noqa: ARG002  # ninja's signature
        """What stands for the answer until there is one: its status. No operation here asks for more of it."""
        return SimpleNamespace(status_code=200)

    def create_response(
        self, request: HttpRequest, data: Any, *, status: int | None = None, temporal_response: Any = None
    ) -> HttpResponse:
        """The answer of an operation that gives data back."""
        return super().create_response(
            request, data, status=temporal_response.status_code if temporal_response else status
        )


api = Api(
    title="Tingtang",
    version="1",
    description="Duties, evidence and figures of the service manual. Refusals are told in the language that "
    "`Accept-Language` names (zh or en), else in Chinese; a key of a body that is not known is refused by its name.",
    urls_namespace="api",
    docs_url=None,  # the page of config/api_docs.py: ninja's own loads scripts from elsewhere
    openapi_url=None,
    auth=AUTH,
)


def refuse(
    request: HttpRequest, status: int, message: Bilingual | str, fields: list[dict[str, Any]] | None = None
) -> HttpResponse:
    """The one shape of a refusal, in the caller's language: {code, message, fields}."""
    message = message if isinstance(message, str) else _in_theirs(request, message)
    body = {"code": CODES.get(status, "refused"), "message": message, "fields": fields or []}
    return api.create_response(request, body, status=status)


def _register(kind: type[Exception], status: int) -> None:
    def answer(request: HttpRequest, error: Any) -> HttpResponse:
        # The database's own words name tables and values: they go to the log, not to the caller.
        said = _in_theirs(request, words.IN_USE) if isinstance(error, IntegrityError) else _words(error, request)
        field = getattr(error, "field", None)
        return refuse(request, status, said, [{"field": field, "message": said}] if field else None)

    api.add_exception_handler(kind, answer)


def _words(error: Exception, request: HttpRequest) -> str:
    text = getattr(error, "text", None)
    if isinstance(text, Bilingual):
        return _in_theirs(request, text)
    if isinstance(error, Http404 | ObjectDoesNotExist):  # their own words name our tables
        return _in_theirs(request, words.NO_RECORD)
    if isinstance(error, PermissionDenied):
        return _not_permitted(request, error)
    return "; ".join(error.messages) if isinstance(error, ValidationError) else str(error)


def _bad_input(request: HttpRequest, error: Any) -> HttpResponse:
    try:
        require_place(request)
    except PermissionDenied as refused:
        return refuse(request, 403, _not_permitted(request, refused))
    fields = [
        {"field": _named(one["loc"]), "message": _in_theirs(request, words.said(one["type"], one.get("ctx")))}
        for one in error.errors
    ]
    return refuse(request, 422, words.WRONG_INPUTS, fields)


def _not_permitted(request: HttpRequest, error: Exception) -> str:
    """With the name of the right that is missing, where it is told."""
    said, right = _in_theirs(request, words.NOT_PERMITTED), str(error)
    return f"{said}: {right}" if right else said


def _in_theirs(request: HttpRequest, text: Bilingual) -> str:
    """In the language of the caller (desk.language.of_caller)."""
    return text.pick(getattr(request, "LANG", "zh"))


def _named(loc: Sequence[str | int]) -> str:
    """The input as its sender knows it: the name of a parameter, the place in the body without our name for it."""
    path = [str(one) for one in loc]
    return ".".join(path[2:]) or "body" if path[0] == "body" else ".".join(path[1:]) or path[-1]


def _not_json(request: HttpRequest, _error: Any) -> HttpResponse:
    # A form's body: the check against forgery has read it, and nothing here takes one.
    return refuse(request, 422, words.NOT_JSON)


def _unknown_caller(request: HttpRequest, _error: Any) -> HttpResponse:
    return refuse(request, 401, words.WHO)


def _as_it_says(request: HttpRequest, error: Any) -> HttpResponse:
    # Ninja's own, when a body cannot be read; no operation here raises one.
    return refuse(request, error.status_code, words.NOT_JSON if error.status_code == 400 else str(error))


for _kind, _status in reversed(MEANING):
    _register(_kind, _status)
api.add_exception_handler(BadInput, _bad_input)
api.add_exception_handler(RawPostDataException, _not_json)
api.add_exception_handler(AuthenticationError, _unknown_caller)
api.add_exception_handler(HttpError, _as_it_says)

for _room in ROOMS:
    if find_spec(f"{package}.{_room}.api"):
        api.add_router("", import_module(f"{package}.{_room}.api").router)
