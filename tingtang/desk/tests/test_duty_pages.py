"""Why a duty stands, and being excused from it."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from tingtang.desk.tests.bank import DeskBank
from tingtang.duties.models import Duty, Excuse

HTMX = {"HX-Request": "true"}


def test_the_why_sheet_names_clause_values_inputs_and_version(bank: DeskBank, manager: Client) -> None:
    duty = bank.duty(bank.customer("C1"))
    text = manager.get(f"/duties/{duty.pk}/why", headers=HTMX).text
    assert "A31.2a" in text
    assert "920 万元" in text
    assert "7 天" in text
    assert duty.manual_version in text
    assert "截至" in text
    assert "产生任务" in text


def test_the_why_sheet_speaks_english(bank: DeskBank, manager: Client) -> None:
    duty = bank.duty(bank.customer("C1"))
    manager.cookies["lang"] = "en"
    text = manager.get(f"/duties/{duty.pk}/why", headers=HTMX).text
    assert "Values in force" in text
    assert "Last reached" in text


def test_a_duty_of_an_older_manual_still_explains_itself(bank: DeskBank, manager: Client) -> None:
    duty = bank.duty(bank.customer("C1"), manual_version="000000000000", inputs={"odd": {"value": 3}})
    assert manager.get(f"/duties/{duty.pk}/why", headers=HTMX).status_code == 200


def test_a_head_sees_why_without_the_tie_of_a_stranger(bank: DeskBank, head: Client) -> None:
    duty = bank.duty(bank.customer("C1"))
    assert "920 万元" in head.get(f"/duties/{duty.pk}/why", headers=HTMX).text


def test_control_sees_the_reason_without_the_money(bank: DeskBank) -> None:
    inspector = bank.person("I1", "检查员", "inspector", "B")
    page = Client()
    page.force_login(bank.user(inspector))
    duty = bank.duty(bank.customer("C1"))
    text = page.get(f"/duties/{duty.pk}/why", headers=HTMX).text
    assert "A31.2a" in text
    assert "920 万元" not in text


def test_somebody_elses_duty_is_not_there(bank: DeskBank, manager: Client) -> None:
    duty = bank.duty(bank.customer("C9", manager=bank.colleague), owner_staff=bank.colleague, institution_id="O2")
    assert manager.get(f"/duties/{duty.pk}/why").status_code == 404
    assert manager.post(f"/duties/{duty.pk}/excuse", {"reason": "x"}).status_code == 404
    assert manager.get("/duties/999999/why").status_code == 404


def test_an_excuse_is_asked_with_a_reason_and_waits(bank: DeskBank, manager: Client, head: Client) -> None:
    duty = bank.duty(bank.customer("C1"))
    refused = manager.post(f"/duties/{duty.pk}/excuse", {"reason": ""}, headers=HTMX)
    assert refused.status_code == 422
    assert 'id="wrong-reason"' in refused.text
    asked = manager.post(f"/duties/{duty.pk}/excuse", {"reason": "客户出国至月底"}, headers=HTMX)
    assert asked.status_code == 204
    assert "豁免待批" in manager.get("/").text
    again = manager.post(f"/duties/{duty.pk}/excuse", {"reason": "再申请"}, headers=HTMX)
    assert again.status_code == 422
    assert "再申请" in again.text
    waiting = head.get("/excuses").text
    assert "客户出国至月底" in waiting
    assert "李思远" in waiting


def test_a_request_whose_duty_the_night_met_waits_for_nobody(asked: Excuse, bank: DeskBank, head: Client) -> None:
    Duty.objects.update(state="met", closed_at=bank.at, evidence_kind="contact", evidence_id="7")
    assert "客户出国至月底" not in head.get("/excuses").text


@pytest.fixture
def asked(bank: DeskBank, manager: Client) -> Excuse:
    duty = bank.duty(bank.customer("C1"))
    manager.post(f"/duties/{duty.pk}/excuse", {"reason": "客户出国至月底"}, headers=HTMX)
    return Excuse.objects.get(duty=duty)


def test_the_head_approves(asked: Excuse, head: Client) -> None:
    answer = head.post(f"/excuses/{asked.pk}", {"decision": "approve"})
    assert (answer.status_code, answer["Location"]) == (302, "/excuses")
    asked.refresh_from_db()
    assert asked.state == "approved"
    assert asked.duty.state == "excused"
    assert "没有待审批的申请" in head.get("/excuses").text


def test_the_head_refuses_only_with_an_answer(asked: Excuse, head: Client) -> None:
    bare = head.post(f"/excuses/{asked.pk}", {"decision": "refuse", "answer": " "})
    assert bare.status_code == 422
    assert f'id="wrong-{asked.pk}"' in bare.text
    head.post(f"/excuses/{asked.pk}", {"decision": "refuse", "answer": "可以微信联系"})
    asked.refresh_from_db()
    assert (asked.state, asked.answer) == ("refused", "可以微信联系")


def test_nobody_decides_about_their_own(bank: DeskBank, asked: Excuse, manager: Client) -> None:
    assert manager.get("/excuses").status_code == 403
    assert manager.post(f"/excuses/{asked.pk}", {"decision": "approve"}).status_code == 403
    asked.refresh_from_db()
    assert asked.state == "pending"


def test_a_request_from_another_branch_is_not_listed(bank: DeskBank, asked: Excuse) -> None:
    stranger = bank.person("H2", "外行长", "outlet_head", "O2")
    page = Client()
    page.force_login(bank.user(stranger))
    assert "客户出国" not in page.get("/excuses").text
    assert page.post(f"/excuses/{asked.pk}", {"decision": "approve"}).status_code == 404


def test_a_toast_tells_that_the_request_was_sent(bank: DeskBank, manager: Client) -> None:
    duty = bank.duty(bank.customer("C1"))
    answer = manager.post(f"/duties/{duty.pk}/excuse", {"reason": "客户出国"}, headers=HTMX)
    assert "等待审批" in json.loads(answer["HX-Trigger"])["tingtang:toast"]["text"]
