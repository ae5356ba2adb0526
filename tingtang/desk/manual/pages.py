"""What the pages of the manual show: articles by chapter, paragraphs with what enforces them, cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from tingtang.customers.models import Customer
from tingtang.desk.language import lang
from tingtang.desk.manual.figures import by_clause, of_article
from tingtang.desk.manual.words import direction, said, source_name
from tingtang.desk.reasons import Reason, reason
from tingtang.desk.subjects import Subject, subject_names
from tingtang.duties.models import Duty
from tingtang.duties.queries import Figures
from tingtang.manual.book import Article, DutyKind, Enforcement, Mechanism, Paragraph, Rulebook, Value
from tingtang.organisation.access import CustomerFacts, Viewer, tie_to_customer
from tingtang.organisation.masking import Masker
from tingtang.organisation.tree import lines_of
from tingtang.shared.times import business_date

WEIGHT = "night.weight."  # how reasons rank: folded away, as no number of the manual itself


@dataclass(frozen=True)
class ArticleRow:
    """An article in the list: how much enforces it, and its figures."""

    article: Article
    title: str
    means: int
    figures: Figures


@dataclass(frozen=True)
class ValueRow:
    """A value in force as a page shows it."""

    key: str
    what: str
    said: str
    from_on: date
    source: str
    reading: str
    direction: str
    tightened: bool


@dataclass(frozen=True)
class KindRow:
    """A kind of duty that a paragraph asks for, with its own share of the paragraph's figures."""

    kind: DutyKind
    title: str
    figures: Figures


@dataclass(frozen=True)
class ParagraphView:
    """A paragraph with everything that enforces it."""

    id: str
    text: str
    values: Sequence[ValueRow]
    weights: Sequence[ValueRow]
    kinds: Sequence[KindRow]
    mechanisms: Sequence[Mechanism]
    reasons: Sequence[str]
    figures: Figures


@dataclass(frozen=True)
class Case:
    """A duty behind a figure; the subject's name as this viewer may see it."""

    duty: Duty
    who: str
    reason: Reason
    stands: str
    last_day: date


def chapters(book: Rulebook, figures: Mapping[str, Figures], words: str = "") -> list[tuple[int, list[ArticleRow]]]:
    """The articles by chapter; with `words` only those that say them, in either language."""
    rows = [_row(article, figures) for article in book.articles.values() if _says(article, words)]
    return [(chapter, list(found)) for chapter, found in groupby(rows, key=lambda row: row.article.chapter)]


def _says(article: Article, words: str) -> bool:
    texts = [article.id, article.title.zh, article.title.en]
    for paragraph in article.paragraphs:
        texts += [paragraph.id, paragraph.text.zh, paragraph.text.en]
    return any(words.casefold() in text.casefold() for text in texts)


def _row(article: Article, figures: Mapping[str, Figures]) -> ArticleRow:
    means = {(item.means, item.key) for paragraph in article.paragraphs for item in paragraph.enforced if item.key}
    return ArticleRow(article, article.title.pick(lang()), len(means), of_article(article, figures))


KindFigures = Mapping[tuple[str, str], Figures]  # by (clause, kind)


def paragraphs(
    book: Rulebook, article: Article, values: Mapping[str, Value], figures: KindFigures
) -> list[ParagraphView]:
    """The paragraphs of an article in order."""
    return [_paragraph(book, paragraph, values, figures) for paragraph in article.paragraphs]


def _paragraph(
    book: Rulebook, paragraph: Paragraph, values: Mapping[str, Value], figures: KindFigures
) -> ParagraphView:
    named = [item.key for item in paragraph.enforced if item.means == "value"]
    own = [key for key, entry in book.entries.items() if entry.article == paragraph.id and key not in named]
    rows = [value_row(book, values[key]) for key in (*named, *own) if key in values]
    return ParagraphView(
        id=paragraph.id,
        text=paragraph.text.pick(lang()),
        values=[row for row in rows if not row.key.startswith(WEIGHT)],
        weights=[row for row in rows if row.key.startswith(WEIGHT)],
        kinds=_kinds(book, paragraph, figures),
        mechanisms=[found for item in paragraph.enforced if (found := book.mechanisms.get((item.means, item.key)))],
        reasons=[item.reason.pick(lang()) for item in paragraph.enforced if item.reason],
        figures=by_clause(figures).get(paragraph.id, Figures()),
    )


def _kinds(book: Rulebook, paragraph: Paragraph, figures: KindFigures) -> list[KindRow]:
    kinds = [book.kinds[item.key] for item in paragraph.enforced if _is_kind(book, item)]
    return [KindRow(kind, kind.title.pick(lang()), figures.get((paragraph.id, kind.kind), Figures())) for kind in kinds]


def _is_kind(book: Rulebook, item: Enforcement) -> bool:
    return item.means == "rule" and item.key in book.kinds


def value_row(book: Rulebook, value: Value) -> ValueRow:
    """A value in force as a page shows it."""
    entry = book.entries[value.key]
    return ValueRow(
        key=value.key,
        what=entry.describe.pick(lang()),
        said=said(value.value, value.unit, value.key),
        from_on=value.from_on,
        source=source_name(value.source, value.origin),
        reading=entry.reading.pick(lang()) if entry.reading else "",
        direction=direction(value.tighten),
        tightened=value.source == "institution",
    )


def cases_shown(viewer: Viewer, duties: Sequence[Duty], at: datetime, book: Rulebook) -> list[Case]:
    """The duties as rows; customers without a tie to the viewer stay masked. Two queries, whatever the number, and one
    for each kind of subject besides customers."""
    ids = {duty.subject_id for duty in duties if duty.subject_kind == "customer"}
    customers = Customer.objects.in_bulk(list(ids))
    others = subject_names((one.subject_kind, one.subject_id) for one in duties if one.subject_kind != "customer")
    lines = lines_of({customer.home_institution_id for customer in customers.values()})
    return [
        Case(
            duty=duty,
            who=_who(viewer, duty, customers, lines, others),
            reason=reason(duty, at, book),
            stands=_stands(duty, at),
            last_day=business_date(duty.due_at - timedelta(microseconds=1)),
        )
        for duty in duties
    ]


def _who(
    viewer: Viewer,
    duty: Duty,
    customers: Mapping[str, Customer],
    lines: Mapping[str, frozenset[str]],
    others: Mapping[Subject, str],
) -> str:
    if duty.subject_kind != "customer":
        return others.get((duty.subject_kind, duty.subject_id), duty.subject_id)
    customer = customers.get(duty.subject_id)
    if customer is None:
        return ""
    facts = CustomerFacts(customer.manager_id, lines.get(customer.home_institution_id, frozenset()))
    return str(Masker(viewer, tie_to_customer(viewer, facts)).field("name", customer.name))


def _stands(duty: Duty, at: datetime) -> str:
    return "overdue" if duty.state == "open" and duty.due_at <= at else duty.state
