"""Reading articles/A01.yaml .. A40.yaml and mechanisms.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from tingtang.manual.book.entries import Article, Enforcement, Mechanism, Paragraph
from tingtang.manual.book.errors import ManualError
from tingtang.manual.book.nodes import Node, read

LAST_ARTICLE = 40
PARAGRAPH = re.compile(r"(A[1-9]\d?)(\.[0-9a-z.]+)?")
MEANS = ("value", "rule", "checklist", "form", "not_a_system_matter")


def read_articles(folder: Path) -> dict[str, Article]:
    """All forty articles by id. Raises ManualError when one is missing, misnamed or says something twice."""
    articles: dict[str, Article] = {}
    seen: dict[str, str] = {}
    for number in range(1, LAST_ARTICLE + 1):
        file = folder / f"A{number:02}.yaml"
        if not file.exists():
            raise ManualError(f"{file}:1: missing article A{number}")
        article = _article(read(file), f"A{number}", seen)
        articles[article.id] = article
    return articles


def _article(node: Node, expected: str, seen: dict[str, str]) -> Article:
    parts = node.fields(("article", "chapter", "title", "paragraphs"))
    name = parts["article"].text()
    if name != expected:
        raise parts["article"].fail(f"is {name!r}, but the file is that of {expected}")
    paragraphs = tuple(_paragraph(item, name, seen) for item in parts["paragraphs"].items())
    if not paragraphs:
        raise parts["paragraphs"].fail("has no paragraph")
    chapter = parts["chapter"].text()
    if chapter not in set("123456789"):
        raise parts["chapter"].fail(f"bad chapter {chapter!r} (1 to 9)")
    return Article(id=name, chapter=int(chapter), title=parts["title"].bilingual(), paragraphs=paragraphs)


def _paragraph(node: Node, article: str, seen: dict[str, str]) -> Paragraph:
    parts = node.fields(("id", "text", "enforced"))
    name = parts["id"].text()
    match = PARAGRAPH.fullmatch(name)
    if not match or match[1] != article:
        raise parts["id"].fail(f"{name!r} is not a paragraph of {article}")
    if name in seen:
        raise parts["id"].fail(f"duplicate paragraph {name!r}, first at {seen[name]}")
    seen[name] = node.where
    enforced = tuple(_enforcement(item) for item in parts["enforced"].items())
    if not enforced:
        raise parts["enforced"].fail(f"{name}: nothing enforces it; say not_a_system_matter with the reason")
    return Paragraph(id=name, text=parts["text"].bilingual(), enforced=enforced)


def _enforcement(node: Node) -> Enforcement:
    parts = node.fields((), MEANS)
    if len(parts) != 1:
        raise node.fail(f"names one of {', '.join(MEANS)} at a time")
    means, child = next(iter(parts.items()))
    if means == "not_a_system_matter":
        return Enforcement(means="not_a_system_matter", key="", where=node.where, reason=child.bilingual())
    return Enforcement(means=means, key=child.text(), where=node.where)  # type: ignore[arg-type]


def read_mechanisms(file: Path) -> dict[tuple[str, str], Mechanism]:
    """Rules that are not duties, checklists and forms, by (means, key); each held by code."""
    found: dict[tuple[str, str], Mechanism] = {}
    for node in read(file).items():
        mechanism = _mechanism(node)
        if (mechanism.means, mechanism.key) in found:
            raise node.fail(f"duplicate {mechanism.means} {mechanism.key!r}")
        found[(mechanism.means, mechanism.key)] = mechanism
    return found


def _mechanism(node: Node) -> Mechanism:
    parts = node.fields(("title", "held_by"), ("rule", "checklist", "form"))
    named = [means for means in ("rule", "checklist", "form") if means in parts]
    if len(named) != 1:
        raise node.fail("names one of rule, checklist, form")
    return Mechanism(
        means=named[0],
        key=parts[named[0]].text(),
        title=parts["title"].bilingual(),
        where=node.where,
        held_by=parts["held_by"].text(),
    )


def paragraphs_of(articles: Iterable[Article]) -> dict[str, Paragraph]:
    """Every paragraph by its id."""
    return {paragraph.id: paragraph for article in articles for paragraph in article.paragraphs}
