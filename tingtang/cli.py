"""The `tingtang` command: a table of lazily loaded commands, so that `tingtang due` does not wait for Django."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import click
from click.exceptions import NoArgsIsHelpError

from tingtang.shared.calendar import WorkingCalendar
from tingtang.shared.cli import CalendarSource
from tingtang.shared.command import Fail

# name -> (module:attribute, whether Django is set up first, the line of help)
COMMANDS: dict[str, tuple[str, bool, str]] = {
    "due": ("tingtang.shared.cli:due_command", False, "When a clock ends, and why."),
    "lunar": ("tingtang.shared.cli:lunar_command", False, "The lunar date of a day."),
    "manual": ("tingtang.manual.cli:manual", True, "The manual: check it, list articles, read a value."),
    "calendar": ("tingtang.duties.calendar_cli:calendar", True, "Import a year of the working calendar."),
    "phrases": ("tingtang.manual.phrases_cli:phrases", False, "What was said that is never said."),
    "nightly": ("tingtang.nightly.cli:nightly", True, "Read a feed and publish the day's duties."),
    "demo": ("tingtang.demo.cli:demo", True, "Build a demo bank."),
    "bench": ("tingtang.bench.cli:bench", True, "Benchmarks of the product."),
    "migrate": ("tingtang.config.cli:migrate", True, "Prepare the database named by DATABASE_URL."),
    "serve": ("tingtang.config.cli:serve", True, "Serve pages, interface and live stream."),
    "jobs": ("tingtang.jobs.cli:jobs", True, "Run the scheduler and the workers; see dead letters."),
    "lobby": ("tingtang.lobby.cli:lobby", False, "The lobby: run a recorded day again."),
    "staffing": ("tingtang.lobby.cli:staffing", False, "Counters needed by interval, and the cheapest shifts."),
    "score": ("tingtang.inspections.cli:score_command", False, "The score and grade of an inspection sheet."),
    "satisfaction": ("tingtang.satisfaction.cli:satisfaction", True, "Count ratings again; shares, intervals."),
    "complaints": ("tingtang.complaints.cli:complaints", True, "Is there somebody for every complaint."),
    "audit": ("tingtang.organisation.cli:audit", True, "Read the audit trail."),
    "attrition": ("tingtang.contacts.cli:attrition", True, "Signals that customers leave: how good they were."),
    "user": ("tingtang.organisation.cli:user", True, "Create sign-ins, set passwords, unlock; tokens of devices."),
}


class LazyGroup(click.Group):
    """A click group that imports a command only when it is named, and says what is wrong in one line."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        with _one_line():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        with _one_line():
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        target, needs_django, _help = COMMANDS[cmd_name]
        with _keeping_all():
            if needs_django:
                _set_up_django()
            command = _load(target)
        if not isinstance(command, click.Command):
            raise TypeError(f"{target} is not a command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][2]) for name in self.list_commands(ctx)])


@contextmanager
def _keeping_all() -> Iterator[None]:
    """What is imported stays to the end: looking for garbage meanwhile is time lost."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def _one_line() -> Iterator[None]:
    """A mistake in the command line becomes one line; `tingtang COMMAND` without arguments still shows its help."""
    try:
        yield
    except NoArgsIsHelpError:
        raise
    except click.UsageError as error:
        raise Fail(error.format_message()) from None
    except Exception as error:
        if trouble := _database_trouble(error):
            raise Fail(trouble) from error
        raise


def _database_trouble(error: Exception) -> str:
    """One line for a database that was not prepared or does not answer; empty for any other error."""
    if not type(error).__module__.startswith("django.db"):
        return ""
    text = str(error)
    if "no such table" in text or ("relation" in text and "does not exist" in text):
        return "the database is not prepared: run `tingtang migrate` first"
    if "connection" in text and any(word in text for word in ("failed", "refused", "couldn't get")):
        return f"the database does not answer: {text.splitlines()[0]}"
    return ""


def _set_up_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tingtang.config.settings")
    import django

    try:
        django.setup()
    except ValueError as error:
        if str(error).startswith("DATABASE_URL"):
            raise Fail(str(error)) from None
        raise


def _calendar_in_force() -> WorkingCalendar:
    calendar: WorkingCalendar = _load("tingtang.config.calendar_in_force:calendar_in_force")()
    return calendar


def _load(target: str) -> Any:
    """What `module:attribute` names."""
    module, attribute = target.split(":")
    return getattr(import_module(module), attribute)


@click.group(cls=LazyGroup)
@click.pass_context
def main(ctx: click.Context) -> None:
    """Tingtang (厅堂): the bank branch service manual that runs."""
    ctx.obj = CalendarSource(_calendar_in_force)
