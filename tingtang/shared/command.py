"""What every `tingtang` command shares: JSON on standard output, one clear line on bad input."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import click


class Fail(click.ClickException):
    """Bad input or a state that forbids the command: one line on standard error, exit code 2."""

    exit_code = 2

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.split()))


def _plain(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    raise TypeError(f"{type(value).__name__} has no JSON form")


def print_json(payload: Any) -> None:
    """Print `payload` as one JSON document on standard output; decimals as exact text, instants in ISO 8601."""
    sys.stdout.write(json.dumps(payload, ensure_ascii=False, default=_plain) + "\n")


def say(line: str) -> None:
    """A line of progress for a person: standard error, so that `--json` output stays alone."""
    click.echo(line, err=True)
