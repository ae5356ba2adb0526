"""Dead letters: listed, inspected, run again, dropped with a reason; each with its audit entry."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner, Result
from django.db import transaction
from django.utils import timezone

from tingtang.audit.models import Entry
from tingtang.jobs import queue
from tingtang.jobs.actions import NotDead, drop, retry
from tingtang.jobs.cli import jobs
from tingtang.jobs.models import Job, State
from tingtang.jobs.tests import sample
from tingtang.live.models import OutboxEvent

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def _dead(n: int = 1) -> int:
    with transaction.atomic():
        job_id = sample.fails.enqueue(at=AT, n=n)
    Job.objects.filter(pk=job_id).update(
        state=State.DEAD, attempts=3, finished_at=AT, last_error="RuntimeError: fire\n  sample.py:37 fails"
    )
    return job_id


def _run(*words: str) -> Result:
    return CliRunner().invoke(jobs, list(words))


def test_a_dead_letter_runs_again_with_all_its_attempts() -> None:
    job_id = _dead()
    retry(job_id, by="S1", at=AT + timedelta(hours=1))
    leased = queue.claim(owner="A", names=["sample.fails"], at=AT + timedelta(hours=1), lease=timedelta(seconds=30))
    assert leased is not None
    assert (leased.id, leased.attempts, leased.max_attempts) == (job_id, 1, 3)
    entry = Entry.objects.get(action="jobs.retry")
    assert (entry.actor, entry.subject_id, entry.detail["name"]) == ("S1", str(job_id), "sample.fails")
    assert OutboxEvent.objects.filter(name="jobs.requeued").exists()


def test_only_a_dead_letter_can_be_run_again_or_dropped() -> None:
    with transaction.atomic():
        job_id = sample.note.enqueue(at=AT, n=1)
    with pytest.raises(NotDead, match="queued, not dead"):
        retry(job_id, by="S1", at=AT)
    with pytest.raises(NotDead):
        drop(job_id, by="S1", at=AT, reason="no longer needed")


def test_a_dropped_letter_stays_in_the_audit_trail() -> None:
    job_id = _dead()
    with pytest.raises(ValueError, match="reason"):
        drop(job_id, by="S1", at=AT, reason=" ")
    drop(job_id, by="S1", at=AT, reason="the feed was withdrawn")
    assert not Job.objects.exists()
    detail = Entry.objects.get(action="jobs.drop").detail
    assert (detail["name"], detail["args"], detail["reason"]) == ("sample.fails", {"n": 1}, "the feed was withdrawn")


def test_the_command_lists_the_dead_latest_first() -> None:
    first, second = _dead(1), _dead(2)
    listed = json.loads(_run("dead", "--json").stdout)
    assert [row["id"] for row in listed] == [second, first]
    assert listed[0]["last_error"].startswith("RuntimeError: fire")
    assert "sample.fails" in _run("dead").stdout
    assert len(_run("dead", "--limit", "1").stdout.splitlines()) == 1


def test_the_command_shows_one_job_whole() -> None:
    job_id = _dead()
    assert json.loads(_run("show", str(job_id), "--json").stdout)["args"] == {"n": 1}
    assert "RuntimeError: fire" in _run("show", str(job_id)).stdout
    assert _run("show", "999999").exit_code == 2


def test_the_command_runs_one_or_all_again() -> None:
    ids = [_dead(n) for n in range(3)]
    assert json.loads(_run("retry", str(ids[0]), "--json").stdout) == {"queued": [ids[0]]}
    assert _run("retry", str(ids[0])).exit_code == 2
    assert "2 queued again" in _run("retry", "--all").stdout
    assert Job.objects.filter(state=State.QUEUED).count() == 3
    assert Entry.objects.get(action="jobs.retry", subject_id=str(ids[0])).actor.startswith("system:")


def test_the_command_runs_all_of_one_name_again() -> None:
    _dead()
    assert json.loads(_run("retry", "--all", "--name", "other.job", "--json").stdout) == {"queued": []}


@pytest.mark.parametrize(
    "words", [["retry"], ["retry", "1", "--all"], ["retry", "999999"], ["drop", "9", "--reason", "x"]]
)
def test_a_command_that_cannot_be_obeyed_says_so_in_one_line(words: list[str]) -> None:
    result = _run(*words)
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1


def test_the_command_drops_with_a_reason() -> None:
    assert _run("drop", str(_dead()), "--reason", "withdrawn").exit_code == 0
    assert not Job.objects.exists()


def test_jobs_are_counted_and_listed_by_state_and_name() -> None:
    _dead()
    with transaction.atomic():
        sample.note.enqueue(at=AT, n=1)
    shown = json.loads(_run("list", "--json").stdout)
    assert shown["counts"] == {"queued": 1, "leased": 0, "done": 0, "dead": 1}
    assert [row["name"] for row in shown["jobs"]] == ["sample.note", "sample.fails"]
    assert "sample.note" in _run("list", "--state", "queued").stdout
    assert "sample.note" not in _run("list", "--name", "sample.fails").stdout


def test_a_declared_job_is_started_by_name() -> None:
    job_id = json.loads(_run("start", "sample.note", "--args", '{"n": 3}').stdout)["id"]
    assert Job.objects.get(pk=job_id).args == {"n": 3}
    for words in (
        ["start", "no.such"],
        ["start", "sample.note", "--args", "x"],
        ["start", "sample.note", "--args", "[]"],
    ):
        assert _run(*words).exit_code == 2


def test_the_schedule_says_what_comes_next() -> None:
    shown = json.loads(_run("schedule", "--json").stdout)
    entry = next(entry for entry in shown["entries"] if entry["name"] == "live.prune")
    assert entry["variable"] == "TINGTANG_CRON_LIVE_PRUNE"
    assert entry["next_at"] > timezone.now().isoformat()[:10]
    assert "live.prune" in _run("schedule").stdout
