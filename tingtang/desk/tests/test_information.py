"""The page of information, filling in, confirming, correcting, answering."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tingtang.audit.models import Entry
from tingtang.customers.consent import CHANNELS
from tingtang.customers.models import Correction, Customer, InformationEntry
from tingtang.desk.customers import information
from tingtang.desk.tests.bank import DeskBank
from tingtang.desk.tests.counting import held
from tingtang.desk.tests.tables import uneven

ID_NO, PHONE, OTHER = "11010519491231002X", "13812345678", "13900001111"
PAGES = {
    "information of a customer": ("M1", "/customers/C1/information"),
    "information of a customer, a head": ("H1", "/customers/C1/information"),
    "a field of information": ("M1", "/customers/C1/information/phone"),
    "an answer of a customer": ("M1", "/customers/C1/consent"),
    "corrections": ("H1", "/corrections"),
    "a correction": ("H1", "/corrections/{correction}"),
}
GIVEN = {"value": OTHER, "source": "documented", "reason": "客户出示回执"}


@pytest.fixture
def known(bank: DeskBank) -> Customer:
    """A customer whose account is old, with a phone and an identity number."""
    return bank.customer(
        "C1",
        name="王思远",
        phone=PHONE,
        id_no=ID_NO,
        id_type="id_card",
        birth_date=date(1949, 12, 30),
        created_on=date(2015, 1, 1),
    )


def propose(client: Client, **more: str) -> Correction:
    """A correction of the phone."""
    client.post("/customers/C1/information/phone", {**GIVEN, **more})
    return Correction.objects.get()


def test_each_field_says_its_source_its_age_and_its_fault_and_hides_what_is_kept(
    known: Customer, manager: Client
) -> None:
    text = manager.get("/customers/C1/information").text
    for said in (
        "核心系统",
        "待核实",
        "出生日期与证件号码不一致",
        "未填写",
        "138****5678",
        "A31.1",
        "还没有填写或核实的记录",
    ):
        assert said in text, said
    assert PHONE not in text
    assert ID_NO not in text


def test_each_field_says_until_when_it_counts_and_the_table_is_even(known: Customer, manager: Client) -> None:
    manager.post("/customers/C1/information/occupation", {"value": "教师", "source": "stated"})
    until = InformationEntry.objects.get(field="occupation").confirmed_until
    page = manager.get("/customers/C1/information").text
    assert until is not None
    assert f"至 {until.isoformat()}</span>" in page
    assert uneven(page) == []


def test_a_row_short_of_a_cell_is_seen() -> None:
    head = '<table class="rows"><thead><tr><th>a</th><th>b</th></tr></thead><tbody>'
    assert uneven(f"{head}<tr><th>1</th><td>2</td></tr></tbody></table>") == []
    assert uneven(f'{head}<tr><td colspan="2">12</td></tr></tbody></table>') == []
    assert uneven(f"{head}<tr><th>1</th></tr></tbody></table>") == [{1, 2}]


def test_the_customer_page_leads_from_what_is_missing_to_its_form(
    bank: DeskBank, known: Customer, manager: Client
) -> None:
    Customer.objects.update(phone="")
    bank.duty(known)
    text = manager.get("/customers/C1").text
    assert 'href="/customers/C1/information/phone"' in text.split("下一项任务还缺")[1][:400]
    assert "/customers/C1/information" in text
    assert "有误 1" in text


def test_a_card_of_my_day_names_what_its_duty_lacks_until_it_is_known(
    bank: DeskBank, known: Customer, manager: Client
) -> None:
    Customer.objects.update(phone="", tier="wealth")
    bank.duty(known, "contact.wealth")
    text = manager.get("/").text
    assert "电话</a>" in text.split("还缺：")[1]
    assert 'href="/customers/C1/information"' in text
    Customer.objects.update(phone=PHONE)
    assert "还缺：" not in manager.get("/").text


def test_a_field_that_the_ledger_keeps_can_be_needed(
    bank: DeskBank, known: Customer, manager: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    Customer.objects.update(tier="wealth")
    bank.duty(known, "contact.wealth")
    monkeypatch.setattr(information, "_needed", lambda *_: [("email",)])
    assert "邮箱</a>" in manager.get("/").text.split("还缺：")[1]
    manager.post("/customers/C1/information/email", {"value": "a@b.cn", "source": "stated"})
    assert "还缺：" not in manager.get("/").text


def test_a_field_kept_here_is_filled_in_and_stands_in_the_ledger(known: Customer, manager: Client) -> None:
    answer = manager.post("/customers/C1/information/occupation", {"value": " 教师 ", "source": "stated"})
    assert answer.headers["Location"] == "/customers/C1/information"
    text = manager.get("/customers/C1/information").text
    assert "教师" in text.split("台账")[1]
    assert "客户陈述" in text


@pytest.mark.parametrize(
    ("field", "typed", "wrong"),
    [
        ("email", {"value": "nobody", "source": "stated"}, "value"), ("email", {"value": "a@b.cn"}, "source"),
        ("phone", {**GIVEN, "value": "139"}, "value"), ("phone", {**GIVEN, "reason": ""}, "reason"),
        ("phone", {**GIVEN, "value": PHONE}, "value"), ("birth_date", {**GIVEN, "value": "1950-02-30"}, "value"),
    ],
)  # fmt: skip
def test_what_is_wrong_comes_back_beside_its_input_with_what_was_typed(
    known: Customer, manager: Client, field: str, typed: dict[str, str], wrong: str
) -> None:
    answer = manager.post(f"/customers/C1/information/{field}", typed)
    assert answer.status_code == 422
    assert f'id="wrong-{wrong}"' in answer.text
    assert f'value="{typed["value"]}"' in answer.text
    assert not Correction.objects.exists()
    assert not InformationEntry.objects.exists()


def test_what_is_ticked_is_confirmed_and_a_tick_is_not_lost(known: Customer, manager: Client) -> None:
    refused = manager.post("/customers/C1/information/confirm", {"fields": ["phone", "id_no"]})
    assert refused.status_code == 422
    assert refused.text.count("checked") == 2
    manager.post("/customers/C1/information/confirm", {"fields": ["phone", "id_no"], "source": "documented"})
    assert sorted(InformationEntry.objects.values_list("field", flat=True)) == ["id_no", "phone"]
    text = manager.get("/customers/C1/information").text
    assert "证件或资料核实" in text
    assert PHONE not in text


def test_a_correction_goes_to_the_head_whose_look_is_logged_and_whose_answer_comes_back(
    known: Customer, manager: Client, head: Client
) -> None:
    made = propose(manager)
    assert "更正待处理" in manager.get("/customers/C1/information").text
    row = head.get("/corrections").text
    assert OTHER not in row
    assert "139****1111" in row
    assert f'href="/corrections/{made.pk}"' in row
    assert OTHER in head.get(f"/corrections/{made.pk}").text
    seen = Entry.objects.get(action="field.reveal")
    assert (seen.actor, seen.subject_id, seen.detail["field"]) == ("H1", "C1", "phone")
    missing = head.post(f"/corrections/{made.pk}", {"decision": "refuse", "answer": ""})
    assert missing.status_code == 422
    assert 'id="wrong-answer"' in missing.text
    head.post(f"/corrections/{made.pk}", {"decision": "refuse", "answer": "回执非本人"})
    text = manager.get("/customers/C1/information").text
    assert "未采纳" in text
    assert "回执非本人" in text
    assert "没有待处理的更正" in head.get("/corrections").text
    assert head.post(f"/corrections/{made.pk}", {"decision": "accept"}).status_code == 422
    assert OTHER not in head.get(f"/corrections/{made.pk}").text


def test_one_s_own_proposal_is_not_there_to_answer(known: Customer, head: Client) -> None:
    made = propose(head)
    assert "没有待处理的更正" in head.get("/corrections").text
    assert "另一位负责人" in head.get(f"/corrections/{made.pk}").text
    assert head.post(f"/corrections/{made.pk}", {"decision": "accept"}).status_code == 422


def test_the_duty_of_a_correction_leads_the_head_to_it(known: Customer, manager: Client, head: Client) -> None:
    propose(manager)
    text = head.get("/").text
    assert 'href="/corrections"' in text
    assert "处理客户信息更正" in text


def test_who_has_no_tie_is_refused_and_a_field_that_is_none_is_not_there(
    bank: DeskBank, known: Customer, manager: Client
) -> None:
    bank.customer("C9", manager=bank.colleague, home_institution_id="O2")
    assert manager.get("/customers/C9/information").status_code == 403
    assert manager.post("/customers/C9/information/email", {"value": "a@b.cn", "source": "stated"}).status_code == 403
    assert manager.get("/customers/C1/information/shoe_size").status_code == 404
    made = propose(manager)
    elsewhere = Client()
    elsewhere.force_login(bank.user(bank.person("H2", "孙志强", "outlet_head", "O2")))
    assert elsewhere.get(f"/corrections/{made.pk}").status_code == 404
    assert "139****1111" not in elsewhere.get("/corrections").text


def test_what_the_ledger_keeps_sealed_is_revealed_with_a_reason(known: Customer, manager: Client) -> None:
    manager.post("/customers/C1/information/address", {"value": "湖北省武汉市江岸区一元路八号", "source": "stated"})
    text = manager.get("/customers/C1/information").text
    assert "湖北省武汉市***" in text
    assert "一元路" not in text
    assert "一元路八号" in manager.post("/customers/C1/reveal/address", {"reason": "寄送对账单"}).text
    assert manager.post("/customers/C1/reveal/email", {"reason": "寄送对账单"}).status_code in (200, 422)


def test_a_head_leaves_a_trace_and_the_page_speaks_english(known: Customer, manager: Client, head: Client) -> None:
    head.get("/customers/C1/information")
    assert Entry.objects.get(action="customer.read").actor == "H1"
    manager.cookies["lang"] = "en"
    assert "Information and its sources" in manager.get("/customers/C1/information").text
    assert "Propose a correction" in manager.get("/customers/C1/information/phone").text


def test_the_customer_page_shows_what_is_refused_and_what_remains_open(known: Customer, manager: Client) -> None:
    ways = {"purpose": "service", "channels": ["phone", "sms"], "answer": "refused", "source": "stated"}
    assert manager.post("/customers/C1/consent", ways).headers["Location"] == "/customers/C1"
    text = manager.get("/customers/C1").text
    panel = text.split('id="consent"')[1].split("</section>")[0]
    for said in ("拒绝 电话", "拒绝 短信", "可用", "微信", "尚不可联系"):
        assert said in panel, said
    assert "勿主动联系" not in panel
    assert "客户不接受：电话、短信" in manager.get("/customers/C1/contact").text
    assert "服务告知 · 短信" in manager.get("/customers/C1/information").text


def test_a_consent_that_is_missing_leads_to_its_form_until_it_is_answered(
    bank: DeskBank, known: Customer, manager: Client
) -> None:
    bank.duty(known, "birthday.customer")
    for field, answer in (("是否接受电话", "phone"), ("是否接受营销", "marketing")):
        lacks = manager.get("/customers/C1").text.split("下一项任务还缺")[1].split("</ul>")[0]
        assert 'href="/customers/C1/consent"' in lacks
        assert field in lacks
        purpose = answer if answer == "marketing" else "care"
        said = {"purpose": purpose, "channels": ["phone"] if answer == "phone" else ["sms"], "answer": "refused"}
        manager.post("/customers/C1/consent", {**said, "source": "stated"})
        assert field not in manager.get("/customers/C1").text
    assert "是否接受" not in manager.get("/").text


def test_who_refused_every_way_is_not_to_be_contacted(known: Customer, manager: Client) -> None:
    for purpose in ("service", "care", "marketing"):
        said = {"purpose": purpose, "channels": CHANNELS, "answer": "refused", "source": "documented"}
        manager.post("/customers/C1/consent", said)
    text = manager.get("/customers/C1").text
    assert "勿主动联系" in text
    assert "合同和法规要求的通知仍须送达" in text


def test_an_answer_left_open_comes_back_with_what_was_chosen(known: Customer, manager: Client) -> None:
    answer = manager.post(
        "/customers/C1/consent", {"purpose": "care", "channels": ["sms", "wechat"], "source": "stated"}
    )
    assert answer.status_code == 422
    assert 'id="wrong-answer"' in answer.text
    assert answer.text.count("checked") == 4


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_information_costs_no_more_queries_than_recorded(
    bank: DeskBank, known: Customer, manager: Client, name: str
) -> None:
    bank.busy_day(30)
    for field, value in (("occupation", "教师"), ("email", "a@b.cn"), ("employer", "一中")):
        manager.post(f"/customers/C1/information/{field}", {"value": value, "source": "stated"})
    made = propose(manager)
    who, address = PAGES[name]
    page = Client()
    page.force_login(bank.user(bank.person_by(who)))
    page.get(address.format(correction=made.pk))
    with CaptureQueriesContext(connection) as seen:
        assert page.get(address.format(correction=made.pk)).status_code == 200
    held(name, seen.captured_queries)
