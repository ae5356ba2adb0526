"""Pages of corporate work: from a list to a lead, through call, visit and opening, to the return; who reaches what."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tingtang.audit.models import Entry
from tingtang.corporate.actions import Plan
from tingtang.corporate.models import Lead, LeadEvent, Segment
from tingtang.corporate.tests.bank import CODE, Companies
from tingtang.customers.models import AssetPoint, Customer, Holding, InformationEntry, Product
from tingtang.desk.tests.counting import held
from tingtang.organisation.models import User
from tingtang.shared.times import ZONE, business_date

NOW = timezone.now() - timedelta(minutes=5)
TODAY = business_date(NOW)
PAGES = {
    "leads": ("A1", "/corporate"),
    "leads below": ("HB", "/corporate?stage=all"),
    "a lead": ("A1", "/corporate/leads/{lead}"),
    "a new lead": ("A1", "/corporate/new"),
    "prospects, small accounts": ("A1", "/corporate/prospects?list=small"),
    "visits to companies": ("H1", "/corporate/visits"),
    "a visit to a company": ("A1", "/corporate/visits/{visit}"),
    "openings": ("OT", "/corporate/openings"),
    "needs of a department": ("DO", "/corporate/needs"),
    "segments": ("A1", "/corporate/segments"),
}


def of(key: str) -> Client:
    """Somebody signed in."""
    signed_in = Client()
    signed_in.force_login(User.objects.get(username=key))
    return signed_in


@pytest.fixture
def bank(db: None) -> Companies:
    return Companies(signed=True)


def company(key: str, **fields: Any) -> Customer:
    """A corporate customer of account manager A1."""
    given = {
        "kind": "C", "name": f"企业{key}", "home_institution_id": "O1", "manager_id": "A1", "industry": "制造",
        "assets": Decimal("900000.00"), "tier": "wealth", "as_of": TODAY,
    }  # fmt: skip
    return Customer.objects.create(customer_id=key, **{**given, **fields})


def test_a_page_costs_no_more_queries_than_recorded(bank: Companies) -> None:
    leads = [bank.lead(f"企业{n}", at=NOW, size="small") for n in range(30)]
    for lead in leads[:6]:
        bank.call(lead, "opens", at=NOW, agreed_on=TODAY)
        bank.call(lead, "need", at=NOW, need="settlement", need_text="跨境")
        bank.call(lead, "visit", at=NOW, visit=Plan(NOW + timedelta(days=3), "园区", "clerk", ("A1",)))
        bank.know(lead)
        company(f"C{lead.pk}", assets=Decimal(9))
    for name, (who, address) in PAGES.items():
        page, path = of(who), address.format(lead=leads[0].pk, visit=leads[0].visits.get().pk)
        page.get(path)  # sessions and the manual are warm
        with CaptureQueriesContext(connection) as seen:
            assert page.get(path).status_code == 200, path
        held(name, seen.captured_queries)


def test_from_the_first_word_to_the_return_visit(bank: Companies) -> None:
    manager, desk, department = of("A1"), of("OT"), of("DO")
    board = manager.get("/corporate").text
    assert "还没有线索" in board
    assert board.count('class="segments"') == 2  # the room and the stages; whose they are is chosen beside the search
    assert '<details class="behind"><summary>' in board
    narrowed = manager.get("/corporate?box=made&size=small").text
    assert '<option value="made" selected>' in narrowed
    assert '<details class="behind" open><summary>' in narrowed
    assert "Write a lead down" not in manager.get("/corporate/new").text
    form = {"company": "晨光机电", "source": "park", "size": "small", "credit_code": "9131"}
    wrong = manager.post("/corporate/new", form)
    assert (wrong.status_code, "晨光机电" in wrong.text, "位数不对" in wrong.text) == (422, True, True)
    page = manager.post("/corporate/new", form | {"credit_code": CODE})["Location"]
    lead = Lead.objects.get()
    taken = of("A2").post("/corporate/new", form | {"credit_code": ""})
    assert (taken.status_code, "由员工A1负责" in taken.text) == (409, True)
    text = manager.get(page).text
    assert CODE not in text
    assert "探合作的可能" in text  # the first contact's script
    person = {"contact_name": "周敏", "job": "财务总监", "part": "decides", "level": "clerk", "attitude": "for"}
    assert manager.post(f"{page}/do/person", person | {"phone": "13800001111"}).status_code == 302
    assert "13800001111" not in manager.get(page).text
    facts = {"seen": 2, "size": "small", "industry": "制造"}
    assert manager.post(f"{page}/do/facts", facts).status_code == 302
    lead.refresh_from_db()
    assert (lead.credit_code, lead.industry) == (CODE, "制造")  # left empty: kept
    soon = (timezone.now() + timedelta(days=2)).astimezone(ZONE).strftime("%Y-%m-%dT%H:%M")
    call = {"seen": lead.n, "outcome": "visit", "text": "想见面", "place": "园区", "level": "clerk", "starts_at": soon}
    empty = manager.post(f"{page}/do/call", call)
    assert (empty.status_code, "想见面" in empty.text, "请选择同去的同事" in empty.text) == (422, True, True)
    assert manager.post(f"{page}/do/call", call | {"team": ["A1"], "steps": ["thank"]}).status_code == 302
    assert manager.post(f"{page}/do/call", call | {"team": ["A1"]}).status_code == 409  # the page is behind
    visit = lead.visits.get()
    for step, said in (("prepare", {"prepared": ["cards"]}), ("confirm", {"finance": "yes"})):
        assert manager.post(f"/corporate/visits/{visit.pk}/do/{step}", said).status_code == 302
    assert "财务在场" in manager.get("/corporate/visits").text
    assert manager.post(f"/corporate/visits/{visit.pk}/do/off", {"reason": "改签约"}).status_code == 302
    lead.refresh_from_db()
    opens = {"seen": lead.n, "outcome": "opens", "text": "直接开户", "agreed_on": TODAY.isoformat(), "papers": "on"}
    assert manager.post(f"{page}/do/call", opens).status_code == 302
    need = {"need": "settlement", "need_text": "跨境收款慢"}
    assert manager.post(f"{page}/do/need", need).status_code == 302
    number = lead.needs.get().pk
    assert "跨境收款慢" in department.get("/corporate/needs").text
    assert department.post(f"/corporate/needs/{number}/answer", {"text": ""}).status_code == 422
    assert department.post(f"/corporate/needs/{number}/answer", {"text": "全球速汇"}).status_code == 302
    assert "全球速汇" in manager.get(page).text
    assert manager.post(f"{page}/do/need_told", {"number": number}).status_code == 302
    opening = lead.openings.get().pk
    assert "资料已带回" in desk.get("/corporate/openings").text
    assert desk.post(f"/corporate/openings/{opening}/lacking", {"what": ""}).status_code == 422
    assert desk.post(f"/corporate/openings/{opening}/lacking", {"what": "公章"}).status_code == 302
    assert manager.post(f"{page}/do/papers_told", {"number": opening}).status_code == 302
    assert desk.post(f"/corporate/openings/{opening}/opened", {"covered": ["payroll"]}).status_code == 302
    assert desk.post(f"/corporate/openings/{opening}/opened", {}).status_code == 409  # over
    assert manager.post(f"{page}/do/return", {"seen": 1, "text": "很满意"}).status_code == 302
    assert "很满意" in of("H1").get(page).text
    assert (
        Entry.objects.filter(action="read", subject_kind="lead").exists()
        or Entry.objects.filter(subject_kind="lead", actor="H1").exists()
    )


def test_who_has_no_part_in_it_reaches_nothing(bank: Companies) -> None:
    lead = bank.lead(at=NOW)
    bank.call(lead, "opens", at=NOW, agreed_on=TODAY)
    bank.call(lead, "need", at=NOW, need="settlement", need_text="机密")
    page, opening = f"/corporate/leads/{lead.pk}", lead.openings.get().pk
    for stranger in ("A2", "OT", "OT2", "W1", "DO", "TP"):
        assert of(stranger).get(page).status_code == 403, stranger
        assert of(stranger).post(f"{page}/do/lose", {"seen": 1, "text": "x"}).status_code == 403, stranger
    assert "晨光机电" not in of("OT2").get("/corporate/openings").text
    assert of("OT2").post(f"/corporate/openings/{opening}/not-come").status_code == 403
    for address in ("", "/new", "/prospects", "/visits", "/openings", "/needs", "/segments"):
        assert of("TP").get(f"/corporate{address}").status_code == 403, address
    assert of("A2").get(f"/api/leads/{lead.pk}").status_code == 404
    assert of("TP").get("/api/leads").status_code == 403
    mine = of("A1").get("/api/leads").json()
    assert [row["company"] for row in mine["rows"]] == ["晨光机电有限公司"]
    called = of("A1").post(
        f"/api/leads/{lead.pk}/call", {"seen": 0, "outcome": "again", "text": "x"}, content_type="application/json"
    )
    assert (called.status_code, called.json()["code"]) == (409, "conflict")


def test_a_number_is_shown_for_a_reason_and_a_proposal_leaves_a_trace(bank: Companies) -> None:
    lead = bank.lead(at=NOW, credit_code=CODE)
    manager, page = of("A1"), f"/corporate/leads/{lead.pk}"
    assert manager.post(f"{page}/reveal/credit_code", {"reason": ""}).status_code == 422
    assert CODE in manager.post(f"{page}/reveal/credit_code", {"reason": "核对营业执照"}).text
    assert manager.get(f"{page}/reveal/phone-99").status_code == 404
    parts = {"understanding": "回款慢", "solution": "全球速汇", "strengths": "网点多", "team": ""}
    wrong = manager.post(f"{page}/do/proposal", {"seen": 1, **parts})
    assert (wrong.status_code, "回款慢" in wrong.text) == (422, True)
    assert manager.post(f"{page}/do/proposal", {"seen": 1, **parts, "team": "专人"}).status_code == 302
    file = manager.get(f"{page}/proposal-1.docx")
    assert file["Content-Disposition"] == f'attachment; filename="proposal-{lead.pk}-1.docx"'
    assert manager.get(f"{page}/proposal-2.pdf").status_code == 404
    assert Entry.objects.filter(subject_kind="lead", action__contains="proposal").count() >= 1


def test_lists_say_why_and_a_tap_makes_the_lead(bank: Companies) -> None:
    deposit = Product.objects.create(product_id="D", type="deposit", name="存款")
    small, idle, grew, shrank, timed = (
        company(f"C{n}", assets=assets) for n, assets in enumerate(("400", "900000", "900000", "100000", "800000"))
    )
    company("C8", manager_id="A2", assets=Decimal(1))  # another's: in no list of A1's
    company("C9", manager_id=None, assets=Decimal(2))  # nobody's, at home here
    for one, before in ((idle, 900000), (grew, 100000), (shrank, 900000)):
        for weeks in (20, 12, 5):
            AssetPoint.objects.create(customer=one, on=TODAY - timedelta(weeks=weeks), assets=Decimal(before))
    Holding.objects.create(customer=timed, product=deposit, balance=Decimal(1), maturity_on=date(2027, 1, 1))
    for one in (small, idle):
        Holding.objects.create(customer=one, product=deposit, balance=Decimal(1))
    manager = of("A1")
    wanted = {"small": {"C0", "C9"}, "dormant": {"C1"}, "inflow": {"C2"}, "outflow": {"C3"}, "no_settlement": {"C4"}}
    for code, expected in wanted.items():
        text = manager.get(f"/corporate/prospects?list={code}").text
        assert {f"C{n}" for n in range(10) if f'value="C{n}"' in text} == expected, code
    assert "企业C9" not in manager.get("/corporate/prospects?list=small").text  # no tie: masked
    made = manager.post("/corporate/prospects/take", {"list": "inflow", "customer": grew.pk})
    assert (made.status_code, Lead.objects.get().customer_id) == (302, grew.pk)
    assert manager.post("/corporate/prospects/take", {"list": "inflow", "customer": grew.pk}).status_code == 409
    assert manager.post("/corporate/prospects/take", {"list": "inflow", "customer": small.pk}).status_code == 409
    owner = company("P1", kind="P", name="郑刚", manager_id="W1")
    for field, value in (("occupation", "企业主"), ("employer", "郑氏纸业")):
        InformationEntry.objects.create(customer=owner, field=field, value=value, source="stated", by="W1", at=NOW)
    assert "郑氏纸业" not in manager.get("/corporate/prospects?list=owners").text  # the person is not A1's
    assert "郑氏纸业" in of("W1").get("/corporate/prospects?list=owners").text
    given = of("W1").post("/corporate/prospects/take", {"list": "owners", "customer": "P1"})
    assert given["Location"] == "/corporate?box=made"
    assert Lead.objects.get(company="郑氏纸业").owner_id == "A1"
    assert LeadEvent.objects.filter(what="made").count() == 2


def test_segments_narrow_the_board(bank: Companies) -> None:
    bank.lead("制造甲", at=NOW, industry="制造业", region="高新园区")
    bank.lead("商贸乙", at=NOW, industry="商贸")
    head = of("H1")
    form = {"title": "园区制造", "industry": "制造", "offer": "上门结算顾问"}
    assert head.post("/corporate/segments", form | {"industry": ""}).status_code == 422
    assert head.post("/corporate/segments", form).status_code == 302
    text = of("A1").get(f"/corporate?segment={Segment.objects.get().pk}").text
    assert ("制造甲" in text, "商贸乙" in text) == (True, False)
    assert "上门结算顾问" in of("A1").get("/corporate/segments").text
