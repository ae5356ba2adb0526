"""A person's day and month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Max, Q, QuerySet
from django.db.models.functions import TruncDate

from tingtang.duties.models import Duty, State, Task
from tingtang.organisation.models import Staff
from tingtang.shared.times import ZONE, business_date, day_end, day_start

Subject = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Card:
    """One subject of a day with all its duties, the one due first in front.

    `rank` is the night's (None: not from the night); `within_cap` false: below the line of what a day holds.
    """

    subject_kind: str
    subject_id: str
    duties: tuple[Duty, ...]
    rank: int | None
    score: int
    within_cap: bool

    @property
    def due_at(self) -> datetime:
        """When the first of its duties is due."""
        return self.duties[0].due_at


@dataclass(frozen=True, slots=True)
class Day:
    """A person's day: the cards asked for, and how many there are of each sort altogether (duties, not cards)."""

    cards: tuple[Card, ...]
    total_cards: int
    duties: int
    overdue: int
    due_today: int
    below_line: int


def my_day(
    staff_id: str,
    at: datetime,
    *,
    standing_in_for: Collection[str] = (),
    posts: Iterable[tuple[str, str]] | None = None,
    clause: str = "",
    offset: int = 0,
    limit: int = 200,
) -> Day:
    """The open duties that stand in this person's day, one card a subject, ranked. At most four queries.

    Own duties, those of people they stand in for, and those owed by a role they hold: `posts` are (position,
    institution) pairs; None: their own post. Cards within the cap come first, then by score, the night's rank, due
    time. `clause` narrows; `offset` and `limit` page.
    """
    owners = [staff_id, *standing_in_for]
    duties = _shown(owners, _own_post(staff_id) if posts is None else list(posts), at, clause)
    cards = _cards(duties, _tasks(owners, business_date(at)))
    overdue = sum(duty.due_at <= at for duty in duties)
    tonight = day_end(business_date(at))
    return Day(
        cards=tuple(cards[offset : offset + limit]),
        total_cards=len(cards),
        duties=len(duties),
        overdue=overdue,
        due_today=sum(duty.due_at <= tonight for duty in duties) - overdue,
        below_line=sum(len(card.duties) for card in cards if not card.within_cap),
    )


def _own_post(staff_id: str) -> list[tuple[str, str]]:
    return list(Staff.objects.filter(staff_id=staff_id).values_list("position", "institution_id"))


def _shown(owners: Sequence[str], posts: Sequence[tuple[str, str]], at: datetime, clause: str) -> list[Duty]:
    """Two statements rather than one OR: each goes down its own partial index."""
    shown = Duty.objects.filter(state=State.OPEN, show_at__lte=at, **({"clause": clause} if clause else {}))
    found = list(shown.filter(owner_staff__in=owners))
    if posts:
        roles = Q()
        for position, institution in posts:
            roles |= Q(institution=institution, owner_role=position)
        found += shown.filter(roles)
    return sorted(found, key=lambda duty: (duty.due_at, duty.pk))


def _tasks(owners: Sequence[str], on: date) -> dict[Subject, Task]:
    """The cards that the latest night up to this day ranked, by subject."""
    latest = Task.objects.filter(staff__in=owners, on__lte=on)
    newest = list(latest.order_by().values("staff").annotate(newest=Max("on")).values_list("staff", "newest"))
    tasks = latest.filter(_any(newest)) if newest else []
    return {(task.subject_kind, task.subject_id): task for task in tasks}


def _any(pairs: Iterable[tuple[str, date]]) -> Q:
    condition = Q()
    for staff, on in pairs:
        condition |= Q(staff=staff, on=on)
    return condition


def _cards(duties: Iterable[Duty], tasks: dict[Subject, Task]) -> list[Card]:
    of_subject: dict[Subject, list[Duty]] = {}
    for duty in duties:
        of_subject.setdefault((duty.subject_kind, duty.subject_id), []).append(duty)
    cards = [_card(subject, tuple(found), tasks.get(subject)) for subject, found in of_subject.items()]
    return sorted(cards, key=lambda c: (not c.within_cap, -c.score, c.rank or 0, c.due_at, c.subject_id))


def _card(subject: Subject, duties: tuple[Duty, ...], task: Task | None) -> Card:
    score = task.score if task else max(duty.score for duty in duties)
    return Card(*subject, duties, task.rank if task else None, score, task.within_cap if task else True)


def open_duties_of(subject_kind: str, subject_id: str) -> QuerySet[Duty]:
    """The open duties of a subject, soonest due first: what a contact might meet."""
    return Duty.objects.filter(subject_kind=subject_kind, subject_id=subject_id, state=State.OPEN).order_by("due_at")


def open_duties_about(subjects: Iterable[Subject]) -> QuerySet[Duty]:
    """The open duties about any of these subjects, (kind, id), of whatever kinds. One query, in no order."""
    by_kind: defaultdict[str, list[str]] = defaultdict(list)
    for kind, key in subjects:
        by_kind[kind].append(key)
    about = Q(pk__in=[])
    for kind, keys in by_kind.items():
        about |= Q(subject_kind=kind, subject_id__in=keys)
    return Duty.objects.filter(about, state=State.OPEN)


@dataclass(slots=True)
class Glance:
    """One day of a person's month: duties that were or are due on it, by how they stand. `overdue`: open and past."""

    on: date
    states: dict[str, int] = field(default_factory=dict)
    overdue: int = 0

    @property
    def due(self) -> int:
        """All duties due on the day, cancelled ones left out."""
        return sum(count for state, count in self.states.items() if state != State.CANCELLED)


def month_at_a_glance(staff_id: str, month: date, at: datetime) -> list[Glance]:
    """Every day of the month of `month`, by the last day of each duty. One query; cancelled duties are not counted."""
    first = month.replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    # A due time is the exclusive end of its last day: midnight belongs to the day before.
    last_day = TruncDate(F("due_at") - timedelta(microseconds=1), tzinfo=ZONE)
    rows = (
        Duty.objects.filter(owner_staff=staff_id, due_at__gt=day_start(first), due_at__lte=day_start(after))
        .exclude(state=State.CANCELLED)
        .values(day=last_day, how=F("state"))
        .annotate(count=Count("pk"))
        .order_by("day")
    )
    days = {first + timedelta(days=n): Glance(first + timedelta(days=n)) for n in range((after - first).days)}
    for row in rows:
        glance = days[row["day"]]
        glance.states[row["how"]] = row["count"]
        if row["how"] == State.OPEN and day_end(row["day"]) <= at:
            glance.overdue = row["count"]
    return list(days.values())
