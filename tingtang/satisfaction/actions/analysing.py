"""What an outlet made of a month below the share (A39.5)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from tingtang.audit import actions as audit
from tingtang.audit.unique import once
from tingtang.duties.actions import close_with_evidence
from tingtang.duties.models import Duty, State
from tingtang.duties.verdicts import Evidence
from tingtang.satisfaction.actions.raising import ANALYSE
from tingtang.satisfaction.errors import BadInput, WrongState
from tingtang.satisfaction.models import Analysis
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

LONGEST = 1000
NO_WORDS = Bilingual("请填写", "this is needed")
TOO_LONG = Bilingual(f"最多 {LONGEST} 字", f"{LONGEST} characters at most")
NOT_OVER = Bilingual("当月还没有结束", "the month is not over yet")
TWICE = Bilingual("该月已写过分析", "that month was analysed already")


@transaction.atomic
def analyse(*, by: str, at: datetime, institution_id: str, month: date, causes: str, measures: str) -> Analysis:
    """Write down causes and measures of a month (its first day) that is over. Meets the duty of that month.

    Raises BadInput naming the field, WrongState for a second one.
    """
    words = {"causes": causes.strip(), "measures": measures.strip()}
    for field, text in words.items():
        if not text or len(text) > LONGEST:
            raise BadInput(field, TOO_LONG if text else NO_WORDS)
    month = month.replace(day=1)
    if month >= business_date(at).replace(day=1):
        raise BadInput("month", NOT_OVER)
    with once(WrongState(TWICE), "institution_id", "month"):
        made = Analysis.objects.create(institution_id=institution_id, month=month, **words, at=at, by=by)
    audit.record(
        by=by, at=at, action="satisfaction.analyse", subject=("institution", institution_id),
        institution=institution_id, detail={"month": f"{month:%Y-%m}"},
    )  # fmt: skip
    owed = Duty.objects.filter(
        kind=ANALYSE, subject_kind="institution", subject_id=institution_id, period_on=month, state=State.OPEN
    )
    evidence = Evidence(
        event="satisfaction.analysed", kind="analysis", id=str(made.pk), subject_kind="institution",
        subject_id=institution_id, at=at,
    )  # fmt: skip
    close_with_evidence(evidence=evidence, by=by, at=at, only=list(owed.values_list("pk", flat=True)))
    return made
