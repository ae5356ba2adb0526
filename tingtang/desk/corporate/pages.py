"""What the pages of corporate work show."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest

from tingtang.corporate.actions import Outcome
from tingtang.corporate.models import Lead, Level, Person, Size, Stage, Visit
from tingtang.corporate.queries import (
    BOXES,
    Box,
    Filters,
    Shown,
    listing,
    needs_of_department,
    openings_at,
    segments_for,
    team_for,
    visits_of,
)  # fmt: skip
from tingtang.corporate.standing import outlets_of
from tingtang.desk.corporate.forms import (
    FactsForm,
    OutcomeForm,
    PersonForm,
    ProposalForm,
    ReasonForm,
    UpForm,
    VisitForm,
    WordsForm,
)
from tingtang.desk.forms import mistakes, typed
from tingtang.desk.pages import filtered
from tingtang.manual.queries import rulebook
from tingtang.organisation.access import Viewer
from tingtang.organisation.capabilities import MANAGERS, OUTLET_HEADS, positions_with
from tingtang.organisation.masking import Masker
from tingtang.organisation.models import Institution, Staff
from tingtang.organisation.positions import Position
from tingtang.shared.times import business_date

PAGE = 20
FACTS = ("capital", "business", "industry", "region", "size", "wants")
VISITS_BACK = timedelta(days=30)
TEAM = MANAGERS | OUTLET_HEADS | {Position.BRANCH_HEAD}
CODES = {
    "sizes": Size.values, "levels": Level.values, "parts": Person.Part.values, "attitudes": Person.Attitude.values,
    "outcomes": Outcome.values,
}  # fmt: skip


def boxes(viewer: Viewer) -> tuple[Box, ...]:
    """The boxes a viewer has, the one they look at first in front."""
    if viewer.may("lead.board"):
        return ("below", "mine", "made")
    return ("mine", "made") if viewer.may("lead.hold") else ("made",)


def filters_of(request: HttpRequest, viewer: Viewer) -> Filters:
    """What the address narrows to; what is no code reads as nothing."""
    asked, book = request.GET, rulebook().corporate
    box: Box = next((one for one in boxes(viewer) if one == asked.get("box")), boxes(viewer)[0])
    stage, size, wants, segment = (asked.get(name, "") for name in ("stage", "size", "wants", "segment"))
    return Filters(
        box=box, stage=stage if stage in (*Stage.values, "all") else "",
        industry=asked.get("industry", "").strip()[:60],
        region=asked.get("region", "").strip()[:60], size=size if size in Size.values else "",
        wants=wants if wants in book["needs"] else "", q=asked.get("q", "").strip()[:60],
        segment=segment if _number(segment) else "", page=_number(asked.get("page", "")) or 1,
    )  # fmt: skip


def _number(said: str) -> int:
    return int(said) if said.isdecimal() and said.isascii() and len(said) < 10 else 0


def board_context(viewer: Viewer, filters: Filters, at: datetime) -> dict[str, Any]:
    """The board: a page of leads, counts by stage, segments to narrow by."""
    return {
        "found": listing(viewer, filters), "filters": filters, "boxes": [one for one in BOXES if one in boxes(viewer)],
        "stages": Stage.values, "address": filtered("corporate:board", filters), "at": at, "today": business_date(at),
        "segments": list(segments_for(viewer)[:50]), "may_make": viewer.may("lead.make"), **CODES,
    }  # fmt: skip


def lead_context(
    viewer: Viewer, found: Shown, at: datetime, bound: dict[str, forms.Form], chosen: dict[str, list[str]]
) -> dict[str, Any]:
    """The page of a lead with its forms; those in `bound` come back as typed, with the boxes `chosen`."""
    lead = found.lead
    facts = {name: getattr(lead, name) for name in FACTS}
    proposals = list(lead.proposals.order_by("-n")[:5])
    last = dict(proposals[0].parts) if proposals else {}
    weighed = {f"weighed_{code}": said for code, said in proposals[0].weighed.items()} if proposals else {}
    given: dict[str, forms.Form] = {
        "facts": FactsForm(initial=facts), "person": PersonForm(), "call": OutcomeForm(), "visit": VisitForm(),
        "proposal": ProposalForm(initial={**last, **weighed}), "up": UpForm(), "words": WordsForm(), **bound,
    }  # fmt: skip
    mask = Masker(viewer, found.tie, model="lead")
    people = [(one, mask.field("phone", one.phone)) for one in lead.people.order_by("part", "pk")]
    today = business_date(at)
    names, team = _people(found, today)
    return {
        "found": found, "lead": lead, "people": people, "proposals": proposals, "at": at, "today": today,
        "code": mask.field("credit_code", lead.credit_code), "names": names,
        "team": team, "outlets": outlets_for(lead),
        "values": {name: typed(form) for name, form in given.items()},
        "mistakes": {name: mistakes(form) if form.is_bound else {} for name, form in given.items()},
        "chosen": chosen, "script": "first_contact" if lead.stage == Stage.NEW else "call",
        "may_up": positions_with("lead.hold"), "stages": Stage.values, **CODES,
    }  # fmt: skip


def _people(found: Shown, on: date) -> tuple[dict[str, str], list[Staff]]:
    """(names of who did what, who may go along or take the lead up): one query for both."""
    did = {event.by for event in found.events}
    team = team_for(found.lead, TEAM, on, also=did)
    may = [one for one in team if one.position in TEAM and one.to_on is None]
    return {one.pk: one.name for one in team}, may


def outlets_for(lead: Lead) -> list[Institution]:
    """Outlets to choose from; an outlet's own leads open there."""
    if lead.ended_at is not None or lead.institution.kind == "outlet":
        return []
    return outlets_of(lead.institution_id)


