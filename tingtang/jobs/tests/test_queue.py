"""The queue: claimed by one, held by a lease, finished once, given up in the end. On SQLite and on PostgreSQL."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from tingtang.audit.actions import NotInTransaction
from tingtang.jobs import queue
from tingtang.jobs.actions import DONE_KEPT, prune
from tingtang.jobs.models import Job, State
from tingtang.jobs.queue import Leased, LeaseLost
from tingtang.jobs.tests import sample

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
LEASE = timedelta(seconds=30)
NAMES = ["sample.note", "sample.fails"]
committing = pytest.mark.usefixtures("on_each_database")
rolled_back = pytest.mark.usefixtures("each_database")


def _enqueue(n: int = 1, **more: object) -> int:
    with transaction.atomic():
        return sample.note.enqueue(at=AT, n=n, **more)  # type: ignore[arg-type]


def _claim(owner: str = "A", at: datetime = AT) -> Leased | None:
    return queue.claim(owner=owner, names=NAMES, at=at, lease=LEASE)


def _claimed(owner: str = "A", at: datetime = AT) -> Leased:
    leased = _claim(owner, at)
    assert leased is not None
    return leased


def _fail(leased: Leased, at: datetime = AT) -> State:
    return queue.fail(leased, error="no", at=at, first_pause=timedelta(seconds=5))


@rolled_back
def test_a_job_is_claimed_once_and_finished_once() -> None:
    job_id = _enqueue()
    leased = _claimed()
    assert (leased.id, leased.args, leased.attempts) == (job_id, {"n": 1}, 1)
    assert _claim("B") is None
    queue.finish(leased, at=AT)
    job = Job.objects.get(pk=job_id)
    assert (job.state, job.finished_at, job.owner) == (State.DONE, AT, "")
    with pytest.raises(LeaseLost):
        queue.finish(leased, at=AT)


@rolled_back
def test_jobs_come_in_the_order_of_their_time() -> None:
    later = _enqueue(run_at=AT + timedelta(minutes=5))
    first, second = _enqueue(), _enqueue()
    assert [_claimed().id, _claimed().id] == [first, second]
    assert _claim() is None
    assert _claimed(at=AT + timedelta(minutes=5)).id == later


@rolled_back
def test_a_job_unknown_to_a_worker_waits_for_one_that_knows_it() -> None:
    _enqueue()
    assert queue.claim(owner="old", names=["other.job"], at=AT, lease=LEASE) is None
    assert _claim() is not None


@committing
def test_enqueuing_outside_a_transaction_is_refused() -> None:
    with pytest.raises(NotInTransaction):
        sample.note.enqueue(at=AT, n=1)


@committing
def test_a_job_of_a_change_that_was_undone_does_not_exist() -> None:
    with transaction.atomic():
        sample.note.enqueue(at=AT, n=1)
        transaction.set_rollback(True)
    assert not Job.objects.exists()


@rolled_back
def test_the_same_key_is_the_same_job_even_after_it_is_done() -> None:
    first = _enqueue(1, key="night:2026-11-22")
    assert _enqueue(2, key="night:2026-11-22") == first
    queue.finish(_claimed(), at=AT)
    assert _enqueue(3, key="night:2026-11-22") == first
    assert Job.objects.count() == 1
    assert _enqueue(1) != _enqueue(1)


@rolled_back
def test_a_failed_job_waits_longer_each_time_and_then_dies() -> None:
    job_id = _enqueue()
    at, pauses = AT, []
    for _ in range(5):
        assert _fail(_claimed(at=at), at) == State.QUEUED
        run_at = Job.objects.get(pk=job_id).run_at
        pauses.append((run_at - at).total_seconds())
        assert _claim(at=run_at - timedelta(seconds=1)) is None
        at = run_at
    assert all(5 * 2**n * 0.5 <= pause <= 5 * 2**n * 1.5 for n, pause in enumerate(pauses))
    assert _fail(_claimed(at=at), at) == State.DEAD
    job = Job.objects.get(pk=job_id)
    assert (job.state, job.attempts, job.last_error) == (State.DEAD, 6, "no")
    assert _claim(at=at + timedelta(days=1)) is None


@rolled_back
def test_the_pause_is_bounded() -> None:
    assert queue.pause(500, timedelta(seconds=5)) <= queue.LONGEST_PAUSE * 1.5


@rolled_back
def test_a_lease_that_ended_gives_the_job_to_another_and_the_first_can_do_nothing_more() -> None:
    _enqueue()
    first = _claimed("A")
    assert queue.recover(at=AT + LEASE) == 0
    later = AT + LEASE + timedelta(seconds=1)
    assert queue.recover(at=later) == 1
    second = _claimed("B", later)
    assert second.fence > first.fence
    assert not queue.renew(first, at=later, lease=LEASE)
    with pytest.raises(LeaseLost):
        queue.finish(first, at=later)
    with pytest.raises(LeaseLost):
        _fail(first, later)
    queue.finish(second, at=later)


@rolled_back
def test_a_renewed_lease_does_not_end() -> None:
    _enqueue()
    leased = _claimed()
    assert queue.renew(leased, at=AT + timedelta(seconds=20), lease=LEASE)
    assert queue.recover(at=AT + timedelta(seconds=40)) == 0


@rolled_back
def test_a_job_that_keeps_bringing_down_its_workers_dies_in_the_end() -> None:
    job_id, at = _enqueue(), AT
    for n in range(6):
        assert Job.objects.get(pk=job_id).state == State.QUEUED, n
        _claimed(at=at)
        at += LEASE + timedelta(seconds=1)
        queue.recover(at=at)
    job = Job.objects.get(pk=job_id)
    assert job.state == State.DEAD
    assert "went away" in job.last_error


@rolled_back
def test_the_database_knows_no_job_held_by_nobody_and_none_finished_without_a_time() -> None:
    job_id = _enqueue()
    for wrong in ({"state": "leased"}, {"state": "done"}, {"owner": "A"}, {"finished_at": AT}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Job.objects.filter(pk=job_id).update(**wrong)


@rolled_back
def test_finished_jobs_are_forgotten_after_a_while_and_dead_ones_are_not() -> None:
    done, dead = _enqueue(1), _enqueue(2)
    queue.finish(_claimed(), at=AT)
    Job.objects.filter(pk=dead).update(state=State.DEAD, finished_at=AT)
    assert prune(at=AT + DONE_KEPT) == 0
    assert prune(at=AT + DONE_KEPT + timedelta(seconds=1)) == 1
    assert not Job.objects.filter(pk=done).exists()


@rolled_back
def test_what_went_wrong_is_told_without_the_values_that_a_database_quotes() -> None:
    with pytest.raises(RuntimeError) as caught, transaction.atomic():
        sample.fails.function(sample.Run(1, AT, 1, None), n=1)
    told = queue.describe(caught.value)
    assert told.startswith("RuntimeError: the machine is on fire\n")
    assert "110101" not in told
    assert "sample.py" in told


@committing
def test_many_workers_at_once_never_claim_the_same_job() -> None:
    with transaction.atomic():
        for n in range(60):
            sample.note.enqueue(at=AT, n=n)
    claimed: list[int] = []

    def work(owner: str) -> None:
        try:
            while leased := _claim(owner):
                claimed.append(leased.id)
        finally:
            connection.close()

    _together([lambda owner=f"W{n}": work(owner) for n in range(6)])
    assert len(claimed) == len(set(claimed)) == 60


@committing
def test_the_same_key_enqueued_by_many_at_once_is_one_job() -> None:
    ids: list[int] = []

    def work() -> None:
        try:
            with transaction.atomic():
                ids.append(sample.note.enqueue(at=AT, n=1, key="once"))
        finally:
            connection.close()

    _together([work] * 8)
    assert len(ids) == 8
    assert len(set(ids)) == Job.objects.count() == 1


def _together(works: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
