"""What is done between intake and answer: media, policy, our own fault, papers, lessons."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from tingtang.complaints import actions
from tingtang.complaints.archive import archive_pdf, contents
from tingtang.complaints.errors import BadInput, ComplaintError, WrongState
from tingtang.complaints.models import Attachment, CaseEvent, Complaint, Lesson, Repeat
from tingtang.complaints.namelessness import names_in
from tingtang.complaints.queries import shown
from tingtang.complaints.tests.desk import MONDAY, PDF, Desk, due, duties, happened
from tingtang.complaints.trails import trail_of
from tingtang.organisation.access import viewer_of_staff

LATER = MONDAY + timedelta(hours=3)


def test_the_media_are_reported_within_minutes(desk: Desk) -> None:
    case = desk.case(channel="media")
    soon = MONDAY + timedelta(minutes=25)
    actions.report_media(complaint_id=case.pk, text="已报公关归口部门", by="HB1", at=soon)
    assert duties(case, "media")[0].state == "met"


def test_reported_up_when_told_or_when_the_coordinator_takes_it(desk: Desk) -> None:
    told, taken = desk.case(customer_id="C1"), desk.case(customer_id="C1")
    actions.report_up(complaint_id=told.pk, text="电话报告", by="L1", at=MONDAY + timedelta(minutes=5))
    actions.take_in_hand(complaint_id=taken.pk, staff_id="H1", by="H1", at=MONDAY + timedelta(minutes=50))
    assert [duties(one, "report_up")[0].state for one in (told, taken)] == ["met", "met"]


def test_what_is_not_understood_goes_to_the_department_above(desk: Desk) -> None:
    case = desk.taken(cause="policy", business="loan")
    given = {"complaint_id": case.pk, "text": "多次解释仍不理解", "by": "D1", "at": LATER}
    with pytest.raises(BadInput):
        actions.hand_to_department(**given, department="security")  # this bank has none
    actions.hand_to_department(**given, department="operations")
    [owed] = duties(case, "policy")
    assert (owed.owner_staff_id, owed.institution_id, due(case, "policy")) == ("OP1", "DO", "2026-03-06 00:00")
    actions.policy_explained(complaint_id=case.pk, text="已向客户说明", by="OP1", at=LATER + timedelta(days=1))
    assert duties(case, "policy")[0].state == "met"


def test_our_own_fault_is_mended_and_only_ours(desk: Desk) -> None:
    case = desk.taken()
    with pytest.raises(WrongState):
        actions.rectify(complaint_id=case.pk, text="整改", by="D1", at=LATER)
    actions.find(complaint_id=case.pk, upheld=True, ours=True, text="操作失误", by="D1", at=LATER)
    assert due(case, "rectify") == "2026-03-17 00:00"
    with pytest.raises(WrongState):
        actions.find(complaint_id=case.pk, upheld=True, ours=True, text="再认定", by="D1", at=LATER)
    actions.rectify(complaint_id=case.pk, text="完成培训", by="D1", at=LATER)
    assert duties(case, "rectify")[0].state == "met"


def test_not_founded_nothing_is_owed_and_never_ours(desk: Desk) -> None:
    case = desk.taken()
    actions.find(complaint_id=case.pk, upheld=False, ours=True, text="录像不符", by="D1", at=LATER)
    case.refresh_from_db()
    assert (case.upheld, case.ours) == (False, False)
    assert not duties(case, "apology_visit") + duties(case, "rectify")
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.filter(pk=case.pk).update(ours=True)


def test_papers_are_real_files_kept_once_and_never_changed(desk: Desk) -> None:
    case = desk.case()
    given = {"complaint_id": case.pk, "what": "evidence", "by": "L1", "at": LATER}
    kept = actions.attach(**given, name="C:\\照片\\现场.png", content=b"\x89PNG\r\n\x1a\nxx")
    assert (kept.name, kept.media, kept.size) == ("现场.png", "image/png", 10)
    assert actions.attach(**given, name="另一个名字.png", content=b"\x89PNG\r\n\x1a\nxx").pk == kept.pk
    for content in (b"", b"MZ\x90 program", b"<html>", PDF + b"x" * 5 * 1024 * 1024):
        with pytest.raises(BadInput):
            actions.attach(**given, name="a.pdf", content=content)
    with pytest.raises(BadInput):
        actions.attach(**{**given, "what": "proof"}, name="a.pdf", content=PDF)
    with pytest.raises(DatabaseError), transaction.atomic():
        Attachment.objects.filter(pk=kept.pk).update(name="改名")
    assert happened(case) == ["opened", "attached"]


def test_the_log_only_grows(desk: Desk) -> None:
    case = desk.case()
    for change in (
        lambda: CaseEvent.objects.filter(complaint=case).update(text="改写"),
        lambda: CaseEvent.objects.filter(complaint=case).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def over(desk: Desk, **fields: object) -> Complaint:
    """A case that is closed."""
    case = desk.answered(**fields)
    actions.close(complaint_id=case.pk, text="满意", by="D1", at=case.quiet_until)
    return Complaint.objects.get(pk=case.pk)


def test_a_closed_case_owes_a_lesson_or_a_word_why_not(desk: Desk) -> None:
    first, second = over(desk), over(desk)
    at = first.closed_at
    assert at is not None
    told = {"title": "挂失一次告知", "story": "客户跑了三趟", "lesson": "材料一次告知"}
    lesson = actions.write_lesson(complaint_id=first.pk, **told, by="D1", at=at)
    actions.decline_lesson(complaint_id=second.pk, text="与前案相同", by="D1", at=at)
    assert [duties(one, "lesson")[0].state for one in (first, second)] == ["met", "met"]
    with pytest.raises(BadInput):
        actions.decide_lesson(lesson_id=lesson.pk, approved=True, answer="", by="D1", at=at)
    actions.decide_lesson(lesson_id=lesson.pk, approved=False, answer="写得再清楚些", by="H1", at=at)
    actions.write_lesson(complaint_id=first.pk, **told, by="D1", at=at)
    actions.decide_lesson(lesson_id=lesson.pk, approved=True, answer="", by="H1", at=at)
    for again in (
        lambda: actions.write_lesson(complaint_id=first.pk, **told, by="D1", at=at),
        lambda: actions.decide_lesson(lesson_id=lesson.pk, approved=True, answer="", by="HB1", at=at),
    ):
        with pytest.raises(WrongState):
            again()
    actions.link_repeat(lesson_id=lesson.pk, complaint_id=second.pk, by="H1", at=at)
    actions.link_repeat(lesson_id=lesson.pk, complaint_id=second.pk, by="H1", at=at)
    assert Repeat.objects.count() == 1
    other = desk.case(cause="fees")
    for wrong in (other, first):
        with pytest.raises(ComplaintError):
            actions.link_repeat(lesson_id=lesson.pk, complaint_id=wrong.pk, by="H1", at=at)


@pytest.mark.parametrize(
    "story",
    [
        "赵大明跑了三趟",
        "员工T1说不行",
        "电话13700001234联系",
        "卡号 6222 0212 3456 7890",
        "王先生很生气",
        "outlet O1 的柜员",
    ],
)
def test_a_lesson_with_a_name_or_a_number_in_it_is_refused(desk: Desk, story: str) -> None:
    case = over(desk, concerned=["T1"])
    with pytest.raises(BadInput) as refused:
        actions.write_lesson(complaint_id=case.pk, title="标题", story=story, lesson="启示", by="D1", at=case.closed_at)
    assert refused.value.field == "story"
    assert not Lesson.objects.exists()


@pytest.mark.parametrize("text", ["客户等了70分钟", "2026年办理，收费15元", "某先生投诉", "这位女士要求道歉", ""])
def test_a_text_without_names_passes(text: str) -> None:
    assert names_in(text, ["赵大明"]) == ""


def test_the_archive_says_who_supervises_who_is_asked_outside_and_that_it_is_confidential(desk: Desk) -> None:
    plain, full = desk.taken(), desk.taken(
        customer_id="C2", channel="superior", superior="省分行消保部", deadline=MONDAY + timedelta(days=4),
        external="调解中心",
    )  # fmt: skip
    viewer = viewer_of_staff("H1", MONDAY.date())

    def rows(case: Complaint) -> dict[str, str]:
        found = shown(viewer, case.pk)
        return dict(contents(found, trail_of(viewer, found.case), by="H1", at=MONDAY)["intake"])

    said = rows(full)
    assert (said["转办或督办"], said["外部机构"], said["知悉范围"]) == ("省分行消保部", "调解中心", "保密，按需知悉")
    assert not {"转办或督办", "外部机构", "知悉范围"} & set(rows(plain))
    assert archive_pdf(shown(viewer, full.pk), trail_of(viewer, full), by="H1", at=MONDAY).startswith(b"%PDF-")


def test_the_archive_says_whose_fault_it_was_who_examined_each_round_and_how_long_it_took(desk: Desk) -> None:
    case, at = desk.taken(), MONDAY + timedelta(hours=5)
    actions.find(complaint_id=case.pk, upheld=True, ours=True, text="录像属实", by="D1", at=at)
    actions.apologise(complaint_id=case.pk, text="携柜员上门致歉", by="D1", at=at)
    desk.answer(case, at=at)
    desk.deliver(case, at=at)
    again = MONDAY + timedelta(days=10)
    actions.renew(complaint_id=case.pk, text="不接受", by="L1", at=again)
    actions.take_in_hand(complaint_id=case.pk, staff_id="W1", by="H1", at=again)
    desk.answer(case, by="W1", at=again)
    desk.deliver(case, by="W1", at=again)
    end = MONDAY + timedelta(days=45)
    actions.close(complaint_id=case.pk, text="满意", by="W1", at=end)
    viewer = viewer_of_staff("H1", end.date())
    found = shown(viewer, case.pk)
    told = contents(found, trail_of(viewer, found.case), by="H1", at=end)
    intake = dict(told["intake"])
    assert intake["认定"] == "成立，责任在我方"
    assert intake["结案"].endswith("受理后 45 天，共 2 轮")  # the age is that of the case, not of the round
    assert [dict(one["rows"])["处理人"] for one in told["letters"]] == [desk.people[k].name for k in ("D1", "W1")]
    assert ["接手处理", desk.people["W1"].name] in [event[2].split("：") for event in told["events"]]
