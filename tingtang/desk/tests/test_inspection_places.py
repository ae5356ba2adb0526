"""More pages of inspections: the plan, the phone's sending, what was said, results, reports, awards."""

from __future__ import annotations

import json
import re
import zipfile
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tingtang.audit.models import Entry
from tingtang.desk.tests.bank import DeskBank
from tingtang.desk.tests.test_inspections import begun, inspector
from tingtang.duties.models import Duty
from tingtang.inspections.models import Award, Bar, Finding, Inspection, Photo, Plan, Planned, Rectification, Sheet
from tingtang.inspections.results import score_of
from tingtang.inspections.tests.outlet import PNG
from tingtang.organisation.models import Staff

__all__ = ["begun", "inspector"]


def package(begun: Inspection, key: str = "k1", edition: int = 0, **said: Any) -> dict[str, Any]:
    """What a phone sends: both items scored, a finding with a photo."""
    first, second = begun.sheet.items.order_by("n")
    finding = {"article": "A3", "text": "门前有污渍", "person": "", "severity": 3, "photos": ["p1"]}
    body = {
        "key": key, "edition": edition, "findings": [finding], "photos": [{"id": "p2", "item": str(first.pk)}],
        "marks": {str(first.pk): {"off": False, "score": "20"}, str(second.pk): {"off": True, "score": ""}},
    }  # fmt: skip
    files = {f"photo-p{n}": SimpleUploadedFile("p.png", PNG + bytes([n])) for n in (1, 2)}
    return {"package": json.dumps(body | said), **files}


def test_a_phone_sends_once_and_is_told_of_another_editor(begun: Inspection, head: Client, inspector: Client) -> None:
    address = f"/inspections/{begun.pk}"
    assert "门前整洁" in inspector.get(f"{address}/field").text
    assert head.get(f"{address}/field").status_code == 404
    assert head.post(f"{address}/send", package(begun)).status_code == 404
    for _ in range(2):
        answer = inspector.post(f"{address}/send", package(begun))
        assert answer.json()["edition"] == 1
    first = str(begun.sheet.items.get(n=1).pk)
    assert answer.json()["marks"][first] == {"off": False, "score": "20"}
    assert (Finding.objects.get().severity, Photo.objects.count()) == (3, 2)
    late = inspector.post(f"{address}/send", package(begun, key="k2"))
    assert (late.status_code, late.json()["why"], late.json()["edition"]) == (409, "changed", 1)
    photo = inspector.get(f"{address}/photos/{Photo.objects.first().pk}")
    assert (photo.content[:9], photo["Content-Type"]) == (PNG[:9], "image/png")
    assert head.get(f"{address}/photos/{Photo.objects.first().pk}").status_code == 404


def test_a_tile_says_what_a_file_shows_who_took_it_in_and_that_it_was_used_again(
    begun: Inspection, inspector: Client
) -> None:
    address = f"/inspections/{begun.pk}"
    sent = package(begun)
    sent["photo-p2"] = SimpleUploadedFile("again.png", PNG + bytes([1]))
    assert inspector.post(f"{address}/send", sent).status_code == 200
    finding, who = Finding.objects.get(), Staff.objects.get(pk=Photo.objects.first().by).name
    for page in (address, f"/findings/{finding.pk}"):
        tiles = re.findall(r'class="cover-tile".*?</a>', inspector.get(page).text, re.DOTALL)
        assert len(tiles) == 1, "one file is one tile"
        said = [begun.sheet.items.get(n=1).text, f"<b>问题 #{finding.pk}</b>", "同一文件用于 2 处", f"<br>{who} · "]
        assert [one for one in said if one not in tiles[0]] == []
        assert tiles[0].count(who) == 2
    assert Photo.objects.count() == 2


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"marks": {"x": 1}}, "package"), ({"marks": []}, "package"), ({"key": ""}, "package"),
        ({"edition": "many"}, "package"), ({"findings": [{}]}, "package"),
        ({"photos": [{"id": "p9", "item": "1"}]}, "package"),
        ({"marks": {"1": {"off": False, "score": "x"}}}, "1"), ({"marks": {"0": {"off": False, "score": "1"}}}, "0"),
        ({"marks": {"1": {"off": False, "score": "1e99999"}}}, "1"),
    ],
    ids=str,
)  # fmt: skip
def test_a_package_that_cannot_be_read_says_where(
    begun: Inspection, inspector: Client, said: dict[str, Any], field: str
) -> None:
    answer = inspector.post(f"/inspections/{begun.pk}/send", package(begun, **said))
    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert not Finding.objects.exists()


