"""The page of an institution: people, leave, opening."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tingtang.organisation.models import Institution, Leave, OpeningException, Staff, WorkingHours
from tingtang.organisation.tests.bank import person, signed_up, small_bank

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> dict[str, Staff]:
    small_bank()
    made = {"H1": "outlet_head", "D1": "deputy_head", "M1": "wealth_manager", "L1": "lobby_manager"}
    return {key: person(key, position) for key, position in made.items()}


def as_(staff: Staff) -> Client:
    client = Client()
    client.force_login(signed_up(staff))
    return client


def leave(**changes: object) -> dict[str, object]:
    today = timezone.localdate()
    days = {"first_on": today, "last_on": today + timedelta(3)}
    return {"staff": "M1", "deputy": "L1", "reason": "年假"} | days | changes


def test_one_comes_to_ones_own_institution(people: dict[str, Staff]) -> None:
    assert as_(people["L1"]).get("/organisation").headers["Location"] == "/organisation/O1"


def test_everyone_here_sees_people_and_opening_but_only_heads_see_the_forms(people: dict[str, Staff]) -> None:
    seen, head = as_(people["L1"]).get("/organisation/O1").text, as_(people["H1"]).get("/organisation/O1").text
    assert "员工M1" in seen
    assert "大堂经理" in seen
    assert "登记休假" not in seen
    assert "登记休假" in head
    assert "设置营业时间" in head


def test_in_english_the_page_has_no_chinese_labels(people: dict[str, Staff]) -> None:
    client = as_(people["H1"])
    client.cookies["lang"] = "en"
    page = client.get("/organisation/O1").text
    assert "Register leave" in page
    assert "Lobby manager" in page
    assert "登记" not in page


def test_a_branch_head_walks_down_and_an_outlet_sees_nothing_beside_or_above(people: dict[str, Staff]) -> None:
    above = as_(person("B9", "branch_head", "B1"))
    assert 'href="/organisation/O2"' in above.get("/organisation/B1").text
    assert above.get("/organisation/O2").status_code == 200
    here = as_(people["H1"])
    assert [here.get(f"/organisation/{key}").status_code for key in ("O2", "B1", "none")] == [404, 404, 404]


def test_a_registered_leave_shows_on_the_page_and_is_taken_back(people: dict[str, Staff]) -> None:
    head = as_(people["H1"])
    assert head.post("/organisation/O1/leave", leave()).headers["Location"] == "/organisation/O1"
    page = head.get("/organisation/O1").text
    assert "代理：员工L1" in page
    row = Leave.objects.get()
    assert head.post(f"/organisation/O1/leave/{row.pk}").status_code == 302
    assert not Leave.objects.exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"deputy": "M1"}, "代理人不能是本人"),
        ({"last_on": "2020-01-01"}, "结束日期早于开始日期"),
        ({"staff": "H1"}, "本人的休假须由他人登记"),
        ({"first_on": "soon"}, "aria-invalid"),
    ],
)
def test_a_refused_leave_says_why_beside_the_field_and_keeps_what_was_typed(people, changes, said) -> None:
    answer = as_(people["H1"]).post("/organisation/O1/leave", leave(**changes))
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="年假"' in answer.text
    assert not Leave.objects.exists()


def test_people_of_other_places_are_neither_sent_on_leave_nor_named_deputy(people: dict[str, Staff]) -> None:
    person("F1", "wealth_manager", "O3")
    person("T1", "third_party")
    head = as_(people["H1"])
    for changes in ({"staff": "F1"}, {"deputy": "F1"}, {"deputy": "T1"}):
        assert head.post("/organisation/O1/leave", leave(**changes)).status_code == 404
    assert head.post("/organisation/O3/leave", leave()).status_code == 404


def test_someone_of_the_branch_may_stand_in(people: dict[str, Staff]) -> None:
    person("B9", "branch_head", "B1")
    assert as_(people["D1"]).post("/organisation/O1/leave", leave(staff="H1", deputy="B9")).status_code == 302


def test_only_heads_change_leave_and_hours(people: dict[str, Staff]) -> None:
    manager = as_(people["M1"])
    for door in ("leave", "leave/1", "hours", "exception"):
        assert manager.post(f"/organisation/O1/{door}").status_code == 403


def test_a_day_that_differs_stands_with_its_reason(people: dict[str, Staff]) -> None:
    head, on = as_(people["H1"]), timezone.localdate() + timedelta(1)
    assert head.post("/organisation/O1/exception", {"on": on, "reason": "停电检修"}).status_code == 302
    assert OpeningException.objects.get().opens is None
    assert "停电检修" in head.get("/organisation/O1").text
    bad = head.post("/organisation/O1/exception", {"on": on, "reason": "x", "opens": "09:00"})
    assert bad.status_code == 422
    assert "两个时间" in bad.text


def test_working_hours_are_set_from_a_date(people: dict[str, Staff]) -> None:
    head = as_(people["H1"])
    given = {"day_kind": "working", "from_on": "2026-01-01", "opens": "08:30", "closes": "17:00"}
    assert head.post("/organisation/O1/hours", given).status_code == 302
    assert str(WorkingHours.objects.get()) == "O1 working 08:30:00-17:00:00"
    assert "08:30–17:00" in head.get("/organisation/O1").text
    assert head.post("/organisation/O1/hours", {**given, "day_kind": "someday"}).status_code == 422


def test_a_long_list_of_people_is_paged(people: dict[str, Staff], django_assert_max_num_queries) -> None:
    place = Institution.objects.get(pk="O1")
    Staff.objects.bulk_create(
        Staff(staff_id=f"X{n:03}", name=f"某{n:03}", institution=place, position="open_teller") for n in range(120)
    )
    head = as_(people["H1"])
    head.get("/organisation/O1")
    with django_assert_max_num_queries(25):
        page = head.get("/organisation/O1?page=3").text
    assert "3 / 3" in page
    assert head.get("/organisation/O1?page=zero").status_code == 200
