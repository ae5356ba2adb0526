"""Pages of the lobby log, of meetings, their tasks, and of departments."""

from __future__ import annotations

import zipfile
from datetime import datetime, time, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tingtang.audit.models import Entry
from tingtang.desk.tests.bank import DeskBank
from tingtang.duties.models import Duty
from tingtang.meetings.actions import open_daily_duties
from tingtang.meetings.models import Log, Meeting, Task
from tingtang.organisation.models import Institution, OpeningException, User
from tingtang.organisation.positions import Position
from tingtang.shared.times import ZONE, day_start

WORDS = {"customers": "接待五位老年客户", "sales": "推荐两单定期", "opinions": "希望增开窗口", "other": ""}


@pytest.fixture
def duties(bank: DeskBank) -> DeskBank:
    """Today the outlet is open, and midnight has passed."""
    for outlet in ("O1", "O2"):
        OpeningException.objects.create(
            institution_id=outlet, on=bank.today, opens=time(9), closes=time(17), reason="营业"
        )
    open_daily_duties(on=bank.today, by="system:jobs", at=day_start(bank.today))
    return bank


def client_of(key: str) -> Client:
    """Somebody signed in."""
    signed_in = Client()
    signed_in.force_login(User.objects.get(username=key))
    return signed_in


def morning(bank: DeskBank, **fields: str | list[str]) -> dict[str, Any]:
    """The form of a morning meeting held just now; M1 is absent."""
    now = timezone.now().astimezone(ZONE)
    plain = {
        "key": "k1", "kind": "morning", "on": now.date().isoformat(), "time": now.strftime("%H:%M"),
        "minutes": "昨日等候偏长", "present": ["H1"], "reason-M1": "外出拜访",
        "task-1": "更换灯箱", "owner-1": "H1", "due-1": bank.today.isoformat(),
    }  # fmt: skip
    return {**plain, **fields}


def test_the_log_is_drafted_saved_signed_and_corrected(duties: DeskBank, head: Client) -> None:
    assert "还没有日志" in head.get("/logs").text
    assert "按承诺叫号" in head.get("/logs/today").text
    assert head.post("/logs/save", {"edition": "0", **WORDS}).status_code == 302
    stale = head.post("/logs/save", {"edition": "0", **WORDS, "sales": "推荐三单"})
    assert (stale.status_code, "推荐三单" in stale.text) == (409, True)
    assert head.post("/logs/save", {"edition": "1", **WORDS, "opinions": "", "then": "sign"}).status_code == 422
    assert head.post("/logs/save", {"edition": "2", **WORDS, "then": "sign"}).status_code == 302
    log = Log.objects.get()
    assert Duty.objects.get(kind="lobby_log.signed", subject_id="O1").state == "met"
    form = {"part": "sales", "text": "推荐三单", "reason": "漏记"}
    assert head.post(f"/logs/{log.pk}/correct", {**form, "reason": ""}).status_code == 422
    assert head.post(f"/logs/{log.pk}/correct", form).status_code == 302
    page = head.get(f"/logs/{log.pk}").text
    assert page.index("推荐两单定期") < page.index("推荐三单")
    assert "漏记" in page
    assert head.post(f"/logs/{log.pk}/sign", {"edition": "3"}).status_code == 409
    assert "今日日志已签署" in head.get("/logs/today").text
    assert f"/logs/{log.pk}" in head.get("/logs").text


def test_a_draft_of_yesterday_is_offered_to_be_signed(duties: DeskBank, head: Client) -> None:
    yesterday = duties.today - timedelta(days=1)
    log = Log.objects.create(institution_id="O1", on=yesterday, at=duties.at, by="H1", **{**WORDS, "other": "故障一次"})
    assert f"/logs/{log.pk}" in head.get("/logs/today").text
    assert head.post(f"/logs/{log.pk}/sign", {"edition": "1"}).status_code == 302
    assert "次日以后补签" in head.get(f"/logs/{log.pk}").text


