"""What the clock does, as commands print it and the page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tingtang.jobs import registry
from tingtang.jobs.clock import next_instant
from tingtang.jobs.models import Tick


@dataclass(frozen=True, slots=True)
class Standing:
    """One scheduled job: the cron fields in force (None: switched off here), what comes next, when it was looked at."""

    name: str
    cron: str | None
    missed: str
    next_at: datetime | None
    looked_at: datetime | None
    variable: str


def schedule(*, at: datetime) -> list[Standing]:
    """Every scheduled job of every room, as of `at`."""
    registry.load()
    looked = dict(Tick.objects.values_list("name", "last_at"))
    return [_standing(entry, looked.get(entry.name), at) for entry in registry.entries()]


def _standing(entry: registry.Entry, looked_at: datetime | None, at: datetime) -> Standing:
    cron = entry.effective_cron()
    following = next_instant(cron, after=at) if cron else None
    return Standing(entry.name, cron, entry.missed, following, looked_at, entry.variable)
