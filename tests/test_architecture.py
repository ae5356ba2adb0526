"""The house keeps its shape: directions that import checks miss, sizes, and doors that open."""

from __future__ import annotations

import ast
import configparser
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from graphlib import TopologicalSorter
from importlib import import_module
from pathlib import Path
from statistics import median

import click
import pytest
from django.apps import apps
from django.db.models import Field

from tingtang.cli import COMMANDS
from tingtang.manual.book import load

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "tingtang"
FILE_LINES, FUNCTION_LINES, FUNCTION_MEDIAN = 300, 50, 10
CLOCK_READERS = {"timezone.now", "datetime.now", "date.today", "time.time"}
# Where the world comes in: pages, commands, jobs, servers, benchmarks. Everything else is told what time it is.
ENTRY_POINTS = ("views", "cli", "jobs", "config", "bench", "demo", "live", "api", "middleware", "sign_in")


def _rooms_from_top() -> list[set[str]]:
    """The layers of .importlinter, highest first."""
    config = configparser.ConfigParser()
    config.read(ROOT / ".importlinter")
    lines = config["importlinter:contract:rooms"]["layers"].split("\n")
    return [{room.strip() for room in line.split("|")} for line in lines if line.strip()]


def _sources() -> Iterator[Path]:
    """Every module of the product: no tests, no migrations."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if not {"migrations", "tests"} & set(path.relative_to(PACKAGE).parts):
            yield path


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _imported(path: Path, modules: set[str]) -> set[str]:
    """The modules of the product that a file names in an import: at the top, in a function, or for its types only."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            named = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= named & modules or {node.module}
    return found & modules


def _functions() -> Iterator[tuple[str, int]]:
    """(place, lines without the docstring) of every function of the product."""
    for path in _sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                documented = ast.get_docstring(node, clean=False)
                body = node.end_lineno - node.lineno + 1
                yield f"{path.relative_to(ROOT)}:{node.name}", body - (documented.count("\n") + 1 if documented else 0)


def _relations() -> Iterator[tuple[str, str, str]]:
    """(from room, to room, field) of every relation between our models."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            target = field.related_model if isinstance(field, Field) else None
            if isinstance(target, type) and all(m.__module__.startswith("tingtang.") for m in (model, target)):
                yield model.__module__.split(".")[1], target.__module__.split(".")[1], f"{model.__name__}.{field.name}"


def _clock_reads(path: Path) -> list[int]:
    """Lines on which a module asks what time it is."""
    calls = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))
    return [call.lineno for call in calls if ast.unparse(call.func) in CLOCK_READERS]


def test_no_foreign_key_points_up_the_house() -> None:
    height = {room: -level for level, rooms in enumerate(_rooms_from_top()) for room in rooms}
    upward = [f"{name}: {start} -> {end}" for start, end, name in _relations() if height[end] > height[start]]
    assert upward == []
    assert any(start == "duties" and end == "organisation" for start, end, _ in _relations())


def test_every_room_on_disk_stands_in_a_layer() -> None:
    on_disk = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert on_disk <= set().union(*_rooms_from_top())


def test_no_file_is_longer_than_three_hundred_lines() -> None:
    long = {str(p.relative_to(ROOT)): n for p in _sources() if (n := len(p.read_text().splitlines())) > FILE_LINES}
    assert long == {}


def test_no_function_is_longer_than_fifty_lines_and_most_are_short() -> None:
    sizes = dict(_functions())
    assert {place: lines for place, lines in sizes.items() if lines > FUNCTION_LINES} == {}
    assert median(sizes.values()) <= FUNCTION_MEDIAN


def test_every_public_function_and_class_of_the_product_says_what_it_does() -> None:
    silent = [
        f"{path.relative_to(ROOT)}:{node.name}"
        for path in _sources()
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert silent == []


def test_no_module_needs_one_that_needs_it() -> None:
    """Import-linter sees circles of packages; this those of files, also where one looks away until it is called."""
    files = {_module(path): path for path in _sources()}
    graph = {name: _imported(path, set(files)) - {name} for name, path in files.items()}
    TopologicalSorter(graph).prepare()  # raises CycleError, which names the circle


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_of_the_table_opens(name: str) -> None:
    module, attribute = COMMANDS[name][0].split(":")
    assert isinstance(getattr(import_module(module), attribute), click.Command)


def test_quick_commands_do_not_wait_for_django() -> None:
    script = "import sys, tingtang.cli, tingtang.shared.cli; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_only_entry_points_read_the_clock() -> None:
    readers = [
        f"{place}:{line}"
        for path in _sources()
        if not any(word in (place := str(path.relative_to(PACKAGE))) for word in ENTRY_POINTS)
        for line in _clock_reads(path)
    ]
    assert readers == []


def test_no_page_takes_the_day_of_an_instant_in_greenwich() -> None:
    """Django hands pages instants in UTC, whose day is yesterday in Shanghai until eight: `business_date` is asked."""
    pages = [page for page in sorted(PACKAGE.rglob("*.html")) if ".date()" in page.read_text()]
    assert [str(page.relative_to(PACKAGE)) for page in pages] == []


def test_no_amount_of_the_manual_is_written_in_code_sql_or_templates() -> None:
    """Amounts of money are large enough to be recognised; a small number means too many things."""
    amounts = {str(value.value) for value in load().values(date.max).values() if value.unit == "CNY"}
    written = re.compile(rf"(?<![\d.])({'|'.join(sorted(amounts))})(?![\d.])")
    places = [
        str(path.relative_to(ROOT))
        for path in sorted(PACKAGE.rglob("*"))
        if path.suffix in {".py", ".sql", ".html"} and not {"tests", "demo", "bench"} & set(path.parts)
        if written.search(path.read_text().replace("_", ""))
    ]
    assert amounts >= {"8000000", "2000000"}
    assert places == []
