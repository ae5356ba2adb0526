"""A report is the same content as PDF and as docx, and nothing that was typed is markup."""

from __future__ import annotations

import zipfile
from io import BytesIO

from tingtang.shared.reports import FORMATS, Report, Section, as_docx, as_pdf

TYPED = '#import "x" <b>&amp; $1$ *bold*\n第二行'
REPORT = Report(
    "晨会记录", "营业部", "会议 #1　导出：王丽",
    (Section("一、记录", (), ((TYPED,),), (1,)), Section("二、任务", ("任务", "责任人"), (), (2, 1))),
)  # fmt: skip


def test_a_pdf_is_made_whatever_was_typed() -> None:
    assert as_pdf(REPORT).startswith(b"%PDF")


def test_a_docx_holds_every_word_and_says_where_there_is_nothing() -> None:
    with zipfile.ZipFile(BytesIO(as_docx(REPORT))) as file:
        body, foot = file.read("word/document.xml").decode(), file.read("word/footer1.xml").decode()
    assert all(word in body for word in ("晨会记录", "一、记录", "第二行", "&lt;b&gt;&amp;amp;", "无"))
    assert "导出：王丽" in foot
    assert set(FORMATS) == {"pdf", "docx"}
