"""A worker: claims jobs, runs them on a few threads, holds its leases, keeps the clock when it leads."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.db import Error, connection, transaction

from tingtang.jobs import queue, registry
from tingtang.jobs.clock import Clock
from tingtang.jobs.queries import database_now
from tingtang.jobs.queue import Leased, LeaseLost
from tingtang.jobs.registry import Definition, Run

log = logging.getLogger("tingtang.jobs")

STUCK = 75  # exit code: a run exceeded its limit and cannot be stopped; whoever supervises starts a fresh process


@dataclass(frozen=True, slots=True)
class Pace:
    """How a worker behaves. `grace`: how long a stopping worker waits for what it runs."""

    threads: int = 2
    lease: timedelta = timedelta(seconds=30)
    look: timedelta = timedelta(seconds=1)
    grace: timedelta = timedelta(seconds=15)
    clock: bool = True


@dataclass(slots=True)
class _Running:
    leased: Leased
    definition: Definition
    started: float
    done: Future[None]
    overrun: bool = False


def execute(leased: Leased, definition: Definition) -> None:
    """Run one job and settle it: finished, queued again, or dead. Never raises an error of the job's."""
    try:
        run = Run(leased.id, database_now(), leased.attempts, leased.tick)
        if definition.transactional:
            with transaction.atomic():
                definition.function(run, **leased.args)
                queue.finish(leased, at=database_now())
        else:
            definition.function(run, **leased.args)
            queue.finish(leased, at=database_now())
    except LeaseLost:
        log.warning("job %s %s: the lease was lost, this run does not count", leased.id, leased.name)
    except Exception as error:
        log.warning("job %s %s failed: %s", leased.id, leased.name, type(error).__name__)
        _settle_failure(leased, definition, error)
    finally:
        connection.close()


def _settle_failure(leased: Leased, definition: Definition, error: Exception) -> None:
    try:
        queue.fail(leased, error=queue.describe(error), at=database_now(), first_pause=definition.first_pause)
    except LeaseLost:
        log.warning("job %s %s: failed after its lease was lost", leased.id, leased.name)
    except Error:
        log.exception("job %s %s: could not be settled; its lease will end", leased.id, leased.name)


class Worker:
    """One worker process."""

    def __init__(self, pace: Pace | None = None) -> None:
        self.pace = pace or Pace()
        self.owner = f"{socket.gethostname()[:60]}:{os.getpid()}:{uuid4().hex[:8]}"
        self.clock = Clock(self.owner)
        self.stuck = False
        self._running: dict[int, _Running] = {}
        self._stopping = threading.Event()
        self._wake = threading.Event()
        self._renew_at = 0.0

    def stop(self) -> None:
        """Finish what runs, claim nothing more."""
        self._stopping.set()
        self._wake.set()

    def run(self) -> None:
        """Work until stopped, or until a run exceeds its limit (`stuck`)."""
        pool = ThreadPoolExecutor(self.pace.threads, "job")
        try:
            while not self._stopping.is_set() and not self.stuck:
                self._wake.clear()
                self._attempt(lambda: self.turn(pool))
                self._wake.wait(self.pace.look.total_seconds())
            self._wind_down()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            connection.close()

    def turn(self, pool: ThreadPoolExecutor) -> None:
        """One round: hold the leases, keep the clock, give back lost jobs, claim for every free thread."""
        at = database_now()
        self._hold_leases()
        queue.recover(at=at)
        if self.pace.clock:
            self.clock.turn(at=at)
        while len(self._running) < self.pace.threads and not self._stopping.is_set():
            leased = queue.claim(owner=self.owner, names=registry.names(), at=database_now(), lease=self.pace.lease)
            if leased is None:
                return
            self._start(leased, pool)

    def _start(self, leased: Leased, pool: ThreadPoolExecutor) -> None:
        definition = registry.definition(leased.name)
        future = pool.submit(execute, leased, definition)
        self._running[leased.id] = _Running(leased, definition, time.monotonic(), future)
        future.add_done_callback(lambda _: self._ended(leased.id))

    def _ended(self, job_id: int) -> None:
        self._running.pop(job_id, None)
        self._wake.set()

    def _hold_leases(self) -> None:
        now = time.monotonic()
        if now < self._renew_at:
            return
        at = database_now()
        for running in list(self._running.values()):
            if now - running.started > running.definition.limit.total_seconds():
                self._let_go(running)
            elif not queue.renew(running.leased, at=at, lease=self.pace.lease) and not running.done.done():
                log.warning("job %s %s: lost its lease while running", running.leased.id, running.leased.name)
        self._renew_at = now + self.pace.lease.total_seconds() / 3

    def _let_go(self, running: _Running) -> None:
        """A thread cannot be stopped. Its lease ends, so the job runs elsewhere, and this process makes way."""
        if not running.overrun:
            log.error("job %s %s exceeded its limit", running.leased.id, running.leased.name)
        running.overrun = self.stuck = True

    def _wind_down(self) -> None:
        """Keep the leases of what still runs until it ends or the grace is over; then the leases end by themselves."""
        self._attempt(lambda: self.clock.stop(at=database_now()))
        deadline = time.monotonic() + self.pace.grace.total_seconds()
        while any(not r.overrun for r in list(self._running.values())) and time.monotonic() < deadline:
            self._attempt(self._hold_leases)
            self._wake.wait(0.1)
            self._wake.clear()

    def _attempt(self, step: object) -> None:
        """The database may be away or busy for a while: say so, go on."""
        try:
            step()  # type: ignore[operator]
        except Error as error:
            log.warning("the database does not answer, trying again: %s", str(error).splitlines()[0])
            connection.close()


def run(pace: Pace | None = None) -> int:
    """Run a worker in this process until SIGTERM or SIGINT; returns the exit code."""
    registry.load()
    worker = Worker(pace)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop())
    worker.run()
    if worker._running:
        os._exit(STUCK if worker.stuck else 0)  # threads that did not end would keep the process
    return STUCK if worker.stuck else 0
