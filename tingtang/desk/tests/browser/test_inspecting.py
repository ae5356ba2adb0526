"""An inspection on a phone that loses its network: nothing is lost, it is sent once, nobody is overwritten."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from tingtang.desk.tests.browser.conftest import Site
from tingtang.desk.tests.browser.test_accessibility import RULES, violations
from tingtang.drills.actions import open_plan
from tingtang.drills.models import Photo as StepPhoto
from tingtang.inspections.actions import Line, make_sheet, mark, start
from tingtang.inspections.models import Finding, Inspection, Mark, Photo, Sending
from tingtang.shared.photos import LARGEST
from tingtang.shared.times import business_date

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LINES = [Line("环境", "门前整洁", "A3.2", Decimal(40)), Line("礼仪", "来有迎声", "A13.2", Decimal(60))]


def begun() -> Inspection:
    """An inspection of O1 by the branch head, nothing scored yet."""
    at = timezone.now()
    with transaction.atomic():
        who = {"by": "HB", "at": at}
        sheet = make_sheet(**who, year=2026, title="厅堂服务", base=Decimal(100), lines=LINES)
        return start(
            **who, institution_id="O1", sheet_id=sheet.pk, category="routine", carrier="superior", level="branch",
            on=business_date(at),
        )  # fmt: skip


def test_an_hour_without_a_network_loses_nothing_and_is_sent_once(
    site: Site, open_as: Callable[..., Page], tmp_path: Path
) -> None:
    with site.database_access():
        found = begun()
        first, second = found.sheet.items.order_by("n")
    page = open_as("HB", width=390)
    address = f"{site.address}/inspections/{found.pk}/field"
    page.goto(address)
    page.locator("#field[data-offline-ready]").wait_for()
    kept = "path => caches.open('inspections-pages').then(pages => pages.match(path)).then(Boolean)"
    assert page.evaluate(kept, f"/inspections/{found.pk}/field")
    page.context.set_offline(True)
    # While a page is loaded anew the browser forgets for a moment that it has no network: what is sent then is cut too.
    page.context.route("**/send", lambda route: route.abort("internetdisconnected"))

    page.get_by_label("得分 门前整洁").fill("35.5")
    picture = tmp_path / "stain.png"
    page.screenshot(path=picture, clip={"x": 0, "y": 0, "width": 40, "height": 40})
    page.get_by_label("照片 门前整洁").set_input_files(picture)
    expect(page.locator(f"[data-item='{first.pk}'] canvas")).to_be_visible()
    page.get_by_label("条款").fill("A3.2")
    page.get_by_label("问题", exact=True).fill("门前有污渍")
    page.get_by_label("程度").select_option("3")
    page.get_by_role("button", name="记录问题").click()
    expect(page.locator("#field-findings")).to_contain_text("门前有污渍")
    page.get_by_role("button", name="发送").click()
    expect(page.locator("#field-state")).to_contain_text("没有送到")

    page.reload()  # the phone was put away: the page opens without a network, with everything in it
    expect(page.get_by_label("得分 门前整洁")).to_have_value("35.5")
    expect(page.locator("#field-findings")).to_contain_text("门前有污渍")
    page.get_by_label("得分 来有迎声").fill("50")

    with site.database_access():
        assert not Mark.objects.filter(inspection=found).exists()
    page.context.unroute("**/send")
    page.context.set_offline(False)
    expect(page.locator("#field-state")).to_contain_text("1 项未发送")  # what was typed after it
    with site.database_access():
        assert Mark.objects.get(inspection=found).score == Decimal("35.5")
        assert (Finding.objects.filter(inspection=found).count(), Photo.objects.filter(inspection=found).count()) == (
            1,
            1,
        )
        # Somebody else scores both lines meanwhile, one as it is here, one otherwise.
        marks = {first.pk: Decimal(20), second.pk: Decimal(45)}
        mark(by="HB", at=timezone.now(), inspection_id=found.pk, edition=1, marks=marks)

    page.get_by_role("button", name="发送").click()
    conflict = page.locator("#field-conflict")
    expect(conflict).to_contain_text("来有迎声")
    expect(conflict.locator("[data-some]")).to_be_visible()
    assert violations(page, RULES) == []
    expect(page.get_by_label("得分 门前整洁")).to_have_value("20")  # theirs, taken over
    expect(page.get_by_role("button", name="发送")).to_be_disabled()
    with site.database_access():
        assert Mark.objects.get(inspection=found, item=second).score == 45
    conflict.get_by_role("button", name="我的 50").click()
    expect(conflict.locator("[data-some]")).to_be_hidden()
    expect(conflict.locator("[data-none]")).to_be_visible()
    page.get_by_role("button", name="发送").click()
    expect(page.locator("#field-state")).to_contain_text("已全部发送")
    page.wait_for_function(f"async () => !(await ({kept})('/inspections/{found.pk}/field'))")
    with site.database_access():
        scores = dict(Mark.objects.filter(inspection=found).values_list("item", "score"))
        assert scores == {first.pk: 20, second.pk: 50}
        assert Finding.objects.filter(inspection=found).count() == 1
        assert Sending.objects.filter(inspection=found).count() == 2


def test_a_score_cleared_on_the_phone_is_cleared_here_and_never_over_somebody_elses(
    site: Site, open_as: Callable[..., Page]
) -> None:
    with site.database_access():
        found = begun()
        first, second = found.sheet.items.order_by("n")
        plain = {"by": "HB", "inspection_id": found.pk}
        mark(**plain, at=timezone.now(), edition=0, marks={first.pk: Decimal(30), second.pk: Decimal(50)})
    page = open_as("HB", width=390)
    page.goto(f"{site.address}/inspections/{found.pk}/field")
    page.locator("#field[data-ready]").wait_for()
    page.get_by_label("得分 门前整洁").fill("")
    expect(page.locator("#field-state")).to_contain_text("1 项未发送")
    expect(page.locator("#field-left")).to_contain_text("还有 1 项未评分")
    page.get_by_role("button", name="发送").click()
    expect(page.locator("#field-state")).to_contain_text("已全部发送")
    with site.database_access():
        assert dict(Mark.objects.filter(inspection=found).values_list("item", "score")) == {second.pk: 50}
        mark(**plain, at=timezone.now(), edition=2, marks={second.pk: Decimal(45)})
    page.get_by_label("得分 来有迎声").fill("")
    page.get_by_role("button", name="发送").click()
    conflict = page.locator("#field-conflict")
    conflict.get_by_role("button", name="我的 未评分").wait_for()
    with site.database_access():
        assert Mark.objects.get(inspection=found).score == 45
    conflict.get_by_role("button", name="对方 45").click()
    expect(page.get_by_label("得分 来有迎声")).to_have_value("45")


NOISE = """async (input) => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [2000, 1500];
  const pen = canvas.getContext("2d"), picture = pen.createImageData(2000, 1500);
  for (let n = 0; n < picture.data.length; n++) picture.data[n] = n % 4 === 3 ? 255 : Math.random() * 256;
  pen.putImageData(picture, 0, 0);
  const list = new DataTransfer();
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  list.items.add(new File([blob], "step.png", { type: blob.type }));
  input.files = list.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
  return blob.size;
}"""


def test_a_photo_too_large_for_the_form_is_made_smaller_on_the_phone(site: Site, open_as: Callable[..., Page]) -> None:
    with site.database_access(), transaction.atomic():
        run, _ = open_plan(by="H1", at=timezone.now(), institution_id="O1", plan="system", real=True)
    page = open_as("H1", width=390)
    page.goto(f"{site.address}/emergency/{run.pk}")
    page.locator("details", has=page.get_by_label("照片，第 1 步，选填")).locator("summary").click()
    assert page.get_by_label("照片，第 1 步，选填").evaluate(NOISE) > LARGEST
    page.get_by_role("button", name="已落实 1").click()  # at once: the form waits for the smaller photo
    expect(page.get_by_role("link", name="照片")).to_be_visible()
    with site.database_access():
        kept = StepPhoto.objects.get(tick__run=run)
        assert (kept.media, kept.size < LARGEST) == ("image/jpeg", True)
