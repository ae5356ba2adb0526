"""The interface to what is known of customers: search, fields and their sources, corrections, consent.

For people by their session and for other systems by a token, which acts as its position at its institution and below.
Values are masked as on the pages. A customer without a tie to the caller is not there (404). Every write takes an
`Idempotency-Key`: the same request again gets the first answer, another one under the same key is refused (409).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from ninja import Header, Router, Schema, Status
from pydantic import Field

from tingtang.audit import actions as audit
from tingtang.customers import actions
from tingtang.customers.consent import consents
from tingtang.customers.information import known
from tingtang.customers.merging import entries_of, linked_ids
from tingtang.customers.models import Customer
from tingtang.customers.once import once
from tingtang.customers.queries import tied_customer
from tingtang.customers.search import search
from tingtang.manual.queries import rulebook
from tingtang.organisation.access import Tie, Viewer, viewer_of
from tingtang.organisation.api import ERRORS, In, needs
from tingtang.organisation.masking import Masker
from tingtang.organisation.sign_in import at_of
from tingtang.shared.times import business_date

router = Router(tags=["customers"])
Code = Annotated[str, Field(max_length=64)]
Text = Annotated[str, Field(max_length=400)]
Key = Annotated[str, Header(alias="Idempotency-Key", max_length=64)]


class CustomerOut(Schema):
    """A customer in a list; name and phone masked for the caller. `merged_into`: the file to use instead."""

    customer_id: str
    kind: str
    name: str
    phone: str
    tier: str
    card: str
    manager_id: str
    home_institution_id: str
    merged_into: str


class FoundOut(Schema):
    """Who was found; `more`: type more. `short`: too little was typed."""

    rows: list[CustomerOut]
    more: bool
    short: bool


class FieldOut(Schema):
    """One field: state is good, missing, expired (to be confirmed) or wrong. `locked`: the core bank keeps it."""

    field: str
    value: str
    locked: bool
    source: str
    by: str
    until: date | None
    state: str
    fault: str


class InformationOut(Schema):
    """Everything that may be known of a customer, as of a business date."""

    customer_id: str
    as_of: date
    fields: list[FieldOut]


class ConsentOut(Schema):
    """What counts for a purpose by a channel, and whether the customer may be contacted so."""

    purpose: str
    channel: str
    answer: str
    allowed: bool


class ConsentsOut(Schema):
    """All purposes by all channels."""

    customer_id: str
    rows: list[ConsentOut]


class StateIn(In):
    """Fields that are kept here; an empty value takes one back. `source`: stated or documented."""

    values: dict[Code, Text] = {}
    source: Code = ""


class ConfirmIn(In):
    """Fields that were confirmed as they stand."""

    fields: list[Code] = []
    source: Code = ""


class CorrectionIn(In):
    """What the core bank should have. `warned`: a file that is alike was looked at, and is of another customer."""

    field: Code = ""
    value: Text = ""
    source: Code = ""
    reason: Text = ""
    warned: bool = False


class ConsentIn(In):
    """An answer for a purpose by channels: granted or refused."""

    purpose: Code = ""
    channels: list[Code] = []
    answer: Code = ""
    source: Code = ""


class KeptOut(Schema):
    """The lines that were kept, by their number in the ledger."""

    customer_id: str
    lines: list[int]


class ProposedOut(Schema):
    """A correction that waits for its answer."""

    customer_id: str
    correction_id: int
    state: str


@router.get("/customers", auth=needs("customer.list"), response={200: FoundOut, **ERRORS}, summary="Find customers")
def find(
    request: HttpRequest, q: Annotated[str, Field(max_length=40)] = "", tier: Code = "", card: Code = ""
) -> FoundOut:
    """Among those the caller is tied to: by name, pinyin, number, last four or whole of phone or identity; by card."""
    viewer = viewer_of(request)
    found = search(viewer, q, tier=tier, card=card, at=at_of(request))
    mask = Masker(viewer, Tie.HEAD)  # whoever is found is tied to the caller
    rows = [_row(one, mask) for one in found.rows]
    return FoundOut(rows=rows, more=found.more, short=found.short)


@router.get(
    "/customers/{customer_id}/information",
    auth=needs("customer.see"),
    response={200: InformationOut, **ERRORS},
    summary="What is known of a customer, and from where",
)
def information(request: HttpRequest, customer_id: Code) -> InformationOut:
    """Who is not the manager leaves a trace."""
    viewer, at = viewer_of(request), at_of(request)
    customer, tie = _tied(viewer, customer_id)
    if tie != Tie.MANAGER:
        audit.log_read(
            by=viewer.actor, at=at, subject=("customer", customer.pk), action="customer.read",
            institution=customer.home_institution_id, tie=tie,
        )  # fmt: skip
    mask, on, lang = Masker(viewer, tie), business_date(at), getattr(request, "LANG", "zh")
    held = known(customer, entries_of(customer.pk), on, rulebook())
    fields = [
        FieldOut(
            field=one.field.name, value=str(mask.field(one.field.name, one.value)), locked=one.field.core,
            source=one.source, by=one.by, until=one.until, state=one.state,
            fault=one.fault.pick(lang) if one.fault else "",
        )
        for one in held
    ]  # fmt: skip
    return InformationOut(customer_id=customer.pk, as_of=on, fields=fields)


@router.post(
    "/customers/{customer_id}/information",
    auth=needs("information.record"),
    response={200: KeptOut, **ERRORS},
    summary="Fill in fields that are kept here",
)
def state(request: HttpRequest, customer_id: Code, body: StateIn, key: Key = "") -> dict[str, Any]:
    """All of them or, when one is wrong, none: 422 names it."""

    def act(**who: Any) -> dict[str, Any]:
        return _kept(customer_id, actions.state_fields(values=body.values, source=body.source, **who))

    return _write(request, customer_id, key, act)


@router.post(
    "/customers/{customer_id}/information/confirm",
    auth=needs("information.record"),
    response={200: KeptOut, **ERRORS},
    summary="Confirm fields as they stand",
)
def confirm(request: HttpRequest, customer_id: Code, body: ConfirmIn, key: Key = "") -> dict[str, Any]:
    """They count as current anew; the duty to ask again is met when nothing is left to confirm."""

    def act(**who: Any) -> dict[str, Any]:
        return _kept(customer_id, actions.confirm_fields(fields=body.fields, source=body.source, **who))

    return _write(request, customer_id, key, act)


@router.post(
    "/customers/{customer_id}/corrections",
    auth=needs("information.record"),
    response={201: ProposedOut, **ERRORS},
    summary="Propose a correction of the core bank",
)
def correct(request: HttpRequest, customer_id: Code, body: CorrectionIn, key: Key = "") -> Status[dict[str, Any]]:
    """A head of the home institution answers. 422 on `warned` when a file is alike: look, then send it again."""

    def act(**who: Any) -> dict[str, Any]:
        made = actions.propose_correction(**body.model_dump(), **who)
        return {"customer_id": customer_id, "correction_id": made.pk, "state": made.state}

    return Status(201, _write(request, customer_id, key, act))


@router.get(
    "/customers/{customer_id}/consent",
    auth=needs("customer.see"),
    response={200: ConsentsOut, **ERRORS},
    summary="For what and how a customer may be contacted",
)
def consent(request: HttpRequest, customer_id: Code) -> ConsentsOut:
    """The least permissive answer counts, also among several files of one customer."""
    viewer, at = viewer_of(request), at_of(request)
    customer, _ = _tied(viewer, customer_id)
    entries = entries_of(customer.pk, linked_ids(customer.pk))
    held = consents(customer, entries, business_date(at), rulebook()).values()
    rows = [ConsentOut(purpose=c.purpose, channel=c.channel, answer=c.answer, allowed=c.allowed) for c in held]
    return ConsentsOut(customer_id=customer.pk, rows=rows)


@router.post(
    "/customers/{customer_id}/consent",
    auth=needs("information.record"),
    response={200: KeptOut, **ERRORS},
    summary="Record an answer of the customer",
)
def answer(request: HttpRequest, customer_id: Code, body: ConsentIn, key: Key = "") -> dict[str, Any]:
    """A new line a channel; none is changed."""

    def act(**who: Any) -> dict[str, Any]:
        return _kept(customer_id, actions.state_consent(**body.model_dump(), **who))

    return _write(request, customer_id, key, act)


def _tied(viewer: Viewer, customer_id: str) -> tuple[Customer, Tie]:
    try:
        return tied_customer(viewer, customer_id)
    except PermissionDenied:
        raise Http404(customer_id) from None


def _write(request: HttpRequest, customer_id: str, key: str, act: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    """One write under its key, by whoever is tied to the customer."""
    viewer, at = viewer_of(request), at_of(request)
    customer, _ = _tied(viewer, customer_id)

    def done() -> dict[str, Any]:
        return act(customer_id=customer.pk, by=viewer.actor, at=at)

    operation = f"{request.method} {request.path}"
    return once(actor=viewer.actor, key=key, operation=operation, body=request.body, at=at, act=done)


def _kept(customer_id: str, lines: list[Any]) -> dict[str, Any]:
    return {"customer_id": customer_id, "lines": [one.pk for one in lines]}


def _row(one: Customer, mask: Masker) -> CustomerOut:
    return CustomerOut(
        customer_id=one.pk, kind=one.kind, name=str(mask.field("name", one.name)),
        phone=str(mask.field("phone", one.phone)), tier=one.tier, card=one.card, manager_id=one.manager_id or "",
        home_institution_id=one.home_institution_id, merged_into=getattr(one, "merged_into", None) or "",
    )  # fmt: skip
