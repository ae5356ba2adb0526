"""Doing an inspection: started, scored line by line, what was found, closed with its score, published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from tingtang.inspections import scoring
from tingtang.inspections.actions.consequences import follow
from tingtang.inspections.actions.keeping import owe_mending, owe_report, record, save, take
from tingtang.inspections.actions.planning import fulfil
from tingtang.inspections.errors import BadInput, NoSuch, WrongState
from tingtang.inspections.models import (
    Finding,
    Inspection,
    ItemKind,
    Level,
    Mark,
    Severity,
    Sheet,
    SheetItem,
    State,
)
from tingtang.inspections.queries import thresholds
from tingtang.manual.queries import rulebook, value
from tingtang.organisation.models import Staff
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

LONGEST = 400
FINEST = Decimal("0.001")  # of a point
AHEAD = Bilingual("检查日期不能晚于今天", "it cannot be of a day to come")
OFF_SITE = Bilingual(
    "非现场检查须写明摄像头、起止时间和画面校验值", "off site: name camera, from, to and the frame's hash"
)
NO_ARTICLE = Bilingual("问题须写明手册条款", "a finding names its article")
NO_WORDS = Bilingual("请写明问题，最多 400 字", "say what was found, in 400 characters at most")
NO_PERSON = Bilingual("本网点没有这个工号", "nobody of this outlet has this number")
OUTSIDE = Bilingual("得分超出范围，或小数多于三位", "the score is outside its range, or has more than three places")
OTHER_SHEET = Bilingual("不是本次评分表的检查项", "not an item of this sheet")
UNSEEN = Bilingual("还有检查项没有评分", "some items are not scored yet")
NOTHING = Bilingual("没有适用的检查项", "no item applies")
OWN_OPEN = Bilingual("自查不是暗访", "a check of one's own outlet is no covert one")
STEP = "inspection.repeat_levels"


@transaction.atomic
def start(
    *,
    by: str,
    at: datetime,
    institution_id: str,
    sheet_id: int,
    category: str,
    carrier: str,
    level: str,
    on: date,
    covert: bool = False,
    recording: str = "",
    frame_sha256: str = "",
) -> Inspection:
    """Begin an inspection on a version of the sheet, which stays its sheet. With a `recording` it is off site."""
    if on > business_date(at):
        raise BadInput("on", AHEAD)
    if bool(recording) != bool(frame_sha256):
        raise BadInput("recording", OFF_SITE)
    if covert and (level == Level.HEAD or carrier == "self"):
        raise BadInput("covert", OWN_OPEN)
    if not Sheet.objects.filter(pk=sheet_id).exists():
        raise NoSuch
    made = Inspection.objects.create(
        institution_id=institution_id, sheet_id=sheet_id, category=category, carrier=carrier, level=level, on=on,
        covert=covert, on_site=not recording, recording=recording, frame_sha256=frame_sha256, inspector_id=by,
    )  # fmt: skip
    record("start", made, by=by, at=at)
    return made


@transaction.atomic
def mark(*, by: str, at: datetime, inspection_id: int, edition: int, marks: Mapping[int, Decimal | None]) -> Inspection:
    """Score items: id -> score, None for what does not apply. `edition`: the one that was read.

    Raises ChangedMeanwhile when somebody saved since, BadInput (field: the item's id) for a score outside its range.
    """
    found = take(inspection_id, edition)
    put_marks(found, marks)
    save(found)
    record("mark", found, by=by, at=at, items=len(marks))
    return found


def put_marks(found: Inspection, marks: Mapping[int, Decimal | None], cleared: Sequence[int] = ()) -> None:
    """The scores of items, inside the caller's transaction. Raises BadInput naming the item.

    `cleared`: items that are not scored any more, as if nobody had looked; clearing what has no score changes nothing.
    """
    items = {item.pk: item for item in SheetItem.objects.filter(sheet=found.sheet_id, pk__in=[*marks, *cleared])}
    for key in cleared:
        if key not in items:
            raise BadInput(str(key), OTHER_SHEET)
    for key, score in marks.items():
        if key not in items:
            raise BadInput(str(key), OTHER_SHEET)
        if score is not None and not (0 <= score <= items[key].points and score == score.quantize(FINEST)):
            raise BadInput(str(key), OUTSIDE)
        defaults = {"applies": score is not None, "score": score}
        Mark.objects.update_or_create(inspection=found, item=items[key], defaults=defaults)
    Mark.objects.filter(inspection=found, item__in=cleared).delete()


@transaction.atomic
def find(
    *,
    by: str,
    at: datetime,
    inspection_id: int,
    article: str,
    text: str,
    person_id: str | None = None,
    severity: int = Severity.MEDIUM,
    place: tuple[int, int, int] | None = None,
) -> Finding:
    """Write down what is wrong, by its article. It says how often the same was found at the outlet before.

    `place`: (line, start, end) in what was said on a recording. What repeats is of a higher level than it was seen.
    """
    found = take(inspection_id)
    made = put_finding(found, article, text, person_id, severity, place, by=by, at=at)
    record("find", found, by=by, at=at, article=article, repeats=made.repeats)
    return made


def put_finding(
    found: Inspection, article: str, text: str, person_id: str | None, severity: int,
    place: tuple[int, int, int] | None = None, *, by: str, at: datetime,
) -> Finding:  # fmt: skip
    """A finding of an inspection under way, inside the caller's transaction. Raises BadInput with the field."""
    book, said = rulebook(), text.strip()
    if article not in book.articles and article not in book.paragraphs:
        raise BadInput("article", NO_ARTICLE)
    if not said or len(said) > LONGEST:
        raise BadInput("text", NO_WORDS)
    if person_id and not Staff.objects.filter(pk=person_id, institution=found.institution_id).exists():
        raise BadInput("person_id", NO_PERSON)
    # Only what is published: the number is read by the outlet, and must not tell of a covert inspection.
    known = {"inspection__institution": found.institution_id, "inspection__state": State.PUBLISHED}
    before = Finding.objects.filter(**known, article=article)
    repeats = before.exclude(inspection=found).values("inspection").distinct().count()
    step = int(str(value(STEP, found.on, found.institution_id).value))
    line, first, last = place or (None, None, None)
    return Finding.objects.create(
        inspection=found, article=article, text=said, person_id=person_id or None, repeats=repeats,
        severity=severity, level=min(Severity.HIGH, severity + step * repeats), line=line, start=first, end=last,
        at=at, by=by,
    )  # fmt: skip


@transaction.atomic
def close(*, by: str, at: datetime, inspection_id: int, edition: int) -> Inspection:
    """Score it: every item has been looked at, at least one applies. The thresholds are those of the day it was of.

    It meets what was planned for its outlet, level and period. The head's own check is known to the outlet at once.
    """
    found = take(inspection_id, edition)
    scored = scoring.score(_sheet_of(found), thresholds(found.on))
    found.numerator, found.denominator = Decimal(scored.exact.numerator), Decimal(scored.exact.denominator)
    found.grade, found.state, found.closed_at = scored.grade, State.CLOSED, at
    save(found)
    record("close", found, by=by, at=at, grade=found.grade)
    fulfil(found, by=by, at=at)
    return publish(by=by, at=at, inspection_id=found.pk) if found.level == Level.HEAD else found


@transaction.atomic
def publish(*, by: str, at: datetime, inspection_id: int) -> Inspection:
    """Tell the outlet: from now on it sees the inspection, owes the mending of each finding and a report (A37.4c).

    What follows from an excellent or a bad result is recorded with it (A37.5c).
    """
    found = take(inspection_id, state=State.CLOSED)
    found.state, found.published_at = State.PUBLISHED, at
    found.save(update_fields=["state", "published_at"])
    record("publish", found, by=by, at=at, grade=found.grade)
    findings = list(found.findings.order_by("pk"))
    for finding in findings:
        owe_mending(found, finding, by=by, at=at)
    if findings or found.grade == scoring.GRADES[-1]:
        owe_report(found, len(findings), by=by, at=at)
    follow(found, findings, by=by, at=at)
    return found


def _sheet_of(found: Inspection) -> scoring.Sheet:
    marks = {one.item_id: one for one in found.marks.all()}
    rows = list(found.sheet.items.order_by("n"))
    base = [row for row in rows if row.kind == ItemKind.SCORE]
    if any(row.pk not in marks for row in base):
        raise WrongState(UNSEEN)
    if not any(marks[row.pk].applies for row in base):
        raise WrongState(NOTHING)
    items = tuple(
        scoring.Item(row.section, row.points, marks[row.pk].score or Decimal(), marks[row.pk].applies) for row in base
    )
    sides: dict[str, Any] = {
        side: tuple(marks[row.pk].score or Decimal() for row in rows if row.kind == side and row.pk in marks)
        for side in (ItemKind.PLUS.value, ItemKind.MINUS.value)
    }
    return scoring.Sheet(found.sheet.base, items, vetoes=tuple(map(scoring.Veto, found.sheet.vetoes)), **sides)
