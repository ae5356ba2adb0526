"""The clock: one scheduler among all workers turns instants into jobs.

The lease makes sure that one does the work; the key `name@instant` makes sure that it is done once even if two believed
to hold the lease.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from croniter import croniter
from django.db import IntegrityError, transaction
from django.db.models import Q

from tingtang.jobs import registry
from tingtang.jobs.models import Lease, Tick
from tingtang.jobs.queries import CLOCK
from tingtang.jobs.registry import Entry, Missed
from tingtang.shared.times import ZONE

HOLD = timedelta(seconds=20)
RENEW_AFTER = timedelta(seconds=6)
MOST_MADE_UP = 100  # of the instants missed, for `all`
LATE = timedelta(minutes=10)  # an instant this long past was missed, for `skip`


def hold(name: str, *, owner: str, at: datetime, seconds: timedelta = HOLD) -> bool:
    """Take or keep the role `name`; False when another has it."""
    mine = Lease.objects.filter(Q(until__lt=at) | Q(owner=owner), pk=name)
    if mine.update(owner=owner, renewed_at=at, until=at + seconds):
        return True
    if Lease.objects.filter(pk=name).exists():
        return False
    try:
        with transaction.atomic():
            Lease.objects.create(name=name, owner=owner, renewed_at=at, until=at + seconds)
    except IntegrityError:
        return False
    return True


def give_up(name: str, *, owner: str, at: datetime) -> None:
    """Leave the role to whoever asks next."""
    Lease.objects.filter(pk=name, owner=owner).update(until=at)


def instants(cron: str, *, after: datetime, upto: datetime) -> Iterator[datetime]:
    """The instants of `cron` (Asia/Shanghai) in (after, upto], in order."""
    walker = croniter(cron, after.astimezone(ZONE))
    while (instant := walker.get_next(datetime)) <= upto:
        yield instant


def next_instant(cron: str, *, after: datetime) -> datetime:
    """The first instant of `cron` later than `after`."""
    instant: datetime = croniter(cron, after.astimezone(ZONE)).get_next(datetime)
    return instant


class Clock:
    """One worker's part in keeping the time."""

    def __init__(self, owner: str) -> None:
        self.owner = owner
        self.leads = False
        self._renew_at: datetime | None = None
        self._next: dict[str, datetime] = {}

    def turn(self, *, at: datetime) -> int:
        """Keep or seek the lead; as the leader enqueue what has become due. Returns how many jobs were enqueued."""
        if self._renew_at is None or at >= self._renew_at:
            led = self.leads
            self.leads = hold(CLOCK, owner=self.owner, at=at)
            self._renew_at = at + RENEW_AFTER
            if self.leads and not led:
                self._next.clear()
        return sum(self._entry(entry, at) for entry in registry.entries()) if self.leads else 0

    def stop(self, *, at: datetime) -> None:
        """Leave the lead to another at once."""
        if self.leads:
            give_up(CLOCK, owner=self.owner, at=at)
            self.leads, self._renew_at = False, None

    def _entry(self, entry: Entry, at: datetime) -> int:
        cron = entry.effective_cron()
        if cron is None or at < self._next.get(entry.name, at):
            return 0
        made = tick(entry, cron, at=at)
        self._next[entry.name] = next_instant(cron, after=at)
        return made


@transaction.atomic
def tick(entry: Entry, cron: str, *, at: datetime) -> int:
    """Enqueue the instants of `entry` that came since the last tick, as its policy for missed ones says."""
    Tick.objects.get_or_create(name=entry.name, defaults={"last_at": at})
    row = Tick.objects.select_for_update().get(pk=entry.name)
    if row.last_at >= at:
        return 0
    due = _chosen(list(islice(instants(cron, after=row.last_at, upto=at), 100_000)), entry.missed, at)
    for instant in due:
        entry.definition.enqueue(at=at, tick=instant, key=f"{entry.name}@{instant.astimezone(ZONE).isoformat()}")
    row.last_at = at
    row.save(update_fields=["last_at"])
    return len(due)


def _chosen(due: list[datetime], missed: Missed, at: datetime) -> list[datetime]:
    if missed == "all":
        return due[-MOST_MADE_UP:]
    if missed == "skip":
        due = [instant for instant in due if at - instant <= LATE]
    return due[-1:]
