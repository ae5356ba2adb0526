"""Plans of inspections: how often each outlet, what each period owes, who goes when, what met it (A37, A37.1e)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tingtang.audit import actions as audit
from tingtang.audit.unique import once
from tingtang.duties.actions import Opening, change_owner, close_with_evidence, open_duties
from tingtang.duties.models import Duty
from tingtang.duties.models import State as DutyState
from tingtang.duties.verdicts import Evidence
from tingtang.inspections.errors import BadInput, NoSuch, WrongState
from tingtang.inspections.models import Inspection, Level, Period, Plan, Planned, State
from tingtang.inspections.plans import Owed, owed_on
from tingtang.organisation.calendar_queries import working_calendar
from tingtang.organisation.hours import open_on
from tingtang.organisation.models import Institution, Staff
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date, day_end, day_start

KINDS = {Level.PROVINCE: "inspection.half_yearly", Level.BRANCH: "inspection.half_yearly",
         Level.MANAGING: "inspection.managing"}  # fmt: skip
DAILY = "inspection.head_daily"
PERIODS = {level: ("month", "quarter", "half") for level in (Level.PROVINCE, Level.BRANCH)} | {
    Level.MANAGING: tuple(Period.values)
}
LOOSER = Bilingual("周期不能长于手册要求的每半年", "no period is longer than the half-year of the manual")
BEHIND = Bilingual("计划不能从过去的日期开始", "a plan does not begin in the past")
AGAIN = Bilingual("这一天起的计划已经有了", "there is a plan from this day already")
OUTSIDE = Bilingual("检查日期须在本周期之内，且不早于今天", "the day lies within the period, today or later")
NOBODY = Bilingual("没有这个工号", "there is no such person")
NAMED = "已安排由其检查"  # why the duty changes hands, in the ledger
OWN_OUTLET = Bilingual("检查人不能是被检查网点的员工", "whoever inspects is not of the outlet")


@transaction.atomic
def make_plan(*, by: str, at: datetime, institution_id: str, level: str, period: str, from_on: date) -> Plan:
    """From a day on, each outlet below is inspected once in each such period. Raises BadInput naming the field."""
    if period not in PERIODS.get(Level(level), ()):
        raise BadInput("period", LOOSER)
    if from_on < business_date(at):
        raise BadInput("from_on", BEHIND)
    with once(BadInput("from_on", AGAIN), "institution_id", "level", "from_on"):
        made = Plan.objects.create(
            institution_id=institution_id, level=level, period=period, from_on=from_on, at=at, by=by
        )
    detail = {"level": level, "period": period, "from": from_on.isoformat()}
    audit.record(
        by=by, at=at, action="inspection.plan", subject=("institution", institution_id), institution=institution_id,
        detail=detail,
    )  # fmt: skip
    open_planned(on=business_date(at), by=by, at=at)
    return made


@transaction.atomic
def open_planned(*, on: date, by: str, at: datetime) -> int:
    """Owe what the period of a day asks for at each outlet; how many were new. Run again it adds none."""
    owed = owed_on(on)
    known = set(Planned.objects.filter(last__gte=on).values_list("institution", "level", "first"))
    fresh = [one for one in owed if (one.outlet, one.level, one.first) not in known]
    Planned.objects.bulk_create(
        (Planned(institution_id=one.outlet, owner_id=one.owner, level=one.level, first=one.first, last=one.last)
         for one in fresh), batch_size=500, ignore_conflicts=True,
    )  # fmt: skip
    keys = {(one.outlet, one.level, one.first): one for one in fresh}
    rows = Planned.objects.filter(first__in={one.first for one in fresh}, inspection=None).order_by("pk")
    new = [row for row in rows if (row.institution_id, row.level, row.first) in keys]
    _met_before(new)
    openings = [
        _opening(row, keys[row.institution_id, row.level, row.first]) for row in new if row.inspection_id is None
    ]
    return open_duties(openings=openings, by=by, at=at) if openings else 0


def _met_before(rows: list[Planned]) -> None:
    """What was inspected in a period before its plan stood here is not owed again."""
    done = Inspection.objects.exclude(state=State.DRAFT).filter(planned=None).order_by("on", "pk")
    found = list(done.filter(on__gte=min((row.first for row in rows), default=date.max)))
    for row in rows:
        fits = [o for o in found if (o.institution_id, o.level) == (row.institution_id, row.level) and o.on <= row.last]
        row.inspection = next((one for one in fits if one.on >= row.first), None)
    Planned.objects.bulk_update([row for row in rows if row.inspection_id], ["inspection"])


def _opening(row: Planned, owed: Owed) -> Opening:
    seen = {"outlet": owed.name, "until": row.last.isoformat()}
    return Opening(
        kind=KINDS[Level(row.level)], subject_id=str(row.pk), period_on=row.first, institution_id=row.owner_id,
        owner_role=owed.role, due_at=day_end(row.last), opened_at=day_start(row.first),
        inputs={name: {"value": said, "as_of": row.first.isoformat()} for name, said in seen.items()},
    )  # fmt: skip


def open_daily(*, on: date, by: str, at: datetime) -> int:
    """The head of each outlet that is open on a day owes a check of it (A37.1e); how many were new."""
    outlets = open_on(Institution.objects.filter(kind="outlet").order_by("pk"), on, working_calendar())
    openings = [
        Opening(
            kind=DAILY, subject_id=one.pk, period_on=on, institution_id=one.pk, due_at=day_end(on),
            opened_at=day_start(on),
        )
        for one in outlets
    ]  # fmt: skip
    return open_duties(openings=openings, by=by, at=at) if openings else 0


@transaction.atomic
def appoint(
    *, by: str, at: datetime, planned_id: int, day: date, inspector_id: str, category: str, carrier: str,
    covert: bool = False, on_site: bool = True,
) -> Planned:  # fmt: skip
    """Say who inspects when and how: the duty of the period is theirs from then on. Whoever inspects is not of the
    outlet. Raises BadInput with the field."""
    row = Planned.objects.select_for_update().filter(pk=planned_id).first()
    if row is None:
        raise NoSuch
    if row.inspection_id is not None:
        raise WrongState
    if not max(row.first, business_date(at)) <= day <= row.last:
        raise BadInput("day", OUTSIDE)
    person = Staff.objects.filter(pk=inspector_id).first()
    if person is None:
        raise BadInput("inspector_id", NOBODY)
    if person.institution_id == row.institution_id:
        raise BadInput("inspector_id", OWN_OUTLET)
    said: dict[str, Any] = {
        "day": day, "inspector": person, "category": category, "carrier": carrier, "covert": covert, "on_site": on_site,
    }  # fmt: skip
    for name, one in said.items():
        setattr(row, name, one)
    row.save(update_fields=list(said))
    # The outlet reads its own trail: what is planned for it is not in it.
    audit.record(
        by=by, at=at, action="inspection.appoint", subject=("planned", str(row.pk)), institution=row.owner_id,
        detail={"day": day.isoformat()},
    )  # fmt: skip
    _hand_to(row, person, by=by, at=at)
    return row


def _hand_to(row: Planned, person: Staff, *, by: str, at: datetime) -> None:
    """Whoever was named owes what the period owes, as long as it is open; the institution it counts for stays."""
    owed = Duty.objects.filter(subject_kind="planned_inspection", subject_id=str(row.pk), state=DutyState.OPEN)
    for key in owed.values_list("pk", flat=True):
        change_owner(duty_id=key, reason=NAMED, to_staff_id=person.pk, by=by, at=at)


def fulfil(found: Inspection, *, by: str, at: datetime) -> None:
    """A closed inspection meets what was planned of its level for the period of its day; the head's, the day's duty."""
    when = min(at, day_end(found.on))
    if found.level == Level.HEAD:
        _meet("inspection.self_checked", found, "institution", found.institution_id, when, by=by, at=at)
        return
    rows = Planned.objects.select_for_update().filter(
        institution=found.institution_id, level=found.level, first__lte=found.on, last__gte=found.on, inspection=None
    )
    for row in rows.order_by("pk")[:1]:
        row.inspection = found
        row.save(update_fields=["inspection"])
        _meet("inspection.closed", found, "planned_inspection", str(row.pk), when, by=by, at=at)


def _meet(event: str, found: Inspection, kind: str, key: str, when: datetime, *, by: str, at: datetime) -> None:
    evidence = Evidence(
        event=event, kind="inspection", id=str(found.pk), subject_kind=kind, subject_id=key, at=when
    )  # fmt: skip
    close_with_evidence(evidence=evidence, by=by, at=at, only=_of_the_day(found, kind, key))


def _of_the_day(found: Inspection, kind: str, key: str) -> Iterable[int] | None:
    """A check is of its own day: it meets no duty of another."""
    if kind != "institution":
        return None
    same = Duty.objects.filter(kind=DAILY, subject_kind=kind, subject_id=key, period_on=found.on)
    return list(same.values_list("pk", flat=True))
