"""What follows from a result (A37.5c): a title for an excellent outlet; after a bad one no awards that year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from tingtang.audit import actions as audit
from tingtang.duties.actions import close_with_evidence
from tingtang.duties.verdicts import Evidence
from tingtang.inspections.actions.keeping import days_to_mend
from tingtang.inspections.errors import BadInput, InspectionError, NoSuch, WrongState
from tingtang.inspections.models import (
    Award,
    AwardKind,
    Bar,
    Finding,
    Inspection,
    Level,
    Mending,
    Rectification,
    State,
)
from tingtang.organisation.models import Institution, Staff
from tingtang.organisation.positions import Position
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

# A check of one's own gives no title and takes none: the result counts when others looked.
COUNTS = (Level.PROVINCE, Level.BRANCH, Level.MANAGING)
HEADS = (Position.OUTLET_HEAD, Position.DEPUTY_HEAD)  # answerable for the outlet's service (A38)
LONGEST = 1000
NO_TITLE = Bilingual("请写明奖项名称，最多 80 字", "name the award, in 80 characters at most")
NO_REASON = Bilingual("请写明撤销原因，最多 200 字", "say why it is withdrawn, in 200 characters at most")
OTHER_OUTLET = Bilingual("此人不是该网点员工", "this person is not of the outlet")
NOT_A_YEAR = Bilingual("年度须为检查年度，不能晚于今年", "a year is not after this one")
TWICE = Bilingual("该网点本年度已有此称号", "the outlet has this title this year already")
LEFT = Bilingual("还有问题未填写整改情况", "something found has nothing said about its mending yet")
NO_MEASURES = Bilingual("请写明整改措施和结果，最多 1000 字", "say what was done, in 1,000 characters at most")
REPORTED = Bilingual("整改报告已提交", "the report is in already")


def barred(year: int, institution_id: str, person_id: str | None = None) -> Bar | None:
    """Why an outlet, or a person, may have no award in a year; None when they may."""
    whom = {"person": person_id} if person_id else {"institution": institution_id, "person": None}
    return Bar.objects.filter(year=year, **whom).select_related("inspection").order_by("pk").first()


def follow(found: Inspection, findings: Sequence[Finding], *, by: str, at: datetime) -> None:
    """Record what follows from a published result, inside the caller's transaction."""
    if found.level not in COUNTS:
        return
    _lock(found.institution_id)
    if found.grade == "bad":
        _bar(found, findings, by=by, at=at)
    elif found.grade == "excellent" and not barred(found.on.year, found.institution_id):
        titled = Award.objects.filter(
            institution=found.institution_id, year=found.on.year, kind=AwardKind.MODEL_OUTLET, withdrawn_at=None
        )
        if not titled.exists():
            title = str(AwardKind.MODEL_OUTLET.label)
            _give(AwardKind.MODEL_OUTLET, title, found.institution_id, None, found.on.year, found, by=by, at=at)


def _bar(found: Inspection, findings: Sequence[Finding], *, by: str, at: datetime) -> None:
    """The outlet, whoever is answerable for it, and whom a finding is about: no awards of the year stand."""
    year, place = found.on.year, found.institution_id
    heads = Staff.objects.filter(institution=place, position__in=HEADS, to_on=None).values_list("pk", flat=True)
    people = sorted({*heads, *(one.person_id for one in findings if one.person_id)})
    standing = Award.objects.select_for_update().filter(year=year, withdrawn_at=None)
    why = f"检查 #{found.pk} 结果为差（A37.5c）"
    for award in [*standing.filter(institution=place, person=None), *standing.filter(person__in=people)]:
        _withdraw(award, why, by=by, at=at)
    ends = business_date(days_to_mend(found, at)[1].due_at)
    Bar.objects.bulk_create(
        Bar(inspection=found, institution_id=place, person_id=who, year=year, deadline=ends, at=at, by=by)
        for who in (None, *people)
    )
    audit.record(
        by=by, at=at, action="award.bar", subject=("inspection", str(found.pk)), institution=place,
        detail={"year": year, "people": people, "deadline": ends.isoformat()},
    )  # fmt: skip


