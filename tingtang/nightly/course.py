"""The steps of a night on their way: each begins as soon as what it reads is there, two of them at a time.

Two steps side by side on half the processor each cost less than one after the other on all of it: an aggregation on
one thread has no partial results to bring together. Meanwhile the night writes what is ready into the application.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from threading import Condition, Thread
from types import TracebackType
from typing import Any

from tingtang.nightly import engine
from tingtang.nightly.engine import Connection, Step, StepError

HANDS = 2


def threads() -> int:
    """How many of the engine's threads one step gets: the processor shared among the hands."""
    return max(1, len(os.sched_getaffinity(0)) // HANDS)


class Course:
    """Runs steps in the background while it is open; leaving it waits for all of them.

    A step waits for those of the same course that it reads, and for the relations `later`, which the caller makes and
    then says `made`. What fails stops the course: no further step begins and the error is raised to the caller.
    `seconds` holds the time of each step that is done.
    """

    def __init__(
        self,
        con: Connection,
        steps: Iterable[Step],
        values: Mapping[str, Any],
        *,
        later: Sequence[str] = (),
        verify: bool = False,
        after: Callable[[Step, float], None] = lambda _step, _seconds: None,
    ) -> None:
        self.seconds: dict[str, float] = {}
        self._todo = list(steps)
        self._awaited = {step.name for step in self._todo} | set(later)
        self._values, self._verify, self._after = values, verify, after
        self._error: BaseException | None = None
        self._running = 0
        self._open = True  # the caller may still say that something was made
        self._changed = Condition()
        self._cursors = [con.cursor() for _ in range(HANDS)]
        self._hands = [Thread(target=self._work, args=(cursor,), daemon=True) for cursor in self._cursors]

    def __enter__(self) -> Course:
        for hand in self._hands:
            hand.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if error is not None:
            self._stop(error)
        with self._changed:
            self._open = False
            self._changed.notify_all()
        for hand in self._hands:
            hand.join()
        for cursor in self._cursors:
            cursor.close()
        if error is None and self._error is not None:
            raise self._error

    def made(self, *relations: str) -> None:
        """Say that relations which were to come `later` are there."""
        with self._changed:
            self._awaited.difference_update(relations)
            self._changed.notify_all()

    def wait(self, relation: str) -> None:
        """Return when a relation is there; raises what stopped the course."""
        with self._changed:
            self._changed.wait_for(lambda: relation not in self._awaited or self._error is not None)
            if self._error is not None:
                raise self._error

    def wait_for_all(self) -> None:
        """Return when every step is done; raises what stopped the course."""
        for relation in tuple(self._awaited):
            self.wait(relation)

    def _stop(self, error: BaseException) -> None:
        with self._changed:
            self._error = self._error or error
            self._changed.notify_all()

    def _work(self, cursor: Connection) -> None:
        try:
            while step := self._next():
                started = time.perf_counter()
                engine.run_step(cursor, step, self._values)
                engine.check_step(cursor, step, self._values, grain=self._verify)
                self._done(step, time.perf_counter() - started)
        except BaseException as error:
            self._stop(error)

    def _next(self) -> Step | None:
        """The first step that can begin, when it can; None when nothing is left to begin."""
        with self._changed:
            while self._todo and self._error is None:
                for step in self._todo:
                    if self._awaited.isdisjoint(step.reads):
                        self._todo.remove(step)
                        self._running += 1
                        return step
                if not (self._open or self._running):
                    raise StepError(f"{self._todo[0].stage}/{self._todo[0].name}: what it reads is made by nobody")
                self._changed.wait()
        return None

    def _done(self, step: Step, spent: float) -> None:
        with self._changed:
            self.seconds[f"{step.stage}.{step.name}"] = round(spent, 3)
            self._after(step, spent)
            self._awaited.discard(step.name)
            self._running -= 1
            self._changed.notify_all()
