"""How a person stands to a duty: owner, standing in, head above."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db.models import Q, QuerySet

from tingtang.duties.models import Duty
from tingtang.organisation.access import Viewer, may_at, viewer_of_staff
from tingtang.organisation.capabilities import positions_with
from tingtang.organisation.models import Staff
from tingtang.organisation.tree import ancestors
from tingtang.shared.times import business_date

DECIDES = "duty.excuse.decide"
# What a higher room keeps from a viewer whatever they head (A34.6): the duties of a complaint that is not for them.
KEPT_FROM: list[Callable[[Viewer], Q]] = []


def told(found: QuerySet[Duty], viewer: Viewer) -> QuerySet[Duty]:
    """Of these duties those that no room keeps from the viewer. Whoever owes a duty sees it: ask `owns` first."""
    for kept in KEPT_FROM:
        found = found.exclude(kept(viewer))
    return found


def may_know_of(viewer: Viewer, duty: Duty) -> bool:
    """Whether somebody who does not owe the duty may learn that there is one."""
    return told(Duty.objects.filter(pk=duty.pk), viewer).exists()


def owns(viewer: Viewer, duty: Duty) -> bool:
    """Whether the duty is this person's own, or of someone they stand in for, or of a role they hold there."""
    if duty.owner_staff_id:
        return duty.owner_staff_id == viewer.staff_id or duty.owner_staff_id in viewer.stands_in_for
    held = {(post.position, post.institution_id) for post in viewer.posts}
    return (duty.owner_role, duty.institution_id) in held


def may_speak_for(staff_id: str, duty: Duty, at: datetime) -> bool:
    """Whether this person may ask for the duty to be excused: whoever owns it, or a head above who may know of it."""
    viewer = viewer_of_staff(staff_id, business_date(at))
    return owns(viewer, duty) or (_heads(viewer, duty) and may_know_of(viewer, duty))


def may_decide(staff_id: str, duty: Duty, at: datetime) -> bool:
    """Whether this person may decide about an excuse: heads the institution or one above, does not owe the duty, and
    may know of it."""
    viewer = viewer_of_staff(staff_id, business_date(at))
    return not owns(viewer, duty) and _heads(viewer, duty) and may_know_of(viewer, duty)


def nobody_may_know(duty: Duty, asked_by: str, at: datetime) -> bool:
    """Whether there are people who would decide, and none of them may know of the duty."""
    places, posts = ancestors(duty.institution_id), positions_with(DECIDES)
    extra = Q(extra_posts__institution__in=places, extra_posts__position__in=posts)
    heads = Staff.objects.filter(Q(institution__in=places, position__in=posts) | extra).exclude(pk=asked_by)
    viewers = [viewer_of_staff(one, business_date(at)) for one in heads.values_list("pk", flat=True).distinct()]
    deciding = [one for one in viewers if not owns(one, duty) and _heads(one, duty)]
    return bool(deciding) and not any(may_know_of(one, duty) for one in deciding)


def _heads(viewer: Viewer, duty: Duty) -> bool:
    return may_at(viewer, DECIDES, duty.institution_id)
