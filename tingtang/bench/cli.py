"""`tingtang bench`: one file to a benchmark, each a command of this group."""

from __future__ import annotations

import click

from tingtang.bench.desk import desk
from tingtang.bench.duties import duties
from tingtang.bench.lobby import lobby
from tingtang.bench.nightly import nightly
from tingtang.bench.phrases import phrases


@click.group()
def bench() -> None:
    """Benchmarks of the product. They measure this machine; run them when it is quiet."""


bench.add_command(desk)
bench.add_command(duties)
bench.add_command(lobby)
bench.add_command(nightly)
bench.add_command(phrases)
