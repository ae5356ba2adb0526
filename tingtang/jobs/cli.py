"""`tingtang jobs`: the worker, the schedule, and the dead letters."""

from __future__ import annotations

import getpass
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict

import click
from django.db import transaction

from tingtang.jobs import actions, queries, registry, worker
from tingtang.jobs.models import Job, State
from tingtang.jobs.schedule import schedule as standing
from tingtang.shared.command import Fail, print_json, say


@click.group()
def jobs() -> None:
    """Background jobs: run them, see them, run the dead again."""


@jobs.command("run")
@click.option("--threads", default=2, show_default=True, type=click.IntRange(1, 64), help="Jobs at the same time.")
@click.option("--clock/--no-clock", default=True, help="Take part in keeping the clock (one of all workers leads).")
def run_command(*, threads: int, clock: bool) -> None:
    """Run a worker until stopped. Start as many, on as many machines, as the work needs."""
    say(f"worker with {threads} threads{'' if clock else ', without the clock'} (Ctrl-C stops it)")
    sys.exit(worker.run(worker.Pace(threads=threads, clock=clock)))


@jobs.command("list")
@click.option("--state", type=click.Choice([state.value for state in State]))
@click.option("--name", default="")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000))
@click.option("--json", "as_json", is_flag=True)
def list_command(*, state: str | None, name: str, limit: int, as_json: bool) -> None:
    """The latest jobs, with how many stand in each state."""
    rows = queries.listed(state or "", name)[:limit]
    if as_json:
        print_json({"counts": queries.counts(), "jobs": [queries.as_dict(row) for row in rows]})
        return
    click.echo("  ".join(f"{name} {n}" for name, n in queries.counts().items()))
    _print(rows)


@jobs.command()
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000))
@click.option("--json", "as_json", is_flag=True)
def dead(*, limit: int, as_json: bool) -> None:
    """Jobs given up after their last attempt, latest first."""
    rows = queries.dead()[:limit]
    if as_json:
        print_json([queries.as_dict(row) for row in rows])
        return
    _print(rows)


@jobs.command()
@click.argument("job_id", type=int)
@click.option("--json", "as_json", is_flag=True)
def show(*, job_id: int, as_json: bool) -> None:
    """Everything about one job."""
    row = Job.objects.filter(pk=job_id).first()
    if row is None:
        raise Fail(f"there is no job {job_id}")
    if as_json:
        print_json(queries.as_dict(row))
        return
    for name, value in queries.as_dict(row).items():
        click.echo(f"{name:13} {value}")


@jobs.command()
@click.argument("job_ids", type=int, nargs=-1)
@click.option("--all", "every", is_flag=True, help="Every dead letter.")
@click.option("--name", default="", help="With --all: of this name alone.")
@click.option("--json", "as_json", is_flag=True)
def retry(*, job_ids: tuple[int, ...], every: bool, name: str, as_json: bool) -> None:
    """Run dead letters again, with all their attempts."""
    if bool(job_ids) == every:
        raise Fail("name the jobs, or give --all")
    chosen = queries.dead().filter(name=name) if name else queries.dead()
    ids = list(chosen.values_list("pk", flat=True)) if every else list(job_ids)
    for job_id in ids:
        try:
            actions.retry(job_id, by=_operator(), at=queries.database_now())
        except (actions.NotDead, Job.DoesNotExist) as error:
            raise Fail(str(error) if isinstance(error, actions.NotDead) else f"there is no job {job_id}") from None
    if as_json:
        print_json({"queued": ids})
    else:
        click.echo(f"{len(ids)} queued again")


@jobs.command()
@click.argument("job_id", type=int)
@click.option("--reason", required=True)
def drop(*, job_id: int, reason: str) -> None:
    """Remove a dead letter that shall not run; the audit trail keeps it."""
    try:
        actions.drop(job_id, by=_operator(), at=queries.database_now(), reason=reason)
    except Job.DoesNotExist:
        raise Fail(f"there is no job {job_id}") from None
    except ValueError as error:
        raise Fail(str(error)) from None


@jobs.command()
@click.argument("name")
@click.option("--args", default="{}", help="A JSON object.")
@click.option("--key", help="The same key is the same job, once.")
def start(*, name: str, args: str, key: str | None) -> None:
    """Queue a declared job now."""
    registry.load()
    try:
        definition, given = registry.definition(name), json.loads(args)
    except registry.UnknownJob:
        raise Fail(f"no job {name}; there are: {', '.join(registry.names())}") from None
    except ValueError:
        raise Fail("--args: not JSON") from None
    if not isinstance(given, dict):
        raise Fail("--args: not a JSON object")
    with transaction.atomic():
        job_id = actions.enqueue(
            definition.name, attempts=definition.attempts, at=queries.database_now(), args=given, key=key
        )
    print_json({"id": job_id})


@jobs.command()
@click.option("--json", "as_json", is_flag=True)
def schedule(*, as_json: bool) -> None:
    """What the clock does, when it did it last, and when it does it next."""
    rows = standing(at=queries.database_now())
    if as_json:
        print_json({"clock_seen_at": queries.clock_seen_at(), "entries": [asdict(row) for row in rows]})
        return
    for row in rows:
        following = f"{row.next_at:%F %H:%M %Z}" if row.next_at else "off"
        click.echo(f"{row.name:28} {row.cron or '-':16} {row.missed:7} next {following}")


def _operator() -> str:
    """Who runs the command: the account on this machine, for the audit trail."""
    return f"system:{getpass.getuser()}"


def _print(rows: Iterable[Job]) -> None:
    for row in rows:
        error = row.last_error.splitlines()[0] if row.last_error else ""
        click.echo(
            f"{row.pk:>8} {row.state:6} {row.name:28} {row.attempts}/{row.max_attempts} {row.run_at:%F %T} {error}"
        )
