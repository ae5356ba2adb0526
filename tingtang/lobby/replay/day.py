"""The files of a replay: customers as they arrived, counters as they were open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tingtang.lobby.calling import CounterFacts
from tingtang.lobby.tables import Row, TableError, read_table
from tingtang.manual.book import Business, ServiceClass
from tingtang.shared.times import business_date, day_start

MOST_SERVICE_SECONDS = 86_400.0
MOST_PATIENCE_SECONDS = 1e9
SOME_DAY = date(2000, 1, 1)  # where a file gives times of day alone: any day will do, none is printed


@dataclass(frozen=True, slots=True)
class Arrival:
    """A customer: when they came (UTC), for what, how long it took, how long they would wait (None: for ever)."""

    at: datetime
    service_class: str
    business: str
    group: str
    service: timedelta
    patience: timedelta | None


@dataclass(frozen=True, slots=True)
class Window:
    """A counter from its opening up to its closing (UTC; None: from the beginning, to the end)."""

    facts: CounterFacts
    opens_at: datetime | None = None
    closes_at: datetime | None = None


def read_arrivals(
    file: Path, businesses: Mapping[str, Business], classes: Iterable[ServiceClass], on: date | None = None
) -> list[Arrival]:
    """The customers of a file, in the order of arrival. Raises TableError.

    A class is a code of the manual or a tier that belongs to one. A business the manual does not know stands for
    itself: counters whose skills name it serve it. Times of day stand on `on`.
    """
    known = {name: one.code for one in classes for name in (*one.tiers, one.code)}
    rows = read_table(file, ("arrived_at", "class", "business", "service_seconds"), ("patience_seconds",))
    if not rows:
        raise TableError(f"{file}:1: has no customers")
    _one_kind_of_time(rows)
    return sorted((_arrival(row, businesses, known, on or SOME_DAY) for row in rows), key=lambda arrival: arrival.at)


def _arrival(row: Row, businesses: Mapping[str, Business], classes: Mapping[str, str], on: date) -> Arrival:
    name, business = row.text("class"), row.text("business")
    if name not in classes:
        raise row.fail("class", f"{name!r} is none of {', '.join(classes)}")
    patience = row.number("patience_seconds", MOST_PATIENCE_SECONDS) if row.text("patience_seconds", "") else None
    return Arrival(
        at=_utc(row.moment("arrived_at"), on),
        service_class=classes[name],
        business=business,
        group=businesses[business].group if business in businesses else business,
        service=timedelta(seconds=row.number("service_seconds", MOST_SERVICE_SECONDS)),
        patience=None if patience is None else timedelta(seconds=patience),
    )


def same_counters(number: int) -> list[Window]:
    """So many counters that do everything and never close."""
    return [Window(CounterFacts(str(n))) for n in range(1, number + 1)]


def read_counters(file: Path, classes: Iterable[ServiceClass], days: Sequence[date]) -> list[Window]:
    """The counters of a file. Raises TableError. A counter has as many lines as it has spells of opening.

    Times of day hold on each of `days`. Skills are groups or codes of business; a class of service among them, or in
    the column `classes`, is the lowest class the counter is meant for (`wealth` among the skills is the business).
    """
    codes = {one.code for one in classes}
    windows: list[Window] = []
    for row in read_table(file, ("counter", "opens_at", "closes_at", "skills"), ("classes",)):
        for window in _windows(row, codes, days):
            _check_overlap(row, window, windows)
            windows.append(window)
    return windows


def _windows(row: Row, codes: set[str], days: Sequence[date]) -> list[Window]:
    words, named = row.words("skills"), row.words("classes")
    if unknown := sorted(named - codes):
        raise row.fail("classes", f"{unknown[0]!r} is none of {', '.join(sorted(codes))}")
    among = words & codes - {"wealth"}
    facts = CounterFacts(row.text("counter"), words - among, named | among)
    opens = row.moment("opens_at") if row.text("opens_at", "") else None
    closes = row.moment("closes_at") if row.text("closes_at", "") else None
    daily = isinstance(opens, timedelta) or isinstance(closes, timedelta)
    return [_window(row, facts, opens, closes, day) for day in (days if daily else days[:1])]


def _window(
    row: Row, facts: CounterFacts, opens: datetime | timedelta | None, closes: datetime | timedelta | None, day: date
) -> Window:
    start = None if opens is None else _utc(opens, day)
    end = None if closes is None else _utc(closes, day)
    if start is not None and end is not None and end <= start:
        raise row.fail("closes_at", f"{row.text('closes_at')} is not after {row.text('opens_at')}")
    return Window(facts, start, end)


def _check_overlap(row: Row, window: Window, others: Iterable[Window]) -> None:
    for other in others:
        if other.facts.label != window.facts.label:
            continue
        if _before(window.opens_at, other.closes_at) and _before(other.opens_at, window.closes_at):
            raise row.fail("opens_at", f"counter {window.facts.label} is open twice at that time")


def _before(start: datetime | None, end: datetime | None) -> bool:
    return start is None or end is None or start < end


def _one_kind_of_time(rows: Sequence[Row]) -> None:
    """Times of day and dated instants in one file would be days apart without anybody meaning it."""
    first = rows[0].moment("arrived_at")
    for row in rows:
        if isinstance(row.moment("arrived_at"), datetime) != isinstance(first, datetime):
            raise row.fail("arrived_at", f"{row.text('arrived_at')!r} is not written like the first line's")


def _utc(moment: datetime | timedelta, day: date) -> datetime:
    return (moment if isinstance(moment, datetime) else day_start(day) + moment).astimezone(UTC)


def days_of(arrivals: Iterable[Arrival]) -> list[date]:
    """The business dates on which customers arrived, in order."""
    return sorted({business_date(arrival.at) for arrival in arrivals})
