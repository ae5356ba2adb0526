"""Files are read strictly: a mistake is told with file, line and field."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tingtang.lobby.tables import Row, TableError, read_table
from tingtang.shared.times import parse_instant


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file to be written."""
    return tmp_path / "day.csv"


def complaint(file: Path, required: tuple[str, ...] = ("a", "b")) -> str:
    """What is wrong with the file."""
    with pytest.raises(TableError) as told:
        read_table(file, required, ("c",))
    return str(told.value)


def cell(text: str) -> Row:
    """A line with one cell, x."""
    return Row("day.csv:7", {"x": text})


def test_columns_stand_in_any_order_and_strangers_are_passed_over(file: Path) -> None:
    file.write_text("\ufeff B , other,a\n 2 ,?, 1 \n\n,,\n4,?,3\n", encoding="utf-8")
    rows = read_table(file, ("a", "b"), ("c",))
    assert [row.cells for row in rows] == [{"a": "1", "b": "2"}, {"a": "3", "b": "4"}]
    assert [row.place for row in rows] == [f"{file}:2", f"{file}:5"]


def test_a_header_alone_has_no_rows(file: Path) -> None:
    file.write_text("a,b\n")
    assert read_table(file, ("a", "b")) == []


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("", 1, "is empty; it begins with the columns a,b"),
        ("\n\n", 1, "is empty"),
        ("a,c\n1,2\n", 1, "b: the column is missing"),
        ("a,b,a\n1,2,3\n", 1, "a: the column stands twice"),
        ("a,b,c,c\n1,2,3,4\n", 1, "c: the column stands twice"),
        ("a,b\n1\n", 2, "has 1 cells, the header names 2 columns"),
        ("a,b\n1,2\n1,2,3\n", 3, "has 3 cells"),
        ('a,b\n"1,2\n', 2, "is not CSV"),
    ],
)
def test_a_table_that_is_none_is_told_with_its_line(file: Path, text: str, line: int, why: str) -> None:
    file.write_text(text)
    assert complaint(file).startswith(f"{file}:{line}: ")
    assert why in complaint(file)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    assert complaint(tmp_path / "none.csv") == f"{tmp_path / 'none.csv'}:1: cannot be read: No such file or directory"
    assert "Is a directory" in complaint(tmp_path)
    (tmp_path / "bad.csv").write_bytes(b"a,b\n\xff\xfe,1\n")
    assert "is not UTF-8 text" in complaint(tmp_path / "bad.csv")


@pytest.mark.parametrize(("text", "value"), [("0", 0.0), ("12", 12.0), ("3.25", 3.25), ("100", 100.0)])
def test_a_number_is_read_as_written(text: str, value: float) -> None:
    assert cell(text).number("x", 100) == value


@pytest.mark.parametrize(
    "text", ["-1", "1e3", "nan", "inf", "1,5", "１２", "0x10", "1.", ".5", "five", "100.01", "9" * 20]
)
def test_what_is_no_plain_number_is_told_with_its_field(text: str) -> None:
    with pytest.raises(TableError, match=r"^day\.csv:7: x: "):
        cell(text).number("x", 100)


@pytest.mark.parametrize(
    ("text", "hours"), [("00:00", 0), ("9:30", 9.5), ("09:30", 9.5), ("09:30:30.5", 9.5 + 30.5 / 3600), ("24:00", 24)]
)
def test_a_time_of_day_counts_from_midnight(text: str, hours: float) -> None:
    assert cell(text).moment("x") == timedelta(hours=hours)


@pytest.mark.parametrize("text", ["2026-11-23T09:30", "2026-11-23T09:30+08:00", "2026-11-23 09:30:00"])
def test_an_instant_without_an_offset_is_of_shanghai(text: str) -> None:
    assert cell(text).moment("x") == parse_instant("2026-11-23T09:30+08:00")


@pytest.mark.parametrize("text", ["", "24:01", "25:00", "09:60", "09:30:60", "2026-13-01T09:00", "soon", "930"])
def test_what_is_no_moment_is_told_with_its_field(text: str) -> None:
    with pytest.raises(TableError, match=r"^day\.csv:7: x: "):
        cell(text).moment("x")


@pytest.mark.parametrize("text", ["cash|other", "cash;other", "cash, other", " cash  other "])
def test_words_are_separated_by_what_people_use(text: str) -> None:
    assert cell(text).words("x") == {"cash", "other"}


def test_an_empty_cell_has_no_words_and_falls_back_on_a_default() -> None:
    assert cell("").words("x") == frozenset()
    assert cell("").text("x", "-") == "-"
    assert cell("").text("y", "") == ""
    with pytest.raises(TableError, match="x: is empty"):
        cell("").text("x")
