"""The interface of satisfaction: shares with their intervals, the roster of star tellers, the yearly assessment."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from tingtang.organisation.access import subtree
from tingtang.organisation.api import ERRORS, needs, require_place
from tingtang.organisation.models import Institution
from tingtang.organisation.sign_in import at_of
from tingtang.satisfaction import assessment, stars
from tingtang.satisfaction.errors import BadInput
from tingtang.satisfaction.figures import Figure, by_place_and_month, figure, least
from tingtang.satisfaction.telling import as_figures
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

router = Router()
LONGEST = 366  # days asked for at once
PAGE = 50
PageNumber = Annotated[int, Field(ge=1, le=99_999)]
Year = Annotated[int, Field(ge=2012, le=2100)]
BACKWARDS = Bilingual("起止日期须相差不超过一年，且先后有序", "the days run forward, at most a year")


class ShareOut(Schema):
    """`satisfied` of `n` who said so, of `of` who could have (null: not known); share and 95 % Wilson interval."""

    satisfied: int
    n: int
    of: int | None
    share: float | None
    interval: list[float] | None


class PromptedOut(Schema):
    """Visits at panels: asked to rate, of those served; ratings sooner than can be read, and in bursts."""

    asked: int
    served: int
    fast: int
    burst: int


class FiguresOut(Schema):
    """A place and period. `least`: the share asked for; `reaches`: compared exactly, null where nobody answered."""

    total: ShareOut
    panel: ShareOut
    questionnaire: ShareOut
    symposium: ShareOut
    prompted: PromptedOut
    least: str
    reaches: bool | None


class MonthOut(FiguresOut):
    """A month of a place; `month` is its first day."""

    month: date


class TellerOut(Schema):
    """A teller of the roster with the stars of the last grading by that day; 0: none."""

    staff_id: str
    institution_id: str
    level: int
    graded_on: date | None


class RosterOut(Schema):
    """`stars` of `tellers` hold at least one star, of the whole roster; `people`: a page of it."""

    on: date
    stars: int
    tellers: int
    people: list[TellerOut]
    page: int


class PartOut(Schema):
    """A part of the assessment: `score` of 100 and `points` as exact texts, null where nothing is known."""

    part: str
    weight: str
    score: str | None
    points: str | None
    n: int


class AssessmentOut(Schema):
    """An outlet's year. `total`: null while a part is missing: a blank is not nought."""

    institution_id: str
    total: str | None
    missing: list[str]
    parts: list[PartOut]


class AssessmentPage(Schema):
    """A page of outlets in the order of their ids, and how many there are."""

    rows: list[AssessmentOut]
    total: int
    page: int


def _of_place(address: dict[str, Any]) -> str | None:
    return str(address["institution_id"])


def _days(request: HttpRequest, first: date | None, last: date | None) -> tuple[date, date]:
    """The days asked for; without them this month up to yesterday, which the night has counted."""
    until = last or business_date(at_of(request)) - timedelta(days=1)
    since = first or until.replace(day=1)
    if not timedelta() <= until - since <= timedelta(days=LONGEST):
        raise BadInput("since" if first else "until", BACKWARDS)
    return since, until


def _told(found: Figure, wanted: date, institution_id: str) -> dict[str, Any]:
    return as_figures(found, str(least(wanted, institution_id)))


@router.get(
    "/satisfaction/institutions/{institution_id}/figures",
    auth=needs("satisfaction.see", _of_place),
    response={200: FiguresOut, **ERRORS},
    summary="The share of satisfied customers at and below an institution",
)
def read_figures(
    request: HttpRequest, institution_id: str, since: date | None = None, until: date | None = None
) -> dict[str, Any]:
    """Of the three sources (A39.5) and pooled; without days this month up to yesterday."""
    require_place(request)
    first, last = _days(request, since, until)
    return _told(figure(subtree([institution_id]), first, last), last, institution_id)


@router.get(
    "/satisfaction/institutions/{institution_id}/months",
    auth=needs("satisfaction.see", _of_place),
    response={200: list[MonthOut], **ERRORS},
    summary="The same by month of a year",
)
def read_months(request: HttpRequest, institution_id: str, year: Year) -> list[dict[str, Any]]:
    """The months of which something is known, in order."""
    require_place(request)
    months: dict[date, Figure] = {}
    found = by_place_and_month(subtree([institution_id]), date(year, 1, 1), date(year, 12, 31))
    for (_, month), one in sorted(found.items(), key=lambda pair: pair[0][1]):
        months[month] = months.get(month, Figure()) + one
    return [{"month": month, **_told(one, month, institution_id)} for month, one in months.items()]


@router.get(
    "/satisfaction/institutions/{institution_id}/stars",
    auth=needs("satisfaction.see", _of_place),
    response={200: RosterOut, **ERRORS},
    summary="The roster of star tellers on a day",
)
def read_stars(
    request: HttpRequest, institution_id: str, on: date | None = None, page: PageNumber = 1
) -> dict[str, Any]:
    """Today's, or that of `on` (A39.2): who left counts in neither number. Past the end stands the last page."""
    require_place(request)
    day = on or business_date(at_of(request))
    people = stars.roster(subtree([institution_id]), day)
    share = stars.share(people)
    shown = Paginator(people, PAGE).get_page(page)
    return {
        "on": day, "stars": share.stars, "tellers": share.tellers, "page": shown.number,
        "people": [
            {"staff_id": one.staff.pk, "institution_id": one.staff.institution_id, "level": one.level,
             "graded_on": one.grading.on if one.grading else None}
            for one in shown
        ],
    }  # fmt: skip


@router.get(
    "/satisfaction/institutions/{institution_id}/assessment",
    auth=needs("assessment.see", _of_place),
    response={200: AssessmentPage, **ERRORS},
    summary="The yearly assessment of outlets at and below an institution",
)
def read_assessment(request: HttpRequest, institution_id: str, year: Year, page: PageNumber = 1) -> dict[str, Any]:
    """Each outlet with its four parts (A37.5a), as far as the year has gone. Past the end stands the last page."""
    require_place(request)
    outlets = Institution.objects.filter(pk__in=subtree([institution_id]), kind="outlet").order_by("pk")
    shown = Paginator(outlets.values_list("pk", flat=True), PAGE).get_page(page)
    keys = list(shown)
    found = assessment.assessments(institution_id, keys, year, at_of(request))
    rows = [_assessed(found[key]) for key in keys]
    return {"rows": rows, "total": shown.paginator.count, "page": shown.number}


def _assessed(one: assessment.Assessment) -> dict[str, Any]:
    return {
        "institution_id": one.institution_id, "total": assessment.text_of(one.total) or None, "missing": one.missing,
        "parts": [
            {"part": part.key, "weight": str(part.weight), "score": assessment.text_of(part.score) or None,
             "points": assessment.text_of(part.points) or None, "n": part.n}
            for part in one.parts
        ],
    }  # fmt: skip
