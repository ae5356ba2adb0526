"""Signals of leaving on the desk: those that wait, saying what came of them, the figures of a head (A31.4)."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tingtang.contacts.models import AttritionResult
from tingtang.desk.tests.bank import DeskBank
from tingtang.desk.tests.counting import held
from tingtang.duties.models import Duty

HTMX = {"HX-Request": "true"}
PAGES = {
    "signals of a manager": ("M1", "/attrition"),
    "signals below a head": ("H1", "/attrition"),
    "results below a head": ("H1", "/attrition?state=answered"),
    "what came of a signal": ("M1", "/customers/C0/attrition"),
}


def signal(bank: DeskBank, key: str = "C1", kind: str = "attrition.asset_drop", **fields: object) -> Duty:
    from tingtang.customers.models import Customer

    customer = Customer.objects.filter(pk=key).first() or bank.customer(key)
    return bank.duty(customer, kind, 5, period_on=bank.today.replace(day=1), **fields)


def said(*duties: Duty, **fields: object) -> dict[str, object]:
    return {"duty_ids": [duty.pk for duty in duties], "result": "kept", "note": "转存一年期", **fields}


def test_the_manager_sees_each_signal_with_its_reason_and_its_time(bank: DeskBank, manager: Client) -> None:
    signal(bank)
    text = manager.get("/attrition").text
    assert "资产大幅下降挽留" in text
    assert "及时挽留" in text
    assert 'hx-get="/customers/C1/attrition"' in text
    assert "按客户经理" not in text


def test_without_signals_the_page_says_what_will_stand_there(bank: DeskBank, manager: Client) -> None:
    assert "没有待说明的信号" in manager.get("/attrition").text


def test_saying_the_result_ends_the_chosen_signals_and_no_other(bank: DeskBank, manager: Client) -> None:
    one, other = signal(bank), signal(bank, kind="attrition.outflow")
    assert manager.get("/customers/C1/attrition", headers=HTMX).text.count("checked") == 2
    answer = manager.post("/customers/C1/attrition", said(one, result="partly"), headers=HTMX)
    assert answer.status_code == 204
    assert json.loads(answer["HX-Trigger"])["tingtang:toast"]["text"] == "已记录 1 条信号的结果。"
    assert dict(Duty.objects.values_list("pk", "state")) == {one.pk: "met", other.pk: "open"}
    assert "转存一年期" in manager.get("/attrition?state=answered").text


@pytest.mark.parametrize(
    ("change", "field"), [({"note": " "}, "note"), ({"result": ""}, "result"), ({"duty_ids": []}, "duty_ids")]
)
def test_a_mistake_is_named_and_nothing_typed_is_lost(
    bank: DeskBank, manager: Client, change: dict, field: str
) -> None:
    given = {**said(signal(bank), note="谈过两次"), **change}
    answer = manager.post("/customers/C1/attrition", given, headers=HTMX)
    assert answer.status_code == 422
    assert f'id="wrong-{field}"' in answer.text
    assert field == "note" or "谈过两次" in answer.text
    assert not AttritionResult.objects.exists()


def test_signals_of_another_customer_are_not_answered_here(bank: DeskBank, manager: Client) -> None:
    other = signal(bank, "C2")
    bank.customer("C1")
    assert manager.post("/customers/C1/attrition", said(other), headers=HTMX).status_code == 422
    assert not AttritionResult.objects.exists()


def test_somebody_elses_customer_does_not_open(bank: DeskBank, manager: Client) -> None:
    bank.customer("C9", manager=bank.colleague, home_institution_id="O2")
    assert manager.get("/customers/C9/attrition").status_code == 403
    assert manager.post("/customers/C9/attrition", said()).status_code == 403


def test_the_head_sees_won_and_lost_by_manager(bank: DeskBank, head: Client, manager: Client) -> None:
    for n, result in enumerate(("kept", "lost")):
        manager.post(f"/customers/C{n}/attrition", said(signal(bank, f"C{n}"), result=result))
    signal(bank, "C3")
    text = head.get("/attrition").text
    assert "按客户经理" in text
    assert "50.0%" in text or "50%" in text
    lost = f"/attrition?box=below&state=answered&on={bank.today.replace(day=1).isoformat()}&result=lost"
    assert lost.replace("&", "&amp;") in text
    assert f"{lost}&manager=M1".replace("&", "&amp;") in text
    behind = head.get(lost).text
    assert ("/customers/C1" in behind, "/customers/C0" in behind) == (True, False)
    assert "/customers/C1" not in head.get(f"{lost}&manager=M2").text
    assert "/customers/C1" not in head.get(lost.replace(bank.today.isoformat()[:7], "2020-01")).text
    assert head.get(f"/attrition?on={(bank.today.replace(day=1) - timedelta(days=1)).isoformat()}").status_code == 200


def test_a_customer_at_home_elsewhere_stays_masked_for_the_head(bank: DeskBank, head: Client) -> None:
    customer = bank.customer("C1", home_institution_id="O2", name="欧阳明远")
    bank.duty(customer, "attrition.asset_drop", 5)
    text = head.get("/attrition").text
    assert "欧阳明远" not in text
    assert "/customers/C1/attrition" not in text


def test_the_contact_form_asks_for_the_result_only_where_a_signal_is_open(bank: DeskBank, manager: Client) -> None:
    bank.customer("C2")
    signal(bank)
    assert 'name="result"' in manager.get("/customers/C1/contact", headers=HTMX).text
    assert 'name="result"' not in manager.get("/customers/C2/contact", headers=HTMX).text


def test_one_form_keeps_the_contact_and_the_result(bank: DeskBank, manager: Client) -> None:
    one = signal(bank)
    form = {"key": "k1", "outcome": "reached", "channel": "phone", "memo": "已谈，留下一半", "result": "partly"}
    before = manager.post("/customers/C1/contact/preview", form, headers=HTMX).text
    assert "保存后完成 1 项任务" in before
    assert manager.post("/customers/C1/contact", form, headers=HTMX).status_code == 204
    one.refresh_from_db()
    assert (one.state, AttritionResult.objects.get().note) == ("met", "已谈，留下一半")


def test_a_result_without_words_is_refused_on_the_contact_form(bank: DeskBank, manager: Client) -> None:
    signal(bank)
    form = {"key": "k1", "outcome": "refused", "channel": "phone", "memo": "", "result": "lost"}
    answer = manager.post("/customers/C1/contact", form, headers=HTMX)
    assert answer.status_code == 422
    assert 'id="wrong-memo"' in answer.text


@pytest.mark.parametrize("name", PAGES)
def test_its_pages_cost_no_more_queries_than_recorded(bank: DeskBank, name: str) -> None:
    who, address = PAGES[name]
    page = Client()
    page.force_login(bank.user(bank.person_by(who)))
    for n in range(30):
        one = signal(bank, f"C{n}")
        if n % 3 == 1:
            page.post(f"/customers/C{n}/attrition", said(one))
    page.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert page.get(address).status_code == 200
    held(name, seen.captured_queries)
