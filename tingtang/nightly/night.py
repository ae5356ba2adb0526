"""The night of one business date: open the feed, compute, publish. Everything the command and the jobs need."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
from django.conf import settings
from django.db import connection, transaction

from tingtang.audit import actions as audit
from tingtang.duties.actions import keep_manual
from tingtang.live.actions import Message, publish_all
from tingtang.manual.book import Rulebook
from tingtang.manual.queries import all_overrides
from tingtang.nightly import engine, greetings, handed_over, history, ledger, linked, loader, products, report, values
from tingtang.nightly.course import Course, threads
from tingtang.nightly.lock import only_night
from tingtang.nightly.models import NightRun
from tingtang.nightly.publish import ACTOR, Written, publish
from tingtang.nightly.store import Store, room
from tingtang.nightly.values import NightValues

ENOUGH = 9 << 30  # bytes: of thirty million customers


class NightError(RuntimeError):
    """The night cannot run, or stopped; the message is one line for the person who runs it."""


@dataclass
class Night:
    """One run: what it was asked and what it holds while it runs."""

    folder: Path
    values: NightValues
    con: engine.Connection
    work: Path
    verify: bool = False
    progress: Callable[[str, float], None] = lambda _step, _seconds: None
    seconds: dict[str, float] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    @contextmanager
    def course(self, steps: Sequence[engine.Step], later: Sequence[str] = ()) -> Iterator[Course]:
        """Steps on their way with the night's values (see course.py); their times are kept."""
        running = Course(
            self.con,
            steps,
            self.values.parameters(),
            later=later,
            verify=self.verify,
            after=lambda step, seconds: self.progress(f"{step.stage}.{step.name}", seconds),
        )
        with running:
            yield running
        self.seconds.update(running.seconds)

    def run(self, *stages: str) -> None:
        """Run the steps of stages to their end."""
        with self.course(engine.discover(stages)):
            pass

    def summary(self) -> dict[str, Any]:
        """What the night says of itself (`report.summary`)."""
        return report.summary(self.con, self.values, seconds=self.seconds, warnings=self.warnings)


def date_of(folder: Path) -> date:
    """The business date that names a feed folder. Raises NightError."""
    try:
        return date.fromisoformat(folder.resolve().name)
    except ValueError:
        raise NightError(f"{folder}: a feed folder is named by its business date (YYYY-MM-DD)") from None


def night_values(as_of: date, book: Rulebook) -> NightValues:
    """The values of a night: the book's, and those that institutions have tightened."""
    return NightValues(as_of, book, institutions=all_overrides(as_of + timedelta(days=1)))


def run_night(
    folder: Path,
    book: Rulebook,
    *,
    at: datetime,
    wait: float = 600,
    verify: bool = False,
    progress: Callable[[str, float], None] = lambda _step, _seconds: None,
) -> dict[str, Any]:
    """Read the feed, compute and publish; returns the summary. Raises NightError, FeedError, StepError, Busy.

    A date that is published already is computed again; where the feed is the same, nothing is written.
    """
    as_of = date_of(folder)
    with only_night(settings.VAR, wait, lambda: progress("waiting for the night that is running", 0)):
        _refuse_older(as_of)
        with opened(folder, night_values(as_of, book), verify=verify, progress=progress) as night:
            _mark(as_of, "started", at, book.version)
            prepare(night)
            _mark(as_of, "computed", at, book.version)
            return _publish(night, at)


def try_night(
    folder: Path, book: Rulebook, *, progress: Callable[[str, float], None] = lambda _step, _seconds: None
) -> dict[str, Any]:
    """Compute without writing anything: the summary that publishing would give, against the ledger as it stands."""
    with opened(folder, night_values(date_of(folder), book), progress=progress) as night, transaction.atomic():
        compute(night)
        transaction.set_rollback(True)  # the staging tables go as well
        return night.summary()


class opened:  # noqa: N801 - reads as a verb in `with opened(...)`
    """A night with its engine and a work folder, both gone when it ends."""

    def __init__(self, folder: Path, night_values: NightValues, **options: Any) -> None:
        self._arguments = (folder, night_values)
        self._options = options
        settings.VAR.mkdir(parents=True, exist_ok=True)
        self._work = tempfile.TemporaryDirectory(prefix="night-", dir=settings.VAR)

    def __enter__(self) -> Night:
        work = Path(self._work.name)
        folder, night_values = self._arguments
        spill = str(work / "spill")
        self._con = duckdb.connect(
            config={
                "temp_directory": spill,
                "preserve_insertion_order": False,
                "memory_limit": _memory(),
                "threads": threads(),
            }
        )
        self._con.execute("SET GLOBAL TimeZone = 'Asia/Shanghai'")  # of every cursor
        # DuckDB draws its bar on standard output, where the JSON of the run stands alone.
        self._con.execute("SET enable_progress_bar = false")
        return Night(folder, night_values, self._con, work, **self._options)

    def __exit__(self, *_error: object) -> None:
        self._con.close()
        self._work.cleanup()


def _memory() -> str:
    """The engine's memory, enough for a province and with room for others; what does not fit spills to disk."""
    whole = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return settings.NIGHT_MEMORY or f"{min(ENOUGH, whole * 6 // 10) >> 20}MiB"


