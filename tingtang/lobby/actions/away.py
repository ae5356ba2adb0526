"""The record of service away from home (A28.4): raised by itself, completed by who served, followed up."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from tingtang.audit import actions as audit
from tingtang.customers.models import Customer
from tingtang.duties.actions import Opening, close_with_evidence, open_duty
from tingtang.duties.verdicts import Evidence
from tingtang.live.actions import Message, publish_all
from tingtang.lobby.errors import NoSuchRecord, WrongState
from tingtang.lobby.facts import figures
from tingtang.lobby.keeping import text
from tingtang.lobby.models import AwayService, Ticket
from tingtang.lobby.promises import AWAY_TIERS, away_record
from tingtang.lobby.states import State
from tingtang.organisation.positions import Position
from tingtang.organisation.tree import person_in_role
from tingtang.shared.clocks import due
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

SENT = Bilingual("该记录已报送，不能再改", "this record was sent and is final")
RECENT = timedelta(hours=2)  # a sweep of the minute looks back so far: servers may have been down


def raise_away_services(*, by: str, at: datetime, on: date | None = None) -> int:
    """Raise the records of services that ended lately (`on`: on that day) and have none; how many. Idempotent: one a
    ticket, by a database constraint."""
    served = Ticket.objects.filter(state=State.SERVED, tier__in=AWAY_TIERS, away_service__isnull=True)
    recent = served.filter(on=on) if on else served.filter(on=business_date(at), since__gte=at - RECENT)
    raised = [raise_away_service(ticket_id=key, by=by, at=at) for key in recent.values_list("pk", flat=True)]
    return sum(one is not None for one in raised)


@transaction.atomic
def raise_away_service(*, ticket_id: int, by: str, at: datetime) -> AwayService | None:
    """The record of one served ticket, drafted from its steps, with the duty to complete it; None when none is due."""
    ticket = Ticket.objects.select_for_update(of=("self",)).filter(pk=ticket_id, state=State.SERVED).first()
    if ticket is None or AwayService.objects.filter(ticket=ticket).exists():
        return None
    customer = Customer.objects.select_related("home_institution").filter(pk=ticket.customer_id).first()
    goes_to = away_record(ticket.tier, ticket.institution_id, ticket.home_institution_id)
    if customer is None or not goes_to or ticket.staff_id is None:
        return None
    away = AwayService.objects.create(
        ticket=ticket,
        customer_id=customer.pk,
        tier=ticket.tier,
        institution_id=ticket.institution_id,
        home=customer.home_institution,
        manager_id=customer.manager_id,
        served_by_id=ticket.staff_id,
        served_at=ticket.since,
        draft=_draft(ticket),
        to_department=goes_to == "department",
    )
    _trail("away_service.raise", away, by=by, at=at, to_department=away.to_department)
    _owe_report(away, ticket, by=by, at=at)
    return away


def _draft(ticket: Ticket) -> list[dict[str, str]]:
    steps = ticket.steps.select_related("counter").order_by("n")
    return [
        {
            "at": step.at.isoformat(),
            "state": step.state,
            "counter": step.counter.label if step.counter else "",
            "business": str(step.detail.get("business", "")) or (ticket.business if step.n == 1 else ""),
        }
        for step in steps
    ]


def _owe_report(away: AwayService, ticket: Ticket, *, by: str, at: datetime) -> None:
    hours = int(figures(away.institution_id, at)["vip.away_report_hours"])
    clock = due(away.served_at, "hours", hours)
    says = {
        "number": ticket.number,
        "tier": away.tier,
        "home": away.home.name,
        "served_at": away.served_at.isoformat(),
        "report_hours": hours,
    }
    opening = Opening(
        kind="away_service.reported",
        subject_id=str(ticket.pk),
        period_on=ticket.on,
        institution_id=away.institution_id,
        due_at=clock.due_at,
        owner_staff_id=away.served_by_id,
        opened_at=away.served_at,
        inputs={name: {"value": value, "as_of": away.served_at.isoformat()} for name, value in says.items()},
        clock={"start": away.served_at.isoformat(), "unit": "hours", "n": hours, "pauses": []},
    )
    open_duty(opening=opening, by=by, at=at)


@transaction.atomic
def report_away(*, away_id: int, process: str, result: str, by: str, at: datetime) -> AwayService:
    """Complete the record and send it: final from here on. Its duty is met, the home manager owes the follow-up.

    A private-bank client's goes to the provincial private-bank department (`queries.away_for_department`) as well.
    Raises NoSuchRecord, BadInput naming the field, WrongState when it was sent.
    """
    process, result = text("process", process, 2000), text("result", result, 1000)
    away = (
        AwayService.objects.select_for_update(of=("self",))
        .select_related("institution", "manager")
        .filter(pk=away_id)
        .first()
    )
    if away is None:
        raise NoSuchRecord
    if away.reported_at is not None:
        raise WrongState(SENT)
    away.process, away.result, away.reported_by, away.reported_at = process, result, by, at
    away.save(update_fields=["process", "result", "reported_by", "reported_at"])
    _trail("away_service.report", away, by=by, at=at, to_department=away.to_department)
    key = str(away.ticket_id)
    evidence = Evidence("away_service.reported", "away_service", str(away.pk), "ticket", key, at)
    close_with_evidence(evidence=evidence, by=by, at=at)
    if away.institution_id != away.home_id:
        _owe_follow_up(away, by=by, at=at)
    _tell(away, at)
    return away


def _owe_follow_up(away: AwayService, *, by: str, at: datetime) -> None:
    days = int(figures(away.home_id, at)["vip.away_follow_up_days"])
    says = {"outlet": away.institution.name, "tier": away.tier, "served_at": away.served_at.isoformat()}
    opening = Opening(
        kind="away_service.follow_up",
        subject_id=away.customer_id,
        period_on=business_date(at),
        institution_id=away.home_id,
        due_at=due(at, "days", days).due_at,
        owner_staff_id=away.manager_id,
        owner_role="" if away.manager_id else Position.OUTLET_HEAD,
        inputs={name: {"value": value, "as_of": at.isoformat()} for name, value in says.items()},
        clock={"start": at.isoformat(), "unit": "days", "n": days, "pauses": []},
    )
    open_duty(opening=opening, by=by, at=at)


def _tell(away: AwayService, at: datetime) -> None:
    """The home manager, and for private-bank clients the officer of the department nearest above."""
    people = {away.manager_id}
    if away.to_department:
        officer = person_in_role(away.institution_id, Position.DEPARTMENT_OFFICER, business_date(at))
        people.add(officer.pk if officer else None)
    payload = {"away_service": away.pk, "outlet": away.institution_id}
    name = "away_service.reported"
    publish_all([Message(f"staff:{one}", name, payload) for one in sorted(filter(None, people))], at=at)


def _trail(action: str, away: AwayService, *, by: str, at: datetime, **detail: object) -> None:
    audit.record(
        by=by,
        at=at,
        action=f"lobby.{action}",
        subject=("customer", away.customer_id),
        institution=away.institution_id,
        detail={"away_service": away.pk, "ticket": away.ticket_id, **detail},
    )
