"""A report in sections, each a heading with a table: the same content as PDF and as docx. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from tingtang.shared.docx import DOCX, Document
from tingtang.shared.typeset import typeset

TEMPLATE = Path(__file__).with_name("report.typ")
NONE = "无"
PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Section:
    """A table of the report under its heading; `widths` are shares of the line."""

    heading: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What is printed. `mark` stands on each page, with who took it out and when: paper leaves the house."""

    title: str
    author: str
    mark: str
    sections: tuple[Section, ...]


def as_pdf(report: Report) -> bytes:
    """The report as PDF bytes. About 0.2 s."""
    return typeset(TEMPLATE, asdict(report))


def as_docx(report: Report) -> bytes:
    """The report as docx bytes, for whoever writes on in it."""
    document = Document(report.mark)
    document.title(report.title)
    for one in report.sections:
        document.heading(one.heading)
        if one.rows:
            document.table(one.head, one.rows, one.widths)
        else:
            document.text(NONE)
    return document.bytes()


# ending -> (what makes the bytes, their type)
FORMATS: dict[str, tuple[Callable[[Report], bytes], str]] = {"pdf": (as_pdf, PDF), "docx": (as_docx, DOCX)}
