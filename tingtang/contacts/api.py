"""The interface to contacts: reported by people and by other systems of the bank, read by those with a tie."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from ninja import Header, Router, Schema, Status
from pydantic import AwareDatetime, Field

from tingtang.audit.actions import log_read
from tingtang.contacts.actions import Recorded, record_contact, report_contact
from tingtang.contacts.actions.reporting import NO_KEY, reported_key
from tingtang.contacts.errors import ContactRefused
from tingtang.contacts.models import Contact
from tingtang.contacts.queries import contacts_of
from tingtang.customers.queries import tied_customer
from tingtang.manual.api import FindingOut, language_of
from tingtang.organisation.access import Tie, Viewer, viewer_of
from tingtang.organisation.api import ERRORS, In, needs
from tingtang.organisation.masking import Masker
from tingtang.organisation.sign_in import at_of
from tingtang.shared.times import business_date

router = Router(tags=["contacts"])
Code = Annotated[str, Field(max_length=64)]
PageNumber = Annotated[int, Field(ge=1, le=99_999)]
Key = Annotated[str, Header(alias="Idempotency-Key", max_length=128)]


class ContactIn(In):
    """A contact or attempt. `at`: when it happened, with its offset (systems alone; people report what is now)."""

    customer_id: Code
    channel: Code
    outcome: Code
    memo: Annotated[str, Field(max_length=4000)] = ""
    need: Annotated[str, Field(max_length=200)] = ""
    next_on: date | None = None
    at: AwareDatetime | None = None
    staff_id: Code = ""


class EndedOut(Schema):
    """A duty that the contact ended: met, late, or missed because its time was over."""

    duty: int
    kind: str
    clause: str
    verdict: str


class KeptOut(Schema):
    """The contact as kept; `again`: it was kept before under the same key. `language`: what is never said and stands in
    its texts (A18); it is kept all the same."""

    id: int
    again: bool
    language: list[FindingOut]
    ended: list[EndedOut]


class ContactOut(Schema):
    """A contact as the caller may see it."""

    id: int
    at: datetime
    channel: str
    outcome: str
    memo: str
    need: str
    next_on: date | None
    staff_id: str
    source: str


class ContactPage(Schema):
    """A page of a customer's contacts, latest first."""

    rows: list[ContactOut]
    page: int
    more: bool


@router.post("/contacts", auth=needs("contact.report"), response={201: KeptOut, **ERRORS}, summary="Report a contact")
def report(request: HttpRequest, body: ContactIn, key: Key = "") -> Status[KeptOut]:
    """Needs an Idempotency-Key: a repeat returns the contact kept first. A person reports their own of a customer they
    are tied to; a system (token `contact_system`) names who talked. What is wrong is named by its field (422)."""
    viewer, at = viewer_of(request), at_of(request)
    if not key:
        raise ContactRefused("Idempotency-Key", NO_KEY)
    kept = _own(viewer, body, key, at) if viewer.staff_id else _reported(viewer, body, key, at)
    ended = [
        EndedOut(duty=one.duty.pk, kind=one.duty.kind, clause=one.duty.clause, verdict=one.verdict)
        for one in kept.closed
    ]
    found = language_of({"memo": kept.contact.memo, "need": kept.contact.need}, business_date(at))
    return Status(201, KeptOut(id=kept.contact.pk, again=kept.again, language=found, ended=ended))


def _own(viewer: Viewer, body: ContactIn, key: str, at: datetime) -> Recorded:
    customer, _ = tied_customer(viewer, body.customer_id)
    said = body.model_dump(exclude={"customer_id", "at", "staff_id"})
    return record_contact(
        customer_id=customer.pk, by=viewer.staff_id, at=at, on=business_date(at), key=reported_key(viewer.actor, key),
        **said,
    )  # fmt: skip


def _reported(viewer: Viewer, body: ContactIn, key: str, at: datetime) -> Recorded:
    return report_contact(viewer=viewer, key=key, at=at, happened_at=body.at, **body.model_dump(exclude={"at"}))


@router.get(
    "/customers/{customer_id}/contacts",
    auth=needs("customer.see"),
    response={200: ContactPage, **ERRORS},
    summary="A customer's contacts",
)
def contacts(request: HttpRequest, customer_id: str, page: PageNumber = 1) -> ContactPage:
    """404 for a customer the caller has no tie to, as if there were none. Who is not the manager leaves a trace."""
    viewer, at = viewer_of(request), at_of(request)
    try:
        customer, tie = tied_customer(viewer, customer_id)
    except PermissionDenied:
        raise Http404(customer_id) from None
    if tie != Tie.MANAGER:
        subject, place = ("customer", customer.pk), customer.home_institution_id
        log_read(by=viewer.actor, at=at, subject=subject, action="contact.history.read", institution=place, tie=tie)
    found = contacts_of(customer.pk, page)
    mask = Masker(viewer, tie)
    return ContactPage(rows=[_shown(row, mask) for row in found.rows], page=found.number, more=found.more)


def _shown(row: Contact, mask: Masker) -> ContactOut:
    return ContactOut(
        id=row.pk, at=row.at, channel=row.channel, outcome=row.outcome, memo=str(mask.field("memo", row.memo)),
        need=row.need, next_on=row.next_on, staff_id=row.staff_id or "", source=row.source,
    )  # fmt: skip
