"""The account of a due time: what was counted, what was not, and where it ends; in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta

from tingtang.shared.calendar import WorkingCalendar
from tingtang.shared.pauses import Pause
from tingtang.shared.text import Bilingual as Line
from tingtang.shared.times import ONE_DAY, ZONE

UNIT_NAMES = {
    "minutes": Line("分钟", "minutes"),
    "hours": Line("小时", "hours"),
    "days": Line("天", "days"),
    "weeks": Line("周", "weeks"),
    "months": Line("个月", "months"),
    "working_days": Line("个工作日", "working days"),
}
WEEKDAYS = Line("一二三四五六日", "Mon Tue Wed Thu Fri Sat Sun")


def running_lines(
    start: datetime, unit: str, n: int, held: Sequence[tuple[Pause, timedelta]], end: datetime
) -> tuple[Line, ...]:
    """The account of a clock in minutes or hours; `held` gives each pause that counted, with how much it added."""
    name = UNIT_NAMES[unit]
    lines = [Line(f"自 {_at(start)} 起计 {n} {name.zh}", f"runs {_count(n, name.en)} from {_at(start)}")]
    for stop, added in held:
        span = f"{_at(stop.start)} / {_at(stop.end)}"
        lines.append(Line(f"中止 {span}，顺延 {added}", f"paused {span}: {added} added"))
    return (*lines, Line(f"至 {_at(end)} 止", f"ends at {_at(end)}"))


def day_lines(
    start: datetime, unit: str, n: int, last: date, calendar: WorkingCalendar, paused: Sequence[date]
) -> tuple[Line, ...]:
    """The account of a clock in days; `paused` are the days that would have counted but for a pause."""
    first, name = start.date(), UNIT_NAMES[unit]
    lines = [
        Line(
            f"自 {_at(start)} 起算，{n} {name.zh}，首日（{first}）不计",
            f"{_count(n, name.en)} from {_at(start)}; the first day ({first}) is left out",
        )
    ]
    if unit == "working_days":
        lines += _working_lines(first, last, calendar)
    if paused:
        spans = ranges(paused)
        lines.append(
            Line(f"中止 {len(paused)} 天不计：{spans}", f"paused days are not counted ({len(paused)}): {spans}")
        )
    day = Line(f"{last}（周{WEEKDAYS.zh[last.weekday()]}）", f"{last} ({WEEKDAYS.en.split()[last.weekday()]})")
    lines.append(Line(f"至 {day.zh} 24:00 止", f"ends at 24:00 on {day.en}"))
    return tuple(lines)


def _working_lines(first: date, last: date, calendar: WorkingCalendar) -> list[Line]:
    span = [first + timedelta(days=i) for i in range(1, (last - first).days + 1)]
    off = [day for day in span if not calendar.is_working(day)]
    lines = []
    if off:
        text = _named(off, calendar.holiday_name)
        lines.append(Line(f"休息日不计：{text}", f"days off are not counted: {text}"))
    if makeup := [day for day in span if calendar.makeup_name(day) and day.weekday() >= 5]:
        text = _named(makeup, calendar.makeup_name)
        lines.append(Line(f"调休上班日计入：{text}", f"make-up working days are counted: {text}"))
    if unknown := sorted({day.year for day in span if calendar.is_provisional(day)}):
        years = f"{unknown[0]}" if len(unknown) == 1 else f"{unknown[0]}-{unknown[-1]}"
        lines.append(
            Line(
                f"暂定：{years} 年的放假安排尚未公布，按周一至周五计",
                f"provisional: no calendar is published for {years}; Monday to Friday assumed",
            )
        )
    return lines


def _named(days: Sequence[date], name: Callable[[date], str | None]) -> str:
    groups: list[tuple[str | None, list[date]]] = []
    for day in days:
        title = name(day)
        if groups and groups[-1][0] == title:
            groups[-1][1].append(day)
        else:
            groups.append((title, [day]))
    return ", ".join(ranges(group) + (f" {title}" if title else "") for title, group in groups)


def ranges(days: Iterable[date]) -> str:
    """Ascending days as text, runs joined: `2026-02-15..2026-02-23, 2026-03-01`."""
    runs: list[list[date]] = []
    for day in days:
        if runs and day - runs[-1][-1] == ONE_DAY:
            runs[-1][1:] = [day]
        else:
            runs.append([day])
    return ", ".join("..".join(str(day) for day in run) for run in runs)


def _count(n: int, units: str) -> str:
    return f"{n} {units.removesuffix('s') if n == 1 else units}"


def _at(at: datetime) -> str:
    at = at.astimezone(ZONE)
    return at.isoformat(timespec="seconds" if at.second else "minutes")
