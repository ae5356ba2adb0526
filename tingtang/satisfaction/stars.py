"""The roster of star tellers on a day and their share (A39.2).

Reading (docs/adr/0065). Of a day: star tellers / tellers, exact. A teller is whoever holds a teller's post at the place
and is employed on that day: who left counts in neither number from the day after the last, who joined counts from the
first day, who is on leave still counts. A star teller's last grading by that day gave at least one star.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet

from tingtang.organisation.models import Staff
from tingtang.organisation.positions import Position
from tingtang.organisation.tree import employed
from tingtang.satisfaction.models import Criterion, Grading, Scheme
from tingtang.satisfaction.share import Share

TELLERS = (Position.CLOSED_TELLER, Position.OPEN_TELLER)
Places = Iterable[str] | QuerySet[Any, Any]


@dataclass(frozen=True, slots=True)
class Standing:
    """A teller on a day; without a grading no star."""

    staff: Staff
    grading: Grading | None

    @property
    def level(self) -> int:
        """0 to 5."""
        return self.grading.level if self.grading else 0


@dataclass(frozen=True, slots=True)
class StarShare:
    """`stars` of `tellers`."""

    stars: int = 0
    tellers: int = 0

    def __add__(self, other: StarShare) -> StarShare:
        return StarShare(self.stars + other.stars, self.tellers + other.tellers)

    def reaches(self, least: Decimal) -> bool | None:
        """Whether the share is at least so much, exact; None where there are no tellers."""
        return Fraction(self.stars, self.tellers) >= Fraction(least) if self.tellers else None

    def short(self, least: Decimal) -> int:
        """How many more of these tellers it takes; 0 once reached."""
        return Share(self.stars, self.tellers).short(least)


def tellers(places: Places, on: date) -> QuerySet[Staff]:
    """Who holds a teller's post there and is employed on that day."""
    there = Staff.objects.filter(employed(on), institution__in=places, position__in=TELLERS)
    return there.order_by("institution", "staff_id")


def roster(places: Places, on: date) -> list[Standing]:
    """Every teller of a day with the last grading by then. Two queries."""
    people = list(tellers(places, on).select_related("institution"))
    last = _last([one.pk for one in people], on)
    return [Standing(one, last.get(one.pk)) for one in people]


def _last(staff_ids: Sequence[str], on: date) -> dict[str, Grading]:
    rows = Grading.objects.filter(staff__in=staff_ids, on__lte=on).order_by("n").select_related("scheme")
    return {row.staff_id: row for row in rows}


def share(standings: Iterable[Standing]) -> StarShare:
    """The share of a roster."""
    return sum((StarShare(int(one.level > 0), 1) for one in standings), StarShare())


def shares(places: Places, on: date) -> dict[str, StarShare]:
    """The share of each institution that has tellers. Two queries."""
    found: dict[str, StarShare] = {}
    for one in roster(places, on):
        key = one.staff.institution_id
        found[key] = found.get(key, StarShare()) + StarShare(int(one.level > 0), 1)
    return found


def left_with_stars(places: Places, first: date, last: date) -> list[Standing]:
    """Star tellers whose last day lay within a period: the share no longer counts them. Two queries."""
    gone = Staff.objects.filter(institution__in=places, position__in=TELLERS, to_on__range=(first, last))
    people = list(gone.order_by("-to_on", "staff_id").select_related("institution"))
    graded = _last([one.pk for one in people], last)
    return [one for one in (Standing(staff, graded.get(staff.pk)) for staff in people) if one.level]


def scheme_on(on: date) -> Scheme | None:
    """The criteria in force on a day."""
    return Scheme.objects.filter(from_on__lte=on).order_by("-from_on").first()


def reached(criteria: Sequence[Criterion], met: Sequence[bool]) -> int:
    """The highest level whose criteria, and all of the levels below, are met. Pure."""
    failed = [one.level for one, good in zip(criteria, met, strict=True) if not good]
    limit = min(failed, default=6)
    return max((one.level for one in criteria if one.level < limit), default=0)
