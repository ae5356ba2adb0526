"""The other half of a case: what happened to it, whom it is about, who may read it and who did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from tingtang.audit.models import Entry
from tingtang.complaints.models import CaseEvent, Complaint, Concerned, What
from tingtang.complaints.standing import visible
from tingtang.organisation.access import Viewer
from tingtang.organisation.models import Staff
from tingtang.shared.times import business_date


@dataclass(frozen=True, slots=True)
class Reading:
    """Somebody opened the case or a paper of it, so many `times` in a row on that day, the last at `at`."""

    at: datetime
    by: str
    action: str
    times: int = 1


@dataclass(frozen=True)
class Trail:
    """What happened to a case, whom it is about, who may read it and who did."""

    events: tuple[CaseEvent, ...]
    concerned: tuple[Staff, ...]
    readings: tuple[Reading, ...]
    readers: tuple[Staff, ...]
    people: Mapping[str, str]
    followed_by: tuple[Complaint, ...]


def trail_of(viewer: Viewer, case: Complaint) -> Trail:
    """The other half of a case that the viewer may read: six queries. A case that follows it and is not for the viewer
    stands in neither its log nor its facts (A34.6)."""
    followed_by = tuple(visible(viewer).filter(follows=case).order_by("pk"))
    known = {one.pk for one in followed_by}
    log = CaseEvent.objects.filter(complaint=case).order_by("-n")
    events = tuple(one for one in log if one.what != What.FOLLOWED or one.data["case"] in known)
    readings = _readings(case)
    access = case.access.filter(ended_at__isnull=True).select_related("staff").order_by("staff__name")
    about = Concerned.objects.filter(complaint=case).select_related("staff").order_by("staff")
    return Trail(
        events=events,
        concerned=tuple(one.staff for one in about),
        readings=readings,
        readers=tuple(dict.fromkeys(one.staff for one in access)),
        people=_people(
            [
                case.first_asked,
                *(one.by for one in events),
                *(one.data["staff"] for one in events if one.data.get("staff")),
                *(one.by for one in readings),
            ]
        ),
        followed_by=followed_by,
    )


def _readings(case: Complaint) -> tuple[Reading, ...]:
    """Who opened it and its papers, every time, latest first; the same again on a day is counted."""
    rows = Entry.objects.filter(subject_kind="complaint", subject_id=str(case.pk), nature=Entry.Nature.READ)
    found = rows.order_by("-id").values_list("at", "actor", "action")
    alike = groupby(found, key=lambda row: (business_date(row[0]), row[1], row[2]))
    grouped = (list(rows) for _, rows in alike)
    return tuple(Reading(*rows[0], times=len(rows)) for rows in grouped)


def _people(ids: Iterable[str]) -> dict[str, str]:
    return dict(Staff.objects.filter(pk__in=set(ids)).values_list("pk", "name"))
