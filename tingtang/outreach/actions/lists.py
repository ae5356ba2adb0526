"""Keeping a list under a name; taking one out of the house."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from tingtang.audit import actions as audit
from tingtang.audit.models import Entry
from tingtang.organisation.access import may_at, viewer_of_staff
from tingtang.organisation.models import Staff
from tingtang.outreach.criteria import Criteria
from tingtang.outreach.errors import OutreachRefused, words
from tingtang.outreach.models import SavedList
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

NAME, REASON = 40, 200  # characters kept
NOTHING = Bilingual("请先选择条件", "choose a filter first")
TAKEN = Bilingual("您已有同名名单", "you have a list of this name")


@transaction.atomic
def save_list(*, name: str, criteria: Criteria, shared: bool, by: str, at: datetime) -> SavedList:
    """Keep the criteria under a name, for oneself or for everybody at one's institution.

    Raises OutreachRefused naming the input: no name, one's own list of that name, nothing asked.
    """
    said = words("name", name, NAME)
    if not criteria:
        raise OutreachRefused("name", NOTHING)
    owner = Staff.objects.get(pk=by)
    try:
        with transaction.atomic():
            made = SavedList.objects.create(
                name=said, owner=owner, institution_id=owner.institution_id, shared=shared,
                criteria=criteria.as_query(), saved_at=at,
            )  # fmt: skip
    except IntegrityError:
        raise OutreachRefused("name", TAKEN) from None
    _record("list.save", made, by, at)
    return made


@transaction.atomic
def remove_list(*, list_id: int, by: str, at: datetime) -> None:
    """Forget a list: its owner, or for a shared one a head of its institution. PermissionDenied for others, and for a
    list that is not there."""
    found = SavedList.objects.select_for_update().filter(pk=list_id).first()
    if found is None or not _may_remove(found, by, at):
        raise PermissionDenied("list.use")
    _record("list.remove", found, by, at)
    found.delete()


def _may_remove(found: SavedList, by: str, at: datetime) -> bool:
    if found.owner_id == by:
        return True
    viewer = viewer_of_staff(by, business_date(at))
    return found.shared and may_at(viewer, "task.team", found.institution_id)


def _record(action: str, found: SavedList, by: str, at: datetime) -> None:
    audit.record(
        by=by, at=at, action=action, subject=("list", str(found.pk)), institution=found.institution_id,
        detail={"name": found.name, "shared": found.shared, "criteria": found.criteria},
    )  # fmt: skip


@transaction.atomic
def export_rows(
    *, criteria: Criteria, rows: int, as_format: str, reason: str, institution_id: str, by: str, at: datetime
) -> str:
    """Write into the trail that so many rows of a list leave the house, and why; the reason as it is kept.

    Raises OutreachRefused without a reason.
    """
    why = words("reason", reason, REASON)
    audit.record(
        by=by, at=at, action="list.export", subject=("list", "export"), nature=Entry.Nature.READ,
        institution=institution_id,
        detail={"criteria": criteria.as_query(), "rows": rows, "format": as_format, "reason": why},
    )  # fmt: skip
    return why
