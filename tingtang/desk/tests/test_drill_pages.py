"""Pages of emergency plans, of training and of who speaks what; the checklist opened from a complaint."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tingtang.audit.models import Entry
from tingtang.complaints.tests.desk import Desk
from tingtang.desk.tests.bank import DeskBank
from tingtang.desk.tests.test_complaints import NOW, client_of
from tingtang.drills.models import Course, Run
from tingtang.duties.models import Duty
from tingtang.organisation.models import Skill
from tingtang.organisation.skills import codes_for, set_skill, speakers


def all_ticked(client: Client, run: Run) -> None:
    """Every step done but the last, which is not called for."""
    page = f"/emergency/{run.pk}/tick"
    for n in range(1, run.steps_n):
        assert client.post(page, {"n": n, "done": "yes", "note": ""}).status_code == 302
    assert client.post(page, {"n": run.steps_n, "done": "no"}).status_code == 422
    assert client.post(page, {"n": run.steps_n, "done": "no", "note": "没有报道"}).status_code == 302


def test_one_press_opens_a_plan_that_closes_with_lessons(bank: DeskBank, head: Client, manager: Client) -> None:
    assert "还没有演练" in head.get("/emergency").text
    made = manager.post("/emergency/open", {"plan": "incident", "real": "yes"})
    run = Run.objects.get()
    assert made["Location"] == f"/emergency/{run.pk}"
    assert manager.post("/emergency/open", {"plan": "incident", "real": "yes"})["Location"] == made["Location"]
    assert manager.post("/emergency/open", {"plan": "flood", "real": "yes"}).status_code == 422
    assert manager.post("/emergency/open", {"plan": "media", "real": "no"}).status_code == 403  # a drill is the head's
    assert "正在执行" in head.get("/emergency").text
    all_ticked(manager, run)
    assert manager.post(f"/emergency/{run.pk}/tick", {"n": 1, "done": "yes"}).status_code == 409
    assert "没有报道" in head.get(f"/emergency/{run.pk}").text
    assert manager.post(f"/emergency/{run.pk}/close", {"lessons": "出口要畅通"}).status_code == 403
    assert head.post(f"/emergency/{run.pk}/close", {"lessons": ""}).status_code == 422
    assert head.post(f"/emergency/{run.pk}/close", {"lessons": "出口要畅通"}).status_code == 302
    assert head.post(f"/emergency/{run.pk}/told", {"text": "晨会通报"}).status_code == 302
    assert head.post(f"/emergency/{run.pk}/told", {"text": "再通报"}).status_code == 409
    page = head.get(f"/emergency/{run.pk}").text
    assert "出口要畅通" in page
    assert "晨会通报" in page
    assert dict(Duty.objects.filter(subject_kind="plan_run").values_list("kind", "state")) == {
        "plan.closed": "met", "plan.told": "met",
    }  # fmt: skip
    assert client_of("M2").get(f"/emergency/{run.pk}").status_code == 404


def test_a_step_takes_a_photo_that_only_the_outlet_sees(bank: DeskBank, head: Client, manager: Client) -> None:
    head.post("/emergency/open", {"plan": "system", "real": "no"})
    run, step = Run.objects.get(), {"n": "1", "done": "yes", "note": "备用机已启用"}
    page = f"/emergency/{run.pk}/tick"
    wrong = head.post(page, {**step, "photo": SimpleUploadedFile("a.png", b"no picture")})
    assert wrong.status_code == 422
    assert re.search(r'id="wrong-photo-1".{0,200}JPG 或 PNG', wrong.text, re.S)  # beside its input
    assert "备用机已启用" in wrong.text
    taken = b"\x89PNG\r\n\x1a\n drill"
    assert head.post(page, {**step, "photo": SimpleUploadedFile("a.png", taken)}).status_code == 302
    address = f"/emergency/steps/{run.ticks.get().pk}/photo"
    assert address in head.get(f"/emergency/{run.pk}").text
    answer = manager.get(address)
    assert (answer.content, answer["Content-Type"]) == (taken, "image/png")
    assert Entry.objects.filter(action="plan.photo.read").count() == 1
    assert head.get("/emergency/steps/999/photo").status_code == 404


def test_a_drill_says_who_took_part(bank: DeskBank, head: Client) -> None:
    head.post("/emergency/open", {"plan": "system", "real": "no"})
    run = Run.objects.get()
    all_ticked(head, run)
    form: dict[str, Any] = {"lessons": "备用机没电"}
    refused = head.post(f"/emergency/{run.pk}/close", form)
    assert (refused.status_code, "备用机没电" in refused.text, "请勾选" in refused.text) == (422, True, True)
    assert head.post(f"/emergency/{run.pk}/close", {**form, "participants": ["M1"]}).status_code == 302
    assert "参加：李思远" in head.get(f"/emergency/{run.pk}").text


def test_the_media_checklist_opens_from_its_complaint(db: None) -> None:
    desk = Desk(signed=True, at=NOW)
    case = desk.case(channel="media")
    reader = client_of("HB1")
    assert "启动清单" in reader.get(f"/complaints/{case.pk}").text
    form = {"plan": "media", "real": "yes", "complaint": str(case.pk)}
    made = reader.post("/emergency/open", form)
    run = Run.objects.get()
    assert (made["Location"], run.source_id, run.institution_id) == (
        f"/emergency/{run.pk}", str(case.pk), case.institution_id,
    )  # fmt: skip
    assert reader.post("/emergency/open", form)["Location"] == made["Location"]
    assert f"/emergency/{run.pk}" in reader.get(f"/complaints/{case.pk}").text
    assert client_of("T1").post("/emergency/open", {**form, "complaint": "999999"}).status_code == 404


def test_a_training_is_planned_and_held_with_everybodys_part(bank: DeskBank, head: Client) -> None:
    plan = {"key": "k1", "what": "assessment", "title": "点钞", "on": bank.today.isoformat()}
    assert head.post("/training/new", {**plan, "title": ""}).status_code == 422
    assert head.post("/training/new", plan).status_code == 302
    page = f"/training/{Course.objects.get().pk}"
    form = {"summary": "百张十八秒", "present": ["M1"], "note-H1": "监考"}
    refused = head.post(f"{page}/hold", form)
    assert (refused.status_code, "是否合格" in refused.text, "百张十八秒" in refused.text) == (422, True, True)
    assert head.post(f"{page}/hold", {**form, "passed-M1": "yes"}).status_code == 302
    assert "合格" in head.get(page).text
    assert head.post(f"{page}/cancel", {"reason": "迟了"}).status_code == 409
    assert head.get("/training").status_code == 200


def test_who_speaks_it_is_found_here_first_then_nearby(bank: DeskBank, head: Client) -> None:
    assert "附近还没有登记" in head.get("/languages?code=ja").text
    assert head.post("/languages/set", {"staff": "M1", "code": "ja", "level": "simple"}).status_code == 302
    assert head.post("/languages/set", {"staff": "M2", "code": "ja", "level": "simple"}).status_code == 404
    set_skill(staff_id="M2", code="ja", level="fluent", by="H1", at=bank.at)
    assert [(one.staff.pk, one.here) for one in speakers("O1", ["ja"], bank.today)] == [("M1", True), ("M2", False)]
    page = head.get("/languages?code=ja").text
    assert page.index("李思远") < page.index("周雅琴")
    head.post("/languages/set", {"staff": "M1", "code": "ja", "level": "none"})
    assert [one.staff.pk for one in speakers("O1", ["ja"], bank.today)] == ["M2"]
    assert Skill.objects.filter(staff="M1", to_on=bank.today).count() == 1  # what was stays
    assert not speakers("O1", ["ja"], bank.today + timedelta(days=1))[0].here


def test_what_a_ticket_asks_for_in_skills() -> None:
    assert codes_for("zh", []) == ()
    assert codes_for("en", ["wheelchair"]) == ("en",)
    assert codes_for("sign", ["sign"]) == ("sign",)
    assert "ja" in codes_for("other", ["sign"])
    assert "yue" not in codes_for("other", [])
    assert codes_for("klingon", []) == ()
