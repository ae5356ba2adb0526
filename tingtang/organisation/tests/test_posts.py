"""`/posts`: one asks for an extra post, another grants it, either ends it; nobody their own, nothing in the past."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from tests.races import at_once
from tingtang.audit.models import Entry
from tingtang.organisation import actions
from tingtang.organisation.access import viewer_of_staff
from tingtang.organisation.models import ExtraPost, Institution, PostRequest, Staff
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person, signed_up, small_bank
from tingtang.organisation.tree import rebuild_tree
from tingtang.shared.times import business_date

pytestmark = pytest.mark.django_db


def _today() -> date:
    return business_date(timezone.now())


def _bank() -> dict[str, Staff]:
    small_bank()
    department = Institution.objects.create(institution_id="IT", parent_id="P", kind="department", name="科技部")
    rebuild_tree()
    at = {"X1": ("administrator", department.pk), "HB": ("branch_head", "B1"), "HP": ("branch_head", "P"),
          "M1": ("wealth_manager", "O1"), "H1": ("outlet_head", "O1"), "M3": ("wealth_manager", "O3"),
          "T1": ("third_party", "O1")}  # fmt: skip
    return {key: person(key, position, place) for key, (position, place) in at.items()}


@pytest.fixture
def people() -> dict[str, Staff]:
    return _bank()


def as_(staff: Staff) -> Client:
    client = Client()
    client.force_login(signed_up(staff))
    return client


def _asking(**changes: Any) -> dict[str, Any]:
    said = {
        "staff": "M1",
        "position": "outlet_head",
        "institution": "O2",
        "from_on": _today(),
        "to_on": "",
        "reason": "缺岗",
    }
    return {**said, "from_on": _today(), **changes}


def _ask(by: str = "X1", **changes: Any) -> PostRequest:
    said = _asking(**changes)
    return actions.ask_post(
        by=by, at=timezone.now(), staff=Staff.objects.get(pk=said["staff"]), position=Position(said["position"]),
        institution=Institution.objects.get(pk=said["institution"]), from_on=said["from_on"],
        to_on=said["to_on"] or None, reason=said["reason"],
    )  # fmt: skip


def test_the_administrator_asks_the_head_above_grants_and_the_post_stands(people: dict[str, Staff]) -> None:
    administrator, head = as_(people["X1"]), as_(people["HB"])
    page = administrator.get("/posts").text
    assert "outlet O2" in page, "an administrator of a department reaches the institution it is a department of"
    assert administrator.post("/posts", _asking()).headers["Location"] == "/posts?list=asked"
    asked = PostRequest.objects.get()
    assert not ExtraPost.objects.exists(), "asked for is not given"
    assert "待他人批准" in administrator.get("/posts?list=asked").text
    assert administrator.post(f"/posts/requests/{asked.pk}", {"decision": "grant"}).status_code == 403
    assert "缺岗" in head.get("/posts?list=asked").text
    assert head.post(f"/posts/requests/{asked.pk}", {"decision": "grant"}).status_code == 302
    assert viewer_of_staff("M1", _today()).may("duty.reassign")
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by) == ("granted", "HB")
    for name, said in (("standing", "员工M1"), ("decided", "已批准")):
        assert said in administrator.get(f"/posts?list={name}").text
    trail = list(Entry.objects.filter(subject_id="M1").order_by("id").values_list("action", "actor"))
    assert trail == [("post.ask", "X1"), ("post.give", "HB")]


def test_it_is_refused_only_with_the_reason_which_the_page_keeps(people: dict[str, Staff]) -> None:
    asked, head = _ask(), as_(people["HB"])
    address = f"/posts/requests/{asked.pk}"
    without = head.post(address, {"decision": "refuse", "note": " "})
    assert (without.status_code, "请说明原因" in without.text) == (422, True)
    assert head.post(address, {"decision": "refuse", "note": "另有安排"}).status_code == 302
    assert "另有安排" in head.get("/posts?list=decided").text
    again = head.post(address, {"decision": "grant"})
    assert (again.status_code, "已有决定" in again.text) == (422, True)
    assert not ExtraPost.objects.exists()


def test_nobody_grants_what_they_asked_for_or_their_own_post(people: dict[str, Staff]) -> None:
    own = _ask(by="HB")
    head = as_(people["HB"])
    refused = head.post(f"/posts/requests/{own.pk}", {"decision": "grant"})
    assert (refused.status_code, "申请人和本人以外" in refused.text) == (422, True)
    for_them = _ask(staff="HB", position="outlet_head", institution="O2", by="X1")
    assert head.post(f"/posts/requests/{for_them.pk}", {"decision": "grant"}).status_code == 422
    assert as_(people["HP"]).post(f"/posts/requests/{for_them.pk}", {"decision": "grant"}).status_code == 302
    assert list(ExtraPost.objects.values_list("staff", flat=True)) == ["HB"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"staff": "nobody"}, "staff"),
        ({"staff": "T1"}, "staff"),
        ({"staff": "M1", "position": "wealth_manager", "institution": "O1"}, "staff"),
        ({"position": "administrator"}, "position"),
        ({"position": "kiosk"}, "position"),
        ({"institution": "nowhere"}, "institution"),
        ({"from_on": timedelta(-1)}, "from_on"),
        ({"from_on": "9999-01-01"}, "from_on"),
        ({"to_on": timedelta(-1)}, "to_on"),
        ({"to_on": "9999-12-31"}, "to_on"),
        ({"reason": " "}, "reason"),
    ],
)
def test_what_cannot_be_asked_names_its_field_and_keeps_what_was_typed(people, changes, field) -> None:
    said = {key: _today() + one if isinstance(one, timedelta) else one for key, one in changes.items()}
    answer = as_(people["X1"]).post("/posts", _asking(**said))
    assert answer.status_code == 422
    assert f'id="post-{field}-mistake"' in answer.text
    assert f'value="{_asking(**said)["staff"]}"' in answer.text
    assert not PostRequest.objects.exists()


def test_a_head_asks_below_and_for_people_below_only(people: dict[str, Staff]) -> None:
    head = as_(people["HB"])
    for said, field in (({"institution": "O3"}, "institution"), ({"staff": "M3"}, "staff")):
        assert f'id="post-{field}-mistake"' in head.post("/posts", _asking(**said)).text
    elsewhere = _ask(staff="M3", institution="O3")
    assert head.post(f"/posts/requests/{elsewhere.pk}", {"decision": "grant"}).status_code == 404
    assert "员工M3" not in head.get("/posts?list=asked").text


def test_the_same_twice_waits_once_and_is_held_once(people: dict[str, Staff]) -> None:
    asked, administrator = _ask(), as_(people["X1"])
    assert "待批准" in administrator.post("/posts", _asking()).text
    actions.grant_post(by="HB", at=timezone.now(), request_id=asked.pk)
    assert "已任此岗位" in administrator.post("/posts", _asking(from_on=_today() + timedelta(9))).text


def test_what_is_granted_late_begins_on_its_day_and_what_is_over_is_asked_anew(people: dict[str, Staff]) -> None:
    asked, over = _ask(), _ask(position="lobby_manager", to_on=_today() + timedelta(1))
    later = timezone.now() + timedelta(days=3)
    given = actions.grant_post(by="HB", at=later, request_id=asked.pk)
    assert given.from_on == _today() + timedelta(3), "nothing is given for days that have passed"
    with pytest.raises(actions.PostRefused) as refused:
        actions.grant_post(by="HB", at=later, request_id=over.pk)
    assert refused.value.field == "from_on"


def test_a_post_is_ended_with_a_reason_earlier_and_never_later(people: dict[str, Staff]) -> None:
    post = ExtraPost.objects.create(
        staff=people["M1"], position="outlet_head", institution_id="O2", from_on=_today() - timedelta(5),
        to_on=_today() + timedelta(5),
    )  # fmt: skip
    client, address = as_(people["X1"]), f"/posts/{post.pk}/end"
    for last, why in ((_today() + timedelta(6), "延长"), (_today() - timedelta(2), "倒签"), (_today(), " ")):
        assert client.post(address, {"last_on": last, "reason": why}).status_code == 422
    assert client.post(address, {"last_on": _today() - timedelta(1), "reason": "调回"}).status_code == 302
    assert not viewer_of_staff("M1", _today()).may("duty.reassign")
    assert Entry.objects.get(action="post.end").detail["reason"] == "调回"
    assert "员工M1" in client.get("/posts?list=ended").text
    assert client.post(address, {"last_on": _today(), "reason": "再次"}).status_code == 422


def test_one_that_has_not_begun_is_taken_back_whole(people: dict[str, Staff]) -> None:
    ahead = _today() + timedelta(9)
    post = ExtraPost.objects.create(staff=people["M1"], position="outlet_head", institution_id="O2", from_on=ahead)
    actions.end_extra_post(by="X1", at=timezone.now(), post=post, last_on=_today(), reason="不再需要")
    assert not ExtraPost.objects.exists()
    assert Entry.objects.get(action="post.end").actor == "X1"


def test_in_english_the_page_has_no_chinese_labels(people: dict[str, Staff]) -> None:
    _ask()
    client = as_(people["HP"])
    client.post("/language", {"lang": "en"})
    for name in ("standing", "asked", "ended", "decided"):
        page = client.get(f"/posts?list={name}").text
        assert [word for word in ("兼任", "申请", "批准", "最后一天") if word in page] == []


@pytest.mark.parametrize(
    "change",
    [
        {"decided_by": "X1", "decided_at": timezone.now(), "state": "granted"},
        {"decided_by": "M1", "decided_at": timezone.now(), "state": "granted"},
        {"state": "granted"},
        {"decided_by": "HB", "decided_at": timezone.now(), "state": "refused"},
        {"decided_by": "HB"},
        {"reason": ""},
        {"to_on": date(2020, 1, 1)},
    ],
)
def test_the_database_holds_two_people_and_a_reason(people: dict[str, Staff], change: dict[str, Any]) -> None:
    asked = _ask()
    with pytest.raises(IntegrityError), transaction.atomic():
        PostRequest.objects.filter(pk=asked.pk).update(**change)


@pytest.mark.slow
def test_granted_by_two_at_once_it_is_one_post(on_each_database: str) -> None:
    _bank()
    asked = _ask()
    grants = [lambda by=by: actions.grant_post(by=by, at=timezone.now(), request_id=asked.pk) for by in ("HB", "HP")]
    results = at_once(*grants, refusals=actions.PostRefused)
    assert sorted(type(one).__name__ for one in results) == ["ExtraPost", "PostRefused"]
    assert ExtraPost.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        PostRequest.objects.filter(pk=asked.pk).update(note="x")
