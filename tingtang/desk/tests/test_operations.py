"""The page of those who keep the installation running: dead letters seen, run again, removed; schedule and nights."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from tingtang.audit.models import Entry
from tingtang.desk.operations import NAMES
from tingtang.desk.tests.bank import DeskBank
from tingtang.jobs import registry
from tingtang.jobs.models import Job, State
from tingtang.live import topics
from tingtang.nightly.models import NightRun

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
