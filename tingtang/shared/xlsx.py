"""A sheet as an xlsx file, and as CSV: what office programs open, with the mark of who took it out.

Only what our exports need of ECMA-376: one sheet, text and numbers, a bold head, widths, and a page header and footer
that print the mark on every page. Text is always text: a cell that begins like a formula is none.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from decimal import Decimal
from xml.sax.saxutils import escape

Cell = str | int | Decimal | None
WIDEST, NARROWEST, LONGEST_NAME = 48, 8, 31
MADE = (2012, 1, 1, 0, 0, 0)  # the same content gives the same bytes
# What XML 1.0 has no place for.
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
NO_NAME = re.compile(r"[\[\]:*?/\\]")
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
XLSX = f"{TYPES}.sheet"  # the type of the file, for the answer that carries it

PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPES}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{TYPES}.styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{SHEET}"><fonts count="2"><font><sz val="11"/></font>'
    '<font><b/><sz val="11"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border>'
    "<left/><right/><top/><bottom/><diagonal/></border></borders>"
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf xfId="0"/>'
    '<xf xfId="0" fontId="1" applyFont="1"/>'
    '<xf xfId="0" applyAlignment="1"><alignment wrapText="1" vertical="top"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}


def workbook(title: str, head: Sequence[str], rows: Iterable[Sequence[Cell]], mark: str) -> bytes:
    """The bytes of an xlsx file: the title, the mark, the head, the rows, and the mark again as the last line.

    `mark` says who took it out, when and why; it is printed on every page as well.
    """
    body = [list(row) for row in rows]
    table: list[Sequence[Cell]] = [[title], [mark], list(head), *body, [mark]]
    written = [_row(n, row, _style(n, len(table))) for n, row in enumerate(table, 1)]
    widths = [_width([head[n], *(row[n] for row in body if n < len(row))]) for n in range(len(head))]
    parts = {
        **PARTS,
        "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets>'
        f'<sheet name="{_attribute(_name(title))}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": _sheet(written, widths, mark),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(zipfile.ZipInfo(name, MADE), HEAD + text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def comma_separated(title: str, head: Sequence[str], rows: Iterable[Sequence[Cell]], mark: str) -> bytes:
    """The same as CSV: UTF-8 with a byte order mark, so that office programs read the Chinese."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in ([title], [mark], head, *rows, [mark]):
        writer.writerow([_safe(cell) for cell in row])
    return ("\ufeff" + out.getvalue()).encode()


def _safe(cell: Cell) -> str:
    """What a spreadsheet would run as a formula is text."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") and isinstance(cell, str) else text


def _style(n: int, last: int) -> int:
    """Bold for title and head, plain for the mark, wrapped for the rows."""
    return 1 if n in (1, 3) else 0 if n in (2, last) else 2


def _sheet(rows: list[str], widths: list[int], mark: str) -> str:
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>' for n, width in enumerate(widths, 1)
    )
    pane = '<pane ySplit="3" topLeftCell="A4" activePane="bottomLeft" state="frozen"/>'
    said = escape(UNFIT.sub("", mark).replace("&", "&&"))  # an ampersand begins a code of the header
    return (
        f'<worksheet xmlns="{SHEET}"><sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
        f"<cols>{columns}</cols><sheetData>{''.join(rows)}</sheetData>"
        f'<pageSetup orientation="landscape"/><headerFooter><oddHeader>&amp;L{said}</oddHeader>'
        f"<oddFooter>&amp;L{said}&amp;R&amp;P / &amp;N</oddFooter></headerFooter></worksheet>"
    )


def _row(n: int, cells: Sequence[Cell], style: int) -> str:
    return f'<row r="{n}">' + "".join(_cell(f"{_column(m)}{n}", cell, style) for m, cell in enumerate(cells)) + "</row>"


def _cell(place: str, cell: Cell, style: int) -> str:
    if cell is None or cell == "":
        return ""
    if isinstance(cell, int | Decimal):
        return f'<c r="{place}" s="{style}"><v>{cell}</v></c>'
    text = escape(UNFIT.sub("", cell))
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _column(n: int) -> str:
    """0 -> A, 25 -> Z, 26 -> AA."""
    head = _column(n // 26 - 1) if n >= 26 else ""
    return head + chr(ord("A") + n % 26)


def _width(cells: Iterable[Cell]) -> int:
    """Wide enough for the longest cell, a Chinese character counting twice, within reason."""
    longest = max(
        (sum(1 + (ord(c) > 0x2E7F) for c in str(cell)) for cell in cells if cell is not None), default=NARROWEST
    )
    return max(NARROWEST, min(WIDEST, longest + 2))


def _name(title: str) -> str:
    """The title as the name of a sheet may be."""
    return NO_NAME.sub(" ", UNFIT.sub("", title)).strip("' ")[:LONGEST_NAME] or "1"


def _attribute(text: str) -> str:
    return escape(text, {'"': "&quot;"})