def test_what_was_said_is_checked_and_accepted(begun: Inspection, inspector: Client) -> None:
    address = f"/inspections/{begun.pk}/said"
    text = "您好\n客户：怎么办？\n我不知道，自己去看。"
    assert inspector.post(address, {"said": " "}).status_code == 422
    shown = inspector.post(address, {"file": SimpleUploadedFile("a.txt", text.encode("gb18030")), "said": ""}).text
    assert "我不知道" in shown
    assert "第 3 句" in shown
    people = shown.split('id="person_id"')[1].split("</select>")[0]
    assert 'value="H1"' in people
    assert "selected" not in people  # nobody is chosen whom nobody chose
    key = shown.split('name="keys" value="3:')[1].split('"')[0]
    refused = inspector.post(address, {"said": text, "accept": "1"})
    assert (refused.status_code, text.split("\n")[2] in refused.text) == (422, True)
    assert (
        inspector.post(address, {"said": text, "accept": "1", "keys": f"3:{key}", "person_id": "H1"}).status_code == 302
    )
    assert (Finding.objects.get().line, Finding.objects.get().person_id) == (3, "H1")
    assert not Entry.objects.filter(detail__icontains="我不知道").exists()


def test_a_recording_does_not_end_after_now(bank: DeskBank, begun: Inspection, inspector: Client) -> None:
    form = {
        "institution_id": "O1", "sheet_id": begun.sheet_id, "category": "routine", "carrier": "superior",
        "level": "branch", "on": bank.today.isoformat(), "off_site": "on", "camera": "3 号", "frame_sha256": "a" * 64,
        "recorded_from": f"{bank.today}T00:01",
    }  # fmt: skip
    late = inspector.post("/inspections/new", form | {"recorded_to": f"{bank.today}T23:59"})
    assert (late.status_code, "录像不能晚于现在" in late.text) == (422, True)
    assert inspector.post("/inspections/new", form | {"recorded_to": f"{bank.today}T00:02"}).status_code == 302


def test_the_plan_owes_each_outlet_and_who_goes_is_arranged(
    bank: DeskBank, begun: Inspection, head: Client, inspector: Client
) -> None:
    assert begun.state == "draft"
    assert "没有待检查" in inspector.get("/inspections/plan").text
    form = {"institution_id": "B", "level": "branch", "period": "year", "from_on": bank.today.isoformat()}
    assert "不能长于" in inspector.post("/inspections/plan", form).text
    assert inspector.post("/inspections/plan", form | {"period": "month"}).status_code == 302
    assert Plan.objects.get().period == "month"
    row = Planned.objects.get(institution="O1", level="branch")
    address = f"/inspections/plan/{row.pk}"
    said = {"day": bank.today.isoformat(), "inspector_id": "H1", "category": "routine", "carrier": "superior"}
    assert "不能是被检查网点" in inspector.post(address, said).text
    assert inspector.post(address, said | {"inspector_id": "I7", "covert": "on"}).status_code == 302
    assert "员工I7" in inspector.get("/inspections/plan").text
    assert head.get(address).status_code == 403
    new = inspector.get(f"/inspections/new?planned={row.pk}").text
    assert '<option value="O1" selected>' in new
    owed = Duty.objects.get(subject_kind="planned_inspection", subject_id=str(row.pk))
    assert (owed.owner_staff_id, owed.institution_id) == ("I7", "B")
    inspector.post(address, said | {"inspector_id": "I7", "off_site": "on"})
    new = inspector.get(f"/inspections/new?planned={row.pk}").text
    assert 'name="off_site" value="on" checked' in new
    start = {"institution_id": "O1", "sheet_id": begun.sheet_id, "category": "routine", "carrier": "superior",
             "level": "branch", "on": bank.today.isoformat(), "off_site": "on"}  # fmt: skip
    refused = inspector.post("/inspections/new", start)
    assert refused.status_code == 422
    assert "wrong-camera" in refused.text
    seen = {"camera": "大堂一号", "recorded_from": "2026-11-20T09:00", "recorded_to": "2026-11-20T10:00"}
    assert inspector.post("/inspections/new", start | seen).status_code == 422  # without the frame
    assert inspector.post("/inspections/new", start | seen | {"frame_sha256": "a" * 64}).status_code == 302
    assert not Inspection.objects.latest("pk").on_site


def test_an_award_is_withdrawn_with_its_reason_and_only_where_one_may(
    begun: Inspection, head: Client, inspector: Client
) -> None:
    award = {"institution_id": "O1", "year": str(begun.on.year), "title": "先进集体"}
    inspector.post("/inspections/awards", award)
    made = Award.objects.get()
    address = f"/inspections/awards/{made.pk}/withdraw"
    assert address in inspector.get("/inspections/awards").text
    assert head.post(address, {"reason": "误登"}).status_code == 403
    refused = inspector.post(address, {"reason": " "})
    assert refused.status_code == 422
    assert f"wrong-reason-{made.pk}" in refused.text
    long = inspector.post(address, {"reason": "误" * 201})
    assert (long.status_code, "误误误" in long.text) == (422, True)
    assert inspector.post(address, {"reason": "误登"}).status_code == 302
    again = inspector.post(address, {"reason": "再撤"})
    assert again.status_code == 409
    made.refresh_from_db()
    assert (made.reason, made.withdrawn_by) == ("误登", "I7")
    page = head.get("/inspections/awards").text
    assert "已撤销" in page
    assert "/withdraw" not in page
    assert inspector.post("/inspections/awards/999/withdraw", {"reason": "x"}).status_code == 404


