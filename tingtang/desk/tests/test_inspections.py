"""Pages of inspections: a sheet entered, an inspection scored and published, a finding mended and looked at again."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tingtang.desk.tests.bank import DeskBank
from tingtang.inspections.models import Finding, Inspection, Mending, Sheet
from tingtang.organisation.models import Institution
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person, signed_up

LINES = "环境 | 门前整洁 | A3 | 40\n礼仪 ｜ 来有迎声 | A13.2 | 60"


@pytest.fixture
def inspector(bank: DeskBank) -> Client:
    """An inspector of the branch above the head's outlet."""
    above = Institution.objects.get(pk=bank.head.institution_id).parent_id
    signed_in = Client()
    signed_in.force_login(signed_up(person("I7", Position.INSPECTOR, above or bank.head.institution_id)))
    return signed_in


@pytest.fixture
def begun(bank: DeskBank, inspector: Client) -> Inspection:
    """An inspection under way."""
    inspector.post("/inspections/sheets/new", {"year": "2026", "title": "厅堂服务", "base": "100", "lines": LINES})
    form = {
        "institution_id": bank.head.institution_id, "sheet_id": Sheet.objects.get().pk, "category": "routine",
        "carrier": "superior", "level": "branch", "on": bank.today.isoformat(), "covert": "on",
    }  # fmt: skip
    assert inspector.post("/inspections/new", form).status_code == 302
    return Inspection.objects.get()


def test_without_inspections_the_page_teaches(head: Client, inspector: Client) -> None:
    assert "还没有检查" in head.get("/inspections").text
    assert "还没有评分表" in inspector.get("/inspections/new").text


@pytest.mark.parametrize(
    ("lines", "why"),
    [("环境 | 门前整洁 | A3", "第 1 行须为"), ("环境 | x | A3 | many", "第 1 行须为"),
     ("环境 | x | A99 | 100", "手册没有条款"),
     ("环境 | x | A3 | 99", "各项分值合计 99，不等于基本分 100"), ("环境 | x | A3 | -1", "第 1 行：分值须大于零"),
     ("环境 | x | A3 | 50\n环境 | x | A4 | 50", "第 2 行与第 1 行重复"), ("", "")],
)  # fmt: skip
def test_a_sheet_that_does_not_hold_is_refused_and_kept(inspector: Client, lines: str, why: str) -> None:
    form = {"year": "2026", "title": "厅堂服务", "base": "100", "lines": lines}
    answer = inspector.post("/inspections/sheets/new", form)
    assert answer.status_code == 422
    assert why in answer.text
    assert lines in answer.text
    assert not Sheet.objects.exists()


def test_from_scores_to_the_finding_that_holds(begun: Inspection, head: Client, inspector: Client) -> None:
    page, (first, second) = f"/inspections/{begun.pk}", begun.sheet.items.order_by("n")
    assert head.get(page).status_code == 404
    assert "还没有检查" in head.get("/inspections").text
    wrong = inspector.post(f"{page}/mark", {"edition": "0", f"score-{first.pk}": "41", f"score-{second.pk}": "x"})
    assert wrong.status_code == 422
    scores = {f"score-{first.pk}": "35.75", f"off-{second.pk}": "1"}
    assert inspector.post(f"{page}/mark", {"edition": "0"} | scores).status_code == 302
    assert inspector.post(f"{page}/mark", {"edition": "0"} | scores).status_code == 409
    assert inspector.post(f"{page}/find", {"article": "", "text": "污渍"}).status_code == 422
    assert inspector.post(f"{page}/find", {"article": "A3", "text": "门前有污渍"}).status_code == 302
    assert inspector.post(f"{page}/close", {"edition": "1"}).status_code == 302
    assert "89.375" in inspector.get(page).text
    assert inspector.post(f"{page}/publish").status_code == 302
    assert "89.375" in head.get(page).text
    finding = f"/findings/{Finding.objects.get().pk}"
    assert head.post(f"{finding}/mend", {"text": ""}).status_code == 422
    assert head.post(f"{finding}/mend", {"text": "已清洗"}).status_code == 302
    assert inspector.post(f"{finding}/look", {"text": "干净", "holds": "yes"}).status_code == 302
    assert [one.what for one in Mending.objects.order_by("n")] == ["mended", "confirmed"]
    shown = head.get(finding).text
    assert "复查通过" in shown
    assert "已清洗 · 陈国华" in shown  # who mended it stands there by name
    assert not re.search(r"· (H1|I7)\b", shown)


def test_the_coverage_counts_the_outlet(begun: Inspection, inspector: Client) -> None:
    text = inspector.get("/inspections").text
    assert "二级分行本半年已检查" in text
    assert "本半年覆盖图" in text
    before = re.search(r'href="/inspections\?period=(\d{4}-H[12])">([^<]+)<', text)
    assert before, "the half-year before is one tap away"
    earlier = inspector.get(f"/inspections?period={before[1]}").text
    assert f"二级分行{before[2]}已检查" in earlier
    assert f"{before[2]}覆盖图" in earlier
    assert "本半年" not in earlier
    assert text.count("尚未检查") == 2
