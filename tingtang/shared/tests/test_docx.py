"""A docx is a package that holds what was said, and nothing that is read as markup."""

from __future__ import annotations

import zipfile
from io import BytesIO
from xml.etree import ElementTree

from tingtang.shared.docx import WORD, Document

NAMES = {"w": WORD}


def written() -> bytes:
    document = Document("导出：某人 <2026>")
    document.title("报告 & 标题")
    document.heading("一、得分")
    document.text("第一行\n第二行\x07")
    document.table(("项", "分"), [("<b>门前</b>", "4.5"), ("厅内", "5")], (3, 1))
    document.table((), [("只有", "内容")], (1, 1))
    return document.bytes()


def test_every_part_is_well_formed_and_named_by_the_package() -> None:
    with zipfile.ZipFile(BytesIO(written())) as file:
        parts = {name: ElementTree.fromstring(file.read(name)) for name in file.namelist()}  # noqa: S314 -- our own bytes
    named = {one.get("PartName", "").lstrip("/") for one in parts["[Content_Types].xml"]} - {""}
    assert named < set(parts)
    targets = {f"word/{one.get('Target')}" for one in parts["word/_rels/document.xml.rels"]}
    assert targets <= set(parts)
    assert "导出：某人 <2026>" in "".join(parts["word/footer1.xml"].itertext())


def test_text_is_text_a_head_stands_on_each_page_and_widths_fill_the_line() -> None:
    with zipfile.ZipFile(BytesIO(written())) as file:
        body = ElementTree.fromstring(file.read("word/document.xml"))  # noqa: S314 -- our own bytes
    words = [one.text for one in body.iterfind(".//w:t", NAMES)]
    assert words == [
        "报告 & 标题", "一、得分", "第一行", "第二行", "项", "分", "<b>门前</b>", "4.5", "厅内", "5", "只有", "内容",
    ]  # fmt: skip
    first, second = body.iterfind(".//w:tbl", NAMES)
    assert len(first.findall(".//w:tblHeader", NAMES)) == 1
    assert not second.findall(".//w:tblHeader", NAMES)
    widths = [int(one.get(f"{{{WORD}}}w", "0")) for one in first.iterfind("w:tblGrid/w:gridCol", NAMES)]
    assert widths == [6750, 2250]


def test_the_same_content_gives_the_same_bytes() -> None:
    assert written() == written()
