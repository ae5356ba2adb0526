"""Importing a year of the working calendar."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tingtang.audit.actions import record
from tingtang.organisation.calendar_queries import imported_days
from tingtang.organisation.models import CalendarDay, CalendarYear
from tingtang.shared.holidays import YearNotice


@transaction.atomic
def import_year(*, notice: YearNotice, source: str, by: str, at: datetime) -> bool:
    """Put the notice in force, replacing an earlier one of the same year; whether anything changed.

    The same notice again changes nothing and leaves no audit row. What it replaces stays in the audit row.
    """
    told = {"imported_at": at, "imported_by": by, "source": source[-200:]}
    # The row is the lock: of two imports at once the second sees what the first did.
    years = CalendarYear.objects.select_for_update()
    year, _created = years.get_or_create(pk=notice.year, defaults={**told, "digest": ""})
    if year.digest == notice.digest:
        return False
    before = {day.isoformat(): settled for day, settled in imported_days(notice.year).items()}
    CalendarYear.objects.filter(pk=notice.year).update(**told, digest=notice.digest)
    year.days.all().delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(year=year, day=day, name=settled.name, is_off=settled.is_off)
        for day, settled in notice.days.items()
    )
    after = {day.isoformat(): settled for day, settled in notice.days.items()}
    detail = {"source": source, "days": after, "replaced": before or None}
    record(by=by, at=at, action="calendar.import", subject=("calendar_year", str(notice.year)), detail=detail)
    return True
