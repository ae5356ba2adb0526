"""Declaring jobs. A room puts them in its `jobs.py`; workers and commands find them there.

@scheduled("*/10 * * * *")
@job("duties.sweep", transactional=True)
def sweep(run: Run) -> None:
    lapse(at=run.at)

sweep.enqueue(at=at)                 # inside the caller's transaction
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Literal

from django.apps import apps

from tingtang.jobs.actions import enqueue

Missed = Literal["latest", "all", "skip"]


@dataclass(frozen=True, slots=True)
class Run:
    """What a job is told about this run: `at` is the moment it started, `tick` the scheduled instant it stands for."""

    job_id: int
    at: datetime
    attempt: int
    tick: datetime | None


@dataclass(frozen=True, slots=True)
class Definition:
    """A declared job.

    `transactional`: its writes and its completion are one transaction, so it takes effect exactly once. Otherwise it
    may run again after a crash, and whoever declares it so says that it bears that.
    """

    name: str
    function: Callable[..., object]
    transactional: bool
    attempts: int
    first_pause: timedelta
    limit: timedelta

    def enqueue(
        self,
        *,
        at: datetime,
        key: str | None = None,
        run_at: datetime | None = None,
        tick: datetime | None = None,
        **args: Any,
    ) -> int:
        """Queue a run inside the caller's transaction; returns the job's id, or that of the job known by `key`."""
        return enqueue(self.name, attempts=self.attempts, at=at, key=key, run_at=run_at, tick=tick, args=args)


@dataclass(frozen=True, slots=True)
class Entry:
    """A job of the clock: cron fields in Asia/Shanghai, and what becomes of instants missed while nothing ran."""

    definition: Definition
    cron: str
    missed: Missed

    @property
    def name(self) -> str:
        """The job's name: one schedule a job."""
        return self.definition.name

    @property
    def variable(self) -> str:
        """The environment variable that sets another time here, or `off`."""
        return "TINGTANG_CRON_" + self.name.upper().replace(".", "_")

    def effective_cron(self) -> str | None:
        """The cron fields in force in this installation; None when switched off."""
        fields = os.environ.get(self.variable, self.cron).strip()
        return None if fields == "off" else fields


class UnknownJob(KeyError):
    """No room declares a job of this name."""


_definitions: dict[str, Definition] = {}
_entries: dict[str, Entry] = {}


def job(
    name: str,
    *,
    transactional: bool = False,
    attempts: int = 8,
    first_pause: timedelta = timedelta(seconds=5),
    limit: timedelta = timedelta(hours=1),
) -> Callable[[Callable[..., object]], Definition]:
    """Declare the function below as the job `name` (room.verb), called with a `Run` and the arguments it was given.

    After `attempts` failed runs it is a dead letter; the pause before each retry doubles from `first_pause`. A run
    longer than `limit` loses its lease: it may start elsewhere, and the late one can no longer finish.
    """

    def declare(function: Callable[..., object]) -> Definition:
        if name in _definitions and _definitions[name].function.__module__ != function.__module__:
            raise ValueError(f"two jobs are named {name}")
        _definitions[name] = Definition(name, function, transactional, attempts, first_pause, limit)
        return _definitions[name]

    return declare


def scheduled(cron: str, *, missed: Missed = "latest") -> Callable[[Definition], Definition]:
    """Run the job below at `cron` (five fields, Asia/Shanghai).

    Instants missed while no clock ran: `latest` makes up the last of them, `all` every one, `skip` none.
    """

    def declare(definition: Definition) -> Definition:
        _entries[definition.name] = Entry(definition, cron, missed)
        return definition

    return declare


def load() -> None:
    """Import the `jobs` module of every room that has one."""
    for config in apps.get_app_configs():
        if config.name.startswith("tingtang.") and find_spec(f"{config.name}.jobs"):
            import_module(f"{config.name}.jobs")


def definition(name: str) -> Definition:
    """The job declared as `name`. Raises UnknownJob."""
    try:
        return _definitions[name]
    except KeyError:
        raise UnknownJob(name) from None


def names() -> list[str]:
    """All declared jobs."""
    return sorted(_definitions)


def entries() -> list[Entry]:
    """The jobs of the clock."""
    return [_entries[name] for name in sorted(_entries)]
