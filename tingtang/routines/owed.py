"""Who owes which checklist where on a day, and by when: before the outlet opens, before it closes, or that day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from tingtang.duties.actions import Opening
from tingtang.duties.openings import facts
from tingtang.manual.book.checklists import Checklist
from tingtang.manual.queries import InForce
from tingtang.organisation import hours
from tingtang.organisation.calendar_queries import working_calendar
from tingtang.organisation.models import ExtraPost, Institution, Leave, Staff
from tingtang.organisation.tree import employed, on_leave
from tingtang.shared.times import ZONE, day_end, day_start


@dataclass
class People:
    """Who works at an outlet on a day: people by position, and every position that somebody holds."""

    present: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    held: set[str] = field(default_factory=set)


def people_of(outlet_ids: Collection[str], on: date) -> Mapping[str, People]:
    """The people of outlets on a day; those on leave hold their position and fill no list. Three queries."""
    found: dict[str, People] = defaultdict(People)
    away = set(Leave.objects.filter(on_leave(on)).values_list("staff_id", flat=True))
    rows = Staff.objects.filter(employed(on), institution__in=outlet_ids).order_by("pk")
    for key, outlet, position in rows.values_list("pk", "institution_id", "position"):
        found[outlet].held.add(position)
        if key not in away:
            found[outlet].present[position].append(key)
    extra = ExtraPost.objects.filter(institution__in=outlet_ids, from_on__lte=on).exclude(to_on__lt=on)
    for outlet, position in extra.values_list("institution_id", "position"):
        found[outlet].held.add(position)
    return found


def due_at(checklist: Checklist, opening: hours.Opening, values: InForce, institution_id: str) -> datetime:
    """When the list is due: at opening, at closing, or at the end of the day; exclusive."""
    if checklist.phase == "after":
        return day_end(opening.on)
    ends = opening.opens if checklist.phase == "before_opening" else opening.closes
    if ends is None:
        word = "opens" if checklist.phase == "before_opening" else "closes"
        minutes = values.whole(f"checklist.{word}_minute", institution_id)
        return day_start(opening.on) + timedelta(minutes=minutes)
    return datetime.combine(opening.on, ends, ZONE)


def owed_on(outlets: Collection[Institution], on: date, values: InForce) -> Iterator[Opening]:
    """The duties of a day at those of the outlets that open: one a list, or one a person for a personal list."""
    openings = hours.opening_calendars(outlets, on, 1, working_calendar())
    people = people_of(list(openings), on)
    for outlet in outlets:
        [opening] = openings[outlet.pk]
        if opening.is_open:
            for checklist in values.book.checklists.values():
                yield from _of(checklist, outlet.pk, people[outlet.pk], opening, values)


def _of(
    checklist: Checklist, outlet_id: str, people: People, opening: hours.Opening, values: InForce
) -> Iterator[Opening]:
    ends = due_at(checklist, opening, values, outlet_id)
    role = next((position for position in checklist.positions if position in people.held), "")
    owners = [one for position in checklist.positions for one in people.present.get(position, [])]
    said = facts(opening.on, until=f"{ends.astimezone(ZONE):%H:%M}", items=len(checklist.items))
    begins = datetime.combine(opening.on, opening.opens or time.min, ZONE)
    for owner in owners if checklist.personal else [role] if role else []:
        yield Opening(
            kind=checklist.kind,
            subject_id=owner if checklist.personal else outlet_id,
            period_on=opening.on,
            institution_id=outlet_id,
            due_at=ends,
            owner_staff_id=owner if checklist.personal else None,
            owner_role="" if checklist.personal else owner,
            opened_at=day_start(opening.on),
            show_at=day_start(opening.on) if checklist.phase == "before_opening" else begins,
            inputs=said,
        )