def prepare(night: Night) -> None:
    """Everything that the feed and the contacts say of the bank, up to the facts. Raises FeedError, StepError,
    NightError; nothing is written."""
    night.values.check()
    night.warnings = loader.open_feed(night.con, night.folder).warnings
    _register(night)
    store = Store(night.con, night.work)
    handed_over.read_handed_over(store)
    night.run("sources", "checks")
    _stop_when_bad(night)
    ledger.read_app_contacts(store)
    greetings.read_app_answers(store, night.values.work_day)
    linked.read_app_links(store)
    products.read_app_products(store)
    night.run("facts")


def compute(night: Night) -> None:
    """Everything up to the ranked work of the day, and nothing written. Raises FeedError, StepError, NightError."""
    prepare(night)
    _tasks(night)


def recompute(night: Night) -> None:
    """Once more with other values; the feed is open and the contacts are read."""
    _register(night)
    night.run("checks", "facts")
    _tasks(night)


def _register(night: Night) -> None:
    """The small tables that do not come from the feed."""
    v = night.values
    values.register(night.con, v)
    values.register_birthdays(night.con, v)
    days = v.parameters()
    history.register(night.con, _history(), v.as_of, min(days["grace_after"], days["window_from"]))


def _history() -> Path:
    database = connection.settings_dict
    return history.folder(settings.VAR, f"{database.get('HOST')}|{database.get('PORT')}|{database['NAME']}")


def _tasks(night: Night) -> None:
    store = Store(night.con, night.work)
    with night.course(engine.discover(["tasks"]), later=ledger.RELATIONS) as course:
        _ask_ledger(store, course)
    store.clear()


def _ask_ledger(store: Store, course: Course) -> None:
    """What the ledger says of tonight's reasons, as soon as they are known: the ranked work of the day waits for it."""
    course.wait("reason")
    ledger.read_standing_duties(store)
    ledger.read_open_duties(store)
    course.made(*ledger.RELATIONS)


def _stop_when_bad(night: Night) -> None:
    bad, rows = night.con.execute(
        "SELECT (SELECT count(*) FROM quarantine), (SELECT sum(rows_read) FROM rows_read)"
    ).fetchone()
    limit = night.values.value("night.bad_row_share_limit")
    if bad > limit * rows:
        worst = night.con.execute(
            "SELECT table_name, reason, count(*) FROM quarantine GROUP BY table_name, reason "
            "ORDER BY count(*) DESC, table_name, reason LIMIT 1"
        ).fetchone()
        raise NightError(
            f"{bad} of {rows} rows are bad, more than night.bad_row_share_limit {limit}; "
            f"most of them {worst[0]}: {worst[1]} ({worst[2]})"
        )


def _refuse_older(as_of: date) -> None:
    latest = NightRun.objects.filter(state="published", on__gt=as_of).order_by("-on").first()
    if latest is not None:
        raise NightError(f"{as_of} is older than {latest.on}, which is published; use --dry-run to look at it")


def _mark(as_of: date, state: str, at: datetime, version: str) -> None:
    """Note how far an unpublished night is."""
    fresh = {"state": state, "started_at": at, "manual_version": version}
    run, made = NightRun.objects.get_or_create(on=as_of, defaults=fresh)
    if not made and run.state not in (state, "published"):
        NightRun.objects.filter(on=as_of).update(state=state)


def _publish(night: Night, at: datetime) -> dict[str, Any]:
    """The work of the day, and everything written in one transaction: what is ready goes in while the rest is found."""
    steps = engine.discover(["tasks", "publish"])
    with room(), transaction.atomic(), night.course(steps, later=ledger.RELATIONS) as course:
        store = Store(night.con, night.work, course.wait)
        written = publish(store, night.values, at, lambda: _ask_ledger(store, course))
        handed_over.settle_handed_over(store, night.values.as_of, ACTOR, at)
        course.wait_for_all()
        night.seconds.update(course.seconds)
        history.keep(night.con, _history(), night.values.as_of)
        return _close(night, written, at)


def _close(night: Night, written: Written, at: datetime) -> dict[str, Any]:
    """The run is published: its row, its message, its audit entry. Nothing where nothing was written."""
    summary = night.summary()
    run = NightRun.objects.select_for_update().get(on=night.values.as_of)
    if written.total or run.state != "published":
        version = night.values.book.version
        run.state, run.finished_at, run.summary, run.manual_version = "published", at, summary, version
        run.save()
        if written.rows["duties_duty"]:
            keep_manual(book=night.values.book, by=ACTOR, at=at)
        _tell(night, at)
        audit.record(
            by=ACTOR,
            at=at,
            action="night.publish",
            subject=("night", run.on.isoformat()),
            detail={"written": {table: rows for table, rows in written.rows.items() if rows}},
        )
    return summary


def _tell(night: Night, at: datetime) -> None:
    """Say to everyone who follows a whole bank that the day's work is there."""
    roots = night.con.execute("SELECT institution_id FROM institution WHERE depth = 0 ORDER BY 1").fetchall()
    payload = {"date": night.values.as_of.isoformat()}
    publish_all([Message(f"institution:{root}", "night.published", payload) for (root,) in roots], at=at)
