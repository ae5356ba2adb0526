"""Who has a case: taken in hand, given to another, its coordinator replaced, further people named or concerned."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from tingtang.complaints.actions.history import OPEN, step, take, words
from tingtang.complaints.clocks import Start, hand_over, length_of, open_duties_of
from tingtang.complaints.errors import BadInput, WrongState
from tingtang.complaints.models import Access, Complaint, Concerned, Handling, Round, State, What
from tingtang.complaints.routing import headed_by
from tingtang.duties.actions import change_owner
from tingtang.organisation.capabilities import NO_CUSTOMERS
from tingtang.organisation.models import Staff
from tingtang.organisation.tree import ancestors, employed
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

NO_PERSON = Bilingual("没有这位员工，或其岗位不能处理投诉", "there is no such person, or they deal with no complaints")
IS_ABOUT = Bilingual("被投诉人员不得处理此件投诉", "the complaint is about this person: they do not handle it")
HANDLED = Bilingual("此人已处理过此件投诉，须另派人员", "this person has handled the case before: name another")
TAKEN = Bilingual("已有处理人", "somebody has it in hand already")
HAS_IT = Bilingual("此人正在处理此件投诉，请先另派处理人", "this person handles the case: give it to another first")
HEADS_IT = Bilingual(
    "此人管理此件所在机构，请由其上级机构的人员协调",
    "this person heads the place that deals with it: somebody above coordinates",
)
STILL_OWES = Bilingual("此人协调此件投诉，请先更换协调负责人", "this person coordinates the case: name another first")


@transaction.atomic
def take_in_hand(*, complaint_id: int, staff_id: str, by: str, at: datetime, reason: str = "") -> Complaint:
    """Name who examines the present round: oneself, or another. Replacing somebody needs a `reason`.

    Raises BadInput for whom it is about and for whoever handled it before: the database would refuse them too.
    """
    case = take(complaint_id, State.HANDLING)
    staff = may_handle(case, staff_id, at)
    now = Handling.objects.filter(complaint=case, ended_at__isnull=True).first()
    if now is not None:
        if now.by == by and now.staff_id == staff_id:
            return case
        if not reason.strip():
            raise WrongState(TAKEN)
        reason = words("reason", reason, longest=200)
        _end(case, now, at)
    before = now.staff_id if now else case.coordinator_id
    this = Round.objects.get(complaint=case, n=case.round)
    try:
        with transaction.atomic():
            Handling.objects.create(complaint=case, round=this, staff=staff, by=by, at=at)
    except IntegrityError:
        raise BadInput("staff_id", HANDLED) from None
    _let_in(case, staff, Access.Why.HANDLES, by=by, at=at)
    starts = _second_answer(case, at) if case.round > 1 and now is None else []
    step(case, What.TAKEN, by=by, at=at, text=reason, starts=starts, data={"staff": staff.pk})
    hand_over(case, before, by=by, at=at, reason=reason or "taken in hand")
    return case


def _second_answer(case: Complaint, at: datetime) -> list[Start]:
    """Ten calendar days from the day another handler is named (A34.4)."""
    days, _ = length_of("complaint.second_round_days", at, case.place_id)
    return [Start("complaint.second_answer", at, inputs={"round": case.round, "days": days})]


def may_handle(case: Complaint, staff_id: str, at: datetime) -> Staff:
    """The person, if they may take the case. Raises BadInput."""
    found = Staff.objects.filter(employed(business_date(at)), pk=staff_id).exclude(position__in=NO_CUSTOMERS).first()
    if found is None:
        raise BadInput("staff_id", NO_PERSON)
    if Concerned.objects.filter(complaint=case, staff=found).exists():
        raise BadInput("staff_id", IS_ABOUT)
    handled = Handling.objects.filter(complaint=case, staff=found)
    if handled.exclude(ended_at__isnull=True).exists():
        raise BadInput("staff_id", HANDLED)
    return found


def _out_of_sight(case: Complaint, place_id: str, *about: str) -> None:
    """Refuse a place that somebody whom the case is about heads, unless they head the whole bank. Raises BadInput."""
    line = ancestors(place_id)
    concerned = [*Concerned.objects.filter(complaint=case).values_list("staff_id", flat=True), *about]
    headed = headed_by(concerned) & set(line)
    if headed and line[-1] not in headed:
        raise BadInput("staff_id", HEADS_IT)


def _end(case: Complaint, handling: Handling, at: datetime) -> None:
    handling.ended_at = at
    handling.save(update_fields=["ended_at"])
    _shut_out(case, handling.staff_id, Access.Why.HANDLES, at)


def end_handling(case: Complaint, at: datetime) -> None:
    """The round is answered for: whoever examined it has it no longer, and reads on as before."""
    Handling.objects.filter(complaint=case, ended_at__isnull=True).update(ended_at=at)


def _let_in(case: Complaint, staff: Staff, why: Access.Why, *, by: str, at: datetime, reason: str = "") -> None:
    given = {"by": by, "at": at, "ended_at": None, "reason": reason}
    Access.objects.update_or_create(complaint=case, staff=staff, why=why, defaults=given)


def _shut_out(case: Complaint, staff_id: str, why: Access.Why, at: datetime) -> None:
    Access.objects.filter(complaint=case, staff=staff_id, why=why, ended_at__isnull=True).update(ended_at=at)


@transaction.atomic
def replace_coordinator(*, complaint_id: int, staff_id: str, reason: str, by: str, at: datetime) -> Complaint:
    """Another coordinates from now on; the case, its duties and figures move to where they sit. Raises BadInput."""
    reason = words("reason", reason, longest=200)
    case = take(complaint_id, *OPEN)
    staff = Staff.objects.filter(employed(business_date(at)), pk=staff_id).exclude(position__in=NO_CUSTOMERS).first()
    if staff is None:
        raise BadInput("staff_id", NO_PERSON)
    if Concerned.objects.filter(complaint=case, staff=staff).exists():
        raise BadInput("staff_id", IS_ABOUT)
    _out_of_sight(case, staff.institution_id)
    before, role = case.coordinator_id, case.coordinator_role
    if before:
        _shut_out(case, before, Access.Why.COORDINATES, at)
    _let_in(case, staff, Access.Why.COORDINATES, by=by, at=at)
    change = {"coordinator": staff, "coordinator_role": "", "place_id": staff.institution_id}
    step(case, What.HANDED_OVER, by=by, at=at, text=reason, change=change, data={"staff": staff.pk})
    for duty in open_duties_of(case):
        if (duty.owner_staff_id, duty.owner_role) in ((before, ""), (None, role)):
            change_owner(
                duty_id=duty.pk, reason=reason, by=by, at=at, to_staff_id=staff.pk, institution_id=case.place_id
            )
    return case


@transaction.atomic
def name_concerned(*, complaint_id: int, staff_id: str, by: str, at: datetime) -> Complaint:
    """Somebody else whom it is about: they no longer read it. Not while they handle or coordinate. Raises BadInput."""
    case = take(complaint_id, *OPEN)
    staff = Staff.objects.filter(pk=staff_id).first()
    if staff is None:
        raise BadInput("staff_id", NO_PERSON)
    if Handling.objects.filter(complaint=case, staff=staff, ended_at__isnull=True).exists():
        raise BadInput("staff_id", HAS_IT)
    if case.coordinator_id == staff.pk:
        raise BadInput("staff_id", STILL_OWES)
    _out_of_sight(case, case.place_id, staff.pk)
    _, made = Concerned.objects.get_or_create(complaint=case, staff=staff)
    if made:
        step(case, What.CONCERNED, by=by, at=at)
    return case


@transaction.atomic
def name_reader(*, complaint_id: int, staff_id: str, reason: str, by: str, at: datetime) -> Complaint:
    """Let one more person read the case, and say why they need to know (A34.6). Raises BadInput."""
    reason = words("reason", reason, longest=200)
    case = take(complaint_id)
    staff = Staff.objects.filter(employed(business_date(at)), pk=staff_id).exclude(position__in=NO_CUSTOMERS).first()
    if staff is None:
        raise BadInput("staff_id", NO_PERSON)
    if Concerned.objects.filter(complaint=case, staff=staff).exists():
        raise BadInput("staff_id", IS_ABOUT)
    _let_in(case, staff, Access.Why.NAMED, by=by, at=at, reason=reason)
    step(case, What.NAMED, by=by, at=at, text=reason, data={"staff": staff.pk})
    return case
