"""Arrivals on my day (A28.2), and duties about tickets and devices by their names."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from tingtang.desk.tests.bank import DeskBank
from tingtang.duties.models import Notice
from tingtang.lobby.actions import Wish, take_ticket
from tingtang.lobby.actions.devices import add_device, report_fault
from tingtang.lobby.actions.promising import keep_promises
from tingtang.lobby.actions.recognising import arrive, recognise
from tingtang.lobby.models import Arrival
from tingtang.lobby.recognition import Given
from tingtang.organisation.positions import Position


def signed_in(bank: DeskBank, key: str) -> Client:
    client = Client()
    client.force_login(bank.user(bank.person_by(key)))
    return client


def come(bank: DeskBank) -> str:
    """C1 of M1 takes a ticket at O2, by phone; the number."""
    customer = bank.customer("C1", name="欧阳明", card="private")
    found = recognise(institution_id="O2", given=Given(phone=customer.phone), by="token:kiosk", at=bank.at)
    return arrive(institution_id="O2", key=found.key, wish=Wish("cash_deposit"), by="token:kiosk", at=bank.at).number


def test_the_manager_sees_who_came_where_until_marked_as_seen(bank: DeskBank) -> None:
    number = come(bank)
    page = signed_in(bank, "M1")
    shown = page.get("/").content.decode()
    assert "您的客户到店了" in shown
    assert all(word in shown for word in ("欧阳明", "江城东湖支行", number, "未出示卡"))
    assert "您的客户到店了" not in signed_in(bank, "M2").get("/").content.decode()
    signed_in(bank, "M2").post(f"/arrivals/{Arrival.objects.get().pk}/seen")
    assert "您的客户到店了" in page.get("/").content.decode()
    assert page.post(f"/arrivals/{Arrival.objects.get().pk}/seen").status_code == 302
    assert "您的客户到店了" not in page.get("/").content.decode()


def test_the_reminder_of_the_card_stands_on_the_customers_card(bank: DeskBank) -> None:
    come(bank)
    shown = signed_in(bank, "M1").get("/").content.decode()
    assert "提醒携带或办理配卡" in shown
    assert "A28.1" in shown


@pytest.mark.parametrize(("language", "name"), [("zh", "号票 A001"), ("en", "Ticket A001")])
def test_a_duty_of_a_ticket_or_a_device_is_named_by_it(bank: DeskBank, language: str, name: str) -> None:
    bank.person("L1", "高梓涵", Position.LOBBY_MANAGER)
    earlier = bank.at - timedelta(minutes=11)
    take_ticket(institution_id="O1", wish=Wish("cash_deposit"), by="token:kiosk", at=earlier)
    keep_promises(by="system:jobs", at=bank.at)
    atm = add_device(institution_id="O1", label="ATM-7", kind="atm", by="H1", at=earlier)
    report_fault(device_id=atm.pk, kind="broken", described="吞卡", by="L1", at=earlier)
    for who, address in (("L1", "/"), ("H1", "/compliance/cases")):
        page = signed_in(bank, who)
        page.post("/language", {"lang": language})
        shown = page.get(address).content.decode()
        assert name in shown
        assert "ATM-7" in shown


def test_what_a_head_is_told_on_the_teams_page_is_of_those_below_not_of_arrivals(bank: DeskBank) -> None:
    for what in (Notice.What.ARRIVED, Notice.What.DUE):
        Notice.objects.create(staff=bank.head, on=bank.today, what=what, at=bank.at, clauses={"A28.2": 1})
    assert "需要您知道的" not in signed_in(bank, "H1").get("/team").content.decode()
    Notice.objects.create(staff=bank.head, on=bank.today, what=Notice.What.MISSED, at=bank.at, clauses={"A19.2d": 1})
    assert "需要您知道的" in signed_in(bank, "H1").get("/team").content.decode()
