"""Pages of checklists, registers and the head's board: on a phone, line by line, each for whom it is."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tingtang.audit.models import Entry
from tingtang.desk.tests.bank import DeskBank
from tingtang.desk.tests.counting import held
from tingtang.duties.models import Duty
from tingtang.lobby.actions.devices import add_device
from tingtang.lobby.models import DeviceFault, ThirdParty
from tingtang.organisation.models import OpeningException, Staff, Zone
from tingtang.routines.actions import begin, check_registers, display, hang_licence
from tingtang.routines.models import Accessibility, Answer, Filling, Keeper, Licence, Material
from tingtang.routines.queries import accessibility_of

PNG = b"\x89PNG\r\n\x1a\n a dark screen"
BEFORE = "lobby_manager.before_opening"
PAGES = {
    "head's board": ("H1", "/outlet-day"),
    "head's board, a branch": ("HB", "/outlet-day"),
    "checklists": ("H1", "/checklists"),
    "a checklist": ("L1", "/checklists/{filling}"),
    "a failed line": ("L1", "/checklists/lines/{line}"),
    "checklist figures": ("HB", "/checklists/figures"),
    "licences": ("H1", "/registers/licences"),
    "materials": ("H1", "/registers/materials"),
    "keepers": ("H1", "/registers/keepers"),
    "stationed": ("H1", "/registers/stationed"),
    "accessibility": ("H1", "/registers/accessibility"),
}


class Hall:
    """O1 open today from the first minute to the last, with a lobby manager, a teller, a machine; a list begun."""

    def __init__(self, bank: DeskBank) -> None:
        self.bank, self.at = bank, timezone.now()
        self.lobby = bank.person("L1", "林小雨", "lobby_manager")
        self.teller = bank.person("T1", "吴静", "closed_teller")
        hours = {"opens": "23:58", "closes": "23:59", "reason": "盘点"}
        OpeningException.objects.create(institution_id="O1", on=bank.today, **hours)
        who: dict[str, Any] = {"institution_id": "O1", "by": "H1", "at": self.at}
        add_device(**who, label="ATM-1", kind="atm")
        self.filling = begin(**{**who, "by": "L1"}, name=BEFORE)

    def line(self, item: str) -> Answer:
        """A line of the list that is begun."""
        return self.filling.answers.get(item=item)

    def client(self, staff: Staff) -> Client:
        """Signed in as them."""
        signed_in = Client()
        signed_in.force_login(self.bank.user(staff))
        return signed_in

    def say(self, item: str, who: Staff | None = None, **said: Any) -> Any:
        """Answer a line over the page."""
        return self.client(who or self.lobby).post(f"/checklists/lines/{self.line(item).pk}/answer", said)


@pytest.fixture
def hall(bank: DeskBank) -> Hall:
    return Hall(bank)


def test_nothing_is_ticked_and_what_was_typed_survives_a_refusal(hall: Hall) -> None:
    page = hall.client(hall.lobby).get(f"/checklists/{hall.filling.pk}").text
    assert 'value="ok"' in page  # a button to each line, nothing chosen before it is pressed
    assert "checked" not in page
    assert "未检查" in page
    refused = hall.say("signs", result="fail", note=" ")
    assert refused.status_code == 422
    assert "请写明情况" in refused.text
    kept = hall.say("signs", note="指引牌缺一块")
    assert kept.status_code == 422
    assert "指引牌缺一块" in kept.text
    assert not hall.filling.answers.filter(result__isnull=False).exists()
    early = hall.client(hall.lobby).post(f"/checklists/{hall.filling.pk}/hand-in")
    assert (early.status_code, "项没有检查" in early.text) == (409, True)


def test_a_list_is_filled_with_photo_and_note_and_handed_in(hall: Hall) -> None:
    photo = SimpleUploadedFile("x.png", PNG, "image/png")
    said = hall.say("machine", result="fail", note="不出钞", fault="broken", photo=photo)
    assert (said.status_code, said["Location"].split("#")[0]) == (302, f"/checklists/{hall.filling.pk}")
    assert DeviceFault.objects.get().kind == "broken"
    got = hall.client(hall.bank.head).get(f"/checklists/lines/{hall.line('machine').pk}/photo")
    assert (got.content, got["Content-Type"]) == (PNG, "image/png")
    assert Entry.objects.filter(action="checklist.photo.read").exists()
    for line in hall.filling.answers.filter(result__isnull=True):
        hall.say(line.item, result="ok")
    assert hall.client(hall.lobby).post(f"/checklists/{hall.filling.pk}/hand-in").status_code == 302
    assert Duty.objects.get(kind=f"checklist.{BEFORE}").state == "met"
    page = hall.client(hall.bank.head).get(f"/checklists/{hall.filling.pk}").text
    assert "已报修 ATM-1" in page
    assert "提交清单" not in page


def test_what_failed_waits_until_somebody_says_how_it_was_put_right(hall: Hall) -> None:
    hall.say("folder_log", result="fail", note="用完了")
    line = hall.line("folder_log")
    assert "用完了" in hall.client(hall.lobby).get("/checklists").text
    page = f"/checklists/lines/{line.pk}"
    assert hall.client(hall.lobby).post(f"{page}/mend", {"remedy": ""}).status_code == 422
    assert hall.client(hall.lobby).post(f"{page}/mend", {"remedy": "补了两本"}).status_code == 302
    assert "补了两本" in hall.client(hall.bank.head).get(page).text
    assert hall.client(hall.bank.head).post(f"{page}/mend", {"remedy": "又补"}).status_code == 409


def test_each_sees_their_own_lists_and_the_head_all_of_them(hall: Hall) -> None:
    teller, head = hall.client(hall.teller), hall.client(hall.bank.head)
    assert teller.post("/checklists/begin", {"name": "teller.self_check"}).status_code == 302
    assert teller.post("/checklists/begin", {"name": BEFORE}).status_code == 403
    assert teller.post("/checklists/begin", {"name": "no.such"}).status_code == 409
    mine = teller.get("/checklists").text
    assert "柜员班前自查" in mine
    assert "大堂经理营业前检查" not in mine
    assert teller.get(f"/checklists/{hall.filling.pk}").status_code == 404
    own = Filling.objects.get(staff=hall.teller)
    assert hall.client(hall.lobby).get(f"/checklists/{own.pk}").status_code == 200
    assert head.post(f"/checklists/lines/{own.answers.first().pk}/answer", {"result": "ok"}).status_code == 404  # type: ignore[union-attr]
    assert "吴静" in head.get("/checklists").text
    assert "没有要填的清单" in head.get(f"/checklists?on={hall.bank.today - timedelta(days=3)}").text


def test_registers_teach_when_empty_and_keep_what_is_entered(hall: Hall) -> None:
    head, today = hall.client(hall.bank.head), hall.bank.today
    texts = {
        name: head.get(f"/registers/{name}").text for name in ("licences", "materials", "stationed", "accessibility")
    }
    assert "缺：营业执照" in texts["licences"]
    assert "没有展示中的宣传品" in texts["materials"]
    wrong = head.post("/registers/licences", {"kind": "business_licence", "number": "证-7"})
    assert (wrong.status_code, "该证照须写明负责人" in wrong.text, "证-7" in wrong.text) == (422, True, True)
    zone = Zone.objects.create(institution_id="O1", kind="self_service")
    agreed = {"agreed_from": today, "agreed_to": today + timedelta(days=9)}
    person = {"name": "孙平", "company": "某人寿", "trade": "insurance", "badge": "B7", "zone_id": zone.pk}
    for name, fields in (
        ("licences", {"kind": "business_licence", "number": "证-7", "head": "H1"}),
        ("materials", {"title": "海报", "place": "frame", "from_on": today, "to_on": today}),
        ("keepers", {"facility": "signs", "staff_id": "T1"}),
        ("stationed", person | agreed),
        ("accessibility", {"bell": "0571-1", "parking": "1"}),
    ):
        assert head.post(f"/registers/{name}", fields).status_code == 302, name
    assert (Licence.objects.count(), Keeper.objects.count(), Accessibility.objects.count()) == (1, 1, 1)
    assert "陈国华" in head.get("/registers/licences").text
    assert "陈国华 · " in head.get("/registers/accessibility").text  # who recorded it, by name
    assert head.post(f"/registers/materials/{Material.objects.get().pk}/withdraw").status_code == 302
    assert " · 陈国华</li>" in head.get("/registers/materials").text
    assert f"{today.isoformat()} –" in head.get("/registers/stationed").text
    party = ThirdParty.objects.get()
    assert head.post(f"/registers/stationed/{party.pk}/renew", {"agreed_to": today}).status_code == 422
    assert head.post(f"/registers/stationed/{party.pk}/leave", {"on": today, "reason": "终止"}).status_code == 302
    assert hall.client(hall.lobby).post("/registers/keepers", {"facility": "signs"}).status_code == 403


def test_the_board_shows_the_day_and_leads_to_each_cause(hall: Hall) -> None:
    who: dict[str, Any] = {"institution_id": "O1", "by": "H1", "at": hall.at}
    hang_licence(**who, kind="scope_notice", number="1", valid_to=hall.bank.today)
    check_registers(on=hall.bank.today, by="system:test", at=hall.at)
    page = hall.client(hall.bank.head).get("/outlet-day").text
    assert "0 / 1" in page
    assert "证照到期换领" in page
    assert "/registers/licences" in page
    assert "/why" in page
    assert "网点今日" in hall.client(hall.bank.branch_head).get("/outlet-day?institution=O2").text
    english = hall.client(hall.bank.head)
    english.cookies["lang"] = "en"
    assert "What is missing" in english.get("/outlet-day").text


def test_customers_read_how_they_come_in(hall: Hall, client: Client) -> None:
    from tingtang.lobby.models import Ticket

    at: datetime = hall.at
    said = {"way_in": "", "bell": "0571-8888", "hearing_aid": "1"}
    hall.client(hall.bank.head).post("/registers/accessibility", said)
    assert accessibility_of("O1") is not None
    Ticket.objects.create(
        institution_id="O1", on=hall.bank.today, prefix="A", seq=1, key="k1", service_class="ordinary",
        business="enquiry", origin="lobby", taken_at=at, clock_from=at, ahead=0, state="waiting", n=1, since=at,
    )  # fmt: skip
    page = client.get("/t/k1").text
    assert "0571-8888" in page
    assert "有写字板或助听设备" in page


@pytest.mark.parametrize("name", PAGES)
def test_a_page_costs_no_more_queries_than_recorded(hall: Hall, name: str) -> None:
    hall.say("folder_log", result="fail", note="无")
    who: dict[str, Any] = {"institution_id": "O1", "by": "H1", "at": hall.at}
    for n in range(5):
        display(**who, title=f"海报{n}", place="frame", from_on=hall.bank.today, to_on=hall.bank.today)
    check_registers(on=hall.bank.today, by="system:test", at=hall.at)
    key, address = PAGES[name]
    address = address.format(filling=hall.filling.pk, line=hall.line("folder_log").pk)
    page = hall.client(hall.bank.person_by(key))
    page.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert page.get(address).status_code == 200
    held(name, seen.captured_queries)
