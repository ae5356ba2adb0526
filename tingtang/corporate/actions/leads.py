"""A lead begins, is passed up, ends: set up as the client agreed, or lost (A23.1, A23.3c, A24.3e)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from tingtang.corporate.actions.facts import Facts, checked
from tingtang.corporate.actions.history import (
    SHORT,
    What,
    code_of,
    hand_on,
    move,
    owe,
    prove,
    prove_lead,
    release,
    take,
    words,
)  # fmt: skip
from tingtang.corporate.errors import AlreadyTaken, BadInput, NotYours, WrongStage
from tingtang.corporate.models import AccountOpening, Lead, Stage, Visit
from tingtang.corporate.standing import first_of, positions_of
from tingtang.manual.queries import rulebook
from tingtang.organisation.capabilities import positions_with
from tingtang.organisation.models import Staff
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

STILL_OPEN = Bilingual(
    "还有未结束的拜访或约定开户，请先处理", "a visit or an opening is still open: deal with it first"
)
REASON = "线索已另行安排"
OVER = "线索已了结"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a lead comes from: a code of `sources`, a word on it, and the customer of the bank where it is one."""

    source: str
    note: str = ""
    customer_id: str = ""


def open_lead(*, by: str, at: datetime, institution_id: str, company: str, origin: Origin, facts: Facts) -> Lead:
    """Write a lead down; it is the maker's where they do this work, else of who does it here or nearest above.

    A company has one open lead. Raises BadInput, AlreadyTaken naming who has it, Unroutable.
    """
    company = words("company", company, 120)
    source = code_of("source", "sources", origin.source)
    note, given = words("source_note", origin.note, 200, needed=False), checked(facts)
    fields = {"company": company, "source": source, "source_note": note, "customer_id": origin.customer_id, **given}
    try:
        return _begin(by=by, at=at, institution_id=institution_id, fields=fields)
    except IntegrityError:
        if standing := open_of(company, given["credit_code"], origin.customer_id):
            raise AlreadyTaken(standing.owner.name) from None
        raise


def open_of(company: str, credit_code: str = "", customer_id: str = "") -> Lead | None:
    """The open lead of a company, by any of the ways to tell it."""
    found = Lead.objects.filter(ended_at__isnull=True).select_related("owner")
    ways = (("company", company), ("credit_code", credit_code), ("customer_id", customer_id))
    return next((lead for name, told in ways if told and (lead := found.filter(**{name: told}).first())), None)


@transaction.atomic
def _begin(*, by: str, at: datetime, institution_id: str, fields: dict[str, str]) -> Lead:
    maker = Staff.objects.filter(pk=by).first()
    if maker is None:
        raise NotYours
    owner = _owner(maker, institution_id, at)
    lead = Lead.objects.create(institution_id=institution_id, owner=owner, made_by=maker, made_at=at, **fields)
    move(lead, What.MADE, by=by, at=at, text=fields["source_note"])
    source = rulebook().corporate["sources"][lead.source].text.zh
    said = {"made_on": business_date(at).isoformat(), "source": source}
    key = "corporate.first_contact_working_days"
    owe(
        "corporate.first_contact",
        lead.subject_id,
        institution_id,
        key,
        by=by,
        at=at,
        said=said,
        owner_staff_id=owner.pk,
    )
    return lead


def _owner(maker: Staff, institution_id: str, at: datetime) -> Staff:
    if maker.position in positions_with("lead.hold"):
        return maker
    on = business_date(at)
    return first_of(positions_of("referral.route.corporate", on, institution_id), institution_id, on)


@transaction.atomic
def pass_up(*, by: str, at: datetime, lead_id: int, seen: int, reason: str, to_staff: str = "") -> Lead:
    """A good client who is still unwilling goes up: to `to_staff`, else the next of `corporate.upward` (A24.3e).

    Whoever gets it owes taking it up. Raises BadInput, NotYours, Stale, WrongStage, Unroutable.
    """
    reason, lead = words("reason", reason, SHORT), take(lead_id, by=by, at=at, seen=seen)
    raise_to(lead, next_up(lead, to_staff, at), reason, by=by, at=at)
    return lead


