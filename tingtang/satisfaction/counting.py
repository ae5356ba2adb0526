"""Counting the rating panels: one day of one outlet, from its served visits and their ratings (A20.2g, A39.5).

What is kept is derived: counted again it is the same, so it has no audit row of its own.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import transaction

from tingtang.lobby.models import Rating, Ticket
from tingtang.lobby.models.tickets import number
from tingtang.lobby.queries.figures import SATISFIED
from tingtang.lobby.states import State
from tingtang.manual.queries import rulebook
from tingtang.satisfaction.models import DayCount
from tingtang.satisfaction.oddities import in_bursts, seconds_after


@dataclass(frozen=True, slots=True)
class Served:
    """A served visit and its rating. `score` None: not rated. `seconds`: from the question to the first rating."""

    ticket_id: int
    number: str
    counter_id: int
    staff_id: str
    asked: bool
    score: int | None = None
    rated_at: datetime | None = None
    seconds: float | None = None
    fast: bool = False
    burst: bool = False


def served_of(institution_id: str, on: date) -> list[Served]:
    """The served visits of an outlet's day with what is odd about their ratings, in order. Two queries."""
    first: dict[int, datetime] = {}
    score: dict[int, int] = {}
    ratings = Rating.objects.filter(ticket__institution=institution_id, ticket__on=on).order_by("revision")
    for ticket, said, at in ratings.values_list("ticket_id", "score", "at"):
        first.setdefault(ticket, at)
        score[ticket] = said
    tickets = Ticket.objects.filter(institution=institution_id, on=on, state=State.SERVED, counter__isnull=False)
    columns = ("pk", "prefix", "seq", "counter_id", "staff_id", "since", "rating_asked_at")
    seen = [
        Served(
            pk, number(prefix, seq), counter, staff or "", asked is not None, score.get(pk), first.get(pk),
            seconds_after(since, asked, first[pk]) if pk in first else None,
        )
        for pk, prefix, seq, counter, staff, since, asked in tickets.order_by("since", "pk").values_list(*columns)
    ]  # fmt: skip
    return _marked(seen, on)


def _marked(seen: Sequence[Served], on: date) -> list[Served]:
    book = rulebook()
    fast, count, within = (
        int(str(book.value(f"rating.{key}", on).value)) for key in ("fast_seconds", "burst_count", "burst_seconds")
    )
    by_counter: defaultdict[int, list[Served]] = defaultdict(list)
    for one in seen:
        if one.rated_at is not None:
            by_counter[one.counter_id].append(one)
    burst: set[int] = set()
    for rated in by_counter.values():
        places = in_bursts([one.rated_at for one in rated if one.rated_at], count, within)
        burst |= {rated[place].ticket_id for place in places}
    return [
        replace(one, fast=one.seconds is not None and one.seconds < fast, burst=one.ticket_id in burst) for one in seen
    ]


@transaction.atomic
def count_day(institution_id: str, on: date) -> int:
    """Count an outlet's day anew; how many rows it has."""
    tallies: defaultdict[tuple[int, str], Tally[str]] = defaultdict(Tally)
    for one in served_of(institution_id, on):
        tallies[one.counter_id, one.staff_id].update(_facts(one))
    names = ("served", "asked", "rated", "satisfied", "fast", "burst")
    DayCount.objects.filter(institution=institution_id, on=on).delete()
    DayCount.objects.bulk_create(
        DayCount(
            institution_id=institution_id, on=on, counter_id=counter, staff_id=staff,
            **{name: found[name] for name in names},
        )
        for (counter, staff), found in sorted(tallies.items())
    )  # fmt: skip
    return len(tallies)


def _facts(one: Served) -> Iterable[str]:
    yield "served"
    if one.asked:
        yield "asked"
    if one.score is None:
        return
    yield "rated"
    if one.score >= SATISFIED:
        yield "satisfied"
    if one.fast:
        yield "fast"
    if one.burst:
        yield "burst"


def count_days(first: date, last: date) -> int:
    """Count every outlet's days from `first` to `last` (both included); how many outlet-days had visits."""
    counted = 0
    for back in range((last - first).days + 1):
        on = first + timedelta(days=back)
        visited = Ticket.objects.filter(on=on, state=State.SERVED).order_by().values_list("institution", flat=True)
        for outlet in sorted(set(visited.distinct())):
            count_day(outlet, on)
            counted += 1
    return counted
