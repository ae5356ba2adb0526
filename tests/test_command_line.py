"""The command as a whole: trouble with the database is one line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("sqlite:///{folder}/empty.sqlite3", "the database is not prepared: run `tingtang migrate` first"),
        ("mysql://nowhere/x", "neither sqlite nor postgresql"),
    ],
)
def test_a_database_that_cannot_be_used_is_one_line(tmp_path: Path, url: str, message: str) -> None:
    command = [sys.executable, "-c", "from tingtang.cli import main; main()", "calendar", "years", "--json"]
    environment = {**os.environ, "DATABASE_URL": url.format(folder=tmp_path)}
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == f"Error: {result.stderr[7:-1]}\n"
    assert message in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "typed"),
    [(["phrases", "-", "--json"], "没空理你"), (["score", "-", "--json"], '{"base": 100, "items": []}')],
)
def test_a_command_that_needs_no_database_answers_without_settings(words: list[str], typed: str) -> None:
    command = [sys.executable, "-c", "from tingtang.cli import main; main()", *words]
    bare = {name: said for name, said in os.environ.items() if name not in ("DJANGO_SETTINGS_MODULE", "DATABASE_URL")}
    result = subprocess.run(command, env=bare, input=typed, capture_output=True, text=True, check=False)
    assert "Traceback" not in result.stderr
