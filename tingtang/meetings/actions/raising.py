"""The duties of the room that come with the day: log, morning meeting, the week's review."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta

from tingtang.duties.actions import Opening, open_duties
from tingtang.duties.openings import facts
from tingtang.manual.queries import InForce
from tingtang.meetings.periods import WEEK, falls_on, weeks_of
from tingtang.organisation.calendar_queries import working_calendar
from tingtang.organisation.hours import opening_calendars
from tingtang.organisation.models import Institution
from tingtang.shared.times import day_end, day_start


def open_daily_duties(*, on: date, by: str, at: datetime, only: Collection[str] | None = None) -> int:
    """Open what `on` asks of every outlet that opens on it, or in its week; how many were new. Again it adds none.

    `only`: the outlets it is asked of; None for all.
    """
    outlets = Institution.objects.filter(kind="outlet").order_by("pk")
    if only is not None:
        outlets = outlets.filter(pk__in=only)
    openings = list(_owed(outlets, on, InForce(on)))
    return open_duties(openings=openings, by=by, at=at) if openings else 0


def _owed(outlets: Iterable[Institution], on: date, values: InForce) -> Iterator[Opening]:
    """Outlets whose reviews are as many weeks apart are looked at together: their period is the same."""
    apart: defaultdict[int, list[Institution]] = defaultdict(list)
    for outlet in outlets:
        apart[values.whole("meeting.review_weeks", outlet.pk)].append(outlet)
    for weeks, places in apart.items():
        first, last = weeks_of(on, weeks)
        calendars = opening_calendars(places, first, WEEK * weeks, working_calendar())
        for outlet in places:
            opens = {one.on for one in calendars[outlet.pk] if one.is_open}
            yield from _of_outlet(outlet, on, (first, last, weeks), opens, values)


def _of_outlet(
    outlet: Institution, on: date, period: tuple[date, date, int], opens: Collection[date], values: InForce
) -> list[Opening]:
    first, last, weeks = period
    found = _daily(outlet, on, values) if on in opens else []
    if any(on <= day for day in opens):  # what has no day left to be held on is not asked for
        said = facts(on, first=first.isoformat(), last=last.isoformat(), every_weeks=weeks)
        found.append(_opening("meeting.weekly", outlet, first, last, on, said))
    return found


def _daily(outlet: Institution, on: date, values: InForce) -> list[Opening]:
    every = values.whole("meeting.morning_days", outlet.pk)
    found = [_opening("lobby_log.signed", outlet, on, on, on, facts(on, on=on.isoformat()))]
    if falls_on(on, every):
        found.append(_opening("meeting.daily", outlet, on, on, on, facts(on, on=on.isoformat(), every_days=every)))
    return found


def _opening(
    kind: str, outlet: Institution, first: date, last: date, on: date, said: dict[str, dict[str, object]]
) -> Opening:
    return Opening(
        kind=kind,
        subject_id=outlet.pk,
        period_on=first,
        institution_id=outlet.pk,
        due_at=day_end(last),
        opened_at=day_start(first),
        show_at=day_start(max(on, last - timedelta(days=WEEK))),
        inputs=said,
    )
