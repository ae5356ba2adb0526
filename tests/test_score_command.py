"""`tingtang score`, as it is typed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tingtang.cli import main

GOOD: dict[str, Any] = {
    "base": "100",
    "items": [
        {"section": "环境", "points": "40", "score": "35.90", "applicable": True},
        {"section": "礼仪", "points": "60", "score": "53.85"},
    ],
    "plus": [],
    "minus": [],
}  # fmt: skip


def run(text: str, *words: str) -> Result:
    """The command with the file on standard input."""
    return CliRunner().invoke(main, ["score", "-", *words], input=text.encode())


def answer(sheet: dict[str, Any], *words: str) -> dict[str, Any]:
    """Its JSON, alone on standard output."""
    result = run(json.dumps(sheet), "--json", *words)
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def complaint(text: str) -> str:
    """The one line it complains with, exit code 2."""
    result = run(text, "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1
    return result.stderr.removeprefix("Error: -: ").strip()


def test_a_sheet_is_scored_and_graded() -> None:
    found = answer(GOOD)
    assert set(found) == {"total", "sections", "grade", "trace"}
    assert (found["total"], found["grade"]) == ("89.75", "good")
    assert found["sections"][0] == {"section": "环境", "points": "40", "score": "35.90", "vetoed": False}
    assert found["trace"][-1] == {"step": "grade", "how": "good: from 80", "value": "89.75", "exact": "359/4"}


def test_it_needs_no_settings_and_leaves_nothing_behind(tmp_path: Path) -> None:
    bare = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    command = [sys.executable, "-c", "from tingtang.cli import main; main()", "score", "-", "--json"]
    text = json.dumps(GOOD)
    done = subprocess.run(command, input=text, env=bare, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["grade"] == "good"
    assert not list(tmp_path.iterdir())


def test_numbers_may_be_json_numbers_and_are_never_floats() -> None:
    text = '{"base": 100, "items": [{"section": "a", "points": 100, "score": 89.99999999999}], "minus": [0.1, "0.2"]}'
    assert json.loads(run(text, "--json").stdout)["total"] == "89.69999999999"


def test_plus_and_minus_may_name_their_article() -> None:
    sheet = GOOD | {"plus": ["0.5"], "minus": [{"points": "0.25", "article": "A14", "text": "着装"}]}
    assert (answer(sheet)["total"], answer(sheet)["grade"]) == ("90", "excellent")


def test_a_file_is_read_and_people_see_how_it_came_about(tmp_path: Path) -> None:
    file = tmp_path / "sheet.json"
    file.write_text(json.dumps(GOOD))
    result = CliRunner().invoke(main, ["score", str(file)])
    assert result.stdout.startswith("89.75 good\n  points: points that apply = 100\n")
    assert "cannot be read" in CliRunner().invoke(main, ["score", str(tmp_path / "none")]).stderr


def changed(**fields: Any) -> str:
    """The good sheet with other fields in its first line."""
    return json.dumps(GOOD | {"items": [GOOD["items"][0] | fields, GOOD["items"][1]]})


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "line 1: is not JSON"),
        ("[]", "the file: is not an object"),
        ('{"base": "100", "base": "90", "items": []}', "base: stands twice"),
        ('{"items": []}', "base: is missing"),
        ('{"base": "100", "items": {}}', "items: is not a list"),
        ('{"base": "100", "items": [], "extra": 1}', "extra: is none of"),
        (json.dumps(GOOD | {"base": "99"}), "items: the points add up to 100, not to the base 99"),
        (json.dumps(GOOD | {"base": "many"}), "base: 'many' is not a number"),
        (json.dumps(GOOD | {"base": "NaN"}), "base: NaN is not a number"),
        (json.dumps(GOOD | {"base": "1e30"}), "base: 1E+30 is not a number"),
        (json.dumps(GOOD | {"base": "1e1000000"}), "base: 1E+1000000 is not a number"),
        (json.dumps(GOOD | {"base": "9" * 5000}), f"base: {'9' * 40}.. is not a number"),
        (json.dumps(GOOD | {"base": "~"}).replace('"~"', "9" * 5000), f"base: {'9' * 40}.. is not a number"),
        (json.dumps(GOOD | {"base": "~"}).replace('"~"', f"1e{'9' * 30}"), f"base: '1e{'9' * 30}' is not a number"),
        (json.dumps(GOOD | {"base": "1_00"}), "base: '1_00' is not a number"),
        (json.dumps(GOOD | {"base": "１００"}), "base: '１００' is not a number"),
        (changed(points=True), "items[0].points: True is not a number"),
        (changed(score="41"), "items[0].score: 41 is outside 0 to 40"),
        (changed(score=None), "items[0].score: is missing"),
        (changed(section=" "), "items[0].section: is not a text"),
        (changed(applicable="yes"), "items[0].applicable: 'yes' is neither true nor false"),
        (
            json.dumps(GOOD | {"items": [one | {"item": "A4.1"} for one in GOOD["items"]]}),
            "items[1].item: 'A4.1' stands",
        ),
        (json.dumps(GOOD | {"minus": [{"points": "1"}]}), "minus[0].article: a finding names its article"),
        (json.dumps(GOOD | {"findings": [{"text": "地面有污渍"}]}), "findings[0].article: a finding names its article"),
        (json.dumps(GOOD | {"veto": ["月亮"]}), "veto[0].section: there is no section"),
    ],
)
def test_bad_input_is_refused_with_the_place_named(text: str, why: str) -> None:
    assert complaint(text).startswith(why)


def test_a_veto_stands_in_the_answer() -> None:
    found = answer(GOOD | {"veto": ["环境", {"section": "礼仪", "least": "80"}]})
    assert found["grade"] == "bad"
    assert [one["vetoed"] for one in found["sections"]] == [True, False]
    assert found["trace"][-1]["how"] == "环境: bad"