def visit_context(
    visit: Visit, at: datetime, bound: dict[str, forms.Form], chosen: dict[str, list[str]]
) -> dict[str, Any]:
    """The page of a visit."""
    given: dict[str, forms.Form] = {"hold": OutcomeForm(), "off": ReasonForm(), **bound}
    today = business_date(at)
    return {
        "visit": visit, "lead": visit.lead, "at": at, "today": today,
        "goes": [one.staff for one in visit.team.select_related("staff").order_by("staff__name")],
        "people": list(visit.lead.people.order_by("part", "pk")),
        "team": team_for(visit.lead, TEAM, today) if visit.state == "planned" else [],
        "outlets": outlets_for(visit.lead) if visit.state == "planned" else [],
        "values": {name: typed(form) for name, form in given.items()},
        "mistakes": {name: mistakes(form) if form.is_bound else {} for name, form in given.items()},
        "chosen": chosen, "begun": visit.starts_at <= at, **CODES,
    }  # fmt: skip


def visits_context(viewer: Viewer, asked: str, page: str, at: datetime) -> dict[str, Any]:
    """Visits to come, then those of the last weeks."""
    own = [one for one in boxes(viewer) if one != "made"]
    box: Box = next((one for one in own if one == asked), own[0])
    shown = Paginator(visits_of(viewer, box, at - VISITS_BACK), PAGE).get_page(page)
    return {
        "rows": list(shown.object_list), "page": shown.number, "pages": shown.paginator.num_pages, "box": box,
        "boxes": own, "at": at, "today": business_date(at), "n": shown.paginator.count,
    }  # fmt: skip


def desk_context(viewer: Viewer, page: str, at: datetime) -> dict[str, Any]:
    """What the opening desk follows."""
    shown = Paginator(openings_at(viewer), PAGE).get_page(page)
    return {
        "rows": list(shown.object_list), "page": shown.number, "pages": shown.paginator.num_pages, "at": at,
        "today": business_date(at),
    }  # fmt: skip


def needs_context(viewer: Viewer, page: str, at: datetime) -> dict[str, Any]:
    """What waits for a department."""
    shown = Paginator(needs_of_department(viewer), PAGE).get_page(page)
    return {"rows": list(shown.object_list), "page": shown.number, "pages": shown.paginator.num_pages, "at": at}
