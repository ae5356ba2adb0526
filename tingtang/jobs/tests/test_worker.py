"""A worker runs what is due, settles failures, and survives a database that is away for a moment."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import OperationalError, transaction

from tingtang.jobs import queue
from tingtang.jobs.models import Job, State
from tingtang.jobs.queries import database_now
from tingtang.jobs.registry import Definition
from tingtang.jobs.tests import sample
from tingtang.jobs.worker import Pace, Worker
from tingtang.live.models import OutboxEvent

PACE = Pace(look=timedelta(milliseconds=20), lease=timedelta(seconds=5), clock=False)
pytestmark = pytest.mark.usefixtures("on_each_database")


def _enqueue(definition: Definition, **args: object) -> int:
    with transaction.atomic():
        return definition.enqueue(at=database_now(), **args)


def _work_until(condition: Callable[[], bool], worker: Worker | None = None, seconds: float = 120) -> Worker:
    worker = worker or Worker(PACE)
    thread = threading.Thread(target=worker.run)
    thread.start()
    deadline = time.monotonic() + seconds
    try:
        while not condition():
            assert time.monotonic() < deadline, "waited too long"
            time.sleep(0.02)
    finally:
        worker.stop()
        thread.join(120)
    assert not thread.is_alive()
    return worker


def _state(job_id: int) -> State:
    return State(Job.objects.values_list("state", flat=True).get(pk=job_id))


def test_what_is_due_is_done() -> None:
    ids = [_enqueue(sample.note, n=n) for n in range(5)]
    _work_until(lambda: all(_state(job_id) == State.DONE for job_id in ids))
    assert OutboxEvent.objects.filter(name="sample.noted").count() == 5


def test_a_failing_job_is_tried_again_and_what_it_wrote_before_is_undone() -> None:
    job_id = _enqueue(sample.fails, until_attempt=3)
    _work_until(lambda: _state(job_id) == State.DONE)
    assert [event.payload for event in OutboxEvent.objects.filter(name="sample.failed")] == [{"attempt": 3}]
    assert Job.objects.get(pk=job_id).last_error == ""


def test_a_job_that_never_succeeds_becomes_a_dead_letter_and_says_so_live() -> None:
    job_id = _enqueue(sample.fails)
    _work_until(lambda: _state(job_id) == State.DEAD)
    job = Job.objects.get(pk=job_id)
    assert job.attempts == 3
    assert job.last_error.startswith("RuntimeError: the machine is on fire")
    assert "110101" not in job.last_error
    assert [event.payload["job"] for event in OutboxEvent.objects.filter(name="jobs.dead")] == [job_id]


def test_a_job_that_spoils_its_transaction_is_settled_all_the_same() -> None:
    job_id = _enqueue(sample.breaks_sql)
    _work_until(lambda: _state(job_id) == State.DEAD)


def test_a_job_with_arguments_it_does_not_take_dies_rather_than_stops_the_worker() -> None:
    wrong, right = _enqueue(sample.fails, wrong=1), _enqueue(sample.note, n=1)
    _work_until(lambda: _state(wrong) == State.DEAD and _state(right) == State.DONE)


def test_a_long_job_keeps_its_lease() -> None:
    pace = Pace(look=timedelta(milliseconds=20), lease=timedelta(milliseconds=600), clock=False)
    job_id = _enqueue(sample.slow, n=1, seconds=2)
    _work_until(lambda: _state(job_id) == State.DONE, Worker(pace))
    assert Job.objects.get(pk=job_id).attempts == 1


def test_a_short_job_does_not_wait_for_a_long_one() -> None:
    long = _enqueue(sample.slow, n=1, seconds=1.5)
    short = _enqueue(sample.note, n=2)
    _work_until(lambda: _state(short) == State.DONE and _state(long) == State.LEASED)


def test_a_database_that_is_away_for_a_moment_is_waited_out(monkeypatch: pytest.MonkeyPatch) -> None:
    claim, troubles = queue.claim, iter([OperationalError("the server closed the connection"), OperationalError("x")])

    def unlucky(**given: object) -> object:
        if trouble := next(troubles, None):
            raise trouble
        return claim(**given)  # type: ignore[arg-type]

    monkeypatch.setattr(queue, "claim", unlucky)
    job_id = _enqueue(sample.note, n=1)
    _work_until(lambda: _state(job_id) == State.DONE)


def test_a_worker_keeps_the_clock_and_leaves_it() -> None:
    worker = Worker(Pace(look=timedelta(milliseconds=20)))
    _work_until(lambda: worker.clock.leads, worker)
    assert not worker.clock.leads
