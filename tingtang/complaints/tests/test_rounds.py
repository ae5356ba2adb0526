"""Rounds (A34.4): a whole letter, a proven delivery, thirty quiet days, then closed; or another examines."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from tingtang.complaints import actions
from tingtang.complaints.clocks import open_duties_of
from tingtang.complaints.errors import BadInput, ComplaintError, WrongState
from tingtang.complaints.models import Complaint, Concerned, Handling, Round
from tingtang.complaints.tests.desk import MONDAY, PDF, Desk, due, duties, happened
from tingtang.shared.times import ZONE

QUIET_END = datetime(2026, 4, 3, tzinfo=ZONE)  # answered on Tuesday 3 March: its thirty days end with 2 April


def refused(field: str, act: Any, **given: Any) -> None:
    with pytest.raises(BadInput) as trouble:
        act(**given)
    assert trouble.value.field == field


def test_a_case_from_intake_to_its_end(desk: Desk) -> None:
    case = desk.answered()
    assert case.quiet_until == QUIET_END
    assert [one.state for one in duties(case, "regulator")] == ["met"]
    [archive] = duties(case, "archive")
    assert (archive.show_at, due(case, "archive")) == (QUIET_END, "2026-04-11 00:00")  # 6 April is Tomb-Sweeping
    at = QUIET_END + timedelta(hours=9)
    actions.close(complaint_id=case.pk, text="客户表示满意", by="D1", at=at)
    case.refresh_from_db()
    assert (case.state, case.closed_at) == ("closed", at)
    assert duties(case, "archive")[0].state == "met"
    assert happened(case) == ["opened", "taken", "written", "issued", "delivered", "closed"]


def test_the_letter_does_not_go_out_without_its_parts(desk: Desk) -> None:
    case = desk.taken()
    given = {"complaint_id": case.pk, "by": "D1", "at": MONDAY + timedelta(days=1)}
    parts = {"findings": "核实", "offer": "", "refusal": "", "further": "可再次投诉"}
    for missing, field in (
        ({"findings": ""}, "findings"),
        ({}, "offer"),
        ({"offer": "致歉", "further": ""}, "further"),
    ):
        actions.write_letter(**given, **{**parts, **missing})
        refused(field, actions.issue_letter, **given)
    actions.write_letter(**given, **{**parts, "refusal": "条款已明示，不予支持"})
    assert actions.issue_letter(**given).issued_at == given["at"]


def test_past_every_check_the_database_lets_no_half_letter_out(desk: Desk) -> None:
    case = desk.taken()
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.filter(complaint=case).update(issued_at=MONDAY, issued_by="D1", findings="核实", further="再投诉")
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.filter(complaint=case).update(delivered_at=MONDAY, quiet_until=QUIET_END, delivered_by="hand")


def test_a_letter_that_went_out_and_a_delivery_that_was_proven_do_not_change(desk: Desk) -> None:
    case = desk.answered()
    for change in ({"offer": "改口"}, {"quiet_until": MONDAY}, {"delivered_at": MONDAY}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Round.objects.filter(complaint=case).update(**change)


def test_what_was_issued_is_owed_until_the_customer_has_it(desk: Desk) -> None:
    case = desk.taken()
    desk.answer(case, at=MONDAY + timedelta(days=14))
    assert duties(case, "regulator")[0].state == "open"
    arrived, written_down = MONDAY + timedelta(days=15), MONDAY + timedelta(days=17)
    given = {"way": "post", "delivered_at": arrived, "name": "回执.pdf", "content": PDF, "by": "D1", "at": written_down}
    actions.prove_delivery(complaint_id=case.pk, **given)
    assert duties(case, "regulator")[0].state == "met"  # it counts when the customer had it, not when that was typed


def test_nobody_answers_before_somebody_has_it_in_hand(desk: Desk) -> None:
    case = desk.case()
    with pytest.raises(WrongState, match="in hand first"):
        actions.issue_letter(complaint_id=case.pk, by="H1", at=MONDAY)


def test_delivery_needs_a_proof_and_a_time_that_can_be(desk: Desk) -> None:
    case, at = desk.taken(), MONDAY + timedelta(days=1)
    desk.answer(case, at=at)
    given = {
        "complaint_id": case.pk, "way": "post", "delivered_at": at, "name": "r.pdf", "content": PDF, "by": "D1",
        "at": at,
    }  # fmt: skip
    for wrong, field in (
        ({"content": b""}, "file"),
        ({"content": b"no file of ours"}, "file"),
        ({"content": PDF + b"x" * 5 * 1024 * 1024}, "file"),
        ({"way": "pigeon"}, "way"),
        ({"delivered_at": at + timedelta(hours=1)}, "delivered_at"),
        ({"delivered_at": at - timedelta(hours=1)}, "delivered_at"),
    ):
        refused(field, actions.prove_delivery, **{**given, **wrong})
    assert actions.prove_delivery(**given).quiet_until == QUIET_END


def test_it_is_not_closed_before_the_quiet_days_are_over(desk: Desk) -> None:
    case = desk.answered()
    with pytest.raises(WrongState, match="not over"):
        actions.close(complaint_id=case.pk, text="满意", by="D1", at=QUIET_END - timedelta(seconds=1))
    early = QUIET_END - timedelta(seconds=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.filter(pk=case.pk).update(state="closed", closed_at=early)


def test_a_closed_case_stays_closed(desk: Desk) -> None:
    case = desk.answered()
    actions.close(complaint_id=case.pk, text="满意", by="D1", at=QUIET_END)
    with pytest.raises(DatabaseError), transaction.atomic():
        Complaint.objects.filter(pk=case.pk).update(state="handling", closed_at=None)
    with pytest.raises(ComplaintError):
        actions.renew(complaint_id=case.pk, text="还是不满意", by="L1", at=QUIET_END)


def test_renewed_within_the_quiet_days_it_is_a_round_of_the_same_case(desk: Desk) -> None:
    case, at = desk.answered(), QUIET_END - timedelta(minutes=1)
    actions.renew(complaint_id=case.pk, text="答复避重就轻", by="L1", at=at)
    case.refresh_from_db()
    assert (case.round, case.state, case.quiet_until, case.received_at) == (2, "handling", None, MONDAY)
    assert duties(case, "archive")[0].state == "cancelled"
    [owed] = duties(case, "second_handler")
    assert (owed.owner_staff_id, due(case, "second_handler")) == ("H1", "2026-04-04 00:00")
    assert not Handling.objects.filter(complaint=case, ended_at__isnull=True).exists()


def test_another_examines_within_ten_days_and_the_thirty_start_again(desk: Desk) -> None:
    case, at = desk.answered(), MONDAY + timedelta(days=10)
    actions.renew(complaint_id=case.pk, text="不接受", by="L1", at=at)
    refused("staff_id", actions.take_in_hand, complaint_id=case.pk, staff_id="D1", by="H1", at=at)
    named = at + timedelta(hours=3)
    actions.take_in_hand(complaint_id=case.pk, staff_id="W1", by="H1", at=named)
    case.refresh_from_db()
    assert due(case, "second_answer") == "2026-03-23 00:00"
    assert duties(case, "second_handler")[0].state == "met"
    answered = named + timedelta(days=4)
    desk.answer(case, by="W1", at=answered)
    desk.deliver(case, by="W1", at=answered)
    case.refresh_from_db()
    assert case.quiet_until == datetime(2026, 4, 16, tzinfo=ZONE)
    assert duties(case, "second_answer")[0].state == "met"


def test_what_the_former_one_still_owes_goes_to_whoever_examines_anew(desk: Desk) -> None:
    def owed_by(staff: str) -> set[str]:
        return {duty.kind for duty in open_duties_of(case) if duty.owner_staff_id == staff}

    case, at = desk.taken(), MONDAY + timedelta(hours=5)
    actions.find(complaint_id=case.pk, upheld=True, ours=True, text="录像属实", by="D1", at=at)
    desk.answer(case, at=at)
    desk.deliver(case, at=at)
    still = owed_by("D1")
    assert "complaint.apology_visit" in still
    again = MONDAY + timedelta(days=10)
    actions.renew(complaint_id=case.pk, text="没有上门致歉", by="L1", at=again)
    assert owed_by("D1") == set()
    actions.take_in_hand(complaint_id=case.pk, staff_id="W1", by="H1", at=again)
    assert still - {"complaint.archive"} <= owed_by("W1")


def test_who_examines_anew_says_for_themselves_what_was_found_also_when_it_is_the_same(desk: Desk) -> None:
    case, at = desk.taken(), MONDAY + timedelta(hours=5)
    given: dict[str, Any] = {"complaint_id": case.pk, "upheld": True, "ours": True, "text": "录像属实"}
    actions.find(**given, by="D1", at=at)
    with pytest.raises(WrongState, match="found already"):
        actions.find(**given, by="D1", at=at)
    desk.answer(case, at=at)
    desk.deliver(case, at=at)
    again = MONDAY + timedelta(days=10)
    actions.renew(complaint_id=case.pk, text="致歉没有诚意", by="L1", at=again)
    actions.take_in_hand(complaint_id=case.pk, staff_id="W1", by="H1", at=again)
    actions.find(**given, by="W1", at=again)
    assert [one.subject_id for one in duties(case, "apology_visit")] == [f"{case.pk}.1", f"{case.pk}.2"]
    assert due(case, "apology_visit") == f"{again + timedelta(hours=24):%Y-%m-%d %H:%M}"
    assert len(duties(case, "rectify")) == 1  # mended once
    with pytest.raises(WrongState, match="found already"):
        actions.find(**given, by="W1", at=again)


def test_the_proof_of_one_delivery_proves_no_other(desk: Desk) -> None:
    case = desk.taken()
    desk.answer(case, at=MONDAY + timedelta(days=1))
    desk.deliver(case, at=MONDAY + timedelta(days=1), content=PDF)
    at = MONDAY + timedelta(days=10)
    actions.renew(complaint_id=case.pk, text="不接受", by="L1", at=at)
    actions.take_in_hand(complaint_id=case.pk, staff_id="W1", by="H1", at=at)
    desk.answer(case, by="W1", at=at)
    given = {"complaint_id": case.pk, "way": "post", "delivered_at": at, "name": "回执.pdf", "by": "W1", "at": at}
    refused("file", actions.prove_delivery, **given, content=PDF)
    assert actions.prove_delivery(**given, content=PDF + b"2").quiet_until == datetime(2026, 4, 12, tzinfo=ZONE)


def test_past_every_check_the_database_refuses_who_handled_it_and_whom_it_is_about(desk: Desk) -> None:
    case = desk.answered(concerned=["T1"])
    actions.renew(complaint_id=case.pk, text="不接受", by="L1", at=MONDAY + timedelta(days=10))
    this = Round.objects.get(complaint=case, n=2)
    for who in ("D1", "T1"):
        with pytest.raises(DatabaseError), transaction.atomic():
            Handling.objects.create(complaint=case, round=this, staff_id=who, by="H1", at=MONDAY)
    Handling.objects.create(complaint=case, round=this, staff_id="W1", by="H1", at=MONDAY)
    with pytest.raises(DatabaseError), transaction.atomic():
        Concerned.objects.create(complaint=case, staff_id="W1")
    for who in ("T1", "D1"):
        with pytest.raises(DatabaseError), transaction.atomic():
            Handling.objects.filter(complaint=case, staff="W1").update(staff=who)


def test_past_every_check_nobody_comes_back_to_a_case_or_goes_off_the_list_of_whom_it_is_about(desk: Desk) -> None:
    case = desk.answered(concerned=["T1"])
    actions.renew(complaint_id=case.pk, text="不接受", by="L1", at=MONDAY + timedelta(days=10))
    with pytest.raises(DatabaseError, match="handling_stays_ended"), transaction.atomic():
        Handling.objects.filter(complaint=case, staff="D1").update(ended_at=None)
    for change in ({"staff_id": "L1"}, {"complaint_id": desk.case().pk}):
        with pytest.raises(DatabaseError, match="concerned_stays"), transaction.atomic():
            Concerned.objects.filter(complaint=case, staff="T1").update(**change)


def test_the_same_is_told_in_words_before_the_database_says_no(desk: Desk) -> None:
    case = desk.taken(concerned=["T1"])
    given = {"complaint_id": case.pk, "by": "H1", "at": MONDAY + timedelta(hours=2)}
    refused("staff_id", actions.take_in_hand, **given, staff_id="T1", reason="换人")
    refused("staff_id", actions.take_in_hand, **given, staff_id="nobody", reason="换人")
    refused("staff_id", actions.name_concerned, **given, staff_id="D1")
    with pytest.raises(WrongState, match="already"):
        actions.take_in_hand(**given, staff_id="W1")
    actions.take_in_hand(**given, staff_id="W1", reason="原处理人外出")
    assert {one.owner_staff_id for one in duties(case, "regulator")} == {"W1"}
    refused("staff_id", actions.take_in_hand, **given, staff_id="D1", reason="回来了")


def test_after_the_quiet_days_it_becomes_a_case_of_its_own_that_names_the_first(desk: Desk) -> None:
    case = desk.answered(concerned=["T1"])
    with pytest.raises(WrongState, match="still run"):
        actions.follow_up(complaint_id=case.pk, text="又来了", by="L1", at=QUIET_END - timedelta(seconds=1))
    with pytest.raises(WrongState, match="over"):
        actions.renew(complaint_id=case.pk, text="又来了", by="L1", at=QUIET_END)
    new = actions.follow_up(complaint_id=case.pk, text="又来了", by="L1", at=QUIET_END, key="f1")
    assert (new.follows_id, new.round, new.received_at, new.complainant) == (case.pk, 1, QUIET_END, case.complainant)
    assert list(new.concerned.values_list("staff_id", flat=True)) == ["T1"]
    assert actions.follow_up(complaint_id=case.pk, text="又来了", by="L1", at=QUIET_END, key="f1").pk == new.pk
    assert happened(case)[-1] == "followed"


def test_a_supervised_case_is_reported_up_once_closed(desk: Desk) -> None:
    case = desk.answered(channel="superior", superior="总行办公室", deadline=MONDAY + timedelta(days=9))
    actions.answer_back(complaint_id=case.pk, text="已回复", by="D1", at=MONDAY + timedelta(days=2))
    assert duties(case, "forwarded")[0].state == "met"
    actions.close(complaint_id=case.pk, text="满意", by="D1", at=QUIET_END)
    [owed] = duties(case, "result")
    assert (owed.state, due(case, "result")) == ("open", "2026-04-10 00:00")
    actions.answer_back(complaint_id=case.pk, text="结果已上报", by="H1", at=QUIET_END + timedelta(days=4))
    assert duties(case, "result")[0].state == "met"


def test_what_must_be_done_first_holds_the_closing(desk: Desk) -> None:
    case = desk.taken()
    given = {"complaint_id": case.pk, "by": "D1"}
    actions.find(**given, upheld=True, ours=True, text="录像属实", at=MONDAY + timedelta(hours=5))
    desk.answer(case, at=MONDAY + timedelta(hours=6))
    desk.deliver(case, at=MONDAY + timedelta(hours=6))
    with pytest.raises(WrongState, match="still owed"):
        actions.close(**given, text="满意", at=QUIET_END)
    actions.apologise(**given, text="携柜员上门致歉", at=QUIET_END, done_at=MONDAY + timedelta(hours=20))
    assert duties(case, "apology_visit")[0].state == "met"
    actions.close(**given, text="满意", at=QUIET_END)
    assert duties(case, "rectify")[0].state == "open"  # mending is owed on, whatever becomes of the case
