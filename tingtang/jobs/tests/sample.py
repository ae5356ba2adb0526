"""Jobs for the tests."""

import time
from datetime import timedelta

from django.db import connection, transaction

from tingtang.jobs.registry import Run, job
from tingtang.live.actions import publish


@job("sample.note", transactional=True, attempts=6, first_pause=timedelta(milliseconds=10))
def note(run: Run, *, n: int, seconds: float = 0.0) -> None:
    """Leaves one event, then takes its time before it is finished."""
    publish(topic=f"sample:{n}", name="sample.noted", payload={"attempt": run.attempt}, at=run.at)
    time.sleep(seconds)


@job("sample.slow", attempts=6, first_pause=timedelta(milliseconds=10))
def slow(run: Run, *, n: int, seconds: float = 0.0) -> None:
    """Not transactional: its effect stands even when the run does not."""
    with transaction.atomic():
        publish(topic=f"sample:{n}", name="sample.slow", payload={"attempt": run.attempt}, at=run.at)
    time.sleep(seconds)


@job("sample.fails", transactional=True, attempts=3, first_pause=timedelta(milliseconds=10))
def fails(run: Run, *, until_attempt: int = 99, n: int = 0) -> None:
    """Writes, then fails until the given attempt."""
    publish(topic=f"sample:{n}", name="sample.failed", payload={"attempt": run.attempt}, at=run.at)
    if run.attempt < until_attempt:
        raise RuntimeError("the machine is on fire\nDETAIL: Key (id_no)=(110101199003070011)")


@job("sample.breaks_sql", transactional=True, attempts=1)
def breaks_sql(run: Run) -> None:
    """Fails inside the database, which spoils the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nothing FROM nowhere")


@job("sample.overruns", attempts=3, limit=timedelta(seconds=2))
def overruns(run: Run) -> None:
    """Takes longer than its limit, on the first attempt."""
    time.sleep(60 if run.attempt == 1 else 0)
