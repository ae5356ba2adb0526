"""Openings agreed with a company (A24.2a, A24.3b, A24.3c): the desk follows them; who does not come is visited."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from tingtang.corporate.actions.history import (
    NOT_ONE,
    PAST,
    SHORT,
    What,
    known,
    move,
    onward,
    owe,
    prove,
    take,
    words,
)  # fmt: skip
from tingtang.corporate.actions.leads import end, next_up, raise_to
from tingtang.corporate.errors import BadInput, NoSuchLead, NotYours, Unroutable, WrongStage
from tingtang.corporate.models import AccountOpening, Lead, LeadEvent, Stage, Visit
from tingtang.corporate.standing import at_desk, desk_of, desk_role, outlets_of
from tingtang.duties.actions import Opening, cancel, open_duty
from tingtang.duties.openings import facts
from tingtang.duties.queries import open_duties_about
from tingtang.organisation.access import viewer_of_staff
from tingtang.shared.refusals import NEEDED
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date, day_end

State = AccountOpening.State
KIND = "account_opening"
AGREED_ONE = Bilingual("已有约定的开户", "an opening is agreed already")
NOBODY_TO_TELL = Bilingual("没有需要告知的缺件", "there is nothing missing to tell of")
NOT_TOLD = "约定日未登记结果，视为未到"


def agree(
    lead: Lead, agreed_on: date | None, *, papers: bool, outlet: str = "", by: str, at: datetime
) -> AccountOpening:
    """An opening by a date, the lead in hand: the desk of the outlet follows it, and checks `papers` brought back."""
    on = business_date(at)
    if agreed_on is None:
        raise BadInput("agreed_on", NEEDED)
    if agreed_on < on:
        raise BadInput("agreed_on", PAST)
    if AccountOpening.objects.filter(lead=lead, closed_at__isnull=True).exists():
        raise WrongStage(AGREED_ONE)
    here = _outlet(lead, outlet, on)
    made = AccountOpening.objects.create(lead=lead, institution_id=here, agreed_on=agreed_on, papers=papers, made_at=at)
    detail = {"agreed_on": agreed_on.isoformat(), "papers": papers}
    move(lead, What.OPENING_AGREED, by=by, at=at, change=onward(lead, Stage.OPENING), detail=detail)
    role, manager = desk_role(here, on), lead.owner.name
    opening = Opening(
        kind="corporate.opening_by_date", subject_id=str(made.pk), period_on=agreed_on, institution_id=here,
        due_at=day_end(agreed_on), owner_role=role,
        inputs=facts(on, agreed_on=agreed_on.isoformat(), manager=manager),
    )  # fmt: skip
    open_duty(opening=opening, by=by, at=at)
    if papers:
        owe("corporate.papers_checked", str(made.pk), here, "corporate.papers_working_days", by=by, at=at,
            said={"manager": manager}, owner_role=role)  # fmt: skip
    return made


def _outlet(lead: Lead, outlet: str, on: date) -> str:
    if outlet and outlet not in {one.pk for one in outlets_of(lead.institution_id)}:
        raise BadInput("outlet", NOT_ONE)
    return outlet or desk_of(lead.institution_id, on)


def _open(opening_id: int) -> AccountOpening:
    """An opening that is under way, its lead locked. Raises NoSuchLead, WrongStage."""
    found = AccountOpening.objects.filter(pk=opening_id).first()
    if found is None:
        raise NoSuchLead
    lead = Lead.objects.select_for_update().get(pk=found.lead_id)
    opening = AccountOpening.objects.get(pk=opening_id)  # as it stands now that the lead is locked
    opening.lead = lead
    if opening.closed_at is not None:
        raise WrongStage
    return opening


def _at_desk(opening_id: int, *, by: str, at: datetime) -> AccountOpening:
    opening = _open(opening_id)
    if not at_desk(viewer_of_staff(by, business_date(at)), opening):
        raise NotYours
    return opening


def _met(opening: AccountOpening, event: LeadEvent, what: str, *, by: str) -> None:
    prove(f"opening.{what}", (KIND, str(opening.pk)), f"{event.lead_id}.{event.n}", by=by, at=event.at)


@transaction.atomic
def opened(
    *, by: str, at: datetime, opening_id: int, covered: Collection[str], good: bool, note: str = ""
) -> AccountOpening:
    """The desk opened it, with the products fitted at the source; a good new client goes up (A24.2a).

    Any other is set up, unless a visit is still planned. Raises NoSuchLead, NotYours, WrongStage.
    """
    note, opening = words("note", note, SHORT, needed=False), _at_desk(opening_id, by=by, at=at)
    lead = opening.lead
    opening.state, opening.covered, opening.closed_at = State.OPENED, known("opening_products", covered), at
    opening.save(update_fields=["state", "covered", "closed_at"])
    event = move(lead, What.OPENED, by=by, at=at, text=note, detail={"covered": opening.covered, "good": good})
    _met(opening, event, "opened", by=by)
    if not (good and _to_the_top(lead, by=by, at=at)) and not Visit.objects.filter(lead=lead, state="planned").exists():
        end(lead, Stage.SET_UP, What.SET_UP, "已开户", by=by, at=at)
    return opening


def _to_the_top(lead: Lead, *, by: str, at: datetime) -> bool:
    """Whether somebody above takes the new client up."""
    try:
        to = next_up(lead, "", at)
    except Unroutable:
        return False
    raise_to(lead, to, "优质新开户客户", by=by, at=at)
    return True


@transaction.atomic
def lacking(*, by: str, at: datetime, opening_id: int, what: str) -> AccountOpening:
    """The desk finds papers missing; the manager tells the client. Raises BadInput, as `opened`."""
    what, opening = words("what", what, SHORT), _at_desk(opening_id, by=by, at=at)
    again = [one.pk for one in open_duties_about([(KIND, str(opening.pk))]) if one.kind == "corporate.papers_told"]
    if again:
        raise WrongStage
    opening.state, opening.lacking, opening.lacking_at, opening.told_at = State.LACKING, what, at, None
    opening.save(update_fields=["state", "lacking", "lacking_at", "told_at"])
    lead = opening.lead
    event = move(lead, What.LACKING, by=by, at=at, text=what)
    _met(opening, event, "lacking", by=by)
    owe("corporate.papers_told", str(opening.pk), lead.institution_id, "corporate.papers_told_working_days", by=by,
        at=at, said={"lacking_on": business_date(at).isoformat()}, owner_staff_id=lead.owner_id)  # fmt: skip
    return opening


@transaction.atomic
def told(*, by: str, at: datetime, opening_id: int, note: str = "") -> AccountOpening:
    """The client knows what is missing. Raises NoSuchLead, NotYours, WrongStage where nothing is."""
    note, found = words("note", note, SHORT, needed=False), AccountOpening.objects.filter(pk=opening_id).first()
    if found is None:
        raise NoSuchLead
    lead = take(found.lead_id, by=by, at=at)
    opening = _open(opening_id)
    if opening.state != State.LACKING or opening.told_at is not None:
        raise WrongStage(NOBODY_TO_TELL)
    opening.told_at = at
    opening.save(update_fields=["told_at"])
    _met(opening, move(lead, What.TOLD, by=by, at=at, text=note), "told", by=by)
    return opening


@transaction.atomic
def not_come(*, by: str, at: datetime, opening_id: int, note: str = "") -> AccountOpening:
    """They did not open: back to the manager for a visit (A24.3b). Raises NoSuchLead, NotYours, WrongStage."""
    note, opening = words("note", note, SHORT, needed=False), _at_desk(opening_id, by=by, at=at)
    _back(opening, note, by=by, at=at)
    return opening


def _back(opening: AccountOpening, note: str, *, by: str, at: datetime) -> None:
    lead = opening.lead
    opening.state, opening.closed_at = State.NOT_COME, at
    opening.save(update_fields=["state", "closed_at"])
    event = move(lead, What.NOT_COME, by=by, at=at, text=note)
    _met(opening, event, "not_come", by=by)
    if Visit.objects.filter(lead=lead, state="planned").exists():
        return  # what would be owed is agreed already
    said = {"agreed_on": opening.agreed_on.isoformat()}
    owe("corporate.visit_owed", str(opening.pk), lead.institution_id, "corporate.visit_working_days", by=by, at=at,
        said=said, owner_staff_id=lead.owner_id)  # fmt: skip


@transaction.atomic
def hand_back_unopened(*, opening_id: int, by: str, at: datetime) -> bool:
    """An opening whose day is over goes back for a visit; False where somebody said in the meantime what came of it.

    Papers that lack something stay with the desk: the client is bringing them. The desk that said nothing has missed
    its duty.
    """
    try:
        opening = _open(opening_id)
    except WrongStage:
        return False
    if opening.agreed_on >= business_date(at) or opening.state != State.AGREED:
        return False
    said = [one.pk for one in open_duties_about([(KIND, str(opening.pk))]) if one.kind == "corporate.papers_checked"]
    _back(opening, NOT_TOLD, by=by, at=at)
    cancel(duty_ids=said, reason=NOT_TOLD, by=by, at=at)
    return True


def unopened(on: date) -> list[int]:
    """Openings whose day was before `on` and of which nothing is known."""
    found = AccountOpening.objects.filter(agreed_on__lt=on, state=State.AGREED, closed_at__isnull=True)
    return list(found.order_by("pk").values_list("pk", flat=True))
