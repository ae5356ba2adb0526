"""The interface to leads: one's own or below, a new one, a call with its outcome; what the opening desk follows."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from tingtang.corporate import actions
from tingtang.corporate.actions import Facts, Origin, Said
from tingtang.corporate.models import Lead
from tingtang.corporate.queries import PAGE, Filters, lead_for, listing, openings_at
from tingtang.organisation.access import Viewer, viewer_of
from tingtang.organisation.api import ERRORS, In, needs
from tingtang.organisation.sign_in import at_of

router = Router(tags=["corporate"])
Code = Annotated[str, Field(max_length=64)]
Words = Annotated[str, Field(max_length=400)]
Long = Annotated[str, Field(max_length=1000)]
Number = Annotated[int, Field(ge=1, le=10**18)]
PageNumber = Annotated[int, Field(ge=1, le=99_999)]


class LeadIn(In):
    """A company: `source`, `wants` and `size` are codes of the manual; the credit code is checked."""

    company: Words
    source: Code
    source_note: Words = ""
    credit_code: Code = ""
    capital: Words = ""
    business: Words = ""
    industry: Code = ""
    region: Code = ""
    size: Code = "small"
    wants: Code = ""


class CallIn(In):
    """A call: `seen` is the lead's `n` as read; `outcome` opens (with `agreed_on`), need, proposal, again or unwilling.

    A visit is agreed on the pages, where who goes is chosen.
    """

    seen: Annotated[int, Field(ge=0, le=2**31 - 1)]
    outcome: Code
    text: Long
    agreed_on: date | None = None
    papers: bool = False
    need: Code = ""
    need_text: Words = ""
    good: bool = False


class LeadOut(Schema):
    """A lead as the caller may see it; no code, number or name of a person."""

    id: int
    n: int
    company: str
    stage: str
    source: str
    institution_id: str
    owner: str
    good: bool
    made_at: datetime


class LeadPage(Schema):
    """A page of leads, and how many there are by stage."""

    rows: list[LeadOut]
    counts: dict[str, int]
    total: int


class OpeningOut(Schema):
    """An opening that the desk follows."""

    id: int
    company: str
    institution_id: str
    agreed_on: date
    papers: bool
    state: str
    manager: str


@router.get("/leads", auth=needs("lead.hold"), response={200: LeadPage, **ERRORS}, summary="Leads")
def leads(request: HttpRequest, stage: Code = "", below: bool = False, page: PageNumber = 1) -> LeadPage:
    """The caller's own, or those below; open ones unless `stage` says otherwise ("all" for every one)."""
    found = listing(viewer_of(request), Filters(box="below" if below else "mine", stage=stage, page=page))
    return LeadPage(rows=[_out(row.lead) for row in found.rows], counts=dict(found.counts), total=found.total)


@router.post("/leads", auth=needs("lead.make"), response={201: LeadOut, **ERRORS}, summary="A new lead")
def make(request: HttpRequest, body: LeadIn) -> Status[LeadOut]:
    """409 with who answers for it where the company has an open lead."""
    viewer, said = _person(request), body.model_dump()
    company, origin = said.pop("company"), Origin(said.pop("source"), said.pop("source_note"))
    made = actions.open_lead(
        by=viewer.staff_id, at=at_of(request), institution_id=viewer.institution_id, company=company, origin=origin,
        facts=Facts(**said),
    )  # fmt: skip
    return Status(201, _out(made))


@router.get("/leads/{lead_id}", auth=needs("lead.hold"), response={200: LeadOut, **ERRORS}, summary="One lead")
def one(request: HttpRequest, lead_id: Number) -> LeadOut:
    """404 without a tie to it."""
    try:
        return _out(lead_for(viewer_of(request), lead_id)[0])
    except PermissionDenied:
        raise Http404(str(lead_id)) from None


@router.post("/leads/{lead_id}/call", auth=needs("lead.hold"), response={200: LeadOut, **ERRORS}, summary="A call")
def call(request: HttpRequest, lead_id: Number, body: CallIn) -> LeadOut:
    """What came of it; 409 where somebody was quicker."""
    viewer, said = _person(request), body.model_dump()
    seen = said.pop("seen")
    return _out(
        actions.record_call(by=viewer.staff_id, at=at_of(request), lead_id=lead_id, seen=seen, said=Said(**said))
    )


@router.get(
    "/account-openings", auth=needs("opening.desk"), response={200: list[OpeningOut], **ERRORS}, summary="Openings"
)
def openings(request: HttpRequest, page: PageNumber = 1) -> list[OpeningOut]:
    """What the caller's opening desk follows, soonest first."""
    rows = openings_at(viewer_of(request))[(page - 1) * PAGE : page * PAGE]
    return [
        OpeningOut(
            id=row.pk, company=row.lead.company, institution_id=row.institution_id, agreed_on=row.agreed_on,
            papers=row.papers, state=row.state, manager=row.lead.owner.name,
        )
        for row in rows
    ]  # fmt: skip


def _person(request: HttpRequest) -> Viewer:
    viewer = viewer_of(request)
    if not viewer.staff_id:
        raise PermissionDenied("a person acts, not a system")
    return viewer


def _out(lead: Lead) -> LeadOut:
    return LeadOut(
        id=lead.pk, n=lead.n, company=lead.company, stage=lead.stage, source=lead.source,
        institution_id=lead.institution_id, owner=lead.owner.name, good=lead.good, made_at=lead.made_at,
    )  # fmt: skip
