"""Notices and outages (A33.1) reach every screen below, in both languages, with progress that only grows."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from tingtang.live.models import OutboxEvent
from tingtang.lobby.actions.broadcasting import announce, end_outage, open_outage, tell_progress, withdraw
from tingtang.lobby.errors import BadInput, NoSuchRecord, WrongState
from tingtang.lobby.models import Announcement, Outage, OutageNote
from tingtang.lobby.queries.broadcasts import shown_at
from tingtang.lobby.tests.lobby import Lobby, after


def notices(at: str, minutes: float) -> list[str]:
    return [one.en for one in shown_at(at, after(minutes)).announcements]


def outage(at: str = "B1") -> Outage:
    return open_outage(institution_id=at, zh="核心系统故障", en="The core system is down", by="HB", at=after(0))


def test_a_notice_of_the_branch_is_on_the_screens_of_its_outlets_only(lobby: Lobby) -> None:
    announce(institution_id="B1", zh="春节安排", en="Spring festival", by="HB", at=after(0))
    announce(institution_id="O1", zh="本网点", en="This outlet", by="H1", at=after(1))
    assert notices("O1", 5) == ["This outlet", "Spring festival"]
    assert notices("O2", 5) == ["Spring festival"]
    assert notices("O3", 5) == []
    told = OutboxEvent.objects.filter(name="lobby.announcement").values_list("topic", flat=True)
    assert sorted(told) == ["outlet:B1", "outlet:O1", "outlet:O1", "outlet:O2"]


def test_a_notice_is_shown_from_until_or_till_it_is_withdrawn(lobby: Lobby) -> None:
    fields = {"institution_id": "O1", "zh": "通知", "by": "H1", "at": after(0)}
    announce(en="later", from_at=after(10), until_at=after(20), **fields)  # type: ignore[arg-type]
    one = announce(en="now", **fields)  # type: ignore[arg-type]
    assert [notices("O1", at) for at in (5, 10, 19, 20)] == [["now"], ["later", "now"], ["later", "now"], ["now"]]
    withdraw(announcement_id=one.pk, by="H1", at=after(6))
    assert notices("O1", 7) == []
    with pytest.raises(WrongState):
        withdraw(announcement_id=one.pk, by="H1", at=after(7))
    with pytest.raises(NoSuchRecord):
        withdraw(announcement_id=0, by="H1", at=after(7))


@pytest.mark.parametrize(
    ("field", "zh", "en", "until"),
    [("zh", " ", "x", None), ("en", "通知", "", None), ("zh", "通" * 201, "x", None), ("until_at", "通知", "x", 0)],
)
def test_a_notice_in_one_language_or_out_of_time_is_refused(
    lobby: Lobby, field: str, zh: str, en: str, until: int | None
) -> None:
    until_at = None if until is None else after(until)
    with pytest.raises(BadInput) as refused:
        announce(institution_id="O1", zh=zh, en=en, until_at=until_at, by="H1", at=after(0))
    assert refused.value.field == field
    assert not Announcement.objects.exists()


def test_an_outage_is_told_with_its_progress_until_it_is_over(lobby: Lobby) -> None:
    one = outage()
    tell_progress(outage_id=one.pk, zh="正在切换", en="Switching over", by="HB", at=after(10))
    [shown] = shown_at("O2", after(11)).outages
    assert [note.en for note in shown.notes] == ["The core system is down", "Switching over"]
    assert shown_at("O3", after(11)).outages == ()
    end_outage(outage_id=one.pk, zh="已恢复", en="It works again", by="HB", at=after(30))
    assert shown_at("O2", after(31)).outages == ()
    assert list(OutageNote.objects.order_by("n").values_list("n", flat=True)) == [1, 2, 3]
    with pytest.raises(WrongState):
        tell_progress(outage_id=one.pk, zh="又", en="again", by="HB", at=after(40))


def test_what_was_told_stays_told(lobby: Lobby) -> None:
    one = outage()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        OutageNote.objects.update(en="nothing happened")
    end_outage(outage_id=one.pk, zh="已恢复", en="It works again", by="HB", at=after(30))
    with pytest.raises(DatabaseError, match="final"), transaction.atomic():
        Outage.objects.filter(pk=one.pk).update(began_at=after(5))


def test_a_screen_asks_four_questions_however_much_there_is(lobby: Lobby, django_assert_num_queries: object) -> None:
    for _ in range(3):
        outage()
        announce(institution_id="P", zh="通知", en="notice", by="HB", at=after(0))
    with django_assert_num_queries(4):  # type: ignore[operator]
        found = shown_at("O1", after(5))
    assert (len(found.announcements), len(found.outages)) == (3, 3)