def test_a_meeting_is_written_down_and_its_task_closed(duties: DeskBank, head: Client, manager: Client) -> None:
    page = head.get("/meetings/new?kind=morning").text
    assert 'hx-get="/meetings/agenda?kind=morning"' in page
    drawn = head.get("/meetings/agenda?kind=morning")
    assert ("由" in drawn.text, "<details" in drawn.text) == (True, True)
    assert "周雅琴" not in page  # she works at another outlet
    assert "未办结" in head.get("/meetings").text
    made = head.post("/meetings/new", morning(duties))
    meeting = Meeting.objects.get()
    assert (made.status_code, made["Location"]) == (302, f"/meetings/{meeting.pk}")
    assert Duty.objects.get(kind="meeting.daily", subject_id="O1").state == "met"
    assert head.post("/meetings/new", morning(duties))["Location"] == f"/meetings/{meeting.pk}"  # sent again
    page = manager.get(f"/meetings/{meeting.pk}").text
    assert "外出拜访" in page
    assert "更换灯箱" in manager.get("/meetings").text
    task = f"/meetings/tasks/{Task.objects.get().pk}"
    assert manager.get(task).status_code == 404
    assert head.post(task, {"text": " "}).status_code == 422
    assert head.post(task, {"text": "已更换"}).status_code == 302
    assert head.post(task, {"text": "又换"}).status_code == 409
    assert Duty.objects.get(kind="meeting.task").state == "met"
    form = {"text": "等候十二分钟", "reason": "笔误"}
    assert manager.post(f"/meetings/{meeting.pk}/correct", form).status_code == 403
    assert head.post(f"/meetings/{meeting.pk}/correct", form).status_code == 302
    assert "等候十二分钟" in head.get(f"/meetings/{meeting.pk}").text
    assert client_of("M2").get(f"/meetings/{meeting.pk}").status_code == 404
    assert client_of("M2").get(f"/meetings/{meeting.pk}/minutes.docx").status_code == 404
    head.post("/language", {"lang": "en", "next": "/"})
    with zipfile.ZipFile(BytesIO(head.get(f"/meetings/{meeting.pk}/minutes.docx").content)) as file:
        words = file.read("word/document.xml").decode()
    for said in (
        "晨会记录",
        "更换灯箱",
        "已更换",
        "外出拜访",
        "等候十二分钟",
        "笔误",
        "到访",
    ):  # in Chinese for the file
        assert said in words, said
    assert head.get(f"/meetings/{meeting.pk}/minutes.pdf").content.startswith(b"%PDF")
    assert Entry.objects.filter(action="meeting.minutes", nature=Entry.Nature.READ).count() == 2


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"minutes": ""}, "请写会议记录"),
        ({"time": "25:00"}, "请填写时间"),
        ({"on": "2026-02-30"}, "请填写日期"),
        ({"reason-M1": ""}, "缺席的请写明原因"),
        ({"due-1": "明天"}, "任务期限请填写日期"),
        ({"owner-1": "M2"}, "参会名单上的人"),
    ],
)
def test_a_refused_meeting_keeps_what_was_typed(duties: DeskBank, head: Client, wrong: Any, why: str) -> None:
    answer = head.post("/meetings/new", morning(duties, **wrong))
    assert (answer.status_code, why in answer.text) == (422, True)
    assert "更换灯箱" in answer.text
    assert not Meeting.objects.exists()


def test_departments_stand_with_their_parts_and_meet(bank: DeskBank) -> None:
    for key, name in (("DF", "省分行个人金融部"), ("DU", "省分行工会工作委员会")):
        Institution.objects.create(institution_id=key, parent_id="P", kind="department", name=name)
        bank.person(f"{key}1", f"专员{key}", Position.DEPARTMENT_OFFICER, key)
    officer = client_of("DF1")
    page = officer.get("/meetings/departments").text
    assert "闸口" not in page
    assert all(word in page for word in ("牵头", "归口管理客户投诉", "省分行个人金融部", "还没有联席会议"))
    now = datetime.now(ZONE)
    form = morning(bank, kind="joint", title="午间排队", present=["DF1", "DU1"], time=now.strftime("%H:%M"))
    form |= {"owner-1": "DU1"}
    made = officer.post("/meetings/new", form)
    assert made.status_code == 302, made.text
    assert "午间排队" in client_of("DU1").get("/meetings/departments").text
    assert "专员DU" in client_of("DU1").get(made["Location"]).text
    assert client_of("H1").get(made["Location"]).status_code == 404
    assert client_of("H1").get("/meetings/new?kind=joint").status_code == 403


@pytest.mark.parametrize(
    "page",
    ["logs", "logs/today", "meetings", "meetings/new?kind=review", "meetings/departments", "emergency", "training",
     "languages"],
)  # fmt: skip
def test_every_page_speaks_english_too(bank: DeskBank, head: Client, page: str) -> None:
    head.post("/language", {"lang": "en", "next": "/"})
    text = head.get(f"/{page}").text
    assert 'lang="en"' in text
    assert "Lobby log" in text
