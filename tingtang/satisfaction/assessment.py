"""The yearly assessment of an outlet's service (A37.5a): four parts, weighted by dated values that add up to 100.

Each part is out of 100 (docs/adr/0066):
- inspection: the mean of the year's published inspections from above (not self-checks), each at most 100;
- satisfaction: the pooled share of satisfied customers;
- complaints: 100 less `assessment.complaint_points` for each of the year that was found to be our fault;
- duties: the share of the year's duties kept in time.
A part of which nothing is known is said to be missing, and there is no total then: a blank is not nought.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count, Q

from tingtang.complaints.models import Complaint
from tingtang.complaints.standing import countable, uncounted_subjects
from tingtang.duties.queries import Scope, compliance_by_place
from tingtang.inspections.models import Inspection, Level, State
from tingtang.inspections.queries import total_of
from tingtang.inspections.scoring import decimal_of
from tingtang.manual.queries import rulebook
from tingtang.satisfaction.figures import by_place
from tingtang.shared.times import business_date

FULL = Fraction(100)
READ_BY = "assessment.see"
PARTS = ("inspection", "satisfaction", "complaints", "duties")
COUNTED = (Level.PROVINCE, Level.BRANCH, Level.MANAGING)


@dataclass(frozen=True, slots=True)
class Part:
    """One part: `score` of 100, None where nothing is known; `n` what it is of; `other` what stands beside it."""

    key: str
    weight: Decimal
    score: Fraction | None
    n: int
    other: int = 0

    @property
    def points(self) -> Fraction | None:
        """What it adds to the total."""
        return None if self.score is None else self.score * Fraction(self.weight) / FULL


@dataclass(frozen=True, slots=True)
class Assessment:
    """The parts of an outlet's year; `inspections`: (id, day, total) of those that count, the latest first."""

    institution_id: str
    parts: tuple[Part, ...]
    inspections: tuple[tuple[int, date, str], ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """Parts of which nothing is known."""
        return tuple(part.key for part in self.parts if part.score is None)

    @property
    def total(self) -> Fraction | None:
        """Of 100; None while a part is missing."""
        return None if self.missing else sum((part.points or Fraction() for part in self.parts), Fraction())


def assessments(top: str, outlets: Iterable[str], year: int, at: datetime) -> dict[str, Assessment]:
    """The year of outlets at or below `top`, as far as it has gone by `at`. Eight queries, whatever their number."""
    first, last = date(year, 1, 1), min(date(year, 12, 31), business_date(at))
    wanted = list(outlets)
    weights = weights_on(last if last >= first else first)
    inspected = _counted(wanted, first, last)
    found = {
        "inspection": _inspections(inspected),
        "satisfaction": {
            key: (share * 100, one.total.n, 0)
            for key, one in by_place(wanted, first, last).items()
            if (share := one.total.exact) is not None
        },
        "complaints": _complaints(wanted, first, last),
        "duties": _duties(top, first, last, at),
    }
    return {
        key: Assessment(
            key,
            tuple(Part(name, weights[name], *found[name].get(key, (None, 0, 0))) for name in PARTS),
            tuple((one.pk, one.on, total_of(one)) for one in inspected.get(key, ())),
        )
        for key in wanted
    }


def weights_on(on: date) -> dict[str, Decimal]:
    """The weights in force on a day: percent, adding up to 100 (the manual does not load otherwise)."""
    book = rulebook()
    return {name: Decimal(str(book.value(f"assessment.weight.{name}", on).value)) for name in PARTS}


def text_of(score: Fraction | None) -> str:
    """A score as text: exact, or cut off where no decimal holds it, never rounded up; "" for none."""
    return "" if score is None else format(decimal_of(score), "f")


Scores = Mapping[str, tuple[Fraction | None, int, int]]


def _counted(outlets: list[str], first: date, last: date) -> dict[str, list[Inspection]]:
    """outlet -> its inspections that count, the latest first. One query."""
    found: defaultdict[str, list[Inspection]] = defaultdict(list)
    rows = Inspection.objects.filter(
        institution__in=outlets, on__range=(first, last), state=State.PUBLISHED, level__in=COUNTED
    )
    for one in rows.order_by("-on", "-pk"):
        found[one.institution_id].append(one)
    return found


def _inspections(inspected: Mapping[str, list[Inspection]]) -> Scores:
    """The mean of the totals, each at most the full mark; there are both halves of a fraction once it is closed."""
    return {
        key: (sum((_share(one) for one in found), Fraction()) / len(found), len(found), 0)
        for key, found in inspected.items()
    }


def _share(one: Inspection) -> Fraction:
    return min(FULL, Fraction(one.numerator or 0) / Fraction(one.denominator or 1))


def _complaints(outlets: list[str], first: date, last: date) -> Scores:
    """Of every outlet: a year without a complaint is known to be one."""
    each = Fraction(Decimal(str(rulebook().value("assessment.complaint_points", max(first, last)).value)))
    rows = Complaint.objects.filter(institution__in=outlets, on__range=(first, last), confidential=False).order_by()
    told = Q(pk__in=countable(READ_BY).values("pk"))  # of what is not found yet nobody hears whom it is about
    ours, open_ = Count("pk", filter=Q(ours=True)), Count("pk", filter=Q(upheld__isnull=True) & told)
    found = {key: (n, left) for key, n, left in rows.values_list("institution_id").annotate(n=ours, left=open_)}
    return {key: (max(Fraction(), FULL - each * found.get(key, (0, 0))[0]), *found.get(key, (0, 0))) for key in outlets}


def _duties(top: str, first: date, last: date, at: datetime) -> Scores:
    found = compliance_by_place(Scope(top, first, last, at, hidden=uncounted_subjects(READ_BY, top)))
    return {key: (rate * 100, one.counted, 0) for key, one in found.items() if (rate := one.rate) is not None}
