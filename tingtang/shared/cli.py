"""`tingtang due` and `tingtang lunar`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from tingtang.shared.calendar import WorkingCalendar
from tingtang.shared.clocks import UNITS, Due, due
from tingtang.shared.command import Fail, print_json
from tingtang.shared.holidays import HolidayFileError, read_year
from tingtang.shared.pauses import ClockError, Pause
from tingtang.shared.text import Lang
from tingtang.shared.times import parse_instant


@dataclass(frozen=True, slots=True)
class CalendarSource:
    """Where `tingtang due` gets the calendar from: this room knows the package's only, the house the imported years."""

    read: Callable[[], WorkingCalendar] = WorkingCalendar.package


@click.command("due")
@click.argument("start")
@click.option("--minutes", type=int, help="Minutes, running from the instant.")
@click.option("--hours", type=int, help="Hours, running from the instant.")
@click.option("--days", type=int, help="Calendar days; the first day is left out.")
@click.option("--weeks", type=int, help="Weeks of seven calendar days.")
@click.option("--months", type=int, help="Months: the same day number, or the month's last day.")
@click.option("--working-days", type=int, help="Working days, make-up weekend days included.")
@click.option(
    "--pause", "pauses", multiple=True, metavar="FROM/TO", help="The clock stands still from FROM up to TO; repeatable."
)
@click.option(
    "--holidays", type=click.Path(path_type=Path), multiple=True, help="A year's holidays (JSON); repeatable."
)
@click.option("--lang", type=click.Choice(["zh", "en"]), default="en", help="Language of the trace.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON alone.")
@click.pass_context
def due_command(
    ctx: click.Context,
    /,
    *,
    start: str,
    pauses: tuple[str, ...],
    holidays: tuple[Path, ...],
    lang: Lang,
    as_json: bool,
    **units: int | None,
) -> None:
    """When a clock that starts at START ends, and why.

    START, FROM and TO are dates (their first moment) or instants; without an offset they are read as Shanghai time.
    """
    given = [(unit, units[unit]) for unit in UNITS if units[unit] is not None]
    if len(given) != 1:
        raise Fail("give exactly one of --minutes, --hours, --days, --weeks, --months, --working-days")
    [(unit, n)] = given
    try:
        begins, stops = parse_instant(start), [_pause(text) for text in pauses]
        source = ctx.find_object(CalendarSource) or CalendarSource()
        calendar = _calendar(source if unit == "working_days" else CalendarSource(), holidays)
        answer = due(begins, unit, n or 0, stops, calendar)
    except (ClockError, HolidayFileError, ValueError) as error:
        raise Fail(str(error)) from None
    _answer(answer, lang, as_json=as_json)


def _calendar(source: CalendarSource, files: Sequence[Path]) -> WorkingCalendar:
    """The calendar with the years of the files over it; files are read for every unit, so that a bad one is told."""
    notices = [read_year(path) for path in files]
    calendar = source.read()
    for notice in notices:
        calendar = calendar.with_year(notice.year, notice.days)
    return calendar


def _pause(text: str) -> Pause:
    start, slash, end = text.partition("/")
    if not slash:
        raise ClockError(f"--pause {text!r} is not FROM/TO")
    return Pause(parse_instant(start), parse_instant(end))


def _answer(answer: Due, lang: Lang, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "due_at": answer.due_at.isoformat(),
                "last_day": answer.last_day.isoformat(),
                "provisional": answer.provisional,
                "trace": answer.explain(lang),
            }
        )
        return
    for line in answer.explain(lang):
        click.echo(line)


@click.command("lunar")
@click.argument("day", metavar="DATE")
@click.option("--json", "as_json", is_flag=True, help="Print JSON alone.")
def lunar_command(*, day: str, as_json: bool) -> None:
    """The lunar date of DATE, 1900 to 2100."""
    from tingtang.shared.lunar import to_lunar

    try:
        given = date.fromisoformat(day)
    except ValueError:
        raise Fail(f"{day!r} is not a date (YYYY-MM-DD)") from None
    try:
        found = to_lunar(given)
    except ValueError as error:
        raise Fail(str(error)) from None
    if as_json:
        print_json({"year": found.year, "month": found.month, "day": found.day, "leap": found.leap})
    else:
        click.echo(found.text("zh"))
