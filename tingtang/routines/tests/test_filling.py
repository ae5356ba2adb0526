"""Filling a list: nothing is ticked before somebody looked, a fail opens what its line says, no day is filled later."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tingtang.audit.models import Entry
from tingtang.duties.models import Duty
from tingtang.lobby.models import DeviceFault
from tingtang.routines.actions import answer, begin, hand_in, mend
from tingtang.routines.errors import AlreadyDone, BadInput, NoSuchRecord, NotOwed, NotYours, PastDay
from tingtang.routines.queries import in_time, lists_of, to_mend
from tingtang.routines.tests.place import BEFORE, DAY, EARLY, JPEG, Place, duty, later, line, state

pytestmark = pytest.mark.postgres


def test_no_line_has_an_answer_until_somebody_looked(place: Place) -> None:
    filling = place.begun()
    assert set(filling.answers.values_list("result", "by", "at")) == {(None, "", None)}
    assert place.begun(by="H1", at=later(minutes=5)) == filling
    with pytest.raises(BadInput, match="not looked at"):
        hand_in(filling_id=filling.pk, by="L1", at=EARLY)
    assert state(f"checklist.{BEFORE}") == "open"


def test_there_is_a_line_for_each_device_and_each_material_of_the_outlet(place: Place) -> None:
    place.poster()
    place.poster(title="服务夹价目表", place="folder", to_on=None)
    place.poster(title="下月海报", from_on=DAY + timedelta(days=9))
    filling = place.begun()
    assert line(filling, "machine").zh.startswith("ATM-1：")
    assert line(filling, "screen").device == place.screen
    assert line(filling, "shown").zh.startswith("秋季存款海报：")
    assert line(filling, "folder_own").en.startswith("服务夹价目表: ")
    assert not filling.answers.filter(item__in=["kiosk", "brochure"]).exists()  # the outlet has none


def test_handed_in_before_the_doors_open_it_meets_the_duty(place: Place) -> None:
    place.night()
    filling = place.filled(place.begun())
    assert (state(f"checklist.{BEFORE}"), filling.late) == ("met", False)
    assert state("checklist.lobby_manager.day") == "open"  # another list of the same outlet
    assert duty(f"checklist.{BEFORE}").evidence_id == str(filling.pk)
    with pytest.raises(AlreadyDone):
        answer(answer_id=line(filling, "signs").pk, result="fail", note="缺", by="L1", at=EARLY)
    with pytest.raises(AlreadyDone):
        hand_in(filling_id=filling.pk, by="L1", at=EARLY)


def test_handed_in_after_it_it_is_kept_as_late_and_the_miss_stands(place: Place) -> None:
    place.night()
    filling = place.begun()
    filling = place.filled(filling, at=later(minutes=30))  # to the second at which the doors open: in time
    assert (state(f"checklist.{BEFORE}"), filling.late) == ("met", False)
    late = place.filled(place.begun("guard.before_opening", "G1"), "G1", later(minutes=31))
    assert (state("checklist.guard.before_opening"), late.late) == ("missed", True)
    assert {one.name: one.state for one in lists_of("O1", DAY)}["guard.before_opening"] == "late"


def test_no_other_day_is_filled(place: Place) -> None:
    filling = place.begun()
    for at in (later(days=1), later(days=-1)):
        with pytest.raises(PastDay):
            answer(answer_id=line(filling, "signs").pk, result="ok", by="L1", at=at)
    with pytest.raises(PastDay):
        hand_in(filling_id=filling.pk, by="L1", at=later(days=1))
    assert place.begun(at=later(days=1)) != filling  # the next day has a list of its own
    with pytest.raises(NotOwed):
        place.begun("teller.self_check", "L1")  # no teller
    with pytest.raises(NoSuchRecord):
        place.begun("teller.tea_break")


def test_a_failed_device_opens_its_fault_and_the_same_fault_twice_is_one(place: Place) -> None:
    filling = place.begun()
    with pytest.raises(BadInput):
        answer(answer_id=line(filling, "machine").pk, result="fail", by="L1", at=EARLY)
    with pytest.raises(BadInput):
        answer(answer_id=line(filling, "machine").pk, result="fail", note="x", fault="cash", by="L1", at=EARLY)
    failed = answer(
        answer_id=line(filling, "machine").pk, result="fail", note="不出钞", fault="broken", by="L1", at=EARLY
    )
    fault = DeviceFault.objects.get()
    assert (failed.fault, fault.kind, fault.described) == (fault, "broken", "不出钞")
    assert state("device.fix", fault.pk) == "open"
    with pytest.raises(BadInput):
        mend(answer_id=failed.pk, remedy="好了", by="L1", at=EARLY)  # in the register of devices
    again = place.begun(at=later(days=1))
    answer(answer_id=line(again, "machine").pk, result="fail", note="还是", fault="broken", by="L1", at=later(days=1))
    assert DeviceFault.objects.count() == 1


def test_failed_material_opens_a_task_that_is_met_by_making_it_good(place: Place) -> None:
    filling = place.begun()
    failed = answer(answer_id=line(filling, "folder_log").pk, result="fail", note="用完了", by="L1", at=EARLY)
    task = duty("checklist.material", failed.pk)
    assert (task.owner_role, task.institution_id) == ("lobby_manager", "O1")
    assert task.due_at == later(days=2, hours=-8)  # the end of Tuesday
    assert "用完了" in task.inputs["found"]["value"]
    assert list(to_mend(["O1"])) == [failed]
    with pytest.raises(BadInput):
        mend(answer_id=failed.pk, remedy=" ", by="L1", at=later(hours=2))
    mend(answer_id=failed.pk, remedy="已补两本", by="L1", at=later(hours=2))
    assert state("checklist.material", failed.pk) == "met"
    assert not to_mend(["O1"]).exists()
    with pytest.raises(AlreadyDone):
        mend(answer_id=failed.pk, remedy="再补", by="L1", at=later(hours=3))
    with pytest.raises(BadInput):
        mend(answer_id=line(filling, "signs").pk, remedy="没坏", by="L1", at=later(hours=3))


def test_a_person_fills_their_own_list_and_owes_what_failed_in_it(place: Place) -> None:
    with pytest.raises(NotYours):
        begin(institution_id="O1", name="staff.self_check", by="L1", at=EARLY, staff_id="T1")
    mine = place.begun("staff.self_check", "T1")
    with pytest.raises(NotYours):
        answer(answer_id=line(mine, "badge").pk, result="ok", by="L1", at=EARLY)
    failed = answer(answer_id=line(mine, "badge").pk, result="fail", note="忘带", by="T1", at=EARLY)
    assert duty("checklist.task", failed.pk).owner_staff_id == "T1"
    place.filled(mine, "T1")
    assert state("checklist.staff.self_check", "T1") == "met"


def test_in_order_may_turn_out_wrong_and_wrong_never_becomes_in_order(place: Place) -> None:
    filling = place.begun()
    key = line(filling, "signs").pk
    with pytest.raises(BadInput):
        answer(answer_id=key, result="none", by="L1", at=EARLY)
    answer(answer_id=key, result="ok", by="L1", at=EARLY, photo=JPEG)
    answer(answer_id=key, result="fail", note="少一块", by="L1", at=later(minutes=3))
    assert line(filling, "signs").photo is not None
    with pytest.raises(AlreadyDone):
        answer(answer_id=key, result="ok", by="L1", at=later(minutes=4))
    for wrong in ({"result": "fine"}, {"result": "fail", "note": "字" * 201}, {"result": "ok", "photo": b"GIF89a"}):
        with pytest.raises(BadInput):
            answer(answer_id=line(filling, "stands").pk, by="L1", at=EARLY, **wrong)


def test_every_write_leaves_its_trail_without_the_words(place: Place) -> None:
    filling = place.begun()
    answer(answer_id=line(filling, "folder_log").pk, result="fail", note="丢在家里", by="L1", at=EARLY)
    found = list(Entry.objects.filter(action__startswith="checklist.").values_list("action", "detail"))
    assert [action for action, _ in found] == ["checklist.begin", "checklist.answer"]
    assert "丢在家里" not in str(found)


def test_lists_in_time_are_counted_by_outlet(place: Place) -> None:
    place.night()
    filling = place.begun()
    answer(answer_id=line(filling, "folder_log").pk, result="fail", note="无", by="L1", at=EARLY)
    place.filled(filling)
    place.filled(place.begun("guard.before_opening", "G1"), "G1", later(hours=1))
    (row,) = in_time({"O1", "O3"}, DAY, DAY)
    assert (row.institution.pk, row.met, row.over, row.failed) == ("O1", 1, 2, 1)
    assert Duty.objects.filter(state="open", institution="O1").exists()
