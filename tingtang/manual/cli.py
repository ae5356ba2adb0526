"""`tingtang manual`: check the manual, list its articles, read a value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from tingtang.manual.book import Override, Paragraph, Rulebook, UnknownValue, Value, load
from tingtang.manual.book.errors import ManualError
from tingtang.shared.command import Fail, print_json

ISO = click.DateTime(["%Y-%m-%d"])
edition_option = click.option(
    "--edition",
    "editions",
    multiple=True,
    type=click.Path(path_type=Path),
    help="An edition file over the manual; may be given several times, later ones win.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="JSON alone on standard output.")


@click.group()
def manual() -> None:
    """The manual: check it, list its articles, read a value."""


@contextmanager
def _one_line() -> Iterator[None]:
    """Mistakes of the manual's data and of the question become one line and exit code 2."""
    try:
        yield
    except (ManualError, UnknownValue) as error:
        raise Fail(str(error)) from None


@manual.command()
@edition_option
@json_option
def check(editions: Sequence[Path], as_json: bool) -> None:
    """Read everything strictly; say the first mistake with its file and line."""
    with _one_line():
        book = load(editions)
    counts = {
        "version": book.version,
        "articles": len(book.articles),
        "paragraphs": len(book.paragraphs),
        "values": len(book.entries),
        "duty_kinds": len(book.kinds),
        "businesses": len(book.businesses),
        "service_classes": len(book.service_classes),
        "complaint_routes": len(book.complaint_routes),
    }
    if as_json:
        print_json({"ok": True, **counts})
    else:
        click.echo("the manual holds together: " + ", ".join(f"{name} {n}" for name, n in counts.items()))


@manual.command()
@edition_option
@json_option
def articles(editions: Sequence[Path], as_json: bool) -> None:
    """The forty articles, every paragraph with what enforces it."""
    with _one_line():
        book = load(editions)
    if as_json:
        print_json([_article(book, name) for name in book.articles])
        return
    for article in book.articles.values():
        click.echo(f"{article.id:<4} {article.title.zh}  {article.title.en}  ({len(article.paragraphs)})")


@manual.command()
@click.argument("key")
@click.option("--on", type=ISO, default=None, help="The day asked about (YYYY-MM-DD); today when left out.")
@click.option("--institution", default="", help="Institution whose approved values count too.")
@edition_option
@json_option
def value(key: str, on: datetime | None, institution: str, editions: Sequence[Path], as_json: bool) -> None:
    """The value of KEY in force on a day."""
    day = on.date() if on else today()
    with _one_line():
        found = load(editions).value(key, day, _overrides(day, institution))
    if as_json:
        print_json(value_row(found))
    else:
        click.echo(f"{found.key} = {found.value} {found.unit} ({found.article}, from {found.from_on}, {found.source})")


def value_row(found: Value) -> dict[str, Any]:
    """A value as the command line and the interface show it."""
    return {
        "key": found.key,
        "value": list(found.value) if isinstance(found.value, tuple) else found.value,
        "unit": found.unit,
        "article": found.article,
        "from": found.from_on,
        "reading": found.reading,
        "reading_en": found.reading_en,
        "source": found.source,
    }


def today() -> date:
    """The business day now; the command line is an entry point, so it may read the clock."""
    from django.utils import timezone

    return timezone.localdate()


def _overrides(day: date, institution: str) -> Sequence[Override]:
    """Approved values that reach the institution; the database is asked only when one is named."""
    if not institution:
        return ()
    from django.db import DatabaseError

    from tingtang.manual.queries import overrides
    from tingtang.organisation.models import Institution

    try:
        if not Institution.objects.filter(pk=institution).exists():
            raise Fail(f"there is no institution {institution!r}")
        return overrides(institution, day)
    except DatabaseError as error:
        raise Fail(f"the database cannot be read; is it prepared (tingtang migrate)? {error}") from None


def _article(book: Rulebook, name: str) -> dict[str, Any]:
    article = book.articles[name]
    return {
        "id": article.id,
        "chapter": article.chapter,
        "title": {"zh": article.title.zh, "en": article.title.en},
        "paragraphs": [_paragraph(paragraph) for paragraph in article.paragraphs],
    }


def _paragraph(paragraph: Paragraph) -> dict[str, Any]:
    enforced = []
    for item in paragraph.enforced:
        row: dict[str, Any] = {"means": item.means, "key": item.key}
        if item.reason:
            row["reason"] = {"zh": item.reason.zh, "en": item.reason.en}
        enforced.append(row)
    return {"id": paragraph.id, "zh": paragraph.text.zh, "en": paragraph.text.en, "enforced": enforced}
