"""A report as a docx file: headings, paragraphs and tables, with the mark of who took it out at the foot of each page.

Only what our reports need of ECMA-376. Text is always text; characters that XML has no place for are left out.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from tingtang.shared.xlsx import HEAD, MADE, OFFICE, PACKAGE, UNFIT

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
DOCX = f"{TYPES}.document"  # the type of the file, for the answer that carries it
WIDTH = 9000  # twentieths of a point between the margins of A4
BORDER = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:color="BFBFBF"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{TYPES}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{TYPES}.styles+xml"/>'
    f'<Override PartName="/word/footer1.xml" ContentType="{TYPES}.footer+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
    "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId2" Type="{OFFICE}/footer" Target="footer1.xml"/></Relationships>',
    "word/styles.xml": f'<w:styles xmlns:w="{WORD}"><w:docDefaults><w:rPrDefault><w:rPr>'
    '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:eastAsia="宋体"/><w:sz w:val="21"/></w:rPr></w:rPrDefault>'
    '<w:pPrDefault><w:pPr><w:spacing w:after="80"/></w:pPr></w:pPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/>'
    '<w:pPr><w:jc w:val="center"/><w:spacing w:after="240"/></w:pPr><w:rPr><w:b/><w:sz w:val="36"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/>'
    '<w:pPr><w:keepNext/><w:spacing w:before="240" w:after="120"/><w:outlineLvl w:val="0"/></w:pPr>'
    '<w:rPr><w:b/><w:sz w:val="26"/></w:rPr></w:style></w:styles>',
}


@dataclass(slots=True)
class Document:
    """A document as it is written: say what stands in it, in order, then ask for its bytes."""

    mark: str
    body: list[str] = field(default_factory=list)

    def title(self, text: str) -> None:
        """The title, in the middle."""
        self.body.append(_paragraph(text, "Title"))

    def heading(self, text: str) -> None:
        """A heading of the first level: it is in the navigation of office programs."""
        self.body.append(_paragraph(text, "Heading1"))

    def text(self, text: str) -> None:
        """A paragraph."""
        self.body.append(_paragraph(text))

    def table(self, head: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int]) -> None:
        """A table whose bold head stands on each page again; without `head` it has none. `widths` are shares."""
        whole = sum(widths)
        columns = [WIDTH * one // whole for one in widths]
        grid = "".join(f'<w:gridCol w:w="{one}"/>' for one in columns)
        lines = [_row(head, columns, head=True)] if head else []
        lines += [_row(row, columns) for row in rows]
        self.body.append(
            f'<w:tbl><w:tblPr><w:tblW w:w="{WIDTH}" w:type="dxa"/><w:tblBorders>{BORDER}</w:tblBorders>'
            f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(lines)}</w:tbl>'
            "<w:p/>"
        )

    def bytes(self) -> bytes:
        """The file; the same content gives the same bytes."""
        document = (
            f'<w:document xmlns:w="{WORD}" xmlns:r="{OFFICE}"><w:body>{"".join(self.body)}'
            '<w:sectPr><w:footerReference w:type="default" r:id="rId2"/><w:pgSz w:w="11906" w:h="16838"/>'
            '<w:pgMar w:top="1240" w:right="1440" w:bottom="1240" w:left="1440" w:header="720" w:footer="600" '
            'w:gutter="0"/></w:sectPr></w:body></w:document>'
        )
        footer = f'<w:ftr xmlns:w="{WORD}">{_paragraph(self.mark)}</w:ftr>'
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
            for name, part in {**PARTS, "word/document.xml": document, "word/footer1.xml": footer}.items():
                file.writestr(zipfile.ZipInfo(name, MADE), HEAD + part, zipfile.ZIP_DEFLATED)
        return out.getvalue()


def _paragraph(text: str, style: str = "", *, bold: bool = False) -> str:
    kind = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    face = "<w:rPr><w:b/></w:rPr>" if bold else ""
    lines = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(UNFIT.sub("", line))}</w:t>' for line in text.split("\n")
    )
    return f"<w:p>{kind}<w:r>{face}{lines}</w:r></w:p>"


def _row(cells: Sequence[str], columns: Sequence[int], *, head: bool = False) -> str:
    again = "<w:trPr><w:tblHeader/></w:trPr>" if head else ""
    inside = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{_paragraph(cell, bold=head)}</w:tc>'
        for cell, width in zip(cells, columns, strict=True)
    )
    return f"<w:tr>{again}{inside}</w:tr>"
