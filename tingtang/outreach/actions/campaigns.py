"""Campaigns from the plan to their lessons (A22.2g): one ends closed, with lessons, or called off, with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction

from tingtang.audit import actions as audit
from tingtang.customers.models import Customer
from tingtang.duties.actions import cancel, close_with_evidence, open_duty
from tingtang.duties.models import Duty, State
from tingtang.duties.openings import Within
from tingtang.duties.verdicts import Evidence
from tingtang.manual.queries import value
from tingtang.organisation.access import tied_customers, viewer_of_staff
from tingtang.organisation.models import Staff
from tingtang.outreach.campaigns import may_change
from tingtang.outreach.errors import OutreachRefused, remark, words
from tingtang.outreach.models import Campaign, Guest, Preparation
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date, day_start

TITLE, PLACE, GOAL, WHAT, NOTE, LESSONS, MOST_PREPARATIONS = 60, 120, 200, 120, 200, 1000, 20
LESSONS_DUE = "campaign.lessons"
PAST = Bilingual("活动日期不能早于今天", "the day cannot lie in the past")
FAR = Bilingual("活动日期过远", "the day is too far ahead")
FULL = Bilingual("名单已达上限", "the list is full")
TOO_MANY = Bilingual("准备事项过多", "these are too many preparations")
NOT_YET = Bilingual("活动日之后才能结案", "it is closed on its day or after it")
NO_RESULT = Bilingual("没有这个选项", "there is no such choice")
NOT_SPOKEN = Bilingual("还没有邀请，不能写结果", "nobody spoke to them yet: there is no result")


@transaction.atomic
def plan_campaign(
    *, title: str, place: str, goal: str, on: date, preparations: Sequence[str], by: str, at: datetime
) -> Campaign:
    """Plan a campaign of one's institution; its lessons are owed some working days after its day.

    Raises OutreachRefused naming the input; Staff.DoesNotExist.
    """
    today, owner = business_date(at), Staff.objects.get(pk=by)
    if on < today:
        raise OutreachRefused("on", PAST)
    if on > today + timedelta(days=366):
        raise OutreachRefused("on", FAR)
    lines = [words("preparations", line, WHAT) for line in preparations if line.strip()]
    if len(lines) > MOST_PREPARATIONS:
        raise OutreachRefused("preparations", TOO_MANY)
    made = Campaign.objects.create(
        institution_id=owner.institution_id, owner=owner, title=words("title", title, TITLE),
        place=words("place", place, PLACE), goal=words("goal", goal, GOAL), on=on, made_at=at,
    )  # fmt: skip
    Preparation.objects.bulk_create([Preparation(campaign=made, what=line) for line in lines])
    _owe_lessons(made, by, at)
    _record("campaign.plan", made, by, at, on=on.isoformat())
    return made


def _owe_lessons(made: Campaign, by: str, at: datetime) -> None:
    start = day_start(made.on)
    within = Within(start, "campaign.lessons_working_days", business_date(at), made.institution_id)
    opening = within.opening(
        LESSONS_DUE, str(made.pk), {"title": made.title, "on": made.on.isoformat()},
        period_on=made.on, owner_staff_id=made.owner_id, show_at=max(at, start),
    )  # fmt: skip
    open_duty(opening=opening, by=by, at=at)


@transaction.atomic
def list_guests(*, campaign_id: int, customer_ids: Iterable[str], by: str, at: datetime) -> int:
    """Put customers one is tied to on the list, up to `campaign.list_most`; how many are new.

    Raises PermissionDenied, OutreachRefused when the list is full.
    """
    campaign = _open(campaign_id, by, at)
    viewer, today = viewer_of_staff(by, business_date(at)), business_date(at)
    ids = list(dict.fromkeys(customer_ids))
    known = set(Guest.objects.filter(campaign=campaign).values_list("customer_id", flat=True))
    most = int(str(value("campaign.list_most", today, campaign.institution_id).value))
    tied = (
        Customer.objects.filter(tied_customers(viewer), pk__in=ids).exclude(pk__in=known).values_list("pk", flat=True)
    )
    fresh = set(tied)
    if fresh and len(known) >= most:
        raise OutreachRefused("rows", FULL)
    chosen = [one for one in ids if one in fresh][: most - len(known)]
    Guest.objects.bulk_create(
        [Guest(campaign=campaign, customer_id=one, changed_by=by, changed_at=at) for one in chosen]
    )
    _record("campaign.list", campaign, by, at, listed=len(chosen))
    return len(chosen)


@transaction.atomic
def prepared(*, campaign_id: int, preparation_id: int, by: str, at: datetime) -> None:
    """Somebody saw to a preparation; again: it is to be done again. Raises PermissionDenied."""
    campaign = _open(campaign_id, by, at)
    found = Preparation.objects.filter(campaign=campaign, pk=preparation_id).first()
    if found is None:
        raise PermissionDenied("campaign.change")
    found.done_by, found.done_at = ("", None) if found.done_at else (by, at)
    found.save(update_fields=["done_by", "done_at"])
    _record("campaign.prepare", campaign, by, at, preparation=found.pk, done=bool(found.done_at))


@transaction.atomic
def record_guest(
    *, campaign_id: int, guest_id: int, state: str, by: str, at: datetime, result: str = "", note: str = ""
) -> Guest:
    """How far it went with a customer, and what came of it. Raises PermissionDenied, OutreachRefused."""
    campaign = _open(campaign_id, by, at)
    found = Guest.objects.select_for_update().filter(campaign=campaign, pk=guest_id).first()
    if found is None:
        raise PermissionDenied("campaign.change")
    if state not in Guest.State.values:
        raise OutreachRefused("state", NO_RESULT)
    if result and result not in Guest.Result.values:
        raise OutreachRefused("result", NO_RESULT)
    if result and state == Guest.State.LISTED:
        raise OutreachRefused("result", NOT_SPOKEN)
    found.state, found.result, found.note = state, result, remark("note", note, NOTE)
    found.changed_by, found.changed_at = by, at
    found.save(update_fields=["state", "result", "note", "changed_by", "changed_at"])
    _record("campaign.guest", campaign, by, at, guest=found.pk, state=state, result=result)
    return found


@transaction.atomic
def close_campaign(*, campaign_id: int, lessons: str, by: str, at: datetime) -> Campaign:
    """Close it with its lessons, from its day on; the duty to write them is met.

    Raises PermissionDenied, OutreachRefused naming the input.
    """
    campaign = _open(campaign_id, by, at)
    if business_date(at) < campaign.on:
        raise OutreachRefused("lessons", NOT_YET)
    _end(campaign, Campaign.State.CLOSED, words("lessons", lessons, LESSONS), at)
    key = str(campaign.pk)
    close_with_evidence(evidence=Evidence("campaign.closed", "campaign", key, "campaign", key, at), by=by, at=at)
    _record("campaign.close", campaign, by, at)
    return campaign


@transaction.atomic
def call_off(*, campaign_id: int, reason: str, by: str, at: datetime) -> Campaign:
    """It does not take place; the reason stands where the lessons would. Raises PermissionDenied, OutreachRefused."""
    campaign = _open(campaign_id, by, at)
    _end(campaign, Campaign.State.CALLED_OFF, words("lessons", reason, LESSONS), at)
    owed = Duty.objects.filter(subject_kind="campaign", subject_id=str(campaign.pk), kind=LESSONS_DUE, state=State.OPEN)
    if ids := list(owed.values_list("pk", flat=True)):
        cancel(duty_ids=ids, reason=campaign.lessons[:200], by=by, at=at)
    _record("campaign.call_off", campaign, by, at)
    return campaign


def _end(campaign: Campaign, state: Campaign.State, lessons: str, at: datetime) -> None:
    campaign.state, campaign.lessons, campaign.ended_at = state, lessons, at
    campaign.save(update_fields=["state", "lessons", "ended_at"])


def _open(campaign_id: int, by: str, at: datetime) -> Campaign:
    """The campaign, locked, for somebody who may change it while it is open."""
    found = Campaign.objects.select_for_update().filter(pk=campaign_id).first()
    if found is None or not may_change(viewer_of_staff(by, business_date(at)), found):
        raise PermissionDenied("campaign.change")
    return found


def _record(action: str, campaign: Campaign, by: str, at: datetime, **detail: object) -> None:
    audit.record(
        by=by, at=at, action=action, subject=("campaign", str(campaign.pk)), institution=campaign.institution_id,
        detail=detail,
    )  # fmt: skip
