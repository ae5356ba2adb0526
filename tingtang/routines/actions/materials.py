"""Promotional material and festive decoration: put on display with the last day it is valid, taken down (A4.4)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from tingtang.audit.unique import once
from tingtang.duties.actions import close_with_evidence
from tingtang.duties.verdicts import Evidence
from tingtang.manual.queries import value
from tingtang.organisation.calendar_queries import working_calendar
from tingtang.routines.errors import BadInput
from tingtang.routines.festivals import codes, holiday_end
from tingtang.routines.keeping import end, noted, one_of, standing, text
from tingtang.routines.models import Material, Place
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

TWICE = Bilingual("同一位置已有这份宣传品（A4：不重复）", "it is on display there already (A4: none twice)")
ORDER = Bilingual("结束日不能早于开始日", "it cannot end before it begins")
OVER = Bilingual("有效期已过，不能展示", "it has expired: it is not put on display")
NO_END = Bilingual("请填写有效期的最后一天", "say the last day it is valid")


@transaction.atomic
def display(
    *,
    institution_id: str,
    title: str,
    place: str,
    from_on: date,
    by: str,
    at: datetime,
    to_on: date | None = None,
    festival: str = "",
) -> Material:
    """Put material on display from a day to its last valid one; `festival`: decoration, whose holiday ends it.

    What lies in the mobile folder may stand without an end. Raises BadInput naming the field.
    """
    title, on = text("title", title, 80), business_date(at)
    one_of("place", place, Place.values)
    if festival:
        to_on = _holiday(festival, from_on, on)
    elif to_on is None and place != Place.FOLDER:
        raise BadInput("to_on", NO_END)
    if to_on is not None and to_on < from_on:
        raise BadInput("to_on", ORDER)
    if to_on is not None and to_on < on:
        raise BadInput("to_on" if not festival else "from_on", OVER)
    with once(BadInput("title", TWICE), "institution_id", "title", "place"):
        made = Material.objects.create(
            institution_id=institution_id, title=title, place=place, from_on=from_on, to_on=to_on,
            festival=festival, shown_at=at, shown_by=by,
        )  # fmt: skip
    noted("material.display", made, institution=institution_id, by=by, at=at, place=place, decoration=bool(festival))
    return made


def _holiday(festival: str, from_on: date, on: date) -> date:
    known = value("festival.days", on).value
    words = known if isinstance(known, tuple) else ()
    one_of("festival", festival, codes(words))
    return holiday_end(festival, from_on, words, working_calendar())


@transaction.atomic
def withdraw(*, material_id: int, by: str, at: datetime) -> Material:
    """Take material down: its duty is met, or done late. Raises NoSuchRecord, AlreadyDone."""
    row = standing(Material, material_id)
    end(row, by=by, at=at)
    noted("material.withdraw", row, institution=row.institution_id, by=by, at=at, place=row.place)
    evidence = Evidence("material.withdrawn", "material", str(row.pk), "material", str(row.pk), at)
    close_with_evidence(evidence=evidence, by=by, at=at)
    return row
