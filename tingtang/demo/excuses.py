"""Requests to be excused, as a month brings them: some granted, some refused, some that wait for the head."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from tingtang.duties.actions import approve_excuse, ask_excuse, refuse_excuse
from tingtang.duties.models import Duty, State
from tingtang.organisation.models import Staff
from tingtang.organisation.positions import Position
from tingtang.shared.times import day_end, day_start

REASONS = (
    "客户在国外，时差不便通话，已约回国后见面",
    "客户住院，家属请求暂缓联系",
    "客户明确要求本月不再致电",
    "客户正在办理转网点，已与接手经理商定",
)
REFUSAL = "可改用微信留言，请按期完成"
A_WEEK = 8  # requests between two nights
HEADS = (Position.OUTLET_HEAD, Position.BRANCH_HEAD)


def ask_and_answer(on: date, *, waiting: bool) -> int:
    """Ask for some duties open on `on` at ten in the morning; `waiting` leaves a part undecided. The number asked."""
    at = day_start(on) + timedelta(hours=10)
    asked = 0
    for duty in _candidates(on):
        head = _head_of(duty)
        if head is None or duty.owner_staff_id in (None, head.staff_id):
            continue
        _one(duty, head, at, asked, waiting=waiting)
        asked += 1
        if asked == A_WEEK:
            break
    return asked


def _candidates(on: date) -> list[Duty]:
    """Contacts still to be made that day, of different people."""
    open_then = Duty.objects.filter(
        state=State.OPEN, held=False, kind__startswith="contact.", opened_at__lte=day_start(on), due_at__gte=day_end(on)
    )
    chosen: dict[str | None, Duty] = {}
    for duty in open_then.order_by("due_at", "id")[: A_WEEK * 20]:
        chosen.setdefault(duty.owner_staff_id, duty)
    return list(chosen.values())


def _head_of(duty: Duty) -> Staff | None:
    return Staff.objects.filter(institution_id=duty.institution_id, position__in=HEADS).order_by("staff_id").first()


def _one(duty: Duty, head: Staff, at: datetime, number: int, *, waiting: bool) -> None:
    reason = REASONS[number % len(REASONS)]
    excuse = ask_excuse(duty_id=duty.pk, reason=reason, by=duty.owner_staff_id or "", at=at)
    answered = at + timedelta(hours=3)
    if number % 4 == 1:
        refuse_excuse(excuse_id=excuse.pk, answer=REFUSAL, by=head.staff_id, at=answered)
    elif not waiting or number % 2 == 0:
        approve_excuse(excuse_id=excuse.pk, by=head.staff_id, at=answered)
