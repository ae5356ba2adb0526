"""The service proposal (服务建议书, A23.3b) as PDF and as docx: what goes to the client alone."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from tingtang.corporate.models import Proposal
from tingtang.manual.queries import rulebook
from tingtang.shared.docx import Document
from tingtang.shared.times import ZONE, business_date
from tingtang.shared.typeset import typeset

TEMPLATE = Path(__file__).with_name("proposal.typ")
ORDER = "一二三四五六七八九十"


def title_of(found: Proposal) -> str:
    """The title on the first line."""
    return f"致{found.lead.company}的金融服务建议书"


def sections_of(found: Proposal) -> list[tuple[str, str]]:
    """(heading, words) of the four parts, in the manual's order."""
    lines = rulebook().corporate["proposal"].values()
    return [
        (f"{ORDER[n]}、{line.text.zh}", found.parts.get(line.code, ""))
        for n, line in enumerate(lines)
        if n < len(ORDER)
    ]


def as_pdf(found: Proposal, *, by: str, at: datetime) -> bytes:
    """The proposal as PDF bytes. `by` stands on each page. About 0.2 s."""
    data = {
        "title": title_of(found), "author": found.lead.institution.name, "mark": _mark(found, by, at),
        "dated": business_date(found.at).isoformat(),
        "sections": [{"heading": heading, "text": text} for heading, text in sections_of(found)],
    }  # fmt: skip
    return typeset(TEMPLATE, data)


def as_docx(found: Proposal, *, by: str, at: datetime) -> bytes:
    """The proposal as docx bytes, for whoever writes on in it."""
    document = Document(_mark(found, by, at))
    document.title(title_of(found))
    document.text(f"{found.lead.institution.name}　{business_date(found.at).isoformat()}")
    for heading, text in sections_of(found):
        document.heading(heading)
        document.text(text)
    return document.bytes()


def _mark(found: Proposal, by: str, at: datetime) -> str:
    return f"线索 #{found.lead_id} 第 {found.n} 版　导出：{by}　{at.astimezone(ZONE):%Y-%m-%d %H:%M}"