def test_a_chart_leads_to_the_inspections_and_findings_behind_it(
    begun: Inspection, head: Client, inspector: Client
) -> None:
    address, year, month = f"/inspections/{begun.pk}", begun.on.year, f"{begun.on:%Y-%m}"
    inspector.post(f"{address}/send", package(begun))
    inspector.post(f"{address}/close", {"edition": "1"})
    begun.refresh_from_db()
    start = int(score_of(begun) // 5 * 5)
    page = inspector.get("/inspections/results").text
    assert f"/inspections?period={year}&amp;score={start}" in page
    assert f"/inspections/findings?period={month}&amp;article=A3" in page
    behind = inspector.get(f"/inspections?period={year}&score={start}").text
    assert address in behind
    assert address not in inspector.get(f"/inspections?period={year}&score={start + 5}").text
    assert address not in inspector.get(f"/inspections?period={year - 1}").text
    found = inspector.get(f"/inspections/findings?period={month}&article=A3").text
    assert "门前有污渍" in found
    assert "未整改" in found
    assert "门前有污渍" not in inspector.get(f"/inspections/findings?period={month}&article=A4").text
    assert "门前有污渍" not in head.get("/inspections/findings").text  # not published yet


def test_the_head_checks_the_own_outlet_once_a_day(begun: Inspection, head: Client) -> None:
    first = head.post("/inspections/daily")
    found = Inspection.objects.exclude(pk=begun.pk).get()
    assert (found.level, found.carrier, first["Location"]) == ("head", "self", f"/inspections/{found.pk}/field")
    assert head.get(first["Location"]).status_code == 200
    assert head.post("/inspections/daily")["Location"] == f"/inspections/{found.pk}"
    scores = {f"score-{item.pk}": str(item.points) for item in found.sheet.items.all()}
    assert head.post(f"/inspections/{found.pk}/mark", {"edition": "0"} | scores).status_code == 302
    assert head.post(f"/inspections/{found.pk}/close", {"edition": "1"}).status_code == 302
    found.refresh_from_db()
    assert found.state == "published"


def test_a_bad_result_bars_awards_and_the_outlet_reports_its_mending(
    bank: DeskBank, begun: Inspection, head: Client, inspector: Client
) -> None:
    address = f"/inspections/{begun.pk}"
    assert "没有评分的检查" in inspector.get("/inspections/results").text
    assert inspector.post(f"{address}/send", package(begun)).status_code == 200
    assert inspector.get(f"{address}/report.pdf").status_code == 409
    assert inspector.post(f"{address}/close", {"edition": "1"}).status_code == 302
    assert head.get(f"{address}/report.docx").status_code == 404
    assert inspector.post(f"{address}/publish").status_code == 302
    assert Bar.objects.count() == 2
    assert "不得评优评先" in head.get(address).text
    award = {"institution_id": "O1", "year": str(bank.today.year), "title": "先进集体"}
    refused = inspector.post("/inspections/awards", award)
    assert refused.status_code == 422
    assert f"检查 #{begun.pk} 结果为差" in refused.text
    assert "先进集体" in refused.text
    assert inspector.post("/inspections/awards", award | {"institution_id": "O2"}).status_code == 302
    assert Award.objects.get().institution_id == "O2"
    assert head.post("/inspections/awards", award).status_code == 403
    assert head.post(f"{address}/rectified", {"measures": ""}).status_code == 422
    assert head.post(f"{address}/rectified", {"measures": "已整改"}).status_code == 409
    finding = Finding.objects.get()
    said = {"text": "已清洗", "photo": SimpleUploadedFile("p.png", PNG)}
    assert head.post(f"/findings/{finding.pk}/mend", said).status_code == 302
    assert head.post(f"{address}/rectified", {"measures": "全部清洗"}).status_code == 302
    assert Rectification.objects.get().measures == "全部清洗"
    with zipfile.ZipFile(BytesIO(head.get(f"{address}/report.docx").content)) as file:
        words = file.read("word/document.xml").decode()
    assert all(one in words for one in ("门前有污渍", "已清洗", "全部清洗", "50"))
    assert head.get(f"{address}/report.pdf").content.startswith(b"%PDF")
    page = inspector.get("/inspections/results?by=branch").text
    assert "spread-data" in page
    assert "A3" in page
    assert "cover-tile is-half" in inspector.get("/inspections?institution=").text


def test_a_sheet_may_take_every_line_of_the_checklists(inspector: Client) -> None:
    assert "门楣" in inspector.get("/inspections/lists").text
    page = inspector.get("/inspections/sheets/new?lists=1").text
    lines = page.split("<textarea")[1].split(">", 1)[1].split("</textarea>")[0]
    form = {"year": "2027", "title": "厅堂服务", "base": "100", "lines": f"{lines}\n加减 | 客户表扬 | A13 | 2 | 加分"}
    assert inspector.post("/inspections/sheets/new", form).status_code == 302
    assert Sheet.objects.get().items.filter(kind="plus").count() == 1
