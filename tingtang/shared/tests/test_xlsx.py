"""The files we write are what office programs read: well-formed parts, text that stays text, the mark everywhere."""

from __future__ import annotations

import csv
import io
import zipfile
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from tingtang.shared.xlsx import comma_separated, workbook

pytestmark = pytest.mark.once
NS = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
MARK = "导出人 李 & 王，2026-11-23"
ROWS = [["=SUM(A1)", 5, None], ["a<b&c\x00\x0b", Decimal("12.50"), "第一行\n第二行"]]


def parts(content: bytes) -> dict[str, ElementTree.Element]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert file.testzip() is None
        return {name: ElementTree.fromstring(file.read(name)) for name in file.namelist()}  # noqa: S314 - our own


def cells(sheet: ElementTree.Element) -> dict[str, tuple[str, str]]:
    found = {}
    for cell in sheet.iterfind(".//s:c", NS):
        text = cell.find("s:is/s:t", NS)
        number = cell.find("s:v", NS)
        said = text if text is not None else number
        found[cell.attrib["r"]] = (cell.attrib.get("t", "n"), (said.text or "") if said is not None else "")
    return found


def test_every_part_that_is_named_is_there_and_well_formed() -> None:
    found = parts(workbook("名单", ["甲", "乙", "丙"], ROWS, MARK))
    names = {one.attrib["PartName"].lstrip("/") for one in found["[Content_Types].xml"] if "PartName" in one.attrib}
    targets = {f"xl/{one.attrib['Target']}" for one in found["xl/_rels/workbook.xml.rels"]}
    assert names <= set(found)
    assert targets <= set(found)


def test_text_is_text_even_where_it_looks_like_a_formula_and_numbers_are_numbers() -> None:
    found = cells(parts(workbook("名单", ["甲", "乙", "丙"], ROWS, MARK))["xl/worksheets/sheet1.xml"])
    assert found["A4"] == ("inlineStr", "=SUM(A1)")
    assert found["B4"] == ("n", "5")
    assert "C4" not in found
    assert found["A5"] == ("inlineStr", "a<b&c")
    assert found["B5"] == ("n", "12.50")
    assert found["C5"] == ("inlineStr", "第一行\n第二行")


def test_the_mark_stands_on_top_at_the_end_and_on_every_page() -> None:
    sheet = parts(workbook("名单", ["甲"], [["x"]], MARK))["xl/worksheets/sheet1.xml"]
    found = cells(sheet)
    assert (found["A2"][1], found["A5"][1]) == (MARK, MARK)
    for place in ("oddHeader", "oddFooter"):
        printed = sheet.find(f".//s:{place}", NS)
        assert printed is not None
        assert "李 && 王" in (printed.text or "")


def test_the_same_content_gives_the_same_bytes() -> None:
    assert workbook("a", ["b"], ROWS, MARK) == workbook("a", ["b"], ROWS, MARK)


def test_the_sheet_has_a_name_that_a_sheet_may_have_and_columns_beyond_z() -> None:
    wide = parts(workbook("名/单:[2026]*?" + "长" * 40, [str(n) for n in range(30)], [list(range(30))], ""))
    name = wide["xl/workbook.xml"].find(".//s:sheet", NS)
    assert name is not None
    assert len(name.attrib["name"]) <= 31
    assert not set(name.attrib["name"]) & set("[]:*?/\\")
    assert cells(wide["xl/worksheets/sheet1.xml"])["AD4"] == ("n", "29")


def test_as_csv_a_formula_is_quoted_and_the_chinese_is_read() -> None:
    content = comma_separated("名单", ["甲", "乙", "丙"], [["=1+1", -5, None], ["-5", Decimal("-2.5"), "x,y"]], MARK)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows == [
        ["名单"], [MARK], ["甲", "乙", "丙"], ["'=1+1", "-5", ""], ["'-5", "-2.5", "x,y"], [MARK],
    ]  # fmt: skip
