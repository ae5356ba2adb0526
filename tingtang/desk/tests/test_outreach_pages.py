"""Targets and their report, campaigns, plans by client and the survey on their pages."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tingtang.advice.actions import close, disclose
from tingtang.advice.tests.shop import Shop
from tingtang.audit.models import Entry
from tingtang.contacts.actions import record_contact
from tingtang.customers.models import Holding, InformationEntry, Product
from tingtang.desk.outreach.activity import done
from tingtang.desk.tests.counting import FILE, held
from tingtang.desk.tests.tables import uneven
from tingtang.desk.tests.test_lists import page_of, sheet_of
from tingtang.manual.queries import rulebook
from tingtang.outreach.actions import list_guests, make_plan, plan_campaign, plan_contacts, save_list, set_target
from tingtang.outreach.criteria import Criteria
from tingtang.outreach.models import ActivityReport, Campaign, CustomerPlan, Guest, Opinion, Survey
from tingtang.outreach.plans import code_of, codes_from, quarter_of
from tingtang.outreach.tests.people import People
from tingtang.shared.times import business_date

NOW = timezone.now() - timedelta(minutes=5)
PAGES = {
    "lists, nothing asked": ("H1", "/lists"),
    "a list": (
        "W1",
        "/lists?matures=300&signal=any&missing=needed&few=9&uncovered=1&silent=1&product=wealth",
    ),
    "a list of a head": ("HB", "/lists?signal=any&missing=email&few=9&institution=O1"),
    "planned contacts": ("H1", "/lists/plans"),
    "board": ("HB", "/board"),
    "board, a page beyond the end": ("HB", "/board?page=99"),
    "targets": ("H1", "/targets"),
    "sales report": ("W1", "/targets/report"),
    "campaigns": ("W1", "/campaigns"),
    "a new campaign": ("W1", "/campaigns/new"),
    "a campaign": ("W1", "/campaigns/{campaign}"),
    "plans by client": ("W1", "/plans"),
    "a client's plan": ("H1", "/customers/C00/plan"),
    "survey": ("H1", "/customers/C00/survey"),
}


@pytest.fixture
def people(db: None) -> People:
    return People(signed=True, at=NOW)


def talked(people: People, key: str, memo: str = "谈了到期安排", by: str = "W1") -> None:
    record_contact(
        customer_id=key, channel="phone", outcome="reached" if memo else "no_answer", memo=memo, by=by, at=NOW,
        on=people.today, key=f"k-{key}-{memo}-{by}",
    )  # fmt: skip


# -- targets -----------------------------------------------------------------------------------------------------------


def test_a_head_sets_targets_and_sees_what_is_done_of_them(people: People) -> None:
    people.customer("C1", tier="private")
    page, said = page_of("H1"), {"measure": "key_customers", "number": "1", "from_on": people.today.isoformat()}
    assert page.post("/targets/set", {"who": "position:wealth_manager", **said}).status_code == 302
    assert "0 / 1" in page.get("/targets").text
    talked(people, "C1")
    assert "1 / 1" in page.get("/targets").text
    wrong = page.post("/targets/set", {**said, "who": "person:W3"})
    assert wrong.status_code == 422
    assert "此人不在该机构" in wrong.text
    assert page.post("/targets/set", {**said, "who": "", "number": "-1"}).status_code == 422
    assert page_of("W1").get("/targets").headers["Location"] == "/targets/report"


def test_what_was_done_is_counted_as_the_report_says(people: People) -> None:
    for key, tier in (("C1", "private"), ("C2", "wealth"), ("C3", "ordinary")):
        people.customer(key, tier=tier)
        talked(people, key)
    talked(people, "C1", "又谈了一次")
    talked(people, "C3", "")
    counts = done(["W1", "W2"], people.today, people.today, rulebook())
    assert counts == {
        ("W1", people.today): {
            "key_customers": 2, "ordinary_customers": 1, "sales": 0, "cross_sales": 0, "referrals": 0
        }
    }  # fmt: skip


def test_a_sale_is_a_cross_sale_when_another_type_is_held_as_well(db: None) -> None:
    shop, today = Shop(at=NOW), business_date(NOW)
    shop.assess(level=3)
    sale = shop.advise("R3")
    disclose(sale_id=sale.pk, by="W1", at=NOW)
    close(sale_id=sale.pk, by="W1", at=NOW)

    def counted() -> tuple[int, int]:
        found = done(["W1"], today, today, rulebook())["W1", today]
        return found["sales"], found["cross_sales"]

    assert counted() == (1, 0)
    for kind, wanted in (("wealth", (1, 0)), ("insurance", (1, 1))):
        Product.objects.create(product_id=kind, type=kind, name=kind)
        Holding.objects.create(customer_id="C1", product_id=kind, balance=Decimal(1))
        assert counted() == wanted


def test_the_report_drafts_itself_is_signed_and_stays(people: People) -> None:
    people.customer("C1", tier="private")
    talked(people, "C1")
    page, day = page_of("W1"), people.today.isoformat()
    assert "重点客户维护" in page.get("/targets/report").text
    answer = page.post(f"/targets/sign?period={day}", {"note": "雨天客少"})
    assert answer.status_code == 302
    talked(people, "C1", "晚上又来电")
    text = page.get(f"/targets/report?period={day}").text
    assert "已签字" in text
    assert "雨天客少" in text
    assert ActivityReport.objects.get().lines[0]["actual"]["key_customers"] == 1
    again = page.post(f"/targets/sign?period={day}", {"note": "再签"})
    assert again.status_code == 422
    assert "这一期已签字" in again.text


def test_a_head_reads_and_takes_out_a_report_of_theirs_nobody_else_does(people: People) -> None:
    day = people.today.isoformat()
    answer = page_of("H1").get(f"/targets/report.xlsx?staff=W1&period={day}")
    assert "导出人 员工H1（H1）" in sheet_of(answer)
    assert "草稿" in sheet_of(answer)
    assert Entry.objects.get(action="report.export").subject_id == "W1"
    assert page_of("H3").get("/targets/report?staff=W1").status_code == 403
    assert page_of("W2").get("/targets/report.xlsx?staff=W1").status_code == 403
    assert page_of("H1").post("/targets/sign?staff=W1", {"note": ""}).status_code == 403


# -- campaigns ---------------------------------------------------------------------------------------------------------


def plan(people: People, **given: Any) -> Any:
    said = {"title": "社区讲座", "place": "阳光社区", "goal": "认识住户", "on": people.today.isoformat()}
    return page_of("W1").post("/campaigns/new", {**said, "preparations": "场地\n折页", **given})


def test_a_campaign_is_planned_with_the_customers_of_a_saved_list(people: People) -> None:
    people.customer("C1", name="王思远", last_reached_at=None)
    people.customer("C2", name="欧阳修")
    saved = save_list(name="没联系", criteria=Criteria(silent=90), shared=False, by="W1", at=NOW)
    answer = plan(people, saved=str(saved.pk))
    text = page_of("W1").get(answer.headers["Location"]).text
    for said in ("社区讲座", "场地", "折页", "王思远"):
        assert said in text
    assert "欧阳修" not in text
    assert "社区讲座" in page_of("H1").get("/campaigns").text
    assert "还没有活动" in page_of("H3").get("/campaigns").text


def test_a_plan_that_is_refused_keeps_what_was_typed(people: People) -> None:
    answer = plan(people, title="", goal="认识新住户", on="2020-01-01")
    assert answer.status_code == 422
    assert "wrong-title" in answer.text
    assert 'value="认识新住户"' in answer.text
    assert "活动日期不能早于今天" in plan(people, on="2020-01-01").text
    assert not Campaign.objects.exists()


def test_a_form_sent_empty_is_refused_in_words_not_shown_as_if_it_were_new(people: People) -> None:
    answer = page_of("W1").post("/campaigns/new", {})
    assert answer.status_code == 422
    assert "wrong-title" in answer.text


def test_from_the_list_to_the_lessons(people: People) -> None:
    people.customer("C1", name="王思远")
    plan(people)
    made, page = Campaign.objects.get(), page_of("W1")
    at = f"/campaigns/{made.pk}"
    assert page.post(f"{at}/guests", {"customer": "C1"}).status_code == 302
    assert "没有这位客户" in page.post(f"{at}/guests", {"customer": "C1"}).text
    guest = Guest.objects.get()
    page.post(f"{at}/prepared/{made.preparations.order_by('pk')[0].pk}")
    assert "1 / 2" in page.get(at).text
    wrong = page.post(f"{at}/guests/{guest.pk}", {"state": "listed", "result": "sold", "note": "很想买"})
    assert wrong.status_code == 422
    assert "还没有邀请" in wrong.text
    assert "很想买" in wrong.text
    page.post(f"{at}/guests/{guest.pk}", {"state": "came", "result": "sold", "note": ""})
    assert page.post(f"{at}/close", {"lessons": " "}).status_code == 422
    assert page.post(f"{at}/close", {"lessons": "周末人多"}).status_code == 302
    text = page.get(at).text
    assert "已结案" in text
    assert "周末人多" in text
    assert "写好经验并结案" not in text
    assert page.post(f"{at}/call-off", {"lessons": "晚了"}).status_code == 403
    assert page.post(f"{at}/dance", {"lessons": "x"}).status_code == 404


def test_customers_one_has_no_tie_to_are_masked_on_a_colleagues_list(people: People) -> None:
    people.customer("C1", name="王思远")
    made = plan_campaign(title="t", place="p", goal="g", on=people.today, preparations=[], by="W1", at=NOW)
    list_guests(campaign_id=made.pk, customer_ids=["C1"], by="W1", at=NOW)
    text = page_of("W2").get(f"/campaigns/{made.pk}").text
    assert "王思远" not in text
    assert "王**" in text
    assert "/customers/C1" not in text


# -- plans by client and the survey ------------------------------------------------------------------------------------


def test_a_plan_is_written_followed_and_reviewed(people: People) -> None:
    people.customer("C1", name="王思远", tier="private")
    page, code = page_of("W1"), codes_from(people.today)[0]
    assert "还没有" in page.get("/plans").text
    last = quarter_of(people.today)[1]
    lines = {"what": ["面谈", ""], "due_on": [last.isoformat(), ""]}
    assert page.post("/customers/C1/plan", {"period": code, "goals": "分散到期资金", **lines}).status_code == 302
    made = CustomerPlan.objects.get()
    at = f"/customers/C1/plan/{made.pk}"
    assert page.post(f"{at}/steps", {"what": "谈配置", "due_on": last.isoformat()}).status_code == 302
    assert page.post(f"{at}/steps/{made.steps.order_by('pk')[0].pk}").status_code == 302
    text = page.get("/plans").text
    assert "分散到期资金" in text
    assert "谈配置" in text
    assert page.post(f"{at}/review", {"review": ""}).status_code == 422
    assert page.post(f"{at}/review", {"review": "配置完成"}).status_code == 302
    assert "配置完成" in page.get("/customers/C1/plan").text


def test_half_a_step_or_no_goal_comes_back_with_everything_typed(people: People) -> None:
    people.customer("C1")
    code = codes_from(people.today)[0]
    given = {"period": code, "goals": "分散到期资金", "what": ["面谈"], "due_on": [""]}
    answer = page_of("W1").post("/customers/C1/plan", given)
    assert answer.status_code == 422
    assert "分散到期资金" in answer.text
    assert 'value="面谈"' in answer.text
    assert "wrong-goals" in page_of("W1").post("/customers/C1/plan", {"period": code, "goals": ""}).text
    assert not CustomerPlan.objects.exists()


def test_an_opinion_is_kept_and_a_head_who_looks_leaves_a_trace(people: People) -> None:
    people.customer("C1")
    page_of("W1").post("/customers/C1/opinion", {"about": "channel", "text": "手机银行太慢", "satisfied": "no"})
    assert Opinion.objects.get().satisfied is False
    assert "手机银行太慢" in page_of("H1").get("/customers/C1/plan").text
    assert Entry.objects.filter(action="plan.read", actor="H1").count() == 1
    assert page_of("W2").get("/customers/C1/plan").status_code == 403


def test_the_survey_is_prefilled_and_its_answers_stand_in_the_ledger(people: People) -> None:
    people.customer("C1", name="王思远")
    page = page_of("W1")
    answers = {"occupation": "教师", "email": "a@b.cn", "goals": "换房", "interests": ["fund", "insurance"]}
    assert page.post("/customers/C1/survey", answers).headers["Location"] == "/customers/C1/information"
    text = page.get("/customers/C1/survey").text
    for said in ('value="教师"', "换房", "王思远", "138****5678"):
        assert said in text
    assert "a@b.cn" not in text
    page.post("/customers/C1/survey", {"occupation": "教师", "email": "", "goals": "换房"})
    latest = InformationEntry.objects.filter(field="email").order_by("-pk").first()
    assert latest is not None
    assert latest.value == "a@b.cn"
    assert Survey.objects.count() == 2


def test_a_wrong_answer_is_shown_beside_its_field_and_nothing_is_lost(people: People) -> None:
    people.customer("C1")
    answer = page_of("W1").post("/customers/C1/survey", {"occupation": "教师", "email": "nonsense", "goals": "换房"})
    assert answer.status_code == 422
    assert "wrong-email" in answer.text
    assert 'value="教师"' in answer.text
    assert 'value="nonsense"' in answer.text
    assert not InformationEntry.objects.exists()


# -- queries -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_outreach_costs_no_more_queries_than_recorded(people: People, name: str) -> None:
    ids = [people.customer(f"C{n:02}", tier="private", assets=Decimal(n), last_reached_at=None).pk for n in range(40)]
    for key in ids[:9]:
        one = people.customer(f"H{key}", phone="", last_reached_at=None)
        people.held(one, maturity_on=people.today + timedelta(days=9))
        people.signal(one)
    campaign = plan_campaign(title="t", place="p", goal="g", on=people.today, preparations=["x"], by="W1", at=NOW)
    list_guests(campaign_id=campaign.pk, customer_ids=ids, by="W1", at=NOW)
    make_plan(customer_id="C00", period=code_of(*quarter_of(people.today)), goals="g", steps=[], by="W1", at=NOW)
    save_list(name="x", criteria=Criteria(silent=9), shared=True, by="H1", at=NOW)
    set_target(
        institution_id="O1", position="wealth_manager", measure="sales", number=1, from_on=people.today, by="H1", at=NOW
    )
    plan_contacts(customer_ids=ids, first_on=people.today, list_name="x", by="W1", at=NOW)
    who, address = PAGES[name]
    page: Client = page_of(who)
    address = address.format(campaign=campaign.pk)
    page.get(address)  # sessions and the manual are warm
    with CaptureQueriesContext(connection) as seen:
        answer = page.get(address)
    assert answer.status_code == 200
    assert uneven(answer.text) == []
    assert "HC08" in answer.text or not name.startswith("a list")
    held(name, seen.captured_queries)
    assert name in json.loads(FILE.read_text())
