"""The page of those who keep the installation running: dead letters seen, run again, removed; schedule and nights."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tingtang.audit.models import Entry
from tingtang.desk.operations.installation import NAMES
from tingtang.desk.tests.bank import DeskBank
from tingtang.desk.tests.counting import held
from tingtang.jobs import registry
from tingtang.jobs.models import Job, State
from tingtang.live import topics
from tingtang.nightly.models import NightRun, QuarantinedRow
from tingtang.organisation.models import Institution
from tingtang.referrals.actions.referring import say_unroutable
from tingtang.referrals.models import Need

PAGES = {"rows set aside": "/quarantine"}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def administrator(bank: DeskBank) -> Client:
    page = Client()
    page.force_login(bank.user(bank.person("A1", "管理员", "administrator", "P")))
    return page


@pytest.fixture
def dead(bank: DeskBank) -> Job:
    return Job.objects.create(
        name="nightly.run",
        state=State.DEAD,
        attempts=10,
        max_attempts=10,
        run_at=bank.at,
        enqueued_at=bank.at,
        finished_at=bank.at,
        last_error="NightError: the feed of 2026-11-22 is not there yet\n  jobs.py:30 night",
    )


def test_a_dead_letter_is_shown_with_its_error_attempts_and_place(administrator: Client, dead: Job) -> None:
    text = administrator.get("/operations").text
    assert "nightly.run" in text
    assert "NightError: the feed of 2026-11-22 is not there yet" in text
    assert "jobs.py:30 night" in text
    assert "10 / 10" in text


def test_a_card_that_nobody_takes_is_told_to_whoever_administers_without_the_prospect(
    bank: DeskBank, administrator: Client
) -> None:
    assert "无人可接收" not in administrator.get("/operations").text
    department = Institution.objects.create(institution_id="D8", parent_id="P", kind="department", name="信息科技部")
    elsewhere = Client()
    elsewhere.force_login(bank.user(bank.person("A2", "管理员二", "administrator", department.pk)))
    say_unroutable(institution_id="O1", need=Need.CORPORATE, by="M1", at=bank.at)
    for page in (administrator, elsewhere):  # a department has no outlet below it
        text = page.get("/operations").text
        assert "无人可接收的转介卡片" in text
        assert "公司业务" in text
        assert "1 张转介卡片无人可接收" in page.get("/").text
    say_unroutable(institution_id="O1", need=Need.FUND, by="M1", at=bank.at - timedelta(days=31))
    assert "基金" not in administrator.get("/operations").text


def test_a_dead_letter_is_run_again_in_one_step(administrator: Client, dead: Job) -> None:
    answer = administrator.post(f"/operations/jobs/{dead.pk}/retry", headers=HTMX)
    assert answer.status_code == 204
    assert "jobs:changed" in answer.headers["HX-Trigger"]
    dead.refresh_from_db()
    assert (dead.state, dead.attempts) == (State.QUEUED, 0)
    assert Entry.objects.get(action="jobs.retry").actor == "A1"
    again = administrator.post(f"/operations/jobs/{dead.pk}/retry", headers=HTMX)
    assert again.status_code == 204
    assert Entry.objects.filter(action="jobs.retry").count() == 1


def test_removing_needs_a_reason(administrator: Client, dead: Job) -> None:
    assert administrator.post(f"/operations/jobs/{dead.pk}/drop", {"reason": " "}).status_code == 422
    assert administrator.post(f"/operations/jobs/{dead.pk}/drop", {"reason": "数据撤回"}).status_code == 302
    assert not Job.objects.exists()
    assert Entry.objects.get(action="jobs.drop").detail["reason"] == "数据撤回"
    assert administrator.post(f"/operations/jobs/{dead.pk}/drop", {"reason": "x"}).status_code == 404


def test_jobs_are_listed_by_state_and_paged(administrator: Client, bank: DeskBank) -> None:
    waiting = {"state": State.QUEUED, "max_attempts": 3, "run_at": bank.at, "enqueued_at": bank.at}
    Job.objects.bulk_create([Job(name=f"job.n{n:02}", **waiting) for n in range(25)])
    first = administrator.get("/operations?state=queued").text
    second = administrator.get("/operations?state=queued&page=2").text
    assert "job.n24" in first
    assert "job.n04" not in first
    assert "job.n04" in second
    assert administrator.get("/operations?state=nonsense&page=x").status_code == 200


def test_the_schedule_and_the_nights_are_shown(administrator: Client, bank: DeskBank) -> None:
    NightRun.objects.create(
        on=date(2026, 11, 22),
        state="published",
        started_at=bank.at,
        finished_at=bank.at,
        manual_version="x",
        summary={
            "customers": 123456,
            "duties_opened": {"A31.2a": 700, "A31.6": 77},
            "quarantined": {"customers": {"missing_id": 3}, "holdings": {"bad_scale": 4}},
            "seconds": {"read": 1.25, "publish": 2.25},
        },
    )
    text = administrator.get("/operations").text
    for shown in ("123,456", ">777<", ">7<", "3.5", "已发布", "0 5 * * *", "duties.lapse"):
        assert shown in text, shown


def test_the_page_speaks_english(administrator: Client, dead: Job) -> None:
    administrator.cookies["lang"] = "en"
    text = administrator.get("/operations").text
    assert "Run again" in text
    assert "Clock last seen" in text
    assert "Overdue duties climb" in text


def test_every_scheduled_job_has_a_name_a_person_understands() -> None:
    registry.load()
    assert {entry.name for entry in registry.entries()} - {"sample.note"} <= set(NAMES)


def test_htmx_gets_the_body_alone(administrator: Client) -> None:
    text = administrator.get("/operations", headers=HTMX).text
    assert 'id="operations"' in text
    assert "<html" not in text


def test_only_an_administrator_sees_it_and_follows_it(manager: Client, administrator: Client, bank: DeskBank) -> None:
    assert manager.get("/operations").status_code == 403
    assert "/operations" not in manager.get("/").text
    assert not topics.allowed(bank.user(bank.manager), "jobs:all")
    assert 'name="live"' in administrator.get("/operations").text


def test_rows_a_night_set_aside_are_listed_with_their_place_and_masked_keys(
    administrator: Client, manager: Client, bank: DeskBank
) -> None:
    [(name, page)] = PAGES.items()
    assert "还没有运行过" in administrator.get(page).text
    on = date(2026, 11, 22)
    NightRun.objects.create(on=on, state="published", started_at=bank.at, manual_version="x")
    assert "没有隔离行" in administrator.get(page).text
    made = [
        ("holdings", f"C{n:08}/P1", "bad_scale", f"row {n + 1}") for n in range(60)
    ] + [("customers", "row 7", "missing_id", "row 7"), ("staff", "S0000077", "bad_position", "row 9")]  # fmt: skip
    QuarantinedRow.objects.bulk_create(
        QuarantinedRow(on=on, table=table, key=key, reason=reason, line=line) for table, key, reason, line in made
    )
    text = administrator.get(page).text
    for shown in ("客户 · 缺少编号", "持有 · 金额小数位过多", "第 7 行", "0000/P1", "第 1 / 2 页"):
        assert shown in text, shown
    assert "C00000000" not in text
    few = administrator.get(f"{page}?on=2026-11-22&table=staff&reason=bad_position").text
    assert "S0000077" in few
    assert "/P1" not in few
    assert "0059/P1" in administrator.get(f"{page}?table=holdings&page=2").text
    assert "没有这样的行" in administrator.get(f"{page}?table=none").text
    assert administrator.get(f"{page}?on=never&page=x").status_code == 200
    assert manager.get(page).status_code == 403
    administrator.cookies["lang"] = "en"
    assert "row 7" in administrator.get(page).text
    administrator.get(page)
    with CaptureQueriesContext(connection) as seen:
        administrator.get(page)
    held(name, seen.captured_queries)
