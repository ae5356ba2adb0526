"""Visits (A23.4, A24.2d, A24.4): planned with a team of rank, prepared, confirmed the day before, called off."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

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
    prove_lead,
    take,
    words,
)  # fmt: skip
from tingtang.corporate.errors import BadInput, NoSuchLead, WrongStage
from tingtang.corporate.models import AccountOpening, Lead, Level, Member, Stage, Visit
from tingtang.corporate.ranks import enough, wanted
from tingtang.corporate.standing import positions_of
from tingtang.duties.actions import Opening, cancel, open_duty
from tingtang.duties.openings import facts
from tingtang.duties.queries import open_duties_about
from tingtang.manual.queries import value
from tingtang.organisation.models import Staff
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date, day_end

LOW = Bilingual(
    "按企业规模和约见层级，团队中须有一位级别足够的同事（A23.4）",
    "by the client's size and level the team needs somebody of rank (A23.4)",
)
PLANNED_ONE = Bilingual("已有约定的拜访", "a visit is planned already")
NO_TEAM = Bilingual("请选择同去的同事", "choose who goes")
TEAM = 8  # people who go together, at most


@dataclass(frozen=True, slots=True)
class Plan:
    """A visit as agreed: when, where, the `level` of whom is met, who goes, what is to be asked."""

    starts_at: datetime
    place: str
    level: str
    team: Sequence[str]
    questions: str = ""


@transaction.atomic
def plan_visit(*, by: str, at: datetime, lead_id: int, seen: int, plan: Plan) -> Visit:
    """Agree on a visit. Raises BadInput (a team without the rank names `team`), NotYours, Stale, WrongStage."""
    return arrange(take(lead_id, by=by, at=at, seen=seen), plan, by=by, at=at)


def arrange(lead: Lead, plan: Plan, *, by: str, at: datetime) -> Visit:
    """The same with the lead in hand."""
    place, questions = words("place", plan.place, 120), words("questions", plan.questions, needed=False)
    if plan.level not in Level.values:
        raise BadInput("level", NOT_ONE)
    if plan.starts_at <= at:
        raise BadInput("starts_at", PAST)
    if Visit.objects.filter(lead=lead, state="planned").exists():
        raise WrongStage(PLANNED_ONE)
    team = _team(lead, plan, at)
    visit = Visit.objects.create(
        lead=lead, starts_at=plan.starts_at, place=place, level=plan.level, questions=questions, made_at=at
    )
    Member.objects.bulk_create([Member(visit=visit, staff=one) for one in team])
    event = move(lead, What.VISIT_PLANNED, by=by, at=at, text=place, change=onward(lead, Stage.VISIT))
    prove_lead(lead, event, by=by)
    for opening in AccountOpening.objects.filter(lead=lead, state="not_come"):
        prove("opening.visit_planned", ("account_opening", str(opening.pk)), f"{lead.pk}.{event.n}", by=by, at=at)
    _owe(lead, visit, by=by, at=at)
    return visit


def _team(lead: Lead, plan: Plan, at: datetime) -> list[Staff]:
    """Who goes; somebody has the rank that size and level ask for."""
    people = list(Staff.objects.filter(pk__in=list(plan.team)[:TEAM], to_on__isnull=True).order_by("pk"))
    if not people:
        raise BadInput("team", NO_TEAM)
    on, here = business_date(at), lead.institution_id
    ranks = positions_of("visit.team_ranks", on, here)
    asked = [str(value(f"visit.team_rank.{one}", on, here).value) for one in (lead.size, plan.level)]
    if not enough(ranks, wanted(ranks, *asked), [one.position for one in people]):
        raise BadInput("team", LOW)
    return people


def _owe(lead: Lead, visit: Visit, *, by: str, at: datetime) -> None:
    """Confirmed so many days before, where that day is still to come; written up afterwards."""
    on, day = business_date(at), business_date(visit.starts_at)
    lead_days = int(str(value("visit.confirm_lead_days", on, lead.institution_id).value))
    last = min(day_end(day - timedelta(days=lead_days)), visit.starts_at)
    if last > at:
        said = facts(on, visit_on=day.isoformat(), lead_days=lead_days)
        opening = Opening(
            kind="visit.confirmed", subject_id=str(visit.pk), period_on=day, institution_id=lead.institution_id,
            due_at=last, owner_staff_id=lead.owner_id, inputs=said,
        )  # fmt: skip
        open_duty(opening=opening, by=by, at=at)
    key = "corporate.report_working_days"
    owe("visit.reported", str(visit.pk), lead.institution_id, key, by=by, at=at, start=visit.starts_at,
        said={"visit_on": day.isoformat()}, owner_staff_id=lead.owner_id)  # fmt: skip


def open_visit(visit_id: int, *, by: str, at: datetime, seen: int | None = None) -> Visit:
    """A planned visit with its lead locked. Raises NoSuchLead, NotYours, WrongStage."""
    found = Visit.objects.filter(pk=visit_id).first()
    if found is None:
        raise NoSuchLead
    lead = take(found.lead_id, by=by, at=at, seen=seen)
    visit = Visit.objects.get(pk=visit_id)  # as it stands now that the lead is locked
    visit.lead = lead
    if visit.state != Visit.State.PLANNED:
        raise WrongStage
    return visit


@transaction.atomic
def prepare(*, by: str, at: datetime, visit_id: int, items: Collection[str]) -> Visit:
    """Keep which lines of the preparation are done."""
    visit = open_visit(visit_id, by=by, at=at)
    visit.prepared = known("visit_preparation", items)
    visit.save(update_fields=["prepared"])
    move(visit.lead, What.FACTS, by=by, at=at, detail={"prepared": visit.prepared})
    return visit


@transaction.atomic
def confirm(*, by: str, at: datetime, visit_id: int, finance: bool) -> Visit:
    """The client confirmed once more; `finance`: their finance people will be there (A24.2d)."""
    visit = open_visit(visit_id, by=by, at=at)
    visit.confirmed_at, visit.finance = at, finance
    visit.save(update_fields=["confirmed_at", "finance"])
    event = move(visit.lead, What.CONFIRMED, by=by, at=at, detail={"finance": finance})
    prove("visit.confirmed", ("visit", str(visit.pk)), f"{visit.lead_id}.{event.n}", by=by, at=at)
    return visit


@transaction.atomic
def call_off(*, by: str, at: datetime, visit_id: int, reason: str) -> Visit:
    """The visit does not take place, and why; what was owed of it is released."""
    reason, visit = words("reason", reason, SHORT), open_visit(visit_id, by=by, at=at)
    visit.state, visit.result, visit.ended_at = Visit.State.CALLED_OFF, reason, at
    visit.save(update_fields=["state", "result", "ended_at"])
    move(visit.lead, What.CALLED_OFF, by=by, at=at, text=reason)
    cancel(duty_ids=[one.pk for one in open_duties_about([("visit", str(visit.pk))])], reason=reason, by=by, at=at)
    return visit
