"""The contingency plan of a case (A34.1, A35.4): opened with the media, closed with a proof, then looked at again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tingtang.complaints.actions.files import keep
from tingtang.complaints.actions.history import OPEN, not_before, step, take, words
from tingtang.complaints.clocks import Start, length_of, open_duties_of
from tingtang.complaints.errors import BadInput, WrongState
from tingtang.complaints.models import Attachment, Complaint, What
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

RUNS = Bilingual("应急预案已经启动", "the plan is open already")
NONE = Bilingual("应急预案未启动或已结束", "no plan is open")
REPORT_FIRST = Bilingual("媒体情况尚未上报，不能结束预案", "the media are not reported up yet: the plan stays open")
BEFORE = Bilingual("时间不能早于启动预案", "it cannot lie before the plan was opened")
AHEAD = Bilingual("时间不能晚于现在", "it cannot lie ahead")


def plan_starts(case: Complaint, at: datetime) -> list[Start]:
    """The clocks of an open plan: the report up within minutes, and its end."""
    minutes, _ = length_of("complaint.media_report_minutes", at, case.place_id)
    days, _ = length_of("complaint.plan_working_days", at, case.place_id)
    return [
        Start("complaint.media", at, inputs={"minutes": minutes}),
        Start("complaint.plan", at, inputs={"opened_on": business_date(at).isoformat(), "working_days": days}),
    ]


@transaction.atomic
def open_plan(*, complaint_id: int, text: str, by: str, at: datetime) -> Complaint:
    """The media come along while the case is dealt with: the plan opens now, once. Raises BadInput, WrongState."""
    text = words("text", text)
    case = take(complaint_id, *OPEN)
    if case.plan_opened_at is not None:
        raise WrongState(RUNS)
    starts = plan_starts(case, at)
    step(case, What.PLAN_OPENED, by=by, at=at, text=text, change={"plan_opened_at": at}, starts=starts)
    return case


@transaction.atomic
def close_plan(
    *, complaint_id: int, text: str, name: str, content: bytes, by: str, at: datetime, done_at: datetime | None = None
) -> Complaint:
    """The plan is over: what was said in public and how it ended, with a proof; a review of the plan is owed then.

    Raises BadInput (no words, no proof), WrongState (no plan is open, or nothing was reported up).
    """
    text = words("text", text)
    case = take(complaint_id, *OPEN)
    if case.plan_opened_at is None or case.plan_closed_at is not None:
        raise WrongState(NONE)
    if any(duty.kind == "complaint.media" for duty in open_duties_of(case)):
        raise WrongState(REPORT_FIRST)
    ended = not_before(done_at or at, case.plan_opened_at)
    if ended > at:
        raise BadInput("done_at", AHEAD)
    if ended < case.plan_opened_at:
        raise BadInput("done_at", BEFORE)
    proof = keep(case, what=Attachment.What.RECORD, name=name, content=content, by=by, at=at)
    days, _ = length_of("complaint.plan_review_working_days", at, case.place_id)
    start = Start("complaint.plan_review", at, inputs={"working_days": days})
    step(
        case, What.PLAN_CLOSED, by=by, at=at, text=text, change={"plan_closed_at": ended}, starts=[start],
        data={"proof": proof.pk}, met_at=ended,
    )  # fmt: skip
    return case


@transaction.atomic
def review_plan(*, complaint_id: int, text: str, by: str, at: datetime) -> Complaint:
    """What went well, what the plan lacks, who is to practise it (A38.9). Raises BadInput, WrongState."""
    text = words("text", text)
    case = take(complaint_id)
    if not any(duty.kind == "complaint.plan_review" for duty in open_duties_of(case)):
        raise WrongState(NONE)
    step(case, What.PLAN_REVIEWED, by=by, at=at, text=text)
    return case
