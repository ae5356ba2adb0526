"""The interface around the queue: recognition tells devices nothing, machines report themselves, screens are told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from tingtang.duties.models import Duty
from tingtang.lobby.actions.devices import add_device
from tingtang.lobby.models import DeviceFault, Outage, Recognition, Ticket
from tingtang.lobby.tests.customers import customer
from tingtang.lobby.tests.lobby import Lobby, after
from tingtang.lobby.tests.test_api import Device

pytestmark = pytest.mark.postgres
PHONE = {"phone": "13812345678"}


def test_a_kiosk_takes_the_ticket_of_a_customer_it_is_told_nothing_about(lobby: Lobby) -> None:
    customer()
    kiosk = Device("kiosk")
    found, nobody = (
        kiosk.post("outlets/O1/recognise", {"phone": one}).json() for one in (PHONE["phone"], "13900000000")
    )
    assert [(one["ask"], one["known"], len(one["key"])) for one in (found, nobody)] == [(None, None, 43)] * 2
    taken = kiosk.post("tickets", {"business": "cash_deposit", "recognition": found["key"]}).json()
    assert taken["service_class"] == "private"
    assert Ticket.objects.get(pk=taken["ticket_id"]).customer_id == "C1"
    other = kiosk.post("tickets", {"business": "cash_deposit", "recognition": nobody["key"]}).json()
    assert other["service_class"] == "ordinary"


def test_a_ticket_with_a_recognition_is_taken_once_however_often_it_is_sent(lobby: Lobby) -> None:
    customer()
    kiosk = Device("kiosk")
    body = {"business": "cash_deposit", "recognition": kiosk.post("outlets/O1/recognise", PHONE).json()["key"]}
    first, again = (kiosk.post("tickets", body, "K1").json() for _ in range(2))
    assert first == again
    assert kiosk.post("tickets", body, "K2").status_code == 422
    assert kiosk.post("tickets", body).status_code == 422
    assert Ticket.objects.count() == 1


def test_staff_are_told_what_service_needs(lobby: Lobby, client: Any) -> None:
    from tingtang.organisation.models import User
    from tingtang.organisation.positions import Position
    from tingtang.organisation.tests.bank import person

    customer()
    client.force_login(User.objects.create_user("L1", None, person("L1", Position.LOBBY_MANAGER)))
    told = client.post("/api/lobby/outlets/O1/recognise", PHONE, content_type="application/json").json()["known"]
    assert (told["tier"], told["service_class"], told["card_shown"]) == ("private", "private", False)
    assert (told["home_institution_id"], told["manager_id"]) == ("O3", "M3")
    assert not {"name", "phone", "id_no", "assets", "customer_id"} & set(told)


@pytest.mark.parametrize(
    ("position", "at", "body", "status"),
    [
        ("screen", "O1", PHONE, 403),
        ("third_party", "O1", PHONE, 403),
        ("kiosk", "O2", PHONE, 403),
        ("kiosk", "O1", {"phone": "12"}, 422),
        ("kiosk", "O1", {"phone": 12}, 422),
        ("kiosk", "O1", {}, 422),
        ("kiosk", "O1", {"shoe_size": "42"}, 422),
    ],
)
def test_recognition_refuses(lobby: Lobby, position: str, at: str, body: dict[str, Any], status: int) -> None:
    assert Device(position, at).post("outlets/O1/recognise", body).status_code == status
    assert not Recognition.objects.exists()


def test_who_guesses_is_refused(lobby: Lobby) -> None:
    kiosk = Device("kiosk")
    tails = [
        kiosk.post("outlets/O1/recognise", {"name": "甲", "phone_tail": f"{n:04d}"}).status_code for n in range(26)
    ]
    assert tails == [200] * 25 + [409]


def machine() -> int:
    return add_device(institution_id="O1", label="ATM-1", kind="atm", by="H1", at=after(0)).pk


def test_a_machine_reports_its_fault_and_that_it_works_again(lobby: Lobby) -> None:
    atm, guard, head = machine(), Device("guard"), Device("outlet_head")
    fault = guard.post(f"devices/{atm}/faults", {"kind": "broken", "described": "吞卡"}).json()
    assert (fault["kind"], fault["fixed"]) == ("broken", False)
    assert guard.post(f"devices/{atm}/faults", {"kind": "broken", "described": "又"}).json() == fault
    assert [one["works"] for one in guard.get("outlets/O1/devices").json()] == [False]
    assert guard.post(f"faults/{fault['fault_id']}/fix", {"remedy": "重启"}).status_code == 403
    assert head.post(f"faults/{fault['fault_id']}/fix", {"remedy": "重启"}).json()["fixed"] is True
    assert head.post(f"faults/{fault['fault_id']}/fix", {"remedy": "重启"}).status_code == 409
    assert guard.post(f"devices/{atm}/cash", {"level": "low"}).json()["works"] is True  # it still pays
    assert guard.post(f"devices/{atm}/cash", {"level": "empty"}).json()["works"] is False
    assert guard.post(f"devices/{atm}/cash", {"level": "lots"}).status_code == 422
    assert Device("guard", "O2").post(f"devices/{atm}/cash", {"level": "low"}).status_code == 403
    assert head.post("faults/999/fix", {"remedy": "重启"}).status_code == 404
    assert head.post("devices/999/cash", {"level": "low"}).status_code == 404


def test_an_outage_is_on_the_screens_below_until_it_is_over(lobby: Lobby) -> None:
    branch, screen = Device("branch_head", "B1"), Device("screen")
    said = {"zh": "核心系统故障", "en": "The core system is down"}
    outage = branch.post("outlets/B1/outages", said, "K1").json()
    assert branch.post("outlets/B1/outages", said, "K1").json() == outage
    assert Outage.objects.count() == 1
    path = f"outages/{outage['outage_id']}"
    branch.post(f"{path}/progress", {"zh": "切换中", "en": "Switching over"})
    [shown] = screen.get("outlets/O1/broadcasts").json()["outages"]
    assert [note["en"] for note in shown["notes"]] == ["The core system is down", "Switching over"]
    assert branch.post(f"{path}/end", {"zh": "已恢复", "en": "It works"}).status_code == 200
    assert screen.get("outlets/O1/broadcasts").json()["outages"] == []
    assert branch.post(f"{path}/end", {"zh": "已恢复", "en": "It works"}).status_code == 409
    assert branch.post("outlets/B1/outages", {"zh": "故障"}).status_code == 422
    assert screen.post(f"{path}/progress", said).status_code == 403
    assert Device("branch_head", "B2").post(f"{path}/progress", said).status_code == 403


def test_another_body_under_a_used_key_is_refused(lobby: Lobby) -> None:
    guard, atm = Device("guard"), machine()
    guard.post(f"devices/{atm}/faults", {"kind": "broken", "described": "吞卡"}, "K1")
    assert guard.post(f"devices/{atm}/faults", {"kind": "network", "described": "断网"}, "K1").status_code == 422
    assert DeviceFault.objects.count() == 1


@pytest.mark.slow
def test_one_request_sent_many_times_at_once_is_done_once(on_each_database: str) -> None:
    Lobby()
    branch = Device("branch_head", "B1")

    def send(_: int) -> Any:
        try:
            return branch.post("outlets/B1/outages", {"zh": "故障", "en": "Down"}, "K1").json()
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as many:
        answers = list(many.map(send, range(8)))
    assert len({answer["outage_id"] for answer in answers}) == 1
    assert Outage.objects.count() == 1
    assert not Duty.objects.exists()
