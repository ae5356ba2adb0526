"""A seat of the routing table that nobody fills is owed by whoever heads the place above, until it is filled."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby

from django.db import transaction

from tingtang.complaints.coverage import Gap, gaps
from tingtang.duties.actions import Opening, close_with_evidence, open_duty
from tingtang.duties.models import Duty, State
from tingtang.duties.verdicts import Evidence
from tingtang.manual.queries import value
from tingtang.organisation.calendar_queries import working_calendar
from tingtang.organisation.models import Institution
from tingtang.organisation.positions import Position
from tingtang.organisation.tree import ancestors, person_in_role
from tingtang.shared.clock_record import Clock
from tingtang.shared.times import business_date

KIND, FILLED = "complaint.seat", "complaint.seats_filled"
LIMIT = "complaint.seat_working_days"


@transaction.atomic
def check_seats(*, by: str, at: datetime) -> list[Gap]:
    """Look for seats that nobody fills; open a duty for each place that has one, close those of places that have none.

    Run again it adds nothing while the duty of a place is open.
    """
    on = business_date(at)
    found = gaps(on)
    missing = {place: list(rows) for place, rows in groupby(found, key=lambda gap: gap.place_id)}
    owed = {duty.subject_id: duty for duty in Duty.objects.filter(kind=KIND, state=State.OPEN)}
    for place, rows in missing.items():
        if place not in owed:
            open_duty(opening=_opening(place, rows, on, at), by=by, at=at)
    for place in sorted(owed.keys() - missing.keys()):
        proof = Evidence(FILLED, "institution", place, "institution", place, at)
        close_with_evidence(evidence=proof, by=by, at=at, only=[owed[place].pk])
    return found


def _opening(place: str, rows: Iterable[Gap], on: date, at: datetime) -> Opening:
    boss, stands_at = _above(place, on)
    days = int(str(value(LIMIT, on, stands_at).value))
    clock = Clock(at, "working_days", days, ())
    end = clock.run(working_calendar())
    name = Institution.objects.values_list("name", flat=True).get(pk=place)
    facts = {"place": name, "seats": "、".join(gap.what.zh for gap in rows), "working_days": days}
    return Opening(
        kind=KIND, subject_id=place, period_on=on, institution_id=stands_at, owner_staff_id=boss,
        owner_role="" if boss else Position.ADMINISTRATOR.value, due_at=end.due_at, due_provisional=end.provisional,
        inputs={key: {"value": said, "as_of": on.isoformat()} for key, said in facts.items()}, clock=clock.as_json(),
    )  # fmt: skip


def _above(place: str, on: date) -> tuple[str | None, str]:
    """(who heads the place above, that place); nobody up to the province: the administrators, at the root."""
    line = ancestors(place)
    above = line[1] if len(line) > 1 else line[0]
    boss = person_in_role(above, Position.BRANCH_HEAD.value, on)
    return (boss.pk, above) if boss else (None, line[-1])
