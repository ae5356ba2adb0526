"""How far a night is, on standard error: a bar for a person at a terminal, one line a step for a log."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tingtang.nightly.engine import discover
from tingtang.shared.command import say

Report = Callable[[str, float], None]


@contextmanager
def shown() -> Iterator[Report]:
    """Yields what the night calls after each step with its name and seconds."""
    if not sys.stderr.isatty():
        yield lambda step, seconds: say(f"{seconds:8.3f} s  {step}")
        return
    from rich.console import Console  # only a person at a terminal waits for it
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:32}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        night = bar.add_task("the night", total=len(discover()))
        yield lambda step, _seconds: bar.update(night, advance=1, description=step)
