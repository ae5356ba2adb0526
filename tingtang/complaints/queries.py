"""Reading cases: the board by clock, one case with its clocks, rounds, log and readers; as far as one may."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from tingtang.complaints.models import (
    Attachment,
    Complaint,
    Extension,
    Handling,
    Lesson,
    LessonState,
    Repeat,
    Round,
    State,
)
from tingtang.complaints.standing import case_for, coordinates, visible
from tingtang.duties.models import Duty, DutyEvent
from tingtang.duties.models import State as DutyState
from tingtang.organisation.access import Viewer, subtree
from tingtang.organisation.models import Staff
from tingtang.shared.times import business_date, day_end

PAGE = 30
SOON_DAYS = 3  # how far ahead the board's middle column looks: a habit of reading, no value of the manual
Group = Literal["late", "today", "soon", "later", "quiet", "closed"]
GROUPS: tuple[Group, ...] = ("late", "today", "soon", "later", "quiet", "closed")


def named_at(names: Collection[str], institution_id: str) -> dict[str, str]:
    """Name -> id, of people whom a customer knows by name: at the institution concerned or below it, where nobody else
    there is called so. One query, none for no name."""
    here = Staff.objects.filter(institution__in=subtree([institution_id]), name__in=names)
    found: dict[str, list[str]] = {}
    for pk, name in here.values_list("pk", "name") if names else ():
        found.setdefault(name, []).append(pk)
    return {name: ids[0] for name, ids in found.items() if len(ids) == 1}


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a board: its clocks (`group`, empty: whatever is open), codes, mine alone, words."""

    group: str = ""
    cause: str = ""
    channel: str = ""
    mine: bool = False
    q: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Ticking:
    """An open clock of a case."""

    kind: str
    due_at: datetime
    provisional: bool
    owner_id: str


@dataclass(frozen=True, slots=True)
class Row:
    """A case on the board, its clocks soonest first."""

    case: Complaint
    group: Group
    clocks: tuple[Ticking, ...]
    handler: Staff | None


