"""The arrivals by interval, and the shifts, as files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import groupby, pairwise
from pathlib import Path

from tingtang.lobby.staffing.shifts import Shift
from tingtang.lobby.tables import Row, TableError, read_table
from tingtang.manual.book import ServiceClass
from tingtang.shared.times import ZONE

MOST_ARRIVALS = 1e9
MINUTE = timedelta(minutes=1)
Moment = datetime | timedelta


@dataclass(frozen=True, slots=True)
class Interval:
    """Arrivals between two instants or times of day. `start` is the text of the file; `by_class` is empty or sums up to
    `arrivals`, the highest class first."""

    start: str
    begins: Moment
    minutes: float
    arrivals: float
    by_class: Mapping[str, float]

    @property
    def ends(self) -> Moment:
        """The end, exclusive."""
        return self.begins + self.minutes * MINUTE


def read_demand(file: Path, classes: Iterable[ServiceClass], minutes: float | None = None) -> list[Interval]:
    """The intervals of a file (interval_start, arrivals, class optional), in order. Raises TableError.

    An interval lasts until the next one begins, but no longer than most do; `minutes` says it where there is only one.
    With a column `class`, an interval has a line for each.
    """
    rows = read_table(file, ("interval_start", "arrivals"), ("class",))
    if not rows:
        raise TableError(f"{file}:1: has no intervals")
    known = {name: one.code for one in classes for name in (*one.tiers, one.code)}
    rank = {code: place for place, code in enumerate(dict.fromkeys(known.values()))}
    ordered = sorted(((_moment(row, rows[0]), row) for row in rows), key=lambda pair: pair[0])
    grouped = [(begins, [row for _, row in same]) for begins, same in groupby(ordered, key=lambda pair: pair[0])]
    lengths = _lengths([begins for begins, _ in grouped], minutes, rows[0])
    timed = zip(grouped, lengths, strict=True)
    return [_interval(begins, same, length, known, rank) for (begins, same), length in timed]


def _interval(
    begins: Moment, rows: Sequence[Row], minutes: float, known: Mapping[str, str], rank: Mapping[str, int]
) -> Interval:
    by_class: dict[str, float] = {}
    for row in rows:
        name = row.text("class", "")
        if "class" in row.cells and name not in known:
            raise row.fail("class", f"{name!r} is none of {', '.join(known)}")
        code = known.get(name, "")
        if code in by_class:
            raise row.fail("interval_start", f"{row.text('interval_start')} stands twice")
        by_class[code] = row.number("arrivals", MOST_ARRIVALS)
    total = sum(by_class.values())
    named = {code: by_class[code] for code in sorted(by_class, key=lambda code: rank.get(code, 0)) if code}
    return Interval(rows[0].text("interval_start"), begins, minutes, total, named)


def _moment(row: Row, first: Row) -> Moment:
    found = row.moment("interval_start")
    if isinstance(found, datetime) != isinstance(first.moment("interval_start"), datetime):
        raise row.fail("interval_start", f"{row.text('interval_start')!r} is not written like the first line's")
    return found


def _lengths(begins: Sequence[Moment], minutes: float | None, first: Row) -> list[float]:
    gaps = [(later - earlier) / MINUTE for earlier, later in pairwise(begins)]  # type: ignore[operator]
    if minutes is None and not gaps:
        raise first.fail("interval_start", "one interval alone has no length; give --interval-minutes")
    counted = Counter(gaps)
    usual = minutes or min(gap for gap in counted if counted[gap] == max(counted.values()))
    return [min(usual, gap) for gap in gaps] + [usual]


def read_shifts(file: Path, intervals: Sequence[Interval]) -> list[Shift]:
    """The shifts of a file (name, start, end, cost) as the intervals they cover whole. Raises TableError.

    Times of day hold on every day of the intervals; dated instants only where the intervals are dated.
    """
    shifts: list[Shift] = []
    for row in read_table(file, ("name", "start", "end", "cost")):
        name = row.text("name")
        if any(shift.name == name for shift in shifts):
            raise row.fail("name", f"{name!r} stands twice")
        start, end = row.moment("start"), row.moment("end")
        if isinstance(start, datetime) != isinstance(end, datetime) or end <= start:  # type: ignore[operator]
            raise row.fail("end", f"{row.text('end')} is not after {row.text('start')}")
        if isinstance(start, datetime) and not isinstance(intervals[0].begins, datetime):
            raise row.fail("start", f"{row.text('start')} is dated, but the intervals are times of day")
        covers = frozenset(place for place, one in enumerate(intervals) if _covers(start, end, one))
        shifts.append(Shift(name, _cost(row), covers))
    if not shifts:
        raise TableError(f"{file}:1: has no shifts")
    return shifts


def _covers(start: Moment, end: Moment, interval: Interval) -> bool:
    begins = interval.begins
    if isinstance(start, timedelta) and isinstance(begins, datetime):
        local = begins.astimezone(ZONE)
        begins = timedelta(hours=local.hour, minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    return start <= begins and begins + interval.minutes * MINUTE <= end  # type: ignore[operator]


def _cost(row: Row) -> Decimal:
    row.number("cost", MOST_ARRIVALS)
    return Decimal(row.text("cost"))
