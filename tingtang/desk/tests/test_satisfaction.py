"""Pages of satisfaction: figures and ratings, questionnaires answered by customers, symposiums, stars, the year."""

from __future__ import annotations

import csv
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tingtang.audit.models import Entry
from tingtang.complaints.models import Complaint
from tingtang.desk.satisfaction.pages import Line, below_chart, interval
from tingtang.desk.satisfaction.views import assessments, questionnaires, satisfaction
from tingtang.desk.satisfaction.views.satisfaction import day_of
from tingtang.desk.tests.bank import DeskBank
from tingtang.desk.tests.counting import held
from tingtang.duties.models import Duty
from tingtang.lobby.models import Counter, Rating, Ticket
from tingtang.organisation.positions import Position
from tingtang.satisfaction.counting import count_day
from tingtang.satisfaction.figures import Panel
from tingtang.satisfaction.models import Answer, AnswerLine, Grading, Questionnaire, Symposium, Version
from tingtang.satisfaction.share import Share
from tingtang.satisfaction.slips import sheet
from tingtang.shared.times import ZONE, business_date, day_start

PAGES = {
    "satisfaction, a branch": ("HB", "/satisfaction"),
    "satisfaction, an outlet": ("H1", "/satisfaction"),
    "ratings of a branch": ("HB", "/satisfaction/ratings"),
    "ratings of an outlet": ("H1", "/satisfaction/ratings"),
    "ratings of a day": ("H1", "/satisfaction/ratings/O1?odd=0"),
    "questionnaires": ("HB", "/satisfaction/questionnaires"),
    "symposiums": ("HB", "/satisfaction/symposiums"),
    "star tellers": ("HB", "/satisfaction/stars"),
    "yearly assessment": ("HB", "/satisfaction/assessment"),
}


class Served:
    """Visits of the last day, rated at a counter of the head's outlet."""

    def __init__(self, bank: DeskBank) -> None:
        self.on = bank.today - timedelta(days=1)
        self.teller = bank.person("T1", "吴静怡", Position.CLOSED_TELLER)
        self.counter = Counter.objects.create(institution_id="O1", label="1", since=day_start(self.on))
        self.n = 0

    def __call__(self, *scores: int, after: float = 9, apart: int = 300) -> Ticket:
        self.n += 1
        ended = day_start(self.on) + timedelta(hours=9, seconds=self.n * apart)
        made = Ticket.objects.create(
            institution_id="O1", on=self.on, prefix="A", seq=self.n, key=f"t{self.n}", service_class="ordinary",
            business="cash_deposit", origin="kiosk", taken_at=ended, clock_from=ended, ahead=0, state="served", n=4,
            since=ended, counter=self.counter, staff=self.teller, rating_asked_at=ended, ratings=len(scores),
        )  # fmt: skip
        for n, score in enumerate(scores, 1):
            Rating.objects.create(
                ticket=made, revision=n, score=score, at=ended + timedelta(seconds=after), by="token:panel"
            )
        count_day("O1", self.on)
        return made


@pytest.fixture
def served(bank: DeskBank) -> Served:
    return Served(bank)


@pytest.fixture
def branch(bank: DeskBank) -> Client:
    signed_in = Client()
    signed_in.force_login(bank.user(bank.branch_head))
    return signed_in


def test_without_ratings_the_pages_teach(head: Client, branch: Client) -> None:
    assert "这一期间还没有评价" in head.get("/satisfaction").text
    assert "还没有问卷" in branch.get("/satisfaction/questionnaires").text
    assert "还没有座谈会记录" in head.get("/satisfaction/symposiums").text
    assert "这里没有柜员" in head.get("/satisfaction/stars").text


def test_the_share_stands_with_its_interval_number_and_coverage(head: Client, branch: Client, served: Served) -> None:
    for score in (5, 5, 4, 2):
        served(score)
    served()
    address = f"/satisfaction?period={served.on:%Y-%m}"
    page = head.get(address).text
    for said in ("75.0%", "3 / 4 人", "30.0–95.5%", "评价 4 / 办结 5", "未达到", "要求落在区间内", "吴静怡"):
        assert said in page, said
    above = branch.get(address).text
    assert "江城滨江支行营业部" in above
    assert "75.0%" in above
    head.post("/language", {"lang": "en", "next": "/satisfaction"})
    assert "Satisfied: the top two of five" in head.get(address).text


