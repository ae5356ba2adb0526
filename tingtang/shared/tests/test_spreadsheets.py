"""Tables that people send, as office programs write them; and what is refused before it is read."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tingtang.shared.spreadsheets import Unreadable, read_table

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BOOK = f'<workbook {MAIN} xmlns:r="{OFFICE}"><sheets><sheet name="一" sheetId="1" r:id="rId7"/></sheets></workbook>'
RELATIONS = '<Relationships><Relationship Id="rId7" Target="worksheets/sheet3.xml"/></Relationships>'
STYLES = (
    f'<styleSheet {MAIN}><numFmts><numFmt numFmtId="164" formatCode="yyyy/m/d"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs></styleSheet>'
)
TEXTS = (
    f"<sst {MAIN}><si><t>客户号</t></si>"
    "<si><r><t>证件</t></r><r><t>有效期至</t></r><rPh><t>shengyin</t></rPh></si></sst>"
)


def xlsx(rows: str, **parts: str) -> bytes:
    """A file as office programs write it."""
    every = {
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": RELATIONS,
        "xl/styles.xml": STYLES,
        "xl/sharedStrings.xml": TEXTS,
        "xl/worksheets/sheet3.xml": f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>",
        **parts,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in every.items():
            file.writestr(name, text)
    return out.getvalue()


def test_texts_numbers_days_and_gaps_of_a_sheet_are_read_as_text() -> None:
    rows = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row>'
        '<row r="4"><c r="A4" t="inlineStr"><is><t> C1 </t></is></c><c r="B4"><v>1.3812345678E10</v></c>'
        '<c r="C4" s="2"><v>47974</v></c><c r="D4" t="b"><v>1</v></c><c r="E4"><v>1.50</v></c></row>'
        '<row r="5"><c r="A5" s="1"><v>1</v></c></row><row r="6"><c r="A6" t="str"><v>  </v></c></row>'
    )
    assert read_table(xlsx(rows), 10) == [
        (1, ["客户号", "", "证件有效期至"]),
        (4, ["C1", "13812345678", "2031-05-06", "true", "1.5"]),
        (5, ["1899-12-31"]),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_is_read_in_the_ways_that_office_programs_write_it(encoding: str, mark: str) -> None:
    text = f'客户号{mark}地址\r\n\r\nC1{mark}"一元路{mark}八号"\r\n'
    assert read_table(text.encode(encoding), 10) == [(1, ["客户号", "地址"]), (3, ["C1", f"一元路{mark}八号"])]


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04nothing of a zip",
        b"\xff\xfe\x00\x81\x30",
        b"a,b\n\x00,1\n",
        xlsx("", **{"xl/workbook.xml": "<workbook/>"}),
        xlsx("", **{"xl/workbook.xml": "<workbook"}),
        xlsx("", **{"xl/_rels/workbook.xml.rels": "<Relationships/>"}),
        xlsx("", **{"xl/worksheets/sheet3.xml": '<!DOCTYPE x [<!ENTITY a "b">]><worksheet>&a;</worksheet>'}),
        xlsx("", **{"xl/padding.bin": "0" * (41 << 20)}),
    ],
    ids=["no zip", "no text", "binary", "no sheet", "broken", "no relation", "entities", "too large"],
)
def test_what_is_no_table_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable):
        read_table(content, 10)


def test_no_more_rows_are_read_than_are_asked_for() -> None:
    assert len(read_table(("a\n" + "1\n" * 1000).encode(), 5)) == 7


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300) | st.binary(max_size=200).map(lambda rest: b"PK\x03\x04" + rest))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with suppress(Unreadable):
        read_table(content, 10)
