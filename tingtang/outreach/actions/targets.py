"""Setting targets of a day; signing the report of what was done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from tingtang.audit import actions as audit
from tingtang.audit.models import Entry
from tingtang.organisation.access import may_at, viewer_of_staff
from tingtang.organisation.models import Staff
from tingtang.organisation.positions import PEOPLE_VALUES
from tingtang.outreach.errors import OutreachRefused, remark
from tingtang.outreach.models import ActivityReport, DayTarget, Measure
from tingtang.outreach.targets import Line, Span
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

MOST, NOTE = 999, 400
NO_MEASURE = Bilingual("没有这个指标", "there is no such measure")
NO_POSITION = Bilingual("请选择岗位或人员", "choose a position or a person")
NOT_HERE = Bilingual("此人不在该机构", "this person is not at that institution")
BAD_NUMBER = Bilingual("请填写 0 到 999 的整数", "give a whole number from 0 to 999")
PAST = Bilingual("目标只能从今天或以后开始", "a target begins today or later")
NOT_OVER = Bilingual("期间尚未结束，最后一天起可以签字", "sign on the last day or after it")
SIGNED = Bilingual("这一期已签字", "this period is signed already")


@transaction.atomic
def set_target(
    *, institution_id: str, measure: str, number: int, from_on: date, by: str, at: datetime, position: str = "",
    staff_id: str = "",
) -> DayTarget:  # fmt: skip
    """Set how many a day, from a day on, for a position at and below an institution or for one person there (A21.1b).

    Raises PermissionDenied for whoever does not head the institution, OutreachRefused naming the input.
    """
    today = business_date(at)
    if not may_at(viewer_of_staff(by, today), "target.set", institution_id):
        raise PermissionDenied("target.set")
    if measure not in Measure.values:
        raise OutreachRefused("measure", NO_MEASURE)
    if not 0 <= number <= MOST:
        raise OutreachRefused("number", BAD_NUMBER)
    if from_on < today:
        raise OutreachRefused("from_on", PAST)
    made = DayTarget.objects.create(
        institution_id=institution_id, position="" if staff_id else _position(position),
        staff=_person(staff_id, institution_id) if staff_id else None,
        measure=measure, number=number, from_on=from_on, set_by=by, set_at=at,
    )  # fmt: skip
    detail = {"position": made.position, "staff": staff_id, "measure": measure, "number": number, "from": str(from_on)}
    subject = ("institution", institution_id)
    audit.record(by=by, at=at, action="target.set", subject=subject, institution=institution_id, detail=detail)
    return made


def _position(position: str) -> str:
    if position not in PEOPLE_VALUES:
        raise OutreachRefused("who", NO_POSITION)
    return position


def _person(staff_id: str, institution_id: str) -> Staff:
    found = Staff.objects.filter(pk=staff_id, institution=institution_id).first()
    if found is None:
        raise OutreachRefused("who", NOT_HERE)
    return found


@transaction.atomic
def sign_report(*, span: Span, lines: Sequence[Line], note: str, by: str, at: datetime) -> ActivityReport:
    """Sign one's own report of a span, with its figures as they stand (A21.3): from its last day on, once, for good.

    Raises OutreachRefused naming the input; Staff.DoesNotExist.
    """
    if span.last > business_date(at):
        raise OutreachRefused("note", NOT_OVER)
    staff = Staff.objects.get(pk=by)
    rows = [{"on": line.on.isoformat(), "actual": dict(line.actual), "target": dict(line.target)} for line in lines]
    try:
        with transaction.atomic():
            made = ActivityReport.objects.create(
                staff=staff, institution_id=staff.institution_id, first=span.first, last=span.last, lines=rows,
                note=remark("note", note, NOTE), signed_at=at,
            )  # fmt: skip
    except IntegrityError:
        raise OutreachRefused("note", SIGNED) from None
    audit.record(
        by=by, at=at, action="report.sign", subject=("staff", by), institution=staff.institution_id,
        detail={"span": span.code},
    )  # fmt: skip
    return made


@transaction.atomic
def export_report(*, staff: Staff, span: Span, by: str, at: datetime) -> None:
    """Write into the trail that a report leaves the house."""
    audit.record(
        by=by, at=at, action="report.export", subject=("staff", staff.pk), nature=Entry.Nature.READ,
        institution=staff.institution_id, detail={"span": span.code},
    )  # fmt: skip