@transaction.atomic
def give_award(
    *, by: str, at: datetime, institution_id: str, year: int, title: str, person_id: str | None = None
) -> Award:
    """Record an award of a year. Raises InspectionError with the reason where the outlet or person may have none."""
    title = title.strip()
    if not title or len(title) > 80:
        raise BadInput("title", NO_TITLE)
    if year > business_date(at).year:
        raise BadInput("year", NOT_A_YEAR)
    if person_id and not Staff.objects.filter(pk=person_id, institution=institution_id).exists():
        raise BadInput("person_id", OTHER_OUTLET)
    _lock(institution_id)
    return _give(AwardKind.OTHER, title, institution_id, person_id or None, year, None, by=by, at=at)


def _give(
    kind: AwardKind, title: str, place: str, person: str | None, year: int, found: Inspection | None, *,
    by: str, at: datetime,
) -> Award:  # fmt: skip
    if bar := barred(year, place, person):
        raise InspectionError(_why(bar))
    try:
        with transaction.atomic():
            made = Award.objects.create(
                kind=kind, title=title, institution_id=place, person_id=person, year=year, inspection=found, at=at,
                by=by,
            )  # fmt: skip
    except IntegrityError as error:
        late = barred(year, place, person)
        raise InspectionError(_why(late) if late else TWICE) from error
    audit.record(
        by=by, at=at, action="award.give", subject=("award", str(made.pk)), institution=place,
        detail={"year": year, "title": title, "person": person or ""},
    )  # fmt: skip
    return made


@transaction.atomic
def withdraw_award(*, by: str, at: datetime, award_id: int, reason: str) -> Award:
    """Withdraw an award, with the reason. Raises NoSuch, WrongState, BadInput."""
    award = Award.objects.select_for_update().filter(pk=award_id).first()
    if award is None:
        raise NoSuch
    if award.withdrawn_at is not None:
        raise WrongState
    if not reason.strip() or len(reason.strip()) > 200:
        raise BadInput("reason", NO_REASON)
    _withdraw(award, reason.strip(), by=by, at=at)
    return award


def _withdraw(award: Award, reason: str, *, by: str, at: datetime) -> None:
    award.withdrawn_at, award.withdrawn_by, award.reason = at, by, reason
    award.save(update_fields=["withdrawn_at", "withdrawn_by", "reason"])
    audit.record(
        by=by, at=at, action="award.withdraw", subject=("award", str(award.pk)), institution=award.institution_id,
        detail={"reason": reason},
    )  # fmt: skip


@transaction.atomic
def report_mending(*, by: str, at: datetime, inspection_id: int, measures: str) -> Rectification:
    """The outlet's report on mending (A37.4c), once something is said about each finding; it meets its duty."""
    found = Inspection.objects.select_for_update().filter(pk=inspection_id, state=State.PUBLISHED).first()
    if found is None:
        raise NoSuch
    measures = measures.strip()
    if not measures or len(measures) > LONGEST:
        raise BadInput("measures", NO_MEASURES)
    if Rectification.objects.filter(inspection=found).exists():
        raise WrongState(REPORTED)
    if found.findings.exclude(pk__in=Mending.objects.values("finding")).exists():
        raise WrongState(LEFT)
    made = Rectification.objects.create(inspection=found, measures=measures, at=at, by=by)
    audit.record(
        by=by, at=at, action="inspection.rectified", subject=("inspection", str(found.pk)),
        institution=found.institution_id,
    )  # fmt: skip
    evidence = Evidence(
        event="inspection.reported", kind="rectification", id=str(made.pk), subject_kind="inspection",
        subject_id=str(found.pk), at=at,
    )  # fmt: skip
    close_with_evidence(evidence=evidence, by=by, at=at)
    return made


def _lock(institution_id: str) -> None:
    """One at a time decides about the awards of an outlet."""
    list(Institution.objects.select_for_update(no_key=True).filter(pk=institution_id).values_list("pk"))


def _why(bar: Bar) -> Bilingual:
    return Bilingual(
        f"{bar.year} 年不得评优评先：检查 #{bar.inspection_id} 结果为差（A37.5c）",
        f"no awards in {bar.year}: inspection #{bar.inspection_id} was bad (A37.5c)",
    )
