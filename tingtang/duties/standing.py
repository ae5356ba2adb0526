"""How a person stands to a duty: owner, standing in, head above."""

from __future__ import annotations

from datetime import datetime

from tingtang.duties.models import Duty
from tingtang.organisation.access import Viewer, may_at, viewer_of_staff
from tingtang.shared.times import business_date


def owns(viewer: Viewer, duty: Duty) -> bool:
    """Whether the duty is this person's own, or of someone they stand in for, or of a role they hold there."""
    if duty.owner_staff_id:
        return duty.owner_staff_id == viewer.staff_id or duty.owner_staff_id in viewer.stands_in_for
    held = {(post.position, post.institution_id) for post in viewer.posts}
    return (duty.owner_role, duty.institution_id) in held


def may_speak_for(staff_id: str, duty: Duty, at: datetime) -> bool:
    """Whether this person may ask for the duty to be excused: whoever owns it, or a head above."""
    viewer = viewer_of_staff(staff_id, business_date(at))
    return owns(viewer, duty) or may_at(viewer, "duty.excuse.decide", duty.institution_id)


def may_decide(staff_id: str, duty: Duty, at: datetime) -> bool:
    """Whether this person may decide about an excuse: heads the institution or one above, and does not owe it."""
    viewer = viewer_of_staff(staff_id, business_date(at))
    return not owns(viewer, duty) and may_at(viewer, "duty.excuse.decide", duty.institution_id)
