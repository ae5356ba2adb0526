"""`tingtang calendar`: import a year of the working calendar; see which years are in force."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from django.utils import timezone

from tingtang.duties.recompute import recompute_due
from tingtang.manual.queries import rulebook
from tingtang.organisation.calendar_actions import import_year
from tingtang.organisation.calendar_queries import working_calendar
from tingtang.organisation.models import CalendarYear
from tingtang.shared.calendar import CalendarDay
from tingtang.shared.command import Fail, print_json
from tingtang.shared.holidays import HolidayFileError, YearNotice, read_year
from tingtang.shared.times import business_date

ACTOR = "system:calendar"
json_option = click.option("--json", "as_json", is_flag=True, help="JSON alone on standard output.")


@click.group()
def calendar() -> None:
    """The working calendar: import a year, see which years are in force."""


@calendar.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--partial", is_flag=True, help="Take a year that lacks statutory festivals; it replaces the year whole.")
@json_option
def import_command(*, file: Path, partial: bool, as_json: bool) -> None:
    """Import a year from FILE (JSON: year, days [name, date, isOffDay]) and compute open due times again.

    A year that lacks a statutory festival (calendar.festivals) is not a whole announcement: refused unless --partial.
    Importing the same file again changes nothing, and finishes a recomputation that was cut short.
    """
    try:
        notice = read_year(file)
    except HolidayFileError as error:
        raise Fail(str(error)) from None
    at = timezone.now()
    if (lacks := lacking(notice, business_date(at))) and not partial:
        found = f"{file}: days: {len(notice.days)} days without {'、'.join(lacks)}: not a whole year's announcement"
        raise Fail(f"{found}, and it would replace the year whole; nothing was changed (--partial takes it as it is)")
    _print(bring(notice, file.name, at=at), as_json=as_json)


def lacking(notice: YearNotice, on: date) -> list[str]:
    """The statutory festivals on which the notice gives no day off, in the manual's order. One that falls together with
    another is named in one name with it (国庆节、中秋节)."""
    off = [settled.name for settled in notice.days.values() if settled.is_off]
    festivals = rulebook().value("calendar.festivals", on).value
    named = festivals if isinstance(festivals, tuple) else ()
    return [str(one) for one in named if not any(str(one) in name for name in off)]


def bring(notice: YearNotice, source: str, *, at: datetime) -> dict[str, Any]:
    """Import the notice and compute due times again; what was done, as the command prints it."""
    before = working_calendar().notices.get(notice.year, {})
    changed = import_year(notice=notice, source=source, by=ACTOR, at=at)
    found = recompute_due(by=ACTOR, at=at, reason=f"calendar {notice.year}", year=notice.year)
    off = sum(settled.is_off for settled in notice.days.values())
    return {
        "year": notice.year,
        "days_off": off,
        "days_worked": len(notice.days) - off,
        "changed": changed,
        "added": sorted(day.isoformat() for day in notice.days if day not in before),
        "removed": sorted(day.isoformat() for day in before if day not in notice.days),
        "altered": sorted(day.isoformat() for day, said in notice.days.items() if _other(before.get(day), said)),
        "duties": found.as_json(),
    }


def _other(before: CalendarDay | None, after: CalendarDay) -> bool:
    """Whether a settled day turned from off to worked or back; what it is called changes nothing."""
    return before is not None and before.is_off != after.is_off


def _print(done: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(done)
        return
    state = "imported" if done["changed"] else "already in force"
    click.echo(f"{done['year']}: {state}, {done['days_off']} days off, {done['days_worked']} worked weekend days")
    for what in ("added", "removed", "altered"):
        if done[what]:
            click.echo(f"{what}: {len(done[what])} settled days: {', '.join(done[what])}")
    duties = done["duties"]
    click.echo(f"open duties: {duties['due_changed']} due times moved, {duties['confirmed']} confirmed as they stood")
    if duties["unreadable"]:
        click.echo(f"{duties['unreadable']} clocks could not be read, first {duties['unreadable_duties']}", err=True)


@calendar.command("years")
@json_option
def years_command(*, as_json: bool) -> None:
    """The years in force and where they come from."""
    imported = {year.year: year for year in CalendarYear.objects.all()}
    answer = [
        {"year": year, "source": imported[year].source if year in imported else "package", "days": len(days)}
        for year, days in sorted(working_calendar().notices.items())
    ]
    if as_json:
        print_json(answer)
        return
    for row in answer:
        click.echo(f"{row['year']}  {row['days']} settled days  {row['source']}")
