"""The working calendar in force for a command that does not wait for Django: the package and the imported years."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from urllib.parse import quote, urlsplit

import click

from tingtang.config.database import url_from_environment
from tingtang.shared.calendar import WorkingCalendar

Row = tuple[int, date, str, bool]
# The same rows as organisation.calendar_queries.working_calendar reads; a test holds the two together.
SELECT = "SELECT year_id, day, name, is_off FROM organisation_calendarday ORDER BY year_id, day"


def calendar_in_force() -> WorkingCalendar:
    """The package's calendar with the years imported into the database that DATABASE_URL names.

    Without a prepared database it is the package's; one that does not answer is named on standard error.
    """
    try:
        return with_rows(WorkingCalendar.package(), _rows(url_from_environment()))
    except Unreadable as trouble:
        click.echo(f"imported years were not read: {trouble}", err=True)
        return WorkingCalendar.package()


class Unreadable(Exception):
    """A database that is there and cannot be read; the message says why in one line."""


def with_rows(calendar: WorkingCalendar, rows: Iterable[Row]) -> WorkingCalendar:
    """The calendar with each year of the rows put in force."""
    years: dict[int, dict[date, tuple[str, bool]]] = {}
    for year, day, name, is_off in rows:
        years.setdefault(year, {})[day] = (name, is_off)
    for year, days in years.items():
        calendar = calendar.with_year(year, days)
    return calendar


def _rows(url: str) -> list[Row]:
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite_rows(Path(parts.path[1:]))
    if parts.scheme in ("postgres", "postgresql"):
        return _postgresql_rows(url)
    raise Unreadable(f"DATABASE_URL: {parts.scheme or url!r} is neither sqlite nor postgresql")


def _sqlite_rows(file: Path) -> list[Row]:
    if not file.is_file():
        return []
    try:
        connection = sqlite3.connect(f"file:{quote(str(file.resolve()))}?mode=ro", uri=True, timeout=2)
        try:
            rows = connection.execute(SELECT).fetchall()
        finally:
            connection.close()
    except sqlite3.Error as error:
        if "no such table" in str(error):
            return []
        raise Unreadable(f"{file}: {error}") from None
    return [(year, date.fromisoformat(day), name, bool(is_off)) for year, day, name, is_off in rows]


def _postgresql_rows(url: str) -> list[Row]:
    import psycopg

    try:
        with psycopg.connect(url, connect_timeout=3) as connection:
            return [(year, day, name, is_off) for year, day, name, is_off in connection.execute(SELECT)]
    except psycopg.errors.UndefinedTable:
        return []
    except psycopg.Error as error:
        raise Unreadable(" ".join(str(error).split())) from None