def next_up(lead: Lead, to_staff: str, at: datetime) -> Staff:
    """Who takes a lead up: `to_staff`, else the next of `corporate.upward`. Raises BadInput, Unroutable."""
    on = business_date(at)
    if to_staff:
        found = Staff.objects.filter(pk=to_staff, position__in=positions_with("lead.hold"), to_on__isnull=True).first()
        if found is None or found.pk == lead.owner_id:
            raise BadInput("to_staff", Bilingual("请选择接手人", "choose who takes it up"))
        return found
    positions = positions_of("corporate.upward", on, lead.institution_id)
    return first_of(positions, lead.institution_id, on, [lead.owner_id])


def raise_to(lead: Lead, to: Staff, reason: str, *, by: str, at: datetime) -> None:
    """The lead is theirs from now on, owed anew; what the old owner owed about its parts goes along."""
    before = lead.owner
    event = move(lead, What.PASSED_UP, by=by, at=at, text=reason, change={"owner": to, "good": True})
    prove_lead(lead, event, by=by)
    for opening in AccountOpening.objects.filter(lead=lead, state="not_come"):
        prove("opening.passed_over", ("account_opening", str(opening.pk)), f"{lead.pk}.{event.n}", by=by, at=at)
    release(lead, REASON, by=by, at=at)
    hand_on(lead, to.pk, REASON, by=by, at=at)
    lead.turn += 1
    lead.save(update_fields=["turn"])
    said = {"passed_by": before.name, "passed_on": business_date(at).isoformat()}
    owe("corporate.escalated", lead.subject_id, lead.institution_id, "corporate.escalated_working_days", by=by, at=at,
        said=said, owner_staff_id=to.pk)  # fmt: skip


@transaction.atomic
def set_up(*, by: str, at: datetime, lead_id: int, seen: int, text: str) -> Lead:
    """The relationship is set up as the client agreed (A23.3c); a return visit is owed. Raises as `pass_up`."""
    text, lead = words("text", text), take(lead_id, by=by, at=at, seen=seen)
    end(lead, Stage.SET_UP, What.SET_UP, text, by=by, at=at)
    return lead


@transaction.atomic
def lose(*, by: str, at: datetime, lead_id: int, seen: int, text: str) -> Lead:
    """Nothing came of it, and why. Raises as `pass_up`."""
    text, lead = words("text", text), take(lead_id, by=by, at=at, seen=seen)
    end(lead, Stage.LOST, What.LOST, text, by=by, at=at)
    return lead


def end(lead: Lead, stage: Stage, what: What, text: str, *, by: str, at: datetime) -> None:
    """End the lead; nothing of it may be under way. Once set up, the client is returned to."""
    going = Visit.objects.filter(lead=lead, state="planned").exists()
    if going or AccountOpening.objects.filter(lead=lead, closed_at__isnull=True).exists():
        raise WrongStage(STILL_OPEN)
    event = move(lead, what, by=by, at=at, text=text, change={"stage": stage, "ended_at": at})
    prove_lead(lead, event, by=by)
    release(lead, OVER, by=by, at=at, openings=True)
    if stage == Stage.SET_UP:
        said = {"set_up_on": business_date(at).isoformat()}
        owe("corporate.return_visit", lead.subject_id, lead.institution_id, "corporate.return_working_days", by=by,
            at=at, said=said, owner_staff_id=lead.owner_id)  # fmt: skip


@transaction.atomic
def return_to(*, by: str, at: datetime, lead_id: int, text: str) -> Lead:
    """The client was returned to; what they say of the service (A23.3). Raises WrongStage before it is set up."""
    text, lead = words("text", text), take(lead_id, by=by, at=at, ended=True)
    if lead.stage != Stage.SET_UP:
        raise WrongStage
    prove_lead(lead, move(lead, What.RETURNED, by=by, at=at, text=text), by=by)
    return lead
