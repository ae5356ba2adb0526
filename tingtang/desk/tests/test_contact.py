"""Recording a contact from my day: the preview, the saving, the refusal that loses nothing."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from tingtang.audit.models import Entry
from tingtang.contacts.models import Contact
from tingtang.desk.tests.bank import DeskBank
from tingtang.referrals.actions import refer
from tingtang.referrals.models import Referral

HTMX = {"HX-Request": "true"}
GOOD = {"key": "k1", "outcome": "reached", "channel": "phone", "memo": "谈了到期安排", "need": "", "next_on": ""}


def test_the_form_shows_what_saving_would_meet(bank: DeskBank, manager: Client) -> None:
    customer = bank.customer("C1")
    bank.duty(customer, "contact.private", 2)
    text = manager.get("/customers/C1/contact", headers=HTMX).text
    assert "保存后完成 1 项任务" in text
    assert "私人银行客户每周联系" in text
    assert 'class="sheet-body"' in text


def test_without_htmx_the_form_is_a_page_of_its_own(bank: DeskBank, manager: Client) -> None:
    bank.duty(bank.customer("C1"))
    assert "<html" in manager.get("/customers/C1/contact").text
    answer = manager.post("/customers/C1/contact", GOOD)
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_saving_keeps_the_contact_and_meets_the_duty(bank: DeskBank, manager: Client) -> None:
    duty = bank.duty(bank.customer("C1"), "contact.private", 2)
    answer = manager.post("/customers/C1/contact", GOOD, headers=HTMX)
    assert answer.status_code == 204
    said = json.loads(answer["HX-Trigger"])
    assert said["tingtang:toast"]["text"] == "已记录联系，完成 1 项任务。"
    assert "day:changed" in said
    duty.refresh_from_db()
    kept = Contact.objects.get(key="k1")
    assert (duty.state, duty.evidence_id) == ("met", str(kept.pk))
    assert kept.memo == "谈了到期安排"
    assert Entry.objects.filter(action="contact.record", subject_id="C1").exists()


def test_the_same_form_sent_twice_is_kept_once(bank: DeskBank, manager: Client) -> None:
    bank.duty(bank.customer("C1"))
    manager.post("/customers/C1/contact", GOOD, headers=HTMX)
    again = manager.post("/customers/C1/contact", GOOD, headers=HTMX)
    assert again.status_code == 204
    assert "未重复" in json.loads(again["HX-Trigger"])["tingtang:toast"]["text"]
    assert Contact.objects.filter(customer="C1").count() == 1


def test_reached_without_a_memo_is_refused_beside_the_field_and_nothing_is_lost(
    bank: DeskBank, manager: Client
) -> None:
    bank.duty(bank.customer("C1"))
    typed = {**GOOD, "memo": "   ", "need": "想了解大额存单", "next_on": "2030-01-02", "channel": "visit"}
    answer = manager.post("/customers/C1/contact", typed, headers=HTMX)
    assert answer.status_code == 422
    assert 'id="wrong-memo"' in answer.text
    assert 'aria-describedby="wrong-memo"' in answer.text
    assert "想了解大额存单" in answer.text
    assert 'value="2030-01-02"' in answer.text
    assert 'value="visit" checked' in answer.text
    assert 'value="k1"' in answer.text
    assert not Contact.objects.filter(key="k1").exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"outcome": "maybe"}, "outcome"),
        ({"outcome": ""}, "outcome"),
        ({"channel": "pigeon"}, "channel"),
        ({"next_on": "tomorrow"}, "next_on"),
        ({"next_on": "2001-01-01"}, "next_on"),
        ({"need": "x" * 201}, "need"),
        ({"memo": "x" * 4001}, "memo"),
    ],
)
def test_a_mistake_is_named_beside_its_field(bank: DeskBank, manager: Client, change, field: str) -> None:
    bank.customer("C1")
    answer = manager.post("/customers/C1/contact", {**GOOD, **change}, headers=HTMX)
    assert answer.status_code == 422
    assert f'id="wrong-{field}"' in answer.text


@pytest.mark.parametrize("outcome", ["no_answer", "refused", "wrong_number"])
def test_an_attempt_is_kept_and_meets_nothing(bank: DeskBank, manager: Client, outcome: str) -> None:
    duty = bank.duty(bank.customer("C1"))
    answer = manager.post("/customers/C1/contact", {**GOOD, "outcome": outcome, "memo": ""}, headers=HTMX)
    assert answer.status_code == 204
    duty.refresh_from_db()
    assert duty.state == "open"
    assert Contact.objects.get(key="k1").outcome == outcome


def test_the_preview_changes_with_the_outcome_and_writes_nothing(bank: DeskBank, manager: Client) -> None:
    bank.duty(bank.customer("C1"))
    reached = manager.post("/customers/C1/contact/preview", GOOD, headers=HTMX)
    assert "保存后完成 1 项任务" in reached.text
    tried = manager.post("/customers/C1/contact/preview", {**GOOD, "outcome": "no_answer"}, headers=HTMX)
    assert "只记为一次尝试" in tried.text
    assert Contact.objects.count() == 0


def test_the_way_to_save_counts_what_it_meets_and_the_count_follows_what_is_typed(
    bank: DeskBank, manager: Client
) -> None:
    bank.duty(bank.customer("C1"), "contact.private", 2)
    form = manager.get("/customers/C1/contact", headers=HTMX).text
    assert '<span id="meets-count">，完成 1 项任务</span>' in form
    assert form.index('id="memo"') < form.index('id="meets"') < form.index('id="need"')
    tried = manager.post("/customers/C1/contact/preview", {**GOOD, "outcome": "no_answer"}, headers=HTMX).text
    assert '<span id="meets-count" hx-swap-oob="true"></span>' in tried


def test_the_preview_says_that_a_lapsed_duty_is_past_saving(bank: DeskBank, manager: Client) -> None:
    bank.duty(bank.customer("C1"), due_in=-2)
    assert "期限已过" in manager.post("/customers/C1/contact/preview", GOOD, headers=HTMX).text


def test_a_customer_of_somebody_else_does_not_open(bank: DeskBank, manager: Client) -> None:
    bank.customer("C9", manager=bank.colleague, home_institution_id="O2")
    for address in ("/customers/C9/contact", "/customers/nobody/contact", "/customers/C9/reveal/phone"):
        assert manager.get(address).status_code == 403
    assert manager.post("/customers/C9/contact", GOOD).status_code == 403


def test_the_head_of_the_outlet_may_record_for_its_customers(bank: DeskBank, head: Client) -> None:
    bank.customer("C1")
    assert head.post("/customers/C1/contact", GOOD, headers=HTMX).status_code == 204
    assert Contact.objects.get(key="k1").staff_id == "H1"


def test_a_number_is_revealed_for_a_reason_that_is_kept(bank: DeskBank, manager: Client) -> None:
    bank.customer("C1", phone="13812345678")
    assert "13812345678" not in manager.get("/customers/C1/reveal/phone", headers=HTMX).text
    refused = manager.post("/customers/C1/reveal/phone", {"reason": " "}, headers=HTMX)
    assert refused.status_code == 422
    assert "13812345678" not in refused.text
    shown = manager.post("/customers/C1/reveal/phone", {"reason": "约明天回访"}, headers=HTMX)
    assert "13812345678" in shown.text
    entry = Entry.objects.get(nature="reveal")
    assert (entry.subject_id, entry.actor) == ("C1", "M1")


def test_only_fields_that_can_be_revealed_have_an_address(bank: DeskBank, manager: Client) -> None:
    bank.customer("C1")
    assert manager.get("/customers/C1/reveal/assets").status_code == 404


def test_a_form_whose_key_was_used_for_another_customer_comes_back_with_a_new_one(
    bank: DeskBank, manager: Client
) -> None:
    bank.customer("C1")
    bank.customer("C2")
    manager.post("/customers/C1/contact", GOOD, headers=HTMX)
    answer = manager.post("/customers/C2/contact", GOOD, headers=HTMX)
    assert answer.status_code == 422
    assert "谈了到期安排" in answer.text
    assert 'name="key" value="k1"' not in answer.text
    assert Contact.objects.count() == 1


def test_a_key_cannot_stand_in_the_way_of_a_contact_from_the_feed(bank: DeskBank, manager: Client) -> None:
    bank.customer("C1")
    taken = {**GOOD, "key": "feed:0cc175b9c0f1b6a831c399e269772661"}
    assert manager.post("/customers/C1/contact", taken, headers=HTMX).status_code == 422
    assert not Contact.objects.exists()


def test_a_manager_sees_who_else_read_or_revealed(bank: DeskBank, manager: Client, head: Client) -> None:
    bank.contact(bank.customer("C1"))
    manager.get("/customers/C1/contact")
    assert not Entry.objects.filter(nature="read").exists()
    head.get("/customers/C1/contact")
    head.post("/customers/C1/reveal/phone", {"reason": "回访"})
    page = manager.get("/trace?of=mine").text
    assert "contact.history.read" in page
    assert "field.reveal" in page
    assert "陈国华" in page


@pytest.fixture
def carded(bank: DeskBank) -> Referral:
    """A card about C1, which M1 has in hand and has not answered."""
    bank.duty(bank.customer("C1"), "contact.private", 2)
    teller = bank.person("T1", "周柜员", "closed_teller")
    made = refer(
        by=teller.pk, at=bank.at, institution_id="O1", sentence="问起大额存单", need="deposit", willing=True,
        customer_id="C1",
        source=("customer", "C1"), to_staff=bank.manager.pk,
    )  # fmt: skip
    return made.referral


def test_a_contact_is_the_outcome_of_a_card_about_the_customer_and_the_form_says_so(
    bank: DeskBank, carded: Referral, manager: Client
) -> None:
    assert "完成 2 项任务" in manager.get("/customers/C1/contact", headers=HTMX).text
    answer = manager.post("/customers/C1/contact", GOOD, headers=HTMX)
    assert json.loads(answer["HX-Trigger"])["tingtang:toast"]["text"] == "已记录联系，完成 2 项任务。"
    carded.refresh_from_db()
    event = carded.events.get(what="contacted")
    assert (carded.state, event.evidence_kind) == ("contacted", "contact")
    assert GOOD["memo"] not in (carded.answer + event.text)
    manager.post("/customers/C1/contact", GOOD, headers=HTMX)
    assert carded.events.filter(what="contacted").count() == 1


def test_an_attempt_leaves_the_card_as_it_is(bank: DeskBank, carded: Referral, manager: Client) -> None:
    manager.post("/customers/C1/contact", {**GOOD, "outcome": "no_answer"}, headers=HTMX)
    carded.refresh_from_db()
    assert carded.state == "new"
