"""A worker killed in the middle loses no job and repeats none that was finished. Real processes, really killed."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import transaction

from tingtang.jobs.models import Job, State
from tingtang.jobs.queries import database_now
from tingtang.jobs.tests import sample
from tingtang.live.models import OutboxEvent

LEASE = 1.0


_started: "list[subprocess.Popen[bytes]]" = []


@pytest.fixture(autouse=True)
def _leave_nothing_running() -> Iterator[None]:
    yield
    for process in _started:
        process.kill()
        process.communicate()
    _started.clear()


def _worker(url: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "tingtang.jobs.tests.run_worker", str(LEASE)]
    _started.append(subprocess.Popen(command, env={**os.environ, "DATABASE_URL": url}, stdout=subprocess.PIPE))
    return _started[-1]


def _until(condition: Callable[[], bool], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.02)


def _stop(process: "subprocess.Popen[bytes]") -> int:
    assert process.stdout
    assert process.stdout.readline() == b"up\n"
    process.terminate()
    return process.wait(120)


def _effects(name: str) -> Counter[str]:
    return Counter(OutboxEvent.objects.filter(name=name).values_list("topic", flat=True))


def _in(state: State) -> int:
    return Job.objects.filter(state=state).count()


def test_a_killed_worker_loses_no_job_and_repeats_none_that_finished(on_each_database: str) -> None:
    with transaction.atomic():
        for n in range(10):
            sample.note.enqueue(at=database_now(), n=n, seconds=60 if n == 5 else 0.05)
    first = _worker(on_each_database)
    # On SQLite the long job keeps the others' writes out: it comes late enough that some were finished before it.
    _until(lambda: _in(State.DONE) >= 1 and Job.objects.filter(state=State.LEASED, args__n=5).exists())
    first.kill()
    first.wait()
    finished = set(Job.objects.filter(state=State.DONE).values_list("pk", "finished_at", "attempts"))
    assert 0 < len(finished) < 10
    Job.objects.filter(args__n=5).update(args={"n": 5})  # it takes no time again
    second = _worker(on_each_database)
    _until(lambda: _in(State.DONE) == 10)
    assert _stop(second) == 0
    assert _effects("sample.noted") == {f"sample:{n}": 1 for n in range(10)}
    assert finished <= set(Job.objects.values_list("pk", "finished_at", "attempts"))
    assert Job.objects.get(args__n=5).attempts > 1


@pytest.mark.slow
def test_workers_killed_again_and_again_still_do_each_thing_once(on_each_database: str) -> None:
    dice = random.Random(7)  # noqa: S311
    with transaction.atomic():
        for n in range(30):
            sample.note.enqueue(at=database_now(), n=n, seconds=0.1)
    workers = [_worker(on_each_database), _worker(on_each_database)]
    for _ in range(4):
        time.sleep(dice.uniform(1.2, 2.0))
        victim = workers.pop(0)
        victim.kill()
        victim.wait()
        workers.append(_worker(on_each_database))
    _until(lambda: _in(State.DONE) == 30)
    assert [_stop(worker) for worker in workers] == [0, 0]
    assert _effects("sample.noted") == {f"sample:{n}": 1 for n in range(30)}


@pytest.mark.slow
def test_a_job_that_is_not_transactional_runs_again_after_a_kill(on_each_database: str) -> None:
    with transaction.atomic():
        sample.slow.enqueue(at=database_now(), n=1, seconds=60)
    first = _worker(on_each_database)
    _until(lambda: _effects("sample.slow") == {"sample:1": 1})
    first.kill()
    first.wait()
    Job.objects.update(args={"n": 1, "seconds": 0})
    second = _worker(on_each_database)
    _until(lambda: _in(State.DONE) == 1)
    assert _stop(second) == 0
    assert _effects("sample.slow") == {"sample:1": 2}
    assert "went away" not in Job.objects.get().last_error


@pytest.mark.slow
def test_a_stopped_worker_finishes_what_it_runs_and_takes_nothing_new(on_each_database: str) -> None:
    with transaction.atomic():
        for n in range(6):
            sample.slow.enqueue(at=database_now(), n=n, seconds=0.8)
    worker = _worker(on_each_database)
    _until(lambda: _in(State.LEASED) == 2)
    assert _stop(worker) == 0
    assert (_in(State.DONE), _in(State.LEASED), _in(State.QUEUED)) == (2, 0, 4)


@pytest.mark.slow
def test_a_worker_that_was_frozen_cannot_finish_what_another_took_over(on_postgres: str) -> None:
    with transaction.atomic():
        sample.note.enqueue(at=database_now(), n=1, seconds=6)
    frozen = _worker(on_postgres)
    _until(lambda: _in(State.LEASED) == 1)
    time.sleep(0.3)
    frozen.send_signal(signal.SIGSTOP)
    Job.objects.update(args={"n": 1})
    other = _worker(on_postgres)
    _until(lambda: _in(State.DONE) == 1)
    frozen.send_signal(signal.SIGCONT)
    assert [_stop(frozen), _stop(other)] == [0, 0]
    assert list(OutboxEvent.objects.values_list("payload", flat=True)) == [{"attempt": 2}]
    assert Job.objects.get().state == State.DONE


@pytest.mark.slow
def test_a_run_beyond_its_limit_starts_elsewhere_and_its_process_makes_way(on_each_database: str) -> None:
    with transaction.atomic():
        sample.overruns.enqueue(at=database_now())
    stuck = _worker(on_each_database)
    assert stuck.wait(120) == 75
    fresh = _worker(on_each_database)
    _until(lambda: _in(State.DONE) == 1)
    assert _stop(fresh) == 0
    job = Job.objects.get()
    assert job.attempts == 2
    assert job.finished_at
    assert job.finished_at - job.enqueued_at < timedelta(seconds=60)  # what it would have taken where it stood
