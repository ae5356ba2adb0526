"""The manual: its articles with live figures, the cases behind them, its values and how institutions tighten them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tingtang.desk.language import lang
from tingtang.desk.manual.figures import Outlook, by_clause, of_article, outlook, periods, places
from tingtang.desk.manual.pages import cases_shown, chapters, paragraphs
from tingtang.desk.manual.rechecks import stands
from tingtang.desk.manual.words import chapter_name
from tingtang.duties.queries import CaseFilter, Figures, cases, under_article
from tingtang.manual import queries
from tingtang.manual.book import Article, Rulebook
from tingtang.organisation.access import Viewer, requires, scope_ids, viewer_of
from tingtang.shared.times import business_date

STANDS = ("met", "late", "missed", "overdue", "open", "excused", "cancelled")
LONGEST = 40


@require_GET
@never_cache
@login_required
@requires("manual.see")
def articles(request: HttpRequest) -> HttpResponse:
    """`/manual`: the forty articles by chapter, each with its figure."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    book, view = queries.rulebook(), outlook(viewer, request.GET, at)
    figures = view.by_clause() if view else {}
    words = request.GET.get("q", "").strip()[:LONGEST]
    context = {
        "chapters": [(chapter_name(number), rows) for number, rows in chapters(book, figures, words)],
        "q": words,
        "whole": sum(figures.values(), Figures()),
        "book": book,
        "waiting": _waiting(viewer),
        "overdue": sum(stands(entry.recheck_on, business_date(at)) == "overdue" for entry in book.entries.values()),
        **_frame(request, view),
    }
    return render(request, "desk/manual/manual.html", context)


@require_GET
@never_cache
@login_required
@requires("manual.see")
def article(request: HttpRequest, article_id: str) -> HttpResponse:
    """`/manual/A31`: the paragraphs of an article, what enforces each, the values in force, the figures."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    book = queries.rulebook()
    found, view = _article(book, article_id), outlook(viewer, request.GET, at)
    figures = view.by_kind(found.id) if view else {}
    place = view.institution.institution_id if view and not view.staff_id else viewer.institution_id
    context = {
        "article": found,
        "title": found.title.pick(lang()),
        "chapter": chapter_name(found.chapter),
        "paragraphs": paragraphs(book, found, queries.values(business_date(at), place), figures),
        "whole": of_article(found, by_clause(figures)),
        **_neighbours(book, found),
        **_frame(request, view),
    }
    return render(request, "desk/manual/article.html", context)


@require_GET
@never_cache
@login_required
@requires("manual.see")
def article_cases(request: HttpRequest, article_id: str) -> HttpResponse:
    """`/manual/A31/cases`: the duties behind a figure, page by page; `clause`, `kind` and `stands` narrow them."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    book = queries.rulebook()
    found, view = _article(book, article_id), outlook(viewer, request.GET, at)
    if view is None:
        raise Http404
    clause, kind = _narrowed(book, found, request.GET.get("clause", ""), request.GET.get("kind", ""))
    stands = tuple(how for how in STANDS if how in request.GET.getlist("stands"))
    number = request.GET.get("page", "1")
    page = cases(
        view.scope(clause, kind), CaseFilter(stands), int(number) if number.isdecimal() and len(number) < 6 else 1
    )
    context = {
        "article": found,
        "title": found.title.pick(lang()),
        "clause": clause,
        "kind": book.kinds.get(kind),
        "stands": stands,
        "page": page,
        "rows": cases_shown(viewer, page.rows, at, book),
        "may_ask_why": viewer.may("duty.see_below") or bool(view.staff_id),
        **_frame(request, view),
    }
    return render(request, "desk/manual/cases.html", context)


def _article(book: Rulebook, article_id: str) -> Article:
    if article_id not in book.articles:
        raise Http404
    return book.articles[article_id]


def _narrowed(book: Rulebook, article: Article, clause: str, kind: str) -> tuple[str, str]:
    """(clause, kind): a paragraph of the article, else the article; a kind that stands under it, else none."""
    known = book.kinds.get(kind)
    if known is not None and under_article(known.clause, article.id):
        return known.clause, kind
    return (clause if clause in {paragraph.id for paragraph in article.paragraphs} else article.id), ""


def _neighbours(book: Rulebook, article: Article) -> dict[str, Any]:
    order = list(book.articles)
    here = order.index(article.id)
    return {"before": order[here - 1] if here else "", "after": order[here + 1] if here + 1 < len(order) else ""}


def _waiting(viewer: Viewer) -> int:
    """How many proposals this viewer could decide."""
    if not viewer.may("manual.approve"):
        return 0
    return queries.waiting(scope_ids(viewer, "manual.approve")).exclude(proposed_by=viewer.actor).count()


def _frame(request: HttpRequest, view: Outlook | None) -> dict[str, Any]:
    """What the filters of every page of the manual need. `asked` carries the choice along in links."""
    chosen = {"period": view.period, "at": "" if view.staff_id else view.institution.institution_id} if view else {}
    return {
        "view": view,
        "periods": periods(),
        "places": places(viewer_of(request), view),
        "asked": urlencode({name: text for name, text in chosen.items() if text}),
        "today": business_date(request.at),  # type: ignore[attr-defined]
    }
