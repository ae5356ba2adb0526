"""What was found, said and done between intake and answer (A34.2, A34.3, A35.4-A35.6)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tingtang.complaints.actions.history import OPEN, not_before, step, take, words
from tingtang.complaints.actions.intake import external_starts, progress_start
from tingtang.complaints.clocks import Start, length_of, open_duties_of
from tingtang.complaints.errors import BadInput, WrongState
from tingtang.complaints.models import CaseEvent, Complaint, State, What
from tingtang.complaints.routing import department_of
from tingtang.duties.models import Duty
from tingtang.manual.queries import rulebook
from tingtang.organisation.tree import person_in_role
from tingtang.shared.text import Bilingual
from tingtang.shared.times import ZONE, business_date

FOUND = Bilingual("本轮已作出相同认定", "that was found already")
AHEAD = Bilingual("时间不能晚于现在", "it cannot lie ahead")
BEFORE = Bilingual("时间不能早于受理", "it cannot lie before the complaint came in")
ALREADY = Bilingual("已登记外部机构", "an outside body is named already")
NO_DEPARTMENT = Bilingual("没有这个部门", "there is no such department")
NOT_FORWARDED = Bilingual("此件不是上级转办或督办", "the case was neither forwarded nor is it supervised")
NOT_OURS = Bilingual("未认定责任在我方", "the fault was not found to be ours")
PROGRESS = "complaint.progress"
MEND = "complaint.rectify"  # owed once a case, however often the fault is found again
FINDINGS = (What.UPHELD, What.NOT_UPHELD)


@transaction.atomic
def find(*, complaint_id: int, upheld: bool, ours: bool, text: str, by: str, at: datetime) -> Complaint:
    """Say whether the complaint is well founded, and whose fault it is. From now the 24 hours of an apology run
    (A34.3a), not from receipt; our own fault is to be mended (A35.6). Raises BadInput, WrongState."""
    text = words("text", text)
    case = take(complaint_id, State.HANDLING)
    if case.upheld is upheld and case.ours is (upheld and ours) and _found_in_this_round(case):
        raise WrongState(FOUND)
    change = {"upheld": upheld, "upheld_at": at, "ours": upheld and ours}
    starts = _of_finding(case, at, ours=ours) if upheld else []
    step(case, What.UPHELD if upheld else What.NOT_UPHELD, by=by, at=at, text=text, change=change, starts=starts)
    return case


def _found_in_this_round(case: Complaint) -> bool:
    """Whether this round has a finding: whoever examines anew says for themselves, also when they come to the same."""
    said = CaseEvent.objects.filter(complaint=case, round=case.round, what__in=FINDINGS)
    return said.exists()


def _of_finding(case: Complaint, at: datetime, *, ours: bool) -> list[Start]:
    cause, found = rulebook().complaint_codes.causes[case.cause], []
    if cause.handled == "attitude":
        hours, _ = length_of("complaint.apology_hours", at, case.place_id)
        said = f"{at.astimezone(ZONE):%Y-%m-%d %H:%M}"
        found.append(Start("complaint.apology_visit", at, inputs={"upheld_at": said, "hours": hours}))
    if ours and not Duty.objects.filter(kind=MEND, subject_kind="case", subject_id__in=case.subjects).exists():
        days, _ = length_of("complaint.rectify_working_days", at, case.place_id)
        found.append(Start(MEND, at, inputs={"working_days": days}))
    return found


@transaction.atomic
def note(*, complaint_id: int, text: str, by: str, at: datetime) -> Complaint:
    """A line of the record: detailed, exact, no opinion (A34.2)."""
    text = words("text", text)
    case = take(complaint_id, *OPEN)
    step(case, What.NOTED, by=by, at=at, text=text)
    return case


@transaction.atomic
def tell_progress(*, complaint_id: int, text: str, by: str, at: datetime) -> Complaint:
    """The customer was told how it goes (A34.3). While an outside body is asked the next word is owed (A34.3d)."""
    text = words("text", text)
    case = take(complaint_id, *OPEN)
    today = business_date(at)
    owed = [duty for duty in open_duties_of(case) if duty.kind == PROGRESS]
    fresh = [duty.pk for duty in owed if duty.period_on == today]  # told twice on a day: the next word still is owed
    starts = [progress_start(case, at)] if owed and not fresh else []
    step(case, What.TOLD, by=by, at=at, text=text, starts=starts, skip=fresh)
    return case


@transaction.atomic
def explain(*, complaint_id: int, text: str, by: str, at: datetime, done_at: datetime | None = None) -> Complaint:
    """Listened, explained there and then, thanked for what was suggested (A34.3b)."""
    return _done(complaint_id, What.EXPLAINED, text, done_at, by=by, at=at)


@transaction.atomic
def apologise(*, complaint_id: int, text: str, by: str, at: datetime, done_at: datetime | None = None) -> Complaint:
    """The visit in person with the staff concerned (A34.3a): where, who came along."""
    return _done(complaint_id, What.APOLOGISED, text, done_at, by=by, at=at)


@transaction.atomic
def agree_plan(*, complaint_id: int, text: str, by: str, at: datetime, done_at: datetime | None = None) -> Complaint:
    """The new allocation, explained together with the adviser and confirmed by the customer (A34.3c)."""
    return _done(complaint_id, What.PLAN_AGREED, text, done_at, by=by, at=at)


@transaction.atomic
def report_up(*, complaint_id: int, text: str, by: str, at: datetime, done_at: datetime | None = None) -> Complaint:
    """Whoever coordinates was told (A34.1): whom, and how."""
    return _done(complaint_id, What.REPORTED_UP, text, done_at, by=by, at=at)


@transaction.atomic
def report_media(*, complaint_id: int, text: str, by: str, at: datetime, done_at: datetime | None = None) -> Complaint:
    """The unit above and its department were told that the media are there (A35.4)."""
    return _done(complaint_id, What.MEDIA_REPORTED, text, done_at, by=by, at=at)


def _done(complaint_id: int, what: What, text: str, done_at: datetime | None, *, by: str, at: datetime) -> Complaint:
    text = words("text", text)
    case = take(complaint_id, *OPEN)
    if done_at is not None:
        done_at = not_before(done_at, case.received_at)
        if done_at > at:
            raise BadInput("done_at", AHEAD)
        if done_at < case.received_at:
            raise BadInput("done_at", BEFORE)
    step(case, what, by=by, at=at, text=text, met_at=done_at)
    return case


@transaction.atomic
def ask_outside(*, complaint_id: int, party: str, by: str, at: datetime) -> Complaint:
    """An outside body is part of it: a month from receipt at most, and word of progress in between (A34.3d)."""
    party = words("party", party, longest=120)
    case = take(complaint_id, State.HANDLING)
    if case.external:
        raise WrongState(ALREADY)
    case.external = party
    step(case, What.EXTERNAL, by=by, at=at, text=party, change={"external": party}, starts=external_starts(case, at))
    return case


@transaction.atomic
def hand_to_department(*, complaint_id: int, department: str, text: str, by: str, at: datetime) -> Complaint:
    """Explained again and again without success: the department above explains the policy (A35.5). Raises BadInput."""
    text = words("text", text)
    case = take(complaint_id, State.HANDLING)
    known = rulebook().complaint_codes.departments.get(department)
    place = department_of(department) if known else None
    if known is None or place is None:
        raise BadInput("department", NO_DEPARTMENT)
    days, _ = length_of("complaint.policy_working_days", at, case.place_id)
    officer = person_in_role(place, "department_officer", business_date(at))
    start = Start(
        "complaint.policy", at, owner=officer.pk if officer else "", role="" if officer else "department_officer",
        place=place, inputs={"department": known.title.zh, "working_days": days},
    )  # fmt: skip
    step(case, What.POLICY, by=by, at=at, text=text, starts=[start], data={"department": department})
    return case


@transaction.atomic
def policy_explained(*, complaint_id: int, text: str, by: str, at: datetime) -> Complaint:
    """The department explained it to the customer."""
    return _done(complaint_id, What.POLICY_EXPLAINED, text, None, by=by, at=at)


@transaction.atomic
def answer_back(*, complaint_id: int, text: str, by: str, at: datetime) -> Complaint:
    """The result was reported to the unit that forwarded or supervises the case (A34.5, A35.2)."""
    text = words("text", text)
    case = take(complaint_id)
    if not case.superior:
        raise WrongState(NOT_FORWARDED)
    step(case, What.ANSWERED_BACK, by=by, at=at, text=text)
    return case


@transaction.atomic
def rectify(*, complaint_id: int, text: str, by: str, at: datetime) -> Complaint:
    """Whose fault it was, and what was mended (A35.6)."""
    text = words("text", text)
    case = take(complaint_id)
    if not case.ours:
        raise WrongState(NOT_OURS)
    step(case, What.RECTIFIED, by=by, at=at, text=text)
    return case
