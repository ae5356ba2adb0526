"""`tingtang migrate` and `tingtang serve`."""

from __future__ import annotations

import os

import click
from django.core.management import call_command

from tingtang.config import serve as serving
from tingtang.config.migrating import new_models_rendered_alone
from tingtang.shared.command import say


@click.command()
@click.option("--quiet", is_flag=True, help="Print nothing unless it fails.")
def migrate(*, quiet: bool) -> None:
    """Prepare the database named by DATABASE_URL."""
    with new_models_rendered_alone():
        call_command("migrate", interactive=False, verbosity=0 if quiet else 1)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 lets other machines in: see operations.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--live-port", type=click.IntRange(1, 65535), help="Port of the live stream.  [default: port + 1]")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes for pages.  [default: one a core, at most 4]")
@click.option("--live/--no-live", default=True, help="The live stream; without it pages poll.")
@click.option("--jobs/--no-jobs", default=True, help="The background worker and the clock in this installation.")
def serve(*, host: str, port: int, live_port: int | None, workers: int | None, live: bool, jobs: bool) -> None:
    """Serve pages, interface and live stream, with the background worker beside them, until stopped."""
    count = workers or min(os.cpu_count() or 1, 4)
    serving.serve(serving.Plan(host, port, live_port or port % 65535 + 1, count, live, jobs), say)
