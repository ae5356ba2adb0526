"""Criteria of star tellers, and people graded by them (A39.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import IntegrityError, transaction

from tingtang.audit import actions as audit
from tingtang.manual.queries import rulebook
from tingtang.organisation.models import Staff
from tingtang.satisfaction.actions.raising import settle_stars_of
from tingtang.satisfaction.errors import BadInput, NoSuch, SatisfactionError, WrongState
from tingtang.satisfaction.figures import of_person
from tingtang.satisfaction.models import Criterion, Grading, Measure, Scheme
from tingtang.satisfaction.stars import TELLERS, reached, scheme_on
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

LONGEST = 400
MOST_LEVEL = 5
NO_LINES = Bilingual("至少一条标准", "at least one criterion")
LEVEL = Bilingual("级别为一至五星", "a level is one to five stars")
TWICE = Bilingual("同一级别有重复的标准", "a criterion stands twice at a level")
TAKEN = Bilingual("该生效日已有评定标准", "there are criteria from that day already")
NO_SCHEME = Bilingual("当日还没有评定标准", "there are no criteria on that day yet")
NO_TELLER = Bilingual("只评定柜员", "only tellers are graded")
YOURSELF = Bilingual("不能评定自己", "nobody grades themselves")
AHEAD = Bilingual("评定日期不能晚于今天", "it cannot be of a day to come")
EARLIER = Bilingual("不能早于上次评定", "it cannot be before the last grading")
NO_RESULT = Bilingual("请填写结果", "the result is needed")
NO_REASON = Bilingual("请写明理由", "say why")
NO_STAR = Bilingual("没有星级，无从取消", "there is no star to withdraw")


@dataclass(frozen=True, slots=True)
class Line:
    """A criterion to be made."""

    level: int
    title: str
    measure: str
    least: Decimal


@transaction.atomic
def make_scheme(*, by: str, at: datetime, from_on: date, title: str, lines: Sequence[Line]) -> Scheme:
    """The criteria from a day on. Raises BadInput naming the line that makes no sense."""
    if not lines:
        raise BadInput("lines", NO_LINES)
    seen = set()
    for line in lines:
        if not 1 <= line.level <= MOST_LEVEL:
            raise BadInput("lines", LEVEL)
        if (line.level, line.title) in seen:
            raise BadInput("lines", TWICE)
        seen.add((line.level, line.title))
    last = Scheme.objects.order_by("-n").first()
    try:
        with transaction.atomic():
            made = Scheme.objects.create(n=last.n + 1 if last else 1, from_on=from_on, title=title, at=at, by=by)
    except IntegrityError as error:
        raise BadInput("from_on", TAKEN) from error
    Criterion.objects.bulk_create(
        Criterion(scheme=made, n=n, level=one.level, title=one.title, measure=one.measure, least=one.least)
        for n, one in enumerate(sorted(lines, key=lambda line: line.level), 1)
    )
    detail = {"n": made.n, "criteria": len(lines)}
    audit.record(by=by, at=at, action="star.scheme", subject=("star_scheme", str(made.pk)), detail=detail)
    return made


@transaction.atomic
def grade(*, by: str, at: datetime, staff_id: str, on: date, values: Mapping[int, Decimal], reason: str) -> Grading:
    """Grade a teller by the criteria of a day: the level follows from the results, nobody types it.

    `values`: the result of each typed criterion by its id. Raises BadInput naming the field (`value-7` for a result).
    """
    staff, last = _who(staff_id, by)
    scheme = scheme_on(on)
    if scheme is None:
        raise SatisfactionError(NO_SCHEME)
    _check(on, last, reason, at)
    criteria = list(scheme.criteria.order_by("n"))
    found = [_result(one, staff_id, on, values) for one in criteria]
    level = reached(criteria, [one["met"] for one in found])
    before = last.level if last else 0
    what = _what(before, level)
    return _keep(staff, last, by=by, at=at, on=on, scheme=scheme, what=what, level=level, results=found, reason=reason)


@transaction.atomic
def withdraw(*, by: str, at: datetime, staff_id: str, reason: str) -> Grading:
    """Take the stars away for a reason that is no result (A37.5c). Raises WrongState where there are none."""
    staff, last = _who(staff_id, by)
    if last is None or not last.level:
        raise WrongState(NO_STAR)
    on = business_date(at)
    _check(on, last, reason, at)
    return _keep(
        staff, last, by=by, at=at, on=on, scheme=last.scheme, what=Grading.What.WITHDRAWN, level=0, results=[],
        reason=reason,
    )  # fmt: skip


def _who(staff_id: str, by: str) -> tuple[Staff, Grading | None]:
    """The teller, locked, with the last grading."""
    staff = Staff.objects.select_for_update().filter(pk=staff_id).first()
    if staff is None:
        raise NoSuch
    if staff.position not in TELLERS:
        raise SatisfactionError(NO_TELLER)
    if staff_id == by:
        raise SatisfactionError(YOURSELF)
    return staff, Grading.objects.filter(staff=staff).order_by("-n").select_related("scheme").first()


def _check(on: date, last: Grading | None, reason: str, at: datetime) -> None:
    if on > business_date(at):
        raise BadInput("on", AHEAD)
    if last and on < last.on:
        raise BadInput("on", EARLIER)
    if not reason.strip() or len(reason) > LONGEST:
        raise BadInput("reason", NO_REASON)


def _result(one: Criterion, staff_id: str, on: date, values: Mapping[int, Decimal]) -> dict[str, Any]:
    """{title, level, least, value, met}; the value as text, of satisfaction as satisfied/n."""
    said = {"title": one.title, "level": one.level, "least": f"{one.least.normalize():f}"}
    if one.measure == Measure.SATISFACTION:
        days = int(str(rulebook().value("star_teller.window_days", on).value))
        share = of_person(staff_id, on - timedelta(days=days), on - timedelta(days=1)).share
        met = share.exact is not None and share.exact * 100 >= Fraction(one.least)
        return {**said, "value": f"{share.satisfied}/{share.n}", "met": met}
    if one.pk not in values:
        raise BadInput(f"value-{one.pk}", NO_RESULT)
    return {**said, "value": f"{values[one.pk].normalize():f}", "met": values[one.pk] >= one.least}


def _what(before: int, level: int) -> Grading.What:
    if level == before:
        return Grading.What.KEPT
    return Grading.What.PROMOTED if level > before else Grading.What.LOST


def _keep(staff: Staff, last: Grading | None, *, by: str, at: datetime, reason: str, **rest: Any) -> Grading:
    n, before = (last.n + 1, last.level) if last else (1, 0)
    made = Grading.objects.create(staff=staff, n=n, before=before, reason=reason.strip(), by=by, at=at, **rest)
    audit.record(
        by=by, at=at, action=f"star.{made.what}", subject=("staff", staff.pk), institution=staff.institution_id,
        detail={"before": before, "level": made.level, "on": made.on.isoformat()},
    )  # fmt: skip
    settle_stars_of(staff.institution_id, by=by, at=at)
    return made
