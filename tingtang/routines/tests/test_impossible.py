"""What must not be is refused by the database itself, on SQLite and on PostgreSQL, whoever writes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tests.races import at_once
from tingtang.duties.models import Duty
from tingtang.lobby.models import DeviceFault
from tingtang.routines.actions import answer, begin, hand_in, mend, record_accessibility
from tingtang.routines.errors import RoutineError
from tingtang.routines.models import Accessibility, Answer, Filling, Keeper, Licence, Material, Mending, Photo
from tingtang.routines.tests.place import BEFORE, DAY, EARLY, JPEG, Place, later, line

pytestmark = pytest.mark.postgres
THREADS = 4
HERE = {"institution_id": "O1"}


def refused(change: Any) -> bool:
    """Whether the database refuses, leaving the test's transaction as it was."""
    try:
        with transaction.atomic():
            change()
    except DatabaseError:
        return True
    return False


@pytest.mark.parametrize(
    "fields",
    [
        {"result": "fine"}, {"result": "ok"}, {"at": EARLY, "by": "L1"}, {"note": "x"},
        {"result": "fail", "at": EARLY, "by": "L1"}, {"result": "fail", "at": EARLY, "by": "L1", "note": "黑屏"},
        {"opens": "party"}, {"device": None},
    ],
    ids=str,
)  # fmt: skip
def test_a_line_that_makes_no_sense_cannot_be_kept(place: Place, fields: dict[str, Any]) -> None:
    one = line(place.begun(), "machine")
    assert refused(lambda: Answer.objects.filter(pk=one.pk).update(**fields))


def test_no_line_begins_answered_and_none_is_removed(place: Place) -> None:
    filling = place.begun()
    plain = {"filling": filling, "n": 99, "item": "x", "zh": "x", "en": "x", "article": "A38", "opens": "task"}
    assert refused(lambda: Answer.objects.create(**plain, result="ok", by="L1", at=EARLY))
    assert not refused(lambda: Answer.objects.create(**plain))
    assert refused(lambda: filling.answers.all()._raw_delete(using="default"))


def test_a_list_is_handed_in_whole_and_then_stands(place: Place) -> None:
    filling = place.begun("outlet.opening_round", "H1")
    assert refused(lambda: Filling.objects.filter(pk=filling.pk).update(done_at=EARLY, done_by="H1"))
    failed = answer(answer_id=line(filling, "clean").pk, result="fail", note="有水渍", by="H1", at=EARLY, photo=JPEG)
    assert refused(lambda: Answer.objects.filter(pk=failed.pk).update(result="ok"))
    place.filled(filling, "H1")
    assert refused(lambda: Filling.objects.filter(pk=filling.pk).update(due_at=later(days=1)))
    assert refused(lambda: filling.answers.filter(item="plants").update(result="fail", note="枯叶"))
    assert refused(lambda: Mending.objects.create(answer=line(filling, "plants"), at=EARLY, by="H1", remedy="x"))
    assert refused(lambda: Mending.objects.create(answer=failed, at=later(hours=-1), by="H1", remedy="x"))
    assert not refused(lambda: Mending.objects.create(answer=failed, at=later(hours=1), by="H1", remedy="已拖净"))
    assert refused(lambda: Mending.objects.update(remedy="别的"))
    assert refused(lambda: Photo.objects.all()._raw_delete(using="default"))


@pytest.mark.parametrize(
    "change",
    [
        lambda: Licence.objects.create(**HERE, kind="head_notice", number="2", hung_at=EARLY, hung_by="H1"),
        lambda: Licence.objects.update(ended_at=later(hours=-1), ended_by="H1"),
        lambda: Licence.objects.update(ended_at=later(hours=1)),
        lambda: Material.objects.update(to_on=DAY - timedelta(days=1)),
        lambda: Material.objects.update(place="roof"),
        lambda: Keeper.objects.create(**HERE, facility="garden", staff_id="L1", named_at=EARLY, named_by="H1"),
        lambda: Accessibility.objects.update(parking=True),
        lambda: Accessibility.objects.create(
            institution_id="O1", way_in=False, low_counter=False, wheelchair=False, reading_aid=False,
            hearing_aid=False, parking=False, at=EARLY, by="H1",
        ),
    ],
    ids=["two notices", "ended before", "ended by nobody", "dates", "place", "facility", "changed", "no way in"],
)  # fmt: skip
def test_an_entry_of_a_register_that_makes_no_sense_cannot_be_kept(place: Place, change: Any) -> None:
    place.licence("head_notice")
    place.poster()
    record_accessibility(institution_id="O1", way_in=True, by="H1", at=EARLY)
    assert refused(change)


@pytest.mark.slow
def test_of_many_at_once_one_list_one_fault_one_hand_in_and_one_mending_are_kept(on_each_database: str) -> None:
    place = Place()
    start = lambda: begin(institution_id="O1", name=BEFORE, by="L1", at=EARLY)  # noqa: E731
    at_once(*[start] * THREADS, refusals=RoutineError)
    filling = Filling.objects.get()
    assert filling.answers.count() == Answer.objects.count() > 10
    machine, folder = line(filling, "machine").pk, line(filling, "folder_log").pk
    for key in (machine, folder):
        fail = lambda key=key: answer(answer_id=key, result="fail", note="坏了", by="L1", at=EARLY)  # noqa: E731
        at_once(*[fail] * THREADS, refusals=RoutineError)
    assert DeviceFault.objects.count() == Duty.objects.filter(kind="checklist.material").count() == 1
    for one in filling.answers.filter(result__isnull=True):
        answer(answer_id=one.pk, result="ok", by="L1", at=EARLY)
    at_once(*[lambda: hand_in(filling_id=filling.pk, by="L1", at=EARLY)] * THREADS, refusals=RoutineError)
    at_once(*[lambda: mend(answer_id=folder, remedy="补了", by="L1", at=EARLY)] * THREADS, refusals=RoutineError)
    assert Mending.objects.count() == 1
    assert Duty.objects.filter(kind=f"checklist.{BEFORE}", state="met").count() == 1
    assert place.machine.faults.count() == 1
