"""Extra posts: asked for by one person, granted by another; given and ended. What they owe follows at once."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from tingtang.audit.actions import record
from tingtang.audit.unique import once
from tingtang.organisation import posts
from tingtang.organisation.capabilities import NO_CUSTOMERS
from tingtang.organisation.models import ExtraPost, Institution, PostRequest, Staff
from tingtang.organisation.positions import PEOPLE, Position
from tingtang.shared.refusal import Refused
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

State = PostRequest.State
LONGEST = 200
FARTHEST = timedelta(days=3660)  # a date typed wrong rather than a plan
GRANTABLE = tuple(one for one in PEOPLE if one not in NO_CUSTOMERS)


class PostRefused(Refused):
    """An extra post that cannot stand, or not like this."""


NO_EXTRA = Bilingual("驻点人员和系统管理员不能兼任岗位。", "Third parties and administrators hold no extra post.")
NOT_GRANTABLE = Bilingual("此岗位不能兼任。", "This position is no extra post.")
GONE = Bilingual("此人届时已离职。", "They have left the bank by then.")
CLOSED = Bilingual("机构已撤销。", "The institution is closed.")
ORDER = Bilingual("结束日期早于开始日期。", "The last day is before the first.")
PAST = Bilingual("不能早于今天。", "Not before today.")
FAR = Bilingual("日期过远，请核对。", "Too far away: look at the year.")
HELD = Bilingual("此人在这些日子已任此岗位。", "They hold this post in these days already.")
WAITS = Bilingual("已有同样的申请待批准。", "The same is asked for already and waits.")
WHY = Bilingual("请说明原因。", "Say why.")
LONG = Bilingual(f"不超过 {LONGEST} 字。", f"{LONGEST} characters at most.")
TWO_PEOPLE = Bilingual("须由申请人和本人以外的人批准。", "Somebody else decides than who asked, or who it is for.")
DECIDED = Bilingual("已有决定。", "This was decided already.")
OVER = Bilingual("申请的日子已过，请重新申请。", "The days asked for are over: ask again.")
NOT_LONGER = Bilingual("只能提前结束；延长须重新申请。", "It can only end earlier: more is asked for anew.")
ENDED = Bilingual("兼任已结束。", "The post is over.")


@transaction.atomic
def ask_post(
    *, by: str, at: datetime, staff: Staff, position: Position, institution: Institution, from_on: date,
    to_on: date | None, reason: str,
) -> PostRequest:  # fmt: skip
    """Ask that `staff` may hold a second position; another person decides. Raises PostRefused naming the field."""
    reason = _words("reason", reason, needed=True)
    if from_on < business_date(at):
        raise PostRefused("from_on", PAST)
    if from_on - business_date(at) > FARTHEST:
        raise PostRefused("from_on", FAR)
    _check(staff, position, institution, from_on, to_on)
    with once(PostRefused("staff", WAITS), "staff_id", "position", "institution_id"):
        made = PostRequest.objects.create(
            staff=staff, position=position, institution=institution, from_on=from_on, to_on=to_on, reason=reason,
            asked_at=at, asked_by=by,
        )  # fmt: skip
    said = {"position": position.value, "from_on": str(from_on), "to_on": str(to_on or ""), "reason": reason}
    _audit(by, at, "post.ask", staff, institution, **said)
    return made


@transaction.atomic
def grant_post(*, by: str, at: datetime, request_id: int, note: str = "") -> ExtraPost:
    """Grant it: the post stands from its first day, or from today where that has passed. Raises PostRefused."""
    asked, today = _waiting(request_id, by), business_date(at)
    if asked.to_on is not None and asked.to_on < today:
        raise PostRefused("from_on", OVER)
    given = give_extra_post(
        by=by, at=at, staff=asked.staff, position=Position(asked.position), institution=asked.institution,
        from_on=max(asked.from_on, today), to_on=asked.to_on,
    )  # fmt: skip
    _decide(asked, State.GRANTED, _words("note", note), by=by, at=at)
    return given


@transaction.atomic
def refuse_post(*, by: str, at: datetime, request_id: int, note: str) -> PostRequest:
    """Refuse it, saying why. Raises PostRefused."""
    asked, note = _waiting(request_id, by), _words("note", note, needed=True)
    _decide(asked, State.REFUSED, note, by=by, at=at)
    _audit(by, at, "post.refuse", asked.staff, asked.institution, position=asked.position, reason=note)
    return asked


@transaction.atomic
def give_extra_post(
    *, by: str, at: datetime, staff: Staff, position: Position, institution: Institution, from_on: date,
    to_on: date | None,
) -> ExtraPost:  # fmt: skip
    """A second position at an institution for a time. Raises PostRefused: for third parties and administrators, for
    one who holds it in these days already, or has left by then."""
    Staff.objects.select_for_update().get(pk=staff.pk)  # two who give at once wait here
    _check(staff, position, institution, from_on, to_on)
    post = ExtraPost.objects.create(
        staff=staff, position=position, institution=institution, from_on=from_on, to_on=to_on
    )
    said = {"position": position.value, "from_on": str(from_on), "to_on": str(to_on or "")}
    _audit(by, at, "post.give", staff, institution, **said)
    posts.changed(institutions=[institution.institution_id], by=by, at=at)
    return post


@transaction.atomic
def end_extra_post(*, by: str, at: datetime, post: ExtraPost, last_on: date, reason: str = "") -> None:
    """The post's last day: yesterday for at once. One that has not begun by then is taken back whole.

    It ends earlier than it would, never later. Raises PostRefused.
    """
    today, post = business_date(at), ExtraPost.objects.select_for_update().select_related("institution").get(pk=post.pk)
    if post.to_on is not None and post.to_on < today:
        raise PostRefused("last_on", ENDED)
    if post.to_on is not None and last_on > post.to_on:
        raise PostRefused("last_on", NOT_LONGER)
    if last_on < today - timedelta(days=1):
        raise PostRefused("last_on", PAST)
    said = {"position": post.position, "to_on": str(last_on), "reason": _words("reason", reason)}
    _audit(by, at, "post.end", post.staff, post.institution, **said)
    if last_on < post.from_on:
        post.delete()
    else:
        post.to_on = last_on
        post.save(update_fields=["to_on"])
    posts.changed(institutions=[post.institution_id], by=by, at=at)


def _check(staff: Staff, position: Position, institution: Institution, from_on: date, to_on: date | None) -> None:
    if staff.position in NO_CUSTOMERS:
        raise PostRefused("staff", NO_EXTRA)
    if position not in GRANTABLE:
        raise PostRefused("position", NOT_GRANTABLE)
    if to_on is not None and to_on < from_on:
        raise PostRefused("to_on", ORDER)
    if to_on is not None and to_on - from_on > FARTHEST:
        raise PostRefused("to_on", FAR)
    if staff.to_on is not None and staff.to_on < (to_on or from_on):
        raise PostRefused("staff", GONE)
    if institution.closed_on is not None and institution.closed_on <= (to_on or from_on):
        raise PostRefused("institution", CLOSED)
    if (staff.position, staff.institution_id) == (position, institution.pk) or _overlaps(
        staff, position, institution, from_on, to_on
    ):
        raise PostRefused("staff", HELD)


def _overlaps(staff: Staff, position: str, institution: Institution, from_on: date, to_on: date | None) -> bool:
    held = ExtraPost.objects.filter(staff=staff, position=position, institution=institution)
    held = held.filter(Q(to_on__isnull=True) | Q(to_on__gte=from_on))
    return (held.filter(from_on__lte=to_on) if to_on is not None else held).exists()


def _waiting(request_id: int, by: str) -> PostRequest:
    """The request, locked; somebody else's than `by`, and about somebody else."""
    rows = PostRequest.objects.select_related("staff", "institution").select_for_update(of=("self",))
    asked = rows.get(pk=request_id)
    if asked.state != State.ASKED:
        raise PostRefused("decision", DECIDED)
    if by in (asked.asked_by, asked.staff_id):
        raise PostRefused("decision", TWO_PEOPLE)
    return asked


def _decide(asked: PostRequest, state: PostRequest.State, note: str, *, by: str, at: datetime) -> None:
    asked.state, asked.note, asked.decided_by, asked.decided_at = state, note, by, at
    asked.save(update_fields=["state", "note", "decided_by", "decided_at"])


def _words(field: str, said: str, *, needed: bool = False) -> str:
    said = said.strip()
    if needed and not said:
        raise PostRefused(field, WHY)
    if len(said) > LONGEST:
        raise PostRefused(field, LONG)
    return said


def _audit(by: str, at: datetime, action: str, staff: Staff, place: Institution, **detail: str) -> None:
    said = {"place": place.institution_id, **detail}
    record(by=by, at=at, action=action, subject=("staff", staff.pk), institution=staff.institution_id, detail=said)
