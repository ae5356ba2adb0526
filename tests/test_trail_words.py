"""The trail speaks in words: no action that the code base can write is without any, in either language."""

from __future__ import annotations

from tests.actions_written import details, subjects, written
from tingtang.customers.fields import FIELDS
from tingtang.desk.satisfaction.tables import TABLES
from tingtang.organisation.access import Tie
from tingtang.organisation.words import action_said, detail_said, subject_said, trail_words
from tingtang.satisfaction.models import Grading

# What the walk cannot follow: where it stands -> the codes that are written there.
SAID_ELSEWHERE = {
    "star.?satisfaction/actions/grading.py made.what": {f"star.{one}" for one in Grading.What.values},
    "satisfaction.export.?desk/satisfaction/views/satisfaction.py table": {
        f"satisfaction.export.{one}" for one in TABLES
    },
}
OF_THE_ROOM_ITSELF = {"field.reveal", "record.read"}  # audit.actions gives them to whoever names none


def codes() -> set[str]:
    return (set(written()) - set(SAID_ELSEWHERE)).union(*SAID_ELSEWHERE.values(), OF_THE_ROOM_ITSELF)


def test_the_walk_follows_every_action_but_those_that_are_said_here() -> None:
    assert {code for code in written() if "?" in code} == set(SAID_ELSEWHERE)
    assert {"contact.record", "booking.made", "quota.passed_up", "lobby.call", "lobby.counter.suspend"} <= set(
        written()
    )


def test_no_action_is_without_words_and_no_words_without_an_action() -> None:
    known = trail_words()["actions"]
    assert codes() - set(known) == set()
    assert set(known) - codes() == set()


def test_what_is_said_is_said_in_both_languages_and_never_a_code() -> None:
    for part, words in trail_words().items():
        for code, said in words.items():
            assert said.en, (part, code)
            assert not said.zh.isascii(), (part, code)
            assert "_" not in said.en, (part, code)


def test_every_detail_that_is_spelled_out_has_words() -> None:
    assert {key: files for key, files in details().items() if key not in trail_words()["details"]} == {}


def test_what_things_are_done_to_has_words() -> None:
    assert subjects() - set(trail_words()["subjects"]) == set()


def test_by_which_tie_somebody_looked_has_words() -> None:
    assert {str(one) for one in Tie} | {"at_counter", "channel", "own_page"} <= set(trail_words()["values"])


def test_each_field_of_a_customer_has_words() -> None:
    assert set(FIELDS) - set(trail_words()["values"]) == set()


def test_a_detail_is_read_as_a_sentence_would_say_it() -> None:
    detail = {
        "outcome": "reached", "willing": True, "to": "E1", "fields": ["phone", "email"], "evidence": "contact:158",
        "ended": [{"duty": 178, "verdict": "met"}], "kind": "contact.wealth", "skipped": {}, "reason": "客户在国外",
        "counter": None, "starts_at": "2026-12-01T03:00:00+00:00",
    }  # fmt: skip
    assert detail_said(detail, "zh", {"E1": "王思远"}) == [
        ("结果", "已联系上"), ("愿意", "是"), ("转给", "王思远"), ("字段", "电话、邮箱"), ("凭证", "联系记录 158"),
        ("完成的任务", "任务 178；结论 按时"), ("类别", "财富客户两周联系"), ("未安排", "—"), ("原因", "客户在国外"),
        ("窗口", "—"), ("开始时间", "2026-12-01 11:00"),
    ]  # fmt: skip
    assert detail_said({"willing": False}, "en", {}) == [("willing", "no")]
    told = {"reason": "extension 2, approved by E1, told"}
    assert detail_said(told, "zh", {"E1": "王思远"}) == [("原因", "第 2 次延期经王思远批准，已告知客户")]
    assert detail_said({"reason": "calendar 2027"}, "en", {})[0][1] == "the holidays of 2027 were announced"


def test_what_nobody_has_named_yet_is_shown_by_its_code() -> None:
    assert action_said("room.verb", "zh") == "room.verb"
    assert subject_said("thing", "en") == "thing"
    assert detail_said({"x": "y:z"}, "zh", {}) == [("x", "y:z")]
    assert detail_said({"x": "2026-13-45T99:00:00+00:00"}, "zh", {}) == [("x", "2026-13-45T99:00:00+00:00")]