@dataclass(frozen=True, slots=True)
class Board:
    """A page of the board and how many cases there are by clock; none of those the viewer may not read is counted."""

    rows: tuple[Row, ...]
    counts: Mapping[str, int]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """At least one."""
        return max(1, -(-self.total // PAGE))


def board(viewer: Viewer, filters: Filters, at: datetime) -> Board:
    """The cases by their first clock: five queries, however many there are."""
    found = _narrowed(viewer, filters)
    states = dict(found.exclude(state=State.CLOSED).order_by().values_list("pk", "state"))
    clocks = _clocks(states)
    groups: dict[int, Group] = {pk: _group(state, clocks.get(pk, ()), at) for pk, state in states.items()}
    counts: dict[str, int] = {name: sum(one == name for one in groups.values()) for name in GROUPS[:-1]}
    closed = found.filter(state=State.CLOSED)
    counts["closed"] = closed.count()
    if filters.group == "closed":
        keys = list(closed.order_by("-closed_at", "-pk").values_list("pk", flat=True)[: PAGE * 100])
    else:
        wanted = [pk for pk, one in groups.items() if one == filters.group or not filters.group]
        keys = sorted(wanted, key=lambda pk: (GROUPS.index(groups[pk]), _first(clocks.get(pk, ()), at), pk))
    number = min(max(1, filters.page), max(1, -(-len(keys) // PAGE)))
    shown = keys[(number - 1) * PAGE : number * PAGE]
    return Board(_rows(shown, groups, clocks), counts, len(keys), number)


def _narrowed(viewer: Viewer, filters: Filters) -> QuerySet[Complaint]:
    found = visible(viewer)
    for name in ("cause", "channel"):
        if asked := getattr(filters, name):
            found = found.filter(**{name: asked})
    if filters.mine:
        people = {viewer.staff_id, *viewer.stands_in_for}
        now = Handling.objects.filter(staff__in=people, ended_at__isnull=True).values("complaint")
        found = found.filter(Q(coordinator__in=people) | Q(pk__in=now))
    if asked := filters.q.strip():
        found = found.filter(Q(number__icontains=asked) | Q(complainant__icontains=asked))
    return found


def _clocks(keys: Iterable[int]) -> dict[int, tuple[Ticking, ...]]:
    """The open clocks of these cases, soonest first."""
    wanted = set(keys)
    rows = Duty.objects.filter(subject_kind="case", state=DutyState.OPEN).order_by("due_at", "pk")
    found: dict[int, list[Ticking]] = defaultdict(list)
    for subject, kind, due_at, provisional, owner in rows.values_list(
        "subject_id", "kind", "due_at", "due_provisional", "owner_staff_id"
    ):
        if (pk := int(subject.split(".")[0])) in wanted:
            found[pk].append(Ticking(kind, due_at, provisional, owner or ""))
    return {pk: tuple(clocks) for pk, clocks in found.items()}


def _group(state: str, clocks: Sequence[Ticking], at: datetime) -> Group:
    if not clocks:
        return "quiet" if state == State.QUIET else "later"
    first = clocks[0].due_at
    if first <= at:
        return "late"
    if state == State.QUIET and {one.kind for one in clocks} == {"complaint.archive"}:
        return "quiet"
    tonight = day_end(business_date(at))
    if first <= tonight:
        return "today"
    return "soon" if first <= tonight + timedelta(days=SOON_DAYS) else "later"


def _first(clocks: Sequence[Ticking], at: datetime) -> datetime:
    return clocks[0].due_at if clocks else at + timedelta(days=36500)


def _rows(
    keys: Sequence[int], groups: Mapping[int, Group], clocks: Mapping[int, tuple[Ticking, ...]]
) -> tuple[Row, ...]:
    cases = Complaint.objects.select_related("institution", "coordinator").in_bulk(keys)
    now = Handling.objects.filter(complaint__in=keys, ended_at__isnull=True).select_related("staff")
    handlers = {one.complaint_id: one.staff for one in now}
    return tuple(Row(cases[pk], groups.get(pk, "closed"), clocks.get(pk, ()), handlers.get(pk)) for pk in keys)


# -- one case ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """One case as its readers work on it; who read it and what happened stands in its Trail."""

    case: Complaint
    rounds: tuple[Round, ...]
    handlings: tuple[Handling, ...]
    attachments: tuple[Attachment, ...]
    duties: tuple[Duty, ...]
    moved: Mapping[int, tuple[DutyEvent, ...]]
    extension: Extension | None
    handles: bool
    coordinates: bool

    @property
    def now(self) -> Round:
        """The present round."""
        return self.rounds[-1]

    @property
    def handler(self) -> Staff | None:
        """Who examines it now."""
        return next((one.staff for one in self.handlings if one.ended_at is None), None)


def shown(viewer: Viewer, complaint_id: int) -> Shown:
    """One case: seven queries. Raises NoSuchComplaint for one that is not for this viewer."""
    case = case_for(viewer, complaint_id)
    duties = tuple(
        Duty.objects.filter(subject_kind="case", subject_id__in=case.subjects)
        .select_related("owner_staff")
        .order_by("opened_at", "due_at", "pk")
    )
    rounds = Round.objects.filter(complaint=case).order_by("n")
    handlings = tuple(Handling.objects.filter(complaint=case).select_related("staff").order_by("pk"))
    mine = {viewer.staff_id, *viewer.stands_in_for}
    return Shown(
        case=case,
        rounds=tuple(rounds),
        handlings=handlings,
        attachments=tuple(Attachment.objects.filter(complaint=case).defer("content").order_by("pk")),
        duties=duties,
        moved=_moved(duties),
        extension=Extension.objects.filter(complaint=case).order_by("-pk").first(),
        handles=any(one.ended_at is None and one.staff_id in mine for one in handlings),
        coordinates=coordinates(viewer, case),
    )


def _moved(duties: Sequence[Duty]) -> dict[int, tuple[DutyEvent, ...]]:
    """By duty, each time its end was changed: the old ends stay readable."""
    rows = DutyEvent.objects.filter(duty__in=[one.pk for one in duties], what=DutyEvent.What.DUE_CHANGED)
    found: dict[int, list[DutyEvent]] = defaultdict(list)
    for row in rows.order_by("at", "pk"):
        found[row.duty_id].append(row)
    return {key: tuple(events) for key, events in found.items()}


def attachment_of(viewer: Viewer, complaint_id: int, attachment_id: int) -> Attachment:
    """A paper of a case the viewer may read. NoSuchComplaint, Attachment.DoesNotExist."""
    case = case_for(viewer, complaint_id)
    return Attachment.objects.get(pk=attachment_id, complaint=case)


def lessons_like(case: Complaint, most: int = 3) -> list[Lesson]:
    """Published lessons of the same cause as a case, those of the same business first: what it may be a repeat of."""
    found = Lesson.objects.filter(state=LessonState.APPROVED, cause=case.cause).exclude(complaint=case)
    same = Case(When(business=case.business, then=Value(0)), default=Value(1))
    linked = Exists(Repeat.objects.filter(lesson=OuterRef("pk"), complaint=case))
    return list(found.annotate(linked=linked).order_by(same, "-written_at")[:most])


def of_customer(viewer: Viewer, customer_id: str, most: int = 10) -> list[Complaint]:
    """The cases of a customer that this viewer may read, the latest first."""
    return list(visible(viewer).filter(customer_id=customer_id).order_by("-received_at")[:most])


__all__ = [
    "GROUPS", "Board", "Filters", "Row", "Shown", "Ticking", "attachment_of", "board", "case_for",
    "lessons_like", "of_customer", "shown",
]  # fmt: skip
