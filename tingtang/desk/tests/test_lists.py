"""Lists on their pages: why each row is there, kept by name, planned, taken out; the manager's board."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tingtang.audit.models import Entry
from tingtang.desk.outreach import board
from tingtang.desk.periods import parse_period
from tingtang.duties.models import Duty
from tingtang.manual.queries import rulebook
from tingtang.organisation.models import User
from tingtang.outreach.models import SavedList
from tingtang.outreach.tests.people import People
from tingtang.shared.times import day_end

NOW = timezone.now() - timedelta(minutes=5)


@pytest.fixture
def people(db: None) -> People:
    return People(signed=True, at=NOW)


def page_of(who: str, **headers: str) -> Client:
    signed_in = Client(headers=headers or None)
    signed_in.force_login(User.objects.get(username=who))
    return signed_in


def sheet_of(answer: Any) -> str:
    with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
        return file.read("xl/worksheets/sheet1.xml").decode()


def planned_of(people: People, *ids: str, **given: Any) -> Any:
    plain = {"which": "chosen", "rows": ids, "list_name": "到期客户", "first_on": people.today.isoformat()}
    return page_of("W1").post("/lists/plan?matures=30", {**plain, **given})


def test_nothing_asked_the_page_teaches_and_reads_no_customer(people: People) -> None:
    text = page_of("W1").get("/lists").text
    assert "从一个问题开始" in text
    assert "/lists?matures=30" in text
    assert "安排联系" not in text


def test_a_condition_that_cannot_be_read_is_refused_by_its_field_with_what_was_typed(people: People) -> None:
    people.customer("C1", name="王思远", tier="private")
    got = page_of("W1").get("/lists?tier=private&matures=abc&few=-3&product=shares&kind=X")
    assert got.status_code == 422
    assert "王思远" not in got.text  # never another list than the one asked for
    for name, text in (("matures", "abc"), ("few", "-3")):
        assert f'name="{name}" type="text"' in got.text
        assert f'value="{text}" aria-invalid="true" aria-describedby="wrong-{name}"' in got.text
    assert '<option value="shares" selected>shares</option>' in got.text
    assert '<option value="private" selected>' in got.text
    assert '<span class="mono small quiet">kind</span>' in got.text  # has no input on the page
    english = page_of("W1")
    english.cookies["lang"] = "en"
    assert "Give a whole number from 1 to 20" in english.get("/lists?few=99").text


def test_nothing_is_kept_planned_or_taken_out_of_conditions_that_cannot_be_read(people: People) -> None:
    one = people.customer("C1")
    page, given = page_of("W1"), {"which": "chosen", "rows": one.pk, "first_on": people.today.isoformat()}
    assert page.post("/lists/save?few=-3&tier=private", {"name": "少于三类"}).status_code == 422
    assert page.post("/lists/plan?few=-3&tier=private", {**given, "list_name": "x"}).status_code == 422
    asked = {**given, "as_format": "csv", "reason": "晨会"}
    assert page.post("/lists/export?few=-3&tier=private", asked).status_code == 422
    assert not SavedList.objects.exists()
    assert not Duty.objects.filter(kind__startswith="outreach").exists()


def test_each_row_says_why_it_is_there_with_its_figures(people: People) -> None:
    one = people.customer("C1", name="王思远", tier="private", last_reached_at=None, phone="")
    people.held(one, "W1", "1500000.00", maturity_on=people.today + timedelta(days=5))
    people.signal(one, "silence")
    text = page_of("W1").get("/lists?tier=private&matures=30&silent=60&signal=any&missing=needed&few=3").text
    for said in (
        "私人银行，资产 30 万元", "“产品W1”150 万元", "还有 5 天", "从未联系上", "已 70 天未联系上", "缺电话",
        "持有 1 类产品",
    ):  # fmt: skip
        assert said in text
    english = page_of("W1")
    english.cookies["lang"] = "en"
    text = english.get("/lists?matures=30&kind=C").text
    assert "Nobody fits" in text
    assert "in 5 days" in english.get("/lists?matures=30").text


def test_only_ones_own_are_there_and_numbers_stay_masked(people: People) -> None:
    people.customer("C1", name="王思远")
    people.customer("C2", name="欧阳修", manager="W2")
    text = page_of("W1").get("/lists?few=20").text
    assert "王思远" in text
    assert "欧阳修" not in text
    assert "138****5678" in text
    assert "13812345678" not in text
    both = page_of("H1").get("/lists?few=20").text
    assert "王思远" in both
    assert "欧阳修" in both


def test_a_list_is_kept_under_a_name_and_found_again_by_colleagues(people: People) -> None:
    page = page_of("H1")
    assert page.post("/lists/save?matures=30", {"name": "月底到期", "shared": "1"}).status_code == 302
    text = page_of("W1").get("/lists?matures=30").text
    assert "<h1>月底到期</h1>" in text
    assert "删除此名单" not in text
    again = page.post("/lists/save?matures=30", {"name": "月底到期"})
    assert again.status_code == 422
    assert "您已有同名名单" in again.text
    assert 'value="月底到期"' in again.text
    assert page.post(f"/lists/{SavedList.objects.get().pk}/remove").status_code == 302
    assert not SavedList.objects.exists()


def test_chosen_rows_are_planned_and_the_page_says_what_was_left_out(people: People) -> None:
    one = people.customer("C1")
    people.held(one, maturity_on=people.today + timedelta(days=5))
    answer = planned_of(people, "C1", "GHOST")
    assert answer.status_code == 302
    text = page_of("W1").get(answer.headers["Location"]).text
    assert "新安排了 1 位客户的联系" in text
    assert "不在您的范围内 1" in text
    duty = Duty.objects.get(kind="outreach.contact")
    assert (duty.owner_staff_id, duty.subject_id) == ("W1", "C1")
    assert duty.due_at == day_end(duty.period_on)


def test_a_planned_contact_stands_in_my_day_with_its_list(people: People) -> None:
    people.customer("C1", name="王思远")
    planned_of(people, "C1")
    Duty.objects.filter(kind="outreach.contact").update(show_at=NOW - timedelta(hours=1))
    text = page_of("W1").get("/").text
    assert "名单安排的联系" in text
    assert "名单“到期客户”安排在" in text


def test_all_of_the_list_is_planned_without_ticking(people: People) -> None:
    for n in range(3):
        one = people.customer(f"C{n}")
        people.held(one, maturity_on=people.today + timedelta(days=5))
    people.customer("C9")
    planned_of(people, which="all")
    assert set(Duty.objects.values_list("subject_id", flat=True)) == {"C0", "C1", "C2"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"rows": []}, "请选择客户"),
        ({"first_on": "2026-02-30"}, "wrong-first_on"),
        ({"first_on": "2020-01-01"}, "起始日期不能早于今天"),
        ({"list_name": ""}, "wrong-list_name"),
        ({"which": "some"}, "wrong-which"),
        ({"to_staff": "nobody"}, "没有这名员工"),
    ],
)
def test_a_plan_that_is_refused_keeps_what_was_typed_and_ticked(
    people: People, given: dict[str, Any], said: str
) -> None:
    one = people.customer("C1")
    people.held(one, maturity_on=people.today + timedelta(days=5))
    plain = {"which": "chosen", "rows": ["C1"], "list_name": "我的名单", "first_on": people.today.isoformat()}
    answer = page_of("H1").post("/lists/plan?matures=30", {**plain, **given})
    assert answer.status_code == 422
    assert said in answer.text
    if "rows" not in given:
        assert 'value="C1" checked' in answer.text
    if "list_name" not in given:
        assert 'value="我的名单"' in answer.text
    assert not Duty.objects.filter(kind="outreach.contact").exists()


def test_a_file_is_marked_masked_and_logged(people: People) -> None:
    people.customer("C1", name="王思远")
    people.customer("C2", name="欧阳修", manager="W2")
    page = page_of("W1")
    answer = page.post(
        "/lists/export?few=20", {"which": "chosen", "rows": ["C1", "C2"], "as_format": "xlsx", "reason": "晨会 & 讨论"}
    )
    assert answer.status_code == 200
    text = sheet_of(answer)
    for said in ("王思远", "138****5678", "用途：晨会 &amp; 讨论", "员工W1（W1）", "持有 0 类产品"):
        assert said in text
    assert "欧阳修" not in text
    assert "13812345678" not in text
    entry = Entry.objects.get(action="list.export")
    assert (entry.detail["rows"], entry.detail["reason"], entry.detail["format"]) == (1, "晨会 & 讨论", "xlsx")


def test_as_csv_too_and_never_without_a_reason_or_rows(people: People) -> None:
    people.customer("C1", name="=王思远")
    given = {"which": "all", "as_format": "csv", "reason": "晨会"}
    answer = page_of("W1").post("/lists/export?few=20", given)
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert "'=王思远" in answer.content.decode("utf-8-sig")
    for wrong in ({**given, "reason": " "}, {**given, "as_format": "pdf"}, {**given, "which": "chosen"}):
        assert page_of("W1").post("/lists/export?few=20", wrong).status_code == 422
    assert Entry.objects.filter(action="list.export").count() == 1


def test_the_coming_days_show_how_full_they_are(people: People) -> None:
    for n in range(11):
        people.customer(f"C{n:02}")
    planned_of(people, *(f"C{n:02}" for n in range(11)))
    text = page_of("H1").get("/lists/plans").text
    assert "10 满" in text
    assert "员工W1" in text
    assert "这些天没有安排" in page_of("W2").get("/lists/plans").text


def test_the_board_counts_each_person_and_leads_to_the_rows(people: People) -> None:
    covered, late = people.customer("C1"), people.customer("C2", last_reached_at=None)
    people.held(covered, "F1")
    people.held(covered, "D1")
    people.held(late, "F1")
    people.signal(late)
    text = page_of("H1").get("/board").text
    assert "50.0%" in text
    assert "1.5" in text
    assert "/lists?uncovered=1&amp;staff=W1" in text
    assert "clause=A31.4" in text
    rows = page_of("H1").get("/lists?uncovered=1&staff=W1").text
    assert "从未联系上，理财客户应每 30 天联系" in rows
    assert "C1<" not in rows


def test_the_board_of_a_period_and_a_place(people: People) -> None:
    people.customer("C1", assets=Decimal(1))
    assert page_of("HB").get("/board?period=2020").status_code == 200
    assert "员工W3" not in page_of("HB").get("/board").text
    assert page_of("HB").get("/board?institution=O3").status_code == 403
    assert page_of("W1").get("/board").status_code == 403


def test_a_page_beyond_the_end_of_the_board_is_its_last(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board, "PAGE", 2)
    pages = shown(people, 1).pages
    assert pages > 1
    seen = [row.staff.pk for n in range(1, pages + 1) for row in shown(people, n).people]
    assert len(seen) == len(set(seen))
    last, beyond = shown(people, pages), shown(people, 99)
    assert (beyond.page, beyond.pages) == (pages, pages)
    assert [row.staff.pk for row in beyond.people] == [row.staff.pk for row in last.people]


def shown(people: People, page: int) -> board.Board:
    return board.read_board("P", parse_period("", people.today), NOW, rulebook(), page)