def test_bursts_and_ratings_too_fast_are_shown_and_lead_to_their_tickets(head: Client, served: Served) -> None:
    for _ in range(5):
        served(5, after=0.3, apart=10)
    page = head.get(f"/satisfaction/ratings?period={served.on:%Y-%m}").text
    assert "集中评价" in page
    day = re.search(r"/satisfaction/ratings/O1\?on=[0-9-]+", page)
    assert day is not None
    odd = head.get(day[0] + "&odd=1").text
    assert odd.count("过快") >= 5
    assert "0.3 秒" in odd
    assert "/lobby/ticket/" in odd


def test_a_month_is_analysed_once_it_is_over(head: Client, bank: DeskBank) -> None:
    last = (bank.today.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    said = {"institution": "O1", "month": last, "causes": "排队久", "measures": ""}
    refused = head.post("/satisfaction/analyse", said)
    assert refused.status_code == 422
    assert "排队久" in refused.text
    assert head.post("/satisfaction/analyse", said | {"measures": "加开窗口"}).status_code == 302
    again = head.post("/satisfaction/analyse", said | {"measures": "再写"})
    assert again.status_code == 409
    assert "再写" in again.text
    assert "加开窗口" in head.get("/satisfaction").text


ROWS = {
    "kind-1": "scale", "zh-1": "您满意吗？", "en-1": "Are you satisfied?", "kind-2": "several", "zh-2": "哪里要改进？",
    "options-2": "等候 / Waiting\n环境 / Premises", "kind-3": "text", "zh-3": "还想说什么？",
}  # fmt: skip


@pytest.fixture
def asked(branch: Client) -> Questionnaire:
    """A questionnaire of the branch, published."""
    form = {"institution_id": "B", "title": "服务问卷", "title_en": "Service", "way": "link"}
    assert branch.post("/satisfaction/questionnaires/new", form).status_code == 302
    made = Questionnaire.objects.get()
    draft = f"/satisfaction/questionnaires/{made.pk}"
    assert branch.post(draft, {"edition": "0", "title": "服务问卷", **ROWS}).status_code == 302
    assert branch.post(f"{draft}/publish", {"edition": "1"}).status_code == 302
    return made


def test_a_draft_is_refused_by_the_row_and_never_overwritten(branch: Client, asked: Questionnaire) -> None:
    draft = f"/satisfaction/questionnaires/{asked.pk}"
    wrong = branch.post(draft, {"edition": "1", "title": "服务问卷", **ROWS, "options-2": "只有一个"})
    assert wrong.status_code == 422
    assert "wrong-row-2" in wrong.text
    assert "只有一个" in wrong.text
    assert branch.post(draft, {"edition": "0", "title": "旧的", **ROWS}).status_code == 409
    assert Version.objects.count() == 1
    assert branch.get(draft).text.count("<svg") > 2  # a code for each outlet


def test_a_device_answers_once_by_the_shared_code_and_what_came_is_counted_in_no_share(
    branch: Client, head: Client, asked: Questionnaire
) -> None:
    link = asked.links.get(institution="O1")
    questions = list(Version.objects.get().questions.order_by("n"))
    customer, page = Client(), f"/q/{link.key}"
    assert "您满意吗" in customer.get(page).text
    words = {f"q-{questions[1].pk}": ["0", "1"], f"q-{questions[2].pk}": "希望多开窗口"}
    missed = customer.post(page, words)
    assert missed.status_code == 422
    assert "希望多开窗口" in missed.text
    assert "checked" in missed.text
    assert customer.post(page, {"score": "5", f"q-{questions[1].pk}": "7"}).status_code == 422
    assert customer.post(page, {"score": "5", **words}).status_code == 302
    assert "已收到您的答卷" in customer.get(page).text
    customer.post(page, {"score": "1"})
    assert [one.score for one in Answer.objects.all()] == [5]
    assert AnswerLine.objects.count() == 2
    found = head.get(f"/satisfaction/questionnaires/{asked.pk}/results").text
    for said in ("1 份答卷", "不计入任何考核", "希望多开窗口", "等候"):
        assert said in found, said
    assert "95% 区间" not in found
    assert branch.post(f"/satisfaction/questionnaires/{asked.pk}/end").status_code == 302
    assert Client().get(page).status_code == 404


def test_a_link_takes_only_so_many_a_minute_and_loses_nothing(asked: Questionnaire) -> None:
    page, now = f"/q/{asked.links.get(institution='O1').key}", timezone.now()
    said = {"questionnaire": asked, "version": Version.objects.get(), "institution_id": "O1", "on": business_date(now)}
    Answer.objects.bulk_create(Answer(**said, respondent=f"device:{n}", at=now, score=4) for n in range(20))
    late = Client().post(page, {"score": "4"})
    assert late.status_code == 429
    assert "请一分钟后再试" in late.text
    assert Answer.objects.count() == 20
    elsewhere = f"/q/{asked.links.get(institution='O2').key}"
    assert Client().post(elsewhere, {"score": "4"}).status_code == 302


def test_a_ticket_answers_once_from_its_own_page(branch: Client, served: Served) -> None:
    ticket = served()
    assert branch.get(f"/q/t/{ticket.key}/invite").status_code == 204
    branch.post("/satisfaction/questionnaires/new", {"institution_id": "B", "title": "凭票", "way": "ticket"})
    made = Questionnaire.objects.get()
    branch.post(f"/satisfaction/questionnaires/{made.pk}/publish", {"edition": "0"})
    customer, page = Client(), f"/q/t/{ticket.key}"
    assert "填写满意度问卷" in customer.get(f"{page}/invite").text
    assert f"{page}/invite" in customer.get(f"/t/{ticket.key}").text
    assert customer.post(page, {"score": "4"}).status_code == 302
    Client().post(page, {"score": "1"})
    assert Answer.objects.get().score == 4
    assert customer.get(f"{page}/invite").status_code == 204
    assert customer.get(f"/q/{made.links.first().key}").status_code == 404  # type: ignore[union-attr]
    assert customer.get("/q/t/nobody").status_code == 404


def test_a_slip_answers_once_whatever_the_device_and_nobody_is_told_its_code_twice(
    branch: Client, head: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[list[str]] = []
    monkeypatch.setattr(questionnaires, "sheet", lambda codes, **_: printed.append(list(codes)) or b"%PDF")
    branch.post("/satisfaction/questionnaires/new", {"institution_id": "B", "title": "一人一份", "way": "slip"})
    made = Questionnaire.objects.get()
    page = f"/satisfaction/questionnaires/{made.pk}"
    assert branch.post(f"{page}/slips", {"institution_id": "O1", "count": "2"}).status_code == 409  # still a draft
    branch.post(f"{page}/publish", {"edition": "0"})
    monkeypatch.setattr(questionnaires, "PAGE", 1)  # each outlet has a page of its own, and the refusal is on it
    for said in ({"institution_id": "O1", "count": "0"}, {"institution_id": "O2", "count": "viele"}):
        wrong = branch.post(f"{page}/slips", said)
        assert (wrong.status_code, "wrong-count" in wrong.text) == (422, True)
        assert f'value="{said["count"]}"' in wrong.text
    assert head.post(f"{page}/slips", {"institution_id": "O1", "count": "2"}).status_code == 403  # above them
    file = branch.post(f"{page}/slips", {"institution_id": "O1", "count": "2"})
    assert (file["Content-Type"], file.content) == ("application/pdf", b"%PDF")
    first, second = (f"/{address.split('/', 3)[3]}" for address in printed[0])
    assert not any(key.rsplit("/", 1)[1] in branch.get(page).text for key in (first, second))
    assert "这个码只能用一次" in Client().get(first).text
    assert Client().post(first, {"score": ""}).status_code == 422
    assert Client().post(first, {"score": "5"}).status_code == 302
    assert "已收到您的答卷" in Client().get(first).text  # on another device too
    Client().post(first, {"score": "1"})
    assert Client().post(second, {"score": "4"}).status_code == 302
    assert sorted(Answer.objects.values_list("score", "institution_id")) == [(4, "O1"), (5, "O1")]
    assert Client().get(f"/q/{made.links.get(institution='O1').key}").status_code == 404  # no way around the slips
    assert Client().get(f"/q/s/{'0' * 32}").status_code == 404
    branch.post(f"{page}/end")
    assert branch.post(f"{page}/slips", {"institution_id": "O1", "count": "2"}).status_code == 409


def test_the_sheet_of_slips_is_a_pdf() -> None:
    made = sheet(["https://bank.example/q/s/" + "a" * 32] * 9, title="服务问卷", title_en="Service", outlet="城东网点")
    assert made.startswith(b"%PDF")


def test_a_symposium_with_its_task_done_by_its_owner(head: Client, manager: Client, bank: DeskBank) -> None:
    form: dict[str, Any] = {
        "institution_id": "O1", "held_on": bank.today.isoformat(), "topic": "秋季座谈", "participants": "12",
        "polled": "10", "satisfied": "11", "said": "等候区坐不下", "task-text-1": "添六把椅子", "task-owner-1": "M1",
        "task-due-1": (bank.today + timedelta(days=9)).isoformat(),
    }  # fmt: skip
    wrong = head.post("/satisfaction/symposiums/new", form)
    assert wrong.status_code == 422
    assert "wrong-satisfied" in wrong.text
    assert "添六把椅子" in wrong.text
    assert head.post("/satisfaction/symposiums/new", form | {"satisfied": "9"}).status_code == 302
    task = Symposium.objects.get().tasks.get()
    owed = Duty.objects.get(kind="symposium.task")
    assert owed.owner_staff_id == "M1"
    assert "添六把椅子" in manager.get("/").text
    assert manager.post(f"/satisfaction/tasks/{task.pk}/done", {"text": " "}).status_code == 422
    assert manager.post(f"/satisfaction/tasks/{task.pk}/done", {"text": "已添"}).status_code == 302
    assert head.post(f"/satisfaction/tasks/{task.pk}/done", {"text": "又添"}).status_code == 409
    owed.refresh_from_db()
    assert owed.state == "met"
    assert "9 / 10" in head.get("/satisfaction/symposiums").text


def test_tellers_are_graded_by_criteria_and_lose_stars_with_a_reason(
    head: Client, branch: Client, served: Served, bank: DeskBank
) -> None:
    served(5)
    page = head.get("/satisfaction/stars/people/T1").text
    assert "还没有评定标准" in page
    assert f"{served.on:%Y-%m}" in page
    assert "星级由结果得出" not in head.get("/satisfaction/stars/people/M1").text
    form = {"from_on": served.on.isoformat(), "title": "2026 标准", "lines": "1 | 业务技能 | 录入 | 六十"}
    assert branch.post("/satisfaction/stars/criteria", form).status_code == 422
    assert branch.post("/satisfaction/stars/criteria", form | {"lines": "1 | 业务技能 | 录入 | 60"}).status_code == 302
    page = head.get("/satisfaction/stars/people/T1").text
    value = re.search(r'name="(value-\d+)"', page)
    assert value is not None
    said = {"on": bank.today.isoformat(), "reason": "年度评定", value[1]: "七十"}
    assert head.post("/satisfaction/stars/people/T1", said).status_code == 422
    assert head.post("/satisfaction/stars/people/T1", said | {value[1]: "70"}).status_code == 302
    assert "100.0%" in branch.get("/satisfaction/stars").text
    assert head.post("/satisfaction/stars/people/T1/withdraw", {"why": ""}).status_code == 422
    assert head.post("/satisfaction/stars/people/T1/withdraw", {"why": "违规操作"}).status_code == 302
    assert head.post("/satisfaction/stars/people/T1/withdraw", {"why": "再次"}).status_code == 409
    assert [one.what for one in Grading.objects.order_by("n")] == ["promoted", "withdrawn"]
    assert "违规操作" in branch.get("/satisfaction/stars").text
    assert " · 陈国华</span>" in head.get("/satisfaction/stars/people/T1").text  # who graded, by name


def test_on_the_first_of_a_month_the_last_one_is_shown(bank: DeskBank, rf: RequestFactory) -> None:
    shown = {}
    for day in (1, 2):
        request = rf.get("/satisfaction")
        request.user, request.at = bank.user(bank.head), datetime(2026, 12, day, 9, tzinfo=ZONE)  # type: ignore[attr-defined]
        shown[day] = satisfaction._asked(request)[1].code
    assert shown == {1: "2026-11", 2: "2026-12"}  # the night counts the day before


def test_the_weights_over_a_year_are_those_of_its_last_day(
    branch: Client, bank: DeskBank, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[date] = []
    weights_on = assessments.weights_on
    monkeypatch.setattr(assessments, "weights_on", lambda on: asked.append(on) or weights_on(on))
    last = bank.today.year - 1
    for year in (last, bank.today.year):
        assert branch.get(f"/satisfaction/assessment?year={year}").status_code == 200
    assert asked == [date(last, 12, 31), bank.today]


def test_the_year_of_an_outlet_says_what_is_missing(branch: Client, served: Served, bank: DeskBank) -> None:
    served(5)
    page = branch.get(f"/satisfaction/assessment?year={served.on.year}").text
    assert "缺少" in page
    assert "0 次检查" in page
    assert f"/satisfaction?institution=O1&amp;period={served.on.year}" in page
    assert not Complaint.objects.exists()
    assert "服务检查 40" in page
    assert f"/inspections?institution=O1&amp;period={served.on.year}" in page


def test_the_tables_are_taken_out_as_files_with_the_name_of_who_did(
    head: Client, branch: Client, manager: Client, served: Served
) -> None:
    for score in (5, 5, 4, 2):
        served(score)
    address, period = "/satisfaction/export", f"period={served.on:%Y-%m}&as=csv"
    shares = list(csv.reader(head.get(f"{address}/shares?{period}").content.decode("utf-8-sig").splitlines()))
    [person] = [row for row in shares if row and row[0] == "吴静怡"]
    assert person[1:5] == ["3", "4", "0.750000", "30.0–95.5%"]
    assert "导出人" in "".join(map("".join, shares))
    for table, said in (("months", f"{served.on:%Y-%m}"), ("ratings", "吴静怡"), ("stars", "无星级")):
        assert said in head.get(f"{address}/{table}?{period}").content.decode(), table
    year = branch.get(f"{address}/assessment?period={served.on.year}&as=csv").content.decode()
    assert "服务检查" in year
    file = branch.get(f"{address}/shares?period={served.on:%Y-%m}")
    assert file.content.startswith(b"PK")
    assert f'satisfaction-shares-{served.on:%Y-%m}.xlsx"' in file["Content-Disposition"]
    assert head.get(f"{address}/anything").status_code == 404
    assert manager.get(f"{address}/shares").status_code == 403
    assert Entry.objects.filter(action="satisfaction.export.shares").count() == 2


@pytest.mark.parametrize("name", PAGES)
def test_a_page_costs_no_more_queries_than_recorded(bank: DeskBank, served: Served, name: str) -> None:
    for score in (5, 4, 2):
        served(score)
    who, address = PAGES[name]
    page = Client()
    page.force_login(bank.user(bank.person_by(who)))
    page.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert page.get(address).status_code == 200
    held(name, seen.captured_queries)


def test_what_displays_as_asked_for_may_fall_short_and_says_so_beside_it() -> None:
    falls_short, reaches = (Line("", "", Share(n, 10000), Panel(), None) for n in (8499, 8500))
    chart = below_chart([falls_short, reaches], Decimal("0.85"))
    assert chart is not None
    assert chart["words"] == ["85.0% (8,499 / 10,000)，未达到", "85.0% (8,500 / 10,000)，达到"]
    assert chart["y"][0] < chart["least"] == chart["y"][1]  # the point stands below the line, not on it


def test_an_interval_is_widened() -> None:
    assert interval(Share(8, 10)) == "49.0–94.4%"
    assert interval(Share()) == "—"


def test_the_day_of_an_address_is_a_day() -> None:
    other = date(2026, 1, 1)
    assert day_of("2026-02-03", other) == date(2026, 2, 3)
    assert (day_of("2026-02-30", other), day_of("0001-01-01", other), day_of("", other)) == (other, other, other)
    assert business_date(day_start(other)) == other
