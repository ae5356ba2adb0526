"""Files that are taken out: a report as PDF or docx, a table as xlsx or CSV, under a name that says what it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from tingtang.audit.photos import KeptPhoto
from tingtang.shared.photos import ENDINGS
from tingtang.shared.reports import FORMATS, Report
from tingtang.shared.xlsx import XLSX, Cell, comma_separated, workbook


def report_file(report: Report, kind: str, name: str) -> HttpResponse:
    """The report as a file `name.kind`; `kind` is one of FORMATS."""
    make, media = FORMATS[kind]
    return attached(make(report), media, f"{name}.{kind}")


def table_file(
    title: str, head: Sequence[str], rows: Iterable[Sequence[Cell]], mark: str, kind: str, name: str
) -> HttpResponse:
    """The table as a file `name.csv` or, for any other `kind`, `name.xlsx`, with `mark` on it."""
    if kind == "csv":
        return attached(comma_separated(title, head, rows, mark), "text/csv; charset=utf-8", f"{name}.csv")
    return attached(workbook(title, head, rows, mark), XLSX, f"{name}.xlsx")


def photo_file(kept: KeptPhoto, name: str) -> HttpResponse:
    """A kept photo as a file of that name, with the ending of what it is."""
    return attached(bytes(kept.content), kept.media, f"{name}.{ENDINGS[kept.media]}")


def attached(content: bytes, media: str, name: str) -> HttpResponse:
    """A file to be kept under its name (ASCII)."""
    answer = HttpResponse(content, content_type=media)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
