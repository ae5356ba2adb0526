"""What the pages of checklists show, and to whom: one's own lists, those of one's position, or all of an outlet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404

from tingtang.desk.names import people
from tingtang.manual.queries import rulebook
from tingtang.organisation.access import Viewer, may_at
from tingtang.organisation.models import Institution, Staff
from tingtang.routines.models import Answer, Filling
from tingtang.routines.queries import PAGE, OwedList, answers_of, lists_of, to_mend
from tingtang.shared.times import business_date

BACK = 92  # days of lists that a page leads back to


@dataclass(frozen=True, slots=True)
class Row:
    """A list as a viewer may deal with it."""

    owed: OwedList
    who: str
    may_fill: bool


def fills(viewer: Viewer, name: str, institution_id: str, owner: str) -> bool:
    """Whether this viewer fills such a list: one's own, or one of a position one holds or stands in for here."""
    checklist = rulebook().checklists.get(name)
    if checklist is None:
        return False
    if checklist.personal:
        return bool(owner) and owner == viewer.staff_id
    return any(post.institution_id == institution_id and post.position in checklist.positions for post in viewer.posts)


def sees(viewer: Viewer, filling: Filling) -> bool:
    """Whether a list is there for this viewer."""
    if fills(viewer, filling.checklist, filling.institution_id, filling.staff_id or ""):
        return True
    return may_at(viewer, "checklist.all", filling.institution_id)


def filling_for(viewer: Viewer, filling_id: int, *, to_fill: bool = False) -> Filling:
    """A list within one's reach; for others there is none."""
    found = Filling.objects.select_related("institution", "staff").filter(pk=filling_id).first()
    if found is None or not sees(viewer, found):
        raise Http404(str(filling_id))
    if to_fill and not fills(viewer, found.checklist, found.institution_id, found.staff_id or ""):
        raise Http404(str(filling_id))
    return found


def line_for(viewer: Viewer, line_id: int, *, to_fill: bool = False) -> Answer:
    """A line of such a list."""
    rows = Answer.objects.select_related(
        "filling__institution", "filling__staff", "device", "fault", "photo", "mending"
    )
    found = rows.defer("photo__content").filter(pk=line_id).first()
    if found is None or not sees(viewer, found.filling):
        raise Http404(str(line_id))
    filling = found.filling
    if to_fill and not fills(viewer, filling.checklist, filling.institution_id, filling.staff_id or ""):
        raise Http404(str(line_id))
    return found


def mends(viewer: Viewer, line: Answer) -> bool:
    """Whether this viewer may say how a failed line was put right: whoever fills such a list, or runs the lobby."""
    filling = line.filling
    own = fills(viewer, filling.checklist, filling.institution_id, filling.staff_id or "")
    return own or may_at(viewer, "material.edit", filling.institution_id)


def lists_context(viewer: Viewer, here: Institution, on: date, page: str, at: datetime) -> dict[str, Any]:
    """The lists of an outlet on a day and what waits to be put right."""
    sees_all = may_at(viewer, "checklist.all", here.pk)
    roles = {post.position for post in viewer.posts if post.institution_id == here.pk}
    kinds = [one.kind for one in rulebook().checklists.values() if not one.personal and roles & {*one.positions}]
    mine = Q(owner_staff=viewer.staff_id) | Q(owner_staff__isnull=True, kind__in=kinds)
    owed = lists_of(here.pk, on, None if sees_all else mine)
    names = dict(Staff.objects.filter(pk__in={one.duty.owner_staff_id for one in owed}).values_list("pk", "name"))
    today = business_date(at)
    rows = [
        Row(
            one,
            names.get(one.duty.owner_staff_id or "", "") or one.duty.owner_role,
            on == today and fills(viewer, one.name, here.pk, one.duty.owner_staff_id or ""),
        )
        for one in owed
    ]
    waiting = to_mend([here.pk])
    shown = Paginator(waiting if sees_all else waiting.filter(_mine(viewer, kinds)), PAGE).get_page(page)
    return {
        "here": here, "rows": sorted(rows, key=lambda row: not row.may_fill), "on": on, "today": today, "at": at,
        "to_mend": list(shown.object_list), "page": shown.number, "pages": shown.paginator.num_pages,
        "n": shown.paginator.count, "sees_all": sees_all, "before": on - timedelta(days=1),
        "after": on + timedelta(days=1) if on < today else None,
    }  # fmt: skip


def _mine(viewer: Viewer, kinds: list[str]) -> Q:
    names = [kind.removeprefix("checklist.") for kind in kinds]
    return Q(filling__staff=viewer.staff_id) | Q(filling__staff__isnull=True, filling__checklist__in=names)


def filling_context(viewer: Viewer, filling: Filling, at: datetime) -> dict[str, Any]:
    """A list with its lines."""
    lines = answers_of(filling)
    waiting = sum(line.result is None for line in lines)
    owner = filling.staff_id or ""
    may_fill = fills(viewer, filling.checklist, filling.institution_id, owner) and filling.on == business_date(at)
    return {
        "one": filling, "lines": lines, "waiting": waiting, "at": at,
        "may_fill": may_fill and filling.done_at is None,
        "failed": sum(line.result == "fail" for line in lines), "names": people(line.by for line in lines),
    }  # fmt: skip


def day_asked(text: str, today: date) -> date:
    """A day of the last three months as typed in an address; today for anything else."""
    try:
        asked = date.fromisoformat(text)
    except ValueError:
        return today
    return asked if timedelta() <= today - asked <= timedelta(days=BACK) else today
