"""How commands answer: JSON alone on standard output, one line when they fail."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import click
import pytest
from click.testing import CliRunner, Result

from tingtang.shared.command import Fail, print_json, say


def run(action: object) -> Result:
    @click.command()
    def command() -> None:
        assert callable(action)
        action()

    return CliRunner().invoke(command)


def fail(message: str) -> None:
    raise Fail(message)


@pytest.mark.parametrize("message", ["no such file", "two\nlines", "  many \r\n\n lines  and   spaces "])
def test_a_failure_is_one_line_on_standard_error(message: str) -> None:
    result = run(lambda: fail(message))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"Error: {' '.join(message.split())}\n"


def test_amounts_and_times_are_exact_text() -> None:
    answer = {"assets": Decimal("36575912.90"), "on": date(2026, 2, 14), "at": datetime(2026, 2, 14, tzinfo=UTC)}
    result = run(lambda: print_json(answer))
    assert json.loads(result.stdout) == {
        "assets": "36575912.90",
        "on": "2026-02-14",
        "at": "2026-02-14T00:00:00+00:00",
    }


def test_chinese_stays_readable_in_json() -> None:
    assert run(lambda: print_json({"name": "春节"})).stdout == '{"name": "春节"}\n'


def test_what_has_no_json_form_is_an_error_and_not_a_guess() -> None:
    assert isinstance(run(lambda: print_json({"x": object()})).exception, TypeError)


def test_progress_goes_to_standard_error() -> None:
    result = run(lambda: say("reading"))
    assert (result.stdout, result.stderr) == ("", "reading\n")
