"""The registers as pages: devices and rounds, news on the screens, counterfeit notes, guards, a third party's area."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tingtang.lobby.actions.devices import add_device
from tingtang.lobby.actions.guarding import register_third_party
from tingtang.lobby.models import (
    Announcement,
    CashVan,
    CounterfeitReceipt,
    DeviceFault,
    GuardPatrol,
    Incident,
    Outage,
    PatrolRound,
)
from tingtang.lobby.tests.now import HTMX, LobbyNow
from tingtang.organisation.models import Zone
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person, signed_up

pytestmark = pytest.mark.django_db
RECEIPT = {
    "holder_name": "某人", "denomination": ["100", "50"], "serial": ["ab12345678", ""], "edition": ["2015", ""],
    "confiscated_by": "T1", "checked_by": "T2", "explained": "1",
}  # fmt: skip


@pytest.fixture
def now(db: None) -> LobbyNow:
    return LobbyNow()


def test_a_round_opens_the_fault_it_finds_and_fixing_ends_it(now: LobbyNow) -> None:
    atm = add_device(institution_id="O1", label="ATM-1", kind="atm", by="H1", at=now.ago(90))
    manager = now.client("L1")
    found = {f"device-{atm.pk}": "broken", "note": "不出钞"}
    assert manager.post("/lobby/devices/patrol", found, headers=HTMX).status_code == 204
    fault = DeviceFault.objects.get()
    assert "不出钞" in manager.get("/lobby/devices").content.decode()
    assert "ATM-1" in manager.get("/lobby").content.decode()
    assert manager.post(f"/lobby/faults/{fault.pk}/fix", {"remedy": ""}, headers=HTMX).status_code == 422
    assert manager.post(f"/lobby/faults/{fault.pk}/fix", {"remedy": "重启"}, headers=HTMX).status_code == 204
    assert DeviceFault.objects.get().remedy == "重启"


def test_nothing_is_ticked_beforehand_and_a_device_passed_over_is_named(now: LobbyNow) -> None:
    first, second = (
        add_device(institution_id="O1", label=f"ATM-{n}", kind="atm", by="H1", at=now.ago(90)) for n in "12"
    )
    manager, guard = now.client("L1"), now.client("G1")
    assert " checked" not in manager.get("/lobby/devices/patrol", headers=HTMX).content.decode()
    assert " checked" not in guard.get("/guard/patrol", headers=HTMX).content.decode()
    refused = manager.post("/lobby/devices/patrol", {f"device-{first.pk}": "ok", "note": "快"}, headers=HTMX)
    said = refused.content.decode()
    assert refused.status_code == 422
    assert said.count("请选择这台设备的情况") == 1
    assert f"wrong-device-{second.pk}" in said
    assert (said.count(" checked"), 'value="快"' in said) == (1, True)
    assert not PatrolRound.objects.exists()
    assert guard.post("/guard/patrol", {"place": "大堂"}, headers=HTMX).status_code == 422


def test_low_cash_is_one_tap(now: LobbyNow) -> None:
    atm = add_device(institution_id="O1", label="ATM-1", kind="atm", by="H1", at=now.ago(90))
    assert now.client("T1").post(f"/lobby/devices/{atm.pk}/cash", {"level": "low"}, headers=HTMX).status_code == 204
    assert DeviceFault.objects.get().kind == "low"


def test_a_notice_needs_both_languages_and_keeps_what_was_typed(now: LobbyNow) -> None:
    manager = now.client("L1")
    refused = manager.post("/lobby/news", {"what": "notice", "zh": "提前停办", "en": ""})
    assert refused.status_code == 422
    assert 'value="提前停办"' in refused.content.decode()
    manager.post("/lobby/news", {"what": "notice", "zh": "提前停办", "en": "closing early"})
    assert Announcement.objects.get().en == "closing early"


def test_an_outage_is_told_on_the_board_until_its_last_word(now: LobbyNow) -> None:
    manager = now.client("L1")
    manager.post("/lobby/news", {"what": "outage", "zh": "转账系统故障", "en": "transfers are down"})
    outage = Outage.objects.get()
    assert "转账系统故障" in manager.get("/lobby").content.decode()
    words = {"zh": "已恢复", "en": "it works again", "end": "1"}
    assert manager.post(f"/lobby/outages/{outage.pk}/progress", words, headers=HTMX).status_code == 204
    assert Outage.objects.get().ended_at is not None


def test_a_counterfeit_note_gets_the_next_number_and_empty_lines_count_for_nothing(now: LobbyNow) -> None:
    teller = now.client("T1")
    assert teller.post("/lobby/counterfeit/new", RECEIPT, headers=HTMX).status_code == 204
    receipt = CounterfeitReceipt.objects.get()
    assert [note.serial for note in receipt.notes.all()] == ["AB12345678"]
    assert receipt.number in teller.get("/lobby/counterfeit").content.decode()


@pytest.mark.parametrize(
    ("field", "value"), [("checked_by", "T1"), ("explained", ""), ("holder_name", ""), ("ticket", "A999")]
)
def test_one_person_no_explanation_no_holder_or_a_number_that_is_not_here_is_refused_beside_its_field(
    now: LobbyNow, field: str, value: str
) -> None:
    answer = now.client("T1").post("/lobby/counterfeit/new", {**RECEIPT, field: value}, headers=HTMX)
    assert answer.status_code == 422
    assert f'id="wrong-{field}"' in answer.content.decode()
    assert "ab12345678" in answer.content.decode()


def test_a_receipt_is_corrected_by_a_counter_entry_alone(now: LobbyNow) -> None:
    teller = now.client("T1")
    teller.post("/lobby/counterfeit/new", RECEIPT, headers=HTMX)
    first = CounterfeitReceipt.objects.get()
    why = {"reason": "误登记", "confiscated_by": "T1", "checked_by": "T2"}
    assert teller.post(f"/lobby/counterfeit/{first.pk}/take-back", why, headers=HTMX).status_code == 204
    assert CounterfeitReceipt.objects.latest("pk").reverses_id == first.pk
    assert teller.post(f"/lobby/counterfeit/{first.pk}/take-back", why, headers=HTMX).status_code == 422


def test_a_guard_records_a_patrol_an_incident_and_the_van(now: LobbyNow) -> None:
    guard = now.client("G1")
    assert guard.post("/guard/patrol", {"place": "大堂", "orderly": "0"}, headers=HTMX).status_code == 422
    assert guard.post("/guard/patrol", {"place": "大堂", "orderly": "1"}, headers=HTMX).status_code == 204
    assert GuardPatrol.objects.get().by == "G1"
    said = {"kind": "dispute", "described": "两人争吵", "done": "劝开，告知负责人"}
    assert guard.post("/guard/incident", said, headers=HTMX).status_code == 204
    assert Incident.objects.get().kind == "dispute"
    van = {"direction": "delivery", "plate": "鄂A1", "escort": "7", "received_by": "T1", "second": "T2"}
    assert guard.post("/guard/van", van, headers=HTMX).status_code == 204
    here = CashVan.objects.get()
    assert f"/guard/van/{here.pk}/leaves" in guard.get("/guard").content.decode()
    assert guard.post(f"/guard/van/{here.pk}/leaves", headers=HTMX).status_code == 204


def test_a_third_party_sees_their_own_area_and_nobody_else(now: LobbyNow) -> None:
    staff = person("X1", Position.THIRD_PARTY)
    now.people["X1"] = signed_up(staff)
    day = now.at.date()
    register_third_party(
        institution_id="O1", name="员工X1", company="某证券", trade="securities", badge="B-1",
        zone_id=Zone.objects.get(kind="waiting").pk, agreed_from=day - timedelta(days=2),
        agreed_to=day + timedelta(days=9), by="H1", at=now.ago(60), staff_id="X1",
    )  # fmt: skip
    number = now.take(12).number
    assert now.client("X1").get("/").headers["Location"] == "/my-area"
    page = now.client("X1").get("/my-area").content.decode()
    assert "某证券" in page
    assert number not in page
    assert now.client("X1").get("/lobby").status_code == 403
