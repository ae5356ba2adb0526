"""Targets of a day as they are in force, and the periods of the sales report. What was done is told by the caller."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from tingtang.organisation.models import Staff
from tingtang.organisation.tree import lines_of
from tingtang.outreach.models import ActivityReport, DayTarget, Measure
from tingtang.shared.clocks import add_months

SHAPE = re.compile(r"(20\d\d)-(?:W(0[1-9]|[1-4]\d|5[0-3])|(0[1-9]|1[0-2])(?:-(\d\d))?)")
Numbers = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Span:
    """The days of a report, both included: a day, a week from Monday, or a month, as `code` says it."""

    code: str
    first: date
    last: date

    @property
    def days(self) -> list[date]:
        """Every day of it."""
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]

    @property
    def before(self) -> str:
        """The code of the span before, of the same length."""
        return self._like(self.first - timedelta(days=1))

    @property
    def after(self) -> str:
        """The code of the span after, of the same length."""
        return self._like(self.last + timedelta(days=1))

    def _like(self, on: date) -> str:
        return code_of(on, "week" if "W" in self.code else "day" if self.first == self.last else "month")


def code_of(on: date, length: str) -> str:
    """The code of the day, week or month in which a day falls. Pure."""
    if length == "week":
        year, week, _ = on.isocalendar()
        return f"{year}-W{week:02}"
    return f"{on:%Y-%m-%d}" if length == "day" else f"{on:%Y-%m}"


def span_of(text: str, today: date) -> Span:
    """The span of a code (2026-11-23, 2026-W48, 2026-11); this week's when the text is none. Pure."""
    found = SHAPE.fullmatch(text)
    try:
        return _span(text, found) if found else span_of(code_of(today, "week"), today)
    except ValueError:  # no such day, or no such week of that year
        return span_of(code_of(today, "week"), today)


def _span(text: str, found: re.Match[str]) -> Span:
    year, week, month, day = found.groups()
    if week:
        first = date.fromisocalendar(int(year), int(week), 1)
        return Span(text, first, first + timedelta(days=6))
    first = date(int(year), int(month), int(day or 1))
    return Span(text, first, first if day else add_months(first, 1) - timedelta(days=1))


def targets_of(people: Sequence[Staff], days: Sequence[date]) -> dict[tuple[str, date], dict[str, int]]:
    """(person, day) -> measure -> the target in force. Two queries.

    A target of the person's own goes before one of their position; of those the nearest institution's; of several
    there the one from the latest day, and of the same day the last that was set.
    """
    if not people or not days:
        return {}
    lines = _lines(people)
    places = {place for line in lines.values() for place in line}
    wanted = Q(staff__in=[one.pk for one in people]) | Q(
        institution__in=places, position__in={one.position for one in people}
    )
    rows = list(DayTarget.objects.filter(wanted, from_on__lte=max(days)).order_by("from_on", "pk"))
    return {
        (one.pk, day): {
            measure: number
            for measure in Measure.values
            if (number := _in_force(rows, one, lines[one.pk], measure, day)) is not None
        }
        for one in people
        for day in days
    }


def _lines(people: Iterable[Staff]) -> dict[str, list[str]]:
    """Each person -> their institution and those above it, nearest first."""
    known = list(people)
    above = lines_of(one.institution_id for one in known)
    sizes = lines_of({place for line in above.values() for place in line})
    return {
        one.pk: sorted(above.get(one.institution_id, {one.institution_id}), key=lambda p: -len(sizes.get(p, ())))
        for one in known
    }


def _in_force(rows: Sequence[DayTarget], one: Staff, line: Sequence[str], measure: str, day: date) -> int | None:
    """Rows stand by day and order of setting: the last that fits counts."""
    fit = [row for row in rows if row.measure == measure and row.from_on <= day]
    own = [row for row in fit if row.staff_id == one.pk]
    if own:
        return own[-1].number
    for place in line:
        here = [row for row in fit if row.position == one.position and row.institution_id == place]
        if here:
            return here[-1].number
    return None


@dataclass(frozen=True, slots=True)
class Line:
    """One day of a report: what was done and what was to be done, by measure."""

    on: date
    actual: Numbers
    target: Numbers


def sums(lines: Iterable[Line]) -> tuple[dict[str, int], dict[str, int]]:
    """(done, targets) of several days together, by measure; measures without a target are not among the latter."""
    done: dict[str, int] = dict.fromkeys(Measure.values, 0)
    wanted: dict[str, int] = {}
    for line in lines:
        for measure, n in line.actual.items():
            done[measure] = done.get(measure, 0) + n
        for measure, n in line.target.items():
            wanted[measure] = wanted.get(measure, 0) + n
    return done, wanted


def signed(staff_id: str, span: Span) -> ActivityReport | None:
    """The report of a person and span as it was signed."""
    return ActivityReport.objects.filter(staff=staff_id, first=span.first, last=span.last).first()


def signed_lines(report: ActivityReport) -> list[Line]:
    """The lines of a signed report, as they were."""
    return [Line(date.fromisoformat(row["on"]), row["actual"], row["target"]) for row in report.lines]
