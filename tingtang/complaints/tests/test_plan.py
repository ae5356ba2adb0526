"""The contingency plan: opened with the media or when they come later, ended with a proof, looked at again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tingtang.complaints import actions
from tingtang.complaints.errors import BadInput, WrongState
from tingtang.complaints.models import Complaint, State
from tingtang.complaints.tests.desk import MONDAY, PDF, Desk, due, duties, happened

pytestmark = pytest.mark.postgres
LATER = MONDAY + timedelta(hours=2)


def end(case: Complaint, **fields: Any) -> Complaint:
    said = {"text": "电视台已刊发说明", "name": "说明.pdf", "content": PDF, "by": "HB1", "at": LATER}
    return actions.close_plan(complaint_id=case.pk, **{**said, **fields})


def test_a_plan_ends_with_a_proof_and_owes_a_review(desk: Desk) -> None:
    case = desk.case(channel="media")
    assert due(case, "plan") == "2026-03-17 00:00"  # ten working days
    with pytest.raises(WrongState):  # not before it was reported up
        end(case)
    actions.report_media(complaint_id=case.pk, text="已报告省行办公室", by="L1", at=LATER)
    with pytest.raises(BadInput) as refused:
        end(case, content=b"")
    assert refused.value.field == "file"
    assert end(case).plan_closed_at == LATER
    assert [duty.state for duty in duties(case, "plan")] == ["met"]
    assert due(case, "plan_review") == "2026-03-10 00:00"
    with pytest.raises(WrongState):
        end(case)
    actions.review_plan(complaint_id=case.pk, text="预案缺少周末联系人", by="HB1", at=LATER + timedelta(days=1))
    assert [duty.state for duty in duties(case, "plan_review")] == ["met"]
    with pytest.raises(WrongState):
        actions.review_plan(complaint_id=case.pk, text="再总结", by="HB1", at=LATER + timedelta(days=1))


def test_media_that_come_later_open_it_then_and_once(desk: Desk) -> None:
    case = desk.taken()
    actions.open_plan(complaint_id=case.pk, text="记者到网点", by="D1", at=LATER)
    assert due(case, "media") == "2026-03-02 11:30"
    with pytest.raises(WrongState):
        actions.open_plan(complaint_id=case.pk, text="又来了", by="D1", at=LATER)
    assert happened(case)[-1] == "plan_opened"


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"text": " "}, "text"), ({"done_at": LATER + timedelta(hours=1)}, "done_at"), ({"content": b"x"}, "file"),
     ({"done_at": MONDAY - timedelta(hours=1)}, "done_at")],
)  # fmt: skip
def test_what_is_wrong_is_refused_with_its_field(desk: Desk, fields: dict[str, Any], field: str) -> None:
    case = desk.case(channel="media")
    actions.report_media(complaint_id=case.pk, text="已报告", by="L1", at=LATER)
    with pytest.raises(BadInput) as refused:
        end(case, **fields)
    assert refused.value.field == field


def test_no_case_is_closed_over_an_open_plan_whoever_writes(desk: Desk) -> None:
    case = desk.answered()
    actions.open_plan(complaint_id=case.pk, text="记者来电", by="D1", at=MONDAY + timedelta(days=2))
    over = Complaint.objects.get(pk=case.pk).quiet_until
    assert over is not None
    with pytest.raises(WrongState):
        actions.close(complaint_id=case.pk, text="满意", by="D1", at=over + timedelta(hours=9))
    for change in ({"state": State.CLOSED, "closed_at": over}, {"plan_closed_at": MONDAY}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Complaint.objects.filter(pk=case.pk).update(**change)
